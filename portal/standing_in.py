"""Who stands in for a reviewer today, for the menu: asked of the database once a minute, not on every page.

What somebody may do is asked of the record each time; only the link in the menu may come or go a minute late.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import current_app, g

from hub.deadlines import day_in_london
from hub.queries.quality import standing_in
from portal.db import db

_KEPT_FOR = timedelta(minutes=1)
_NAME = "hub_standing_in"


class _Known(NamedTuple):
    at: datetime
    day: date
    people: frozenset[int]


def stands_in(person_id: int) -> bool:
    """Whether the person takes a reviewer's place today."""
    known: _Known | None = current_app.extensions.get(_NAME)
    today = day_in_london(g.now)
    if known is None or known.day != today or not known.at <= g.now < known.at + _KEPT_FOR:
        known = _Known(g.now, today, standing_in(db.session, on=today))
        current_app.extensions[_NAME] = known
    return person_id in known.people


def ask_again() -> None:
    """Forget who it was: the cover has just been changed here."""
    current_app.extensions.pop(_NAME, None)
