"""What leads hold and what may be done with them, without a database."""
