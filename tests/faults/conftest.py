"""Fixtures for faults: a real Dovecot, and a hub on the test's own database.

A test marked `postgresql_in_the_campaign` runs on SQLite always, and on PostgreSQL in `make campaign`: what it breaks
is the mailbox or the process, and every step that a database takes part in has a test of its own on both.
"""

from __future__ import annotations

import os

import pytest

from tests.intake.conftest import dovecot, dovecot_running, hub

__all__ = ["dovecot", "dovecot_running", "hub"]
LONG = os.environ.get("EHC_CAMPAIGN") == "long"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the campaign."""
    if LONG:
        return
    left_out = [
        each for each in items if each.get_closest_marker("postgresql_in_the_campaign") and "postgresql" in each.name
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [each for each in items if each not in left_out]
