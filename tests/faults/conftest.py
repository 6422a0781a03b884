"""Fixtures for faults: a real Dovecot, and a hub on the test's own database."""

from tests.intake.conftest import dovecot, dovecot_running, hub

__all__ = ["dovecot", "dovecot_running", "hub"]
