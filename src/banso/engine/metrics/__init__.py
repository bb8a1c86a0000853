"""Numbers as questions put to the facts."""
