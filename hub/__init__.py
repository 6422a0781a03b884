"""The case record, and what the rooms share."""
