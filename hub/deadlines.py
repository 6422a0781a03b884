"""The statutory clock: every limit that follows from a day, from the dated data of `deadlines.toml`.

Two clocks, never mixed: the council's (from the day it received the request) and each adviser's (from the day that body
received its own). No date ever moves: an exception is listed with the limit that it relieves, and the limit stands.
"""

from __future__ import annotations

import datetime
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_WEEK = datetime.timedelta(weeks=1)
_DAY = datetime.timedelta(days=1)
_CLOSED_LIST = (
    "The list is closed: SEND Regulations 2014, reg 5(4), 10(4) and 13(3) for the council, "
    "reg 8(2) for a body asked for advice."
)
_SHORTEST_CLOSURE = 4 * _WEEK  # SEND Regulations 2014, reg 5(4)(a) and (b)


class ClockRefusal(ValueError):
    """What was asked of the clock has no answer in law: the message says why, and what to do."""


class NotAnException(ClockRefusal):
    """A reason that the closed list of the regulations does not know."""


class TooShort(ClockRefusal):
    """A closure or an absence shorter than the regulations require."""


class NoOffset(ClockRefusal):
    """A date-time that does not say its offset, so that the day in London is not known."""


class NoLimitKnown(ClockRefusal):
    """No limit of the data was in force on that day, or none can be reckoned from it."""


class Event(StrEnum):
    """The day that a limit is counted from."""

    RECEIVED = "received"
    ADVICE_REQUESTED = "advice-requested"
    DRAFT_SERVED = "draft-served"
    PLAN_MADE = "plan-made"
    REVIEW_MEETING = "review-meeting"
    AMENDMENT_NOTICE = "amendment-notice"
    TRIBUNAL_ORDER = "tribunal-order"
    TRANSFER = "transfer"
    UNOPPOSED_APPEAL = "unopposed-appeal"


class Reason(StrEnum):
    """The closed list of exceptions: SEND Regulations 2014, reg 5(4), 8(2), 10(4), 13(3) and 44(3)."""

    SCHOOL_CLOSURE = "school-closure"
    EARLY_YEARS_CLOSURE = "early-years-closure"
    EXCEPTIONAL_CIRCUMSTANCES = "exceptional-circumstances"
    ABSENCE = "absence"
    MISSED_APPOINTMENT = "missed-appointment"


_CLOSURES = (Reason.SCHOOL_CLOSURE, Reason.EARLY_YEARS_CLOSURE)


