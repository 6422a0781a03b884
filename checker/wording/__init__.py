"""How advice is worded: the patterns and lists that more than one rule asks."""
