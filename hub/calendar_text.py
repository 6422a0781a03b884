"""Days with something due as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class DueDay:
    """Something due on a day. `uid` stays the same for the same thing, whatever becomes of its day."""

    uid: str
    day: date
    what: str
    link: str


def calendar_text(days: Iterable[DueDay], *, name: str, now: datetime) -> bytes:
    """The calendar of these days, each lasting the whole day and taking up no time in it."""
    from icalendar import Calendar, Event, vText  # takes a moment, and few requests are for a calendar

    calendar = Calendar()
    for key, value in (
        ("version", "2.0"),
        ("prodid", "-//EHC Hub//Due dates//EN"),
        ("calscale", "GREGORIAN"),
        ("x-wr-calname", vText(name)),
        ("x-published-ttl", "PT6H"),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for each in days:
        event = Event()
        for key, of_event in (
            ("uid", each.uid),
            ("dtstamp", now.astimezone(UTC)),
            ("dtstart", each.day),
            ("dtend", each.day + timedelta(days=1)),
            ("summary", each.what),
            ("url", each.link),
            ("transp", "TRANSPARENT"),
        ):
            event.add(key, of_event)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
