"""What an item says: each value with the words it was read from."""
