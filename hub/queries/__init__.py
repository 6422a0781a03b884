"""What pages list: SELECTs into small frozen rows."""
