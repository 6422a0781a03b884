"""The hub that people sign in to."""
