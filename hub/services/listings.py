"""Rows of lists that the passing of a day makes untrue, brought up to date."""

from __future__ import annotations

from datetime import date

from hub.database import Database
from hub.models.listing import listings_gone_by, write_listings


def move_listings_on(database: Database, *, today: date) -> int:
    """Show what is due next where the family's time to comment on a draft is over. Returns on how many cases."""
    with database.reading() as session:
        gone_by = listings_gone_by(session.connection(), today=today)
    if gone_by:
        with database.transaction() as session:
            write_listings(session.connection(), gone_by, today=today)
    return len(gone_by)
