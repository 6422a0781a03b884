"""Advice in, findings out: no database, no web, no network, no clock."""
