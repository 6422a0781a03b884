"""Fixtures for faults: a real Dovecot, and a hub on the test's own database."""

from __future__ import annotations

from tests.intake.conftest import dovecot, dovecot_running, hub

__all__ = ["dovecot", "dovecot_running", "hub"]
