"""The rules: a file each, found by being here."""
