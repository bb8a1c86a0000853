"""What the promises are worth: the server is killed at random, and what it said is held against it."""
