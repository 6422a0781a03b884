"""Quiet hours: when somebody gets no e-mail, and when the waiting ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hub.deadlines import LONDON

_WRITTEN = re.compile(r"(?:(\d\d:\d\d)-(\d\d:\d\d))?(?: ?(weekends))?")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Quiet:
    """From an hour until another one, London time, past midnight too; `weekends`: Saturdays and Sundays whole."""

    starts: time | None = None
    ends: time | None = None
    weekends: bool = False

    def until(self, now: datetime) -> datetime | None:
        """When the quiet in which `now` falls is over; None where it is not quiet. London's clock changes included."""
        moment = now
        for _ in range(8):  # a quiet night, a weekend, the night after it
            over = self._over(moment.astimezone(LONDON))
            if over is None:
                break
            moment = over
        return None if moment == now else moment

    def __str__(self) -> str:
        """As `quiet_times` reads it."""
        hours = f"{self.starts:%H:%M}-{self.ends:%H:%M}" if self.starts and self.ends else ""
        return " ".join(filter(None, (hours, "weekends" if self.weekends else "")))

    def _over(self, local: datetime) -> datetime | None:
        if self.weekends and local.weekday() >= _SATURDAY:
            return _at(local.date() + timedelta(days=7 - local.weekday()), time())
        if self.starts is None or self.ends is None or self.starts == self.ends:
            return None
        clock = local.time()
        if self.starts < self.ends:
            return _at(local.date(), self.ends) if self.starts <= clock < self.ends else None
        if clock >= self.starts:
            return _at(local.date() + timedelta(days=1), self.ends)
        return _at(local.date(), self.ends) if clock < self.ends else None


def quiet_times(said: str) -> Quiet:
    """The quiet times written like “19:00-07:00 weekends”, either part alone, or nothing.

    Raises ValueError, saying what would do.
    """
    found = _WRITTEN.fullmatch(said.strip())
    try:
        if found is None:
            raise ValueError
        starts, ends, weekends = found.groups()
        return Quiet(_hour(starts), _hour(ends), bool(weekends))
    except ValueError:
        raise ValueError(f"quiet is “{said}”; it should look like “19:00-07:00 weekends”") from None


def _hour(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def next_morning(now: datetime, hour: int) -> datetime:
    """The next moment at which it is that hour in London."""
    day = now.astimezone(LONDON).date()
    today = _at(day, time(hour))
    return today if today > now else _at(day + timedelta(days=1), time(hour))
