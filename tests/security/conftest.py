"""Fixtures: the portal on a small council, as its own tests have it."""

from tests.portal.conftest import app, clock, database_url, settings, visitor

__all__ = ["app", "clock", "database_url", "settings", "visitor"]
