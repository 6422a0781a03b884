"""Fixtures for faults: a real Dovecot, and an empty folder to run `ehc` in."""

from tests.intake.conftest import dovecot, dovecot_running

__all__ = ["dovecot", "dovecot_running"]