@dataclass(frozen=True, slots=True)
class StatutoryException:
    """A reason of the closed list and the days it lasted, the first and the last included."""

    reason: Reason
    from_day: datetime.date
    to_day: datetime.date

    def __post_init__(self) -> None:
        if self.to_day < self.from_day:
            raise ClockRefusal(f"The {self.reason} ends on {self.to_day}, before it starts on {self.from_day}.")
        if self.reason in _CLOSURES and self.length < _SHORTEST_CLOSURE:
            raise TooShort(
                f"A closure of {self.length.days} days relieves no limit: the school or provider must have been closed "
                "“for a continuous period of not less than 4 weeks” (SEND Regulations 2014, reg 5(4)(a) and (b))."
            )

    @property
    def length(self) -> datetime.timedelta:
        """How long it lasted, both days counted."""
        return self.to_day - self.from_day + _DAY

    def falls_in(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether it can bear on a limit that runs from `first` to `last`.

        For a closure what counts is the window in which the council asked the school: it opens one week before the
        closure and ends one week before the day of re-opening (reg 5(4)(a) and (b)).
        """
        opens, closes = self.from_day, self.to_day
        if self.reason in _CLOSURES:
            opens, closes = opens - _WEEK, closes + _DAY - _WEEK
        return opens <= last and closes >= first


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date that the law sets, with its derivation."""

    id: str
    what: str
    date: datetime.date
    regulation: str
    counted_from: datetime.date
    event: Event
    wording: str  # the law's own words
    note: str = ""  # how the words are read
    exceptions: tuple[StatutoryException, ...] = ()
    outer_limit: datetime.date | None = None  # the anniversary, where a review falls due the day before it


@dataclass(frozen=True, slots=True)
class _Relief:
    regulation: str
    reasons: tuple[Reason, ...]
    absence_weeks: int

    def covers(self, exception: StatutoryException) -> bool:
        long_enough = exception.reason is not Reason.ABSENCE or exception.length >= self.absence_weeks * _WEEK
        return exception.reason in self.reasons and long_enough


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the data: what falls due, how it is counted, and the days on which it is the law."""

    id: str
    event: Event
    what: str
    regulation: str
    wording: str
    note: str
    count: Callable[[datetime.date], datetime.date]
    anniversary: bool
    relief: _Relief | None
    applies_from: datetime.date
    until: datetime.date

    def in_force(self, day: datetime.date) -> bool:
        """Whether this is the law for a limit counted from that day."""
        return self.applies_from <= day <= self.until

    def falls_due(self, day: datetime.date, exceptions: Iterable[StatutoryException]) -> Deadline:
        """The date that follows from that day, with the exceptions that relieve it; the date does not move."""
        due = self.count(day)
        relieving = tuple(e for e in exceptions if self.relief and self.relief.covers(e) and e.falls_in(day, due))
        outer = due + _DAY if self.anniversary else None
        return Deadline(
            id=self.id,
            what=self.what,
            date=due,
            regulation=self.regulation,
            counted_from=day,
            event=self.event,
            wording=self.wording,
            note=self.note,
            exceptions=relieving,
            outer_limit=outer,
        )


@dataclass(frozen=True, slots=True)
class Law:
    """Every limit of one data file, and the sentences for what is no exception."""

    limits: tuple[Limit, ...]
    not_exceptions: Mapping[str, str]

    def deadlines_from(
        self, event: Event, day: datetime.date, exceptions: Iterable[StatutoryException] = ()
    ) -> tuple[Deadline, ...]:
        """Every date that follows from the event on that day, earliest first."""
        limits = [limit for limit in self.limits if limit.event is event and limit.in_force(day)]
        if not limits:
            earliest = min(limit.applies_from for limit in self.limits if limit.event is event)
            raise NoLimitKnown(f"The limits counted from “{event}” are known from {earliest}; {day} is before that.")
        exceptions = tuple(exceptions)
        for exception in exceptions:
            _refuse_short_absence(exception, limits)
        try:
            found = [limit.falls_due(day, exceptions) for limit in limits]
        except (OverflowError, ValueError):
            raise NoLimitKnown(f"{day} is too near the end of the calendar to count from; check the year.") from None
        return tuple(sorted(found, key=lambda deadline: deadline.date))

    def reason(self, said: str) -> Reason:
        """The exception of that name, or `NotAnException` with the sentence of law."""
        if said in [*Reason]:
            return Reason(said)
        why = next((why for word, why in self.not_exceptions.items() if word in said.casefold()), _CLOSED_LIST)
        raise NotAnException(
            f"“{said}” does not stop the clock. {why} The exceptions that the law knows: {', '.join(Reason)}."
        )


def _refuse_short_absence(exception: StatutoryException, limits: Iterable[Limit]) -> None:
    """An absence that is too short for every limit counted from the event is refused, with the sentence of law."""
    if exception.reason is not Reason.ABSENCE:
        return
    reliefs = [limit.relief for limit in limits if limit.relief]
    least = min((relief.absence_weeks for relief in reliefs), default=4)
    if exception.length < least * _WEEK:
        regulation = reliefs[0].regulation if reliefs else "SEND Regulations 2014, reg 5(4) and 8(2)"
        raise TooShort(
            f"An absence of {exception.length.days} days relieves no limit: it must be from the area of the local "
            f"authority “for a continuous period of not less than {least} weeks” ({regulation})."
        )


def _add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, so many months on; where the month is too short, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last_day_of_months_starting_with(day: datetime.date, months: int) -> datetime.date:
    """The last day of a period that starts with the day itself.

    The day before the corresponding day; a period that starts with 29 February ends with 28 February, because the
    corresponding day is then 1 March.
    """
    corresponding = _add_months(day, months)
    return corresponding if corresponding.day < day.day else corresponding - _DAY


_COUNTS: Mapping[str, Callable[[datetime.date, Any], datetime.date]] = {
    "weeks": lambda day, weeks: day + weeks * _WEEK,
    "weeks_before": lambda day, weeks: day - weeks * _WEEK,
    "days_beginning_with": lambda day, days: day + (days - 1) * _DAY,
    "months_starting_with": _last_day_of_months_starting_with,
    "months_before": lambda day, months: _add_months(day, -months),
    "before": lambda day, month_and_day: datetime.date(day.year, *month_and_day) - _DAY,
    "at_once": lambda day, _: day,
}


def _limit(row: Mapping[str, Any], reliefs: Mapping[str, _Relief]) -> Limit:
    (kind,) = _COUNTS.keys() & row.keys()
    count, length = _COUNTS[kind], row[kind]
    return Limit(
        id=row["id"],
        event=Event(row["event"]),
        what=row["what"],
        regulation=row["regulation"],
        wording=row["wording"],
        note=row.get("note", ""),
        count=lambda day: count(day, length),
        anniversary=kind == "months_starting_with",
        relief=reliefs[row["relief"]] if "relief" in row else None,
        applies_from=row["applies_from"],
        until=row.get("until", datetime.date.max),
    )


def read_law(path: Path) -> Law:
    """The limits of a data file in the form that the head of `deadlines.toml` describes."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    reliefs = {
        name: _Relief(row["regulation"], tuple(Reason(reason) for reason in row["reasons"]), row["absence_weeks"])
        for name, row in data["relief"].items()
    }
    return Law(tuple(_limit(row, reliefs) for row in data["limit"]), data["not_an_exception"])


@cache
def law() -> Law:
    """The law as this hub knows it: `deadlines.toml`."""
    return read_law(Path(__file__).with_suffix(".toml"))


def day_in_london(moment: datetime.datetime) -> datetime.date:
    """The calendar day in Europe/London at that moment; receipt counts on it at whatever hour, weekends included."""
    if moment.utcoffset() is None:
        raise NoOffset(f"{moment.isoformat()} does not say its offset; write {moment.isoformat()}+00:00, for example.")
    return moment.astimezone(LONDON).date()


def clock_starts(received: datetime.datetime) -> datetime.date:
    """The day from which limits run, for something received at that moment."""
    return day_in_london(received)


def deadlines_from(
    event: Event, day: datetime.date, exceptions: Iterable[StatutoryException] = ()
) -> tuple[Deadline, ...]:
    """Every statutory date that follows from the event on that day, earliest first, each with what relieves it.

    Raises `ClockRefusal`: an absence too short for the regulations, or a day on which no known limit was in force.
    """
    return law().deadlines_from(event, day, exceptions)


def advice_due(received: datetime.date) -> datetime.date:
    """When the advice is due: six weeks from the day on which that body received its request (reg 8(1))."""
    return _named("advice", Event.ADVICE_REQUESTED, received)


def decision_due(received: datetime.date) -> datetime.date:
    """When the council must have decided whether to assess: six weeks from receiving the request (reg 5(1))."""
    return _named("decision", Event.RECEIVED, received)


def _named(id_: str, event: Event, day: datetime.date) -> datetime.date:
    return next(deadline.date for deadline in deadlines_from(event, day) if deadline.id == id_)
