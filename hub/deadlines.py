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
_SCHOOL_YEAR_BEGINS = 9, 1  # 1 September
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


class WrongClock(ClockRefusal):
    """An exception that the law knows, but not for this clock."""


class NotAskedThen(ClockRefusal):
    """A closure, but the school or nursery was not asked in the weeks that the law names."""


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
    BORN = "born"

    @property
    def words(self) -> str:
        """The day in a sentence: “the day on which …”."""
        return _EVENTS[self]


_EVENTS = {
    Event.RECEIVED: "the day on which the council received the request for an assessment, or became responsible",
    Event.ADVICE_REQUESTED: "the day on which that body received its request for advice",
    Event.DRAFT_SERVED: "the day on which the draft plan was served",
    Event.PLAN_MADE: "the day on which the plan was first made",
    Event.REVIEW_MEETING: "the day of the review meeting",
    Event.AMENDMENT_NOTICE: "the day on which the council sent the proposed amendments",
    Event.TRIBUNAL_ORDER: "the day of the Tribunal's order",
    Event.TRANSFER: "the day of the transfer",
    Event.UNOPPOSED_APPEAL: "the day on which the council told the Tribunal that it will not oppose the appeal",
    Event.BORN: "the day on which the child or young person was born",
}


class Clock(StrEnum):
    """Whose time runs. The closed list of exceptions differs between them."""

    COUNCIL = "council"
    ADVISER = "adviser"
    TRIBUNAL = "tribunal"


class Sense(StrEnum):
    """What the day of a limit means."""

    LATEST = "latest"  # done by then
    AT_LEAST = "at-least"  # the family's time: it may not end sooner
    FROM = "from"  # something begins to be required


class Reason(StrEnum):
    """The closed list of exceptions: SEND Regulations 2014, reg 5(4), 8(2), 10(4), 13(3) and 44(3)."""

    SCHOOL_CLOSURE = "school-closure"
    EARLY_YEARS_CLOSURE = "early-years-closure"
    EXCEPTIONAL_CIRCUMSTANCES = "exceptional-circumstances"
    ABSENCE = "absence"
    MISSED_APPOINTMENT = "missed-appointment"


CLOSURES = (Reason.SCHOOL_CLOSURE, Reason.EARLY_YEARS_CLOSURE)


@dataclass(frozen=True, slots=True)
class StatutoryException:
    """A reason of the closed list and the days it lasted, the first and the last included.

    `asked_on`, where it is known: the day on which the council asked the school or nursery that was closed.
    """

    reason: Reason
    from_day: datetime.date
    to_day: datetime.date
    asked_on: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.to_day < self.from_day:
            raise ClockRefusal(f"The {self.reason} ends on {self.to_day}, before it starts on {self.from_day}.")
        if self.reason in CLOSURES and self.length < _SHORTEST_CLOSURE:
            raise TooShort(
                f"A closure of {self.length.days} days relieves no limit: the school or provider must have been closed "
                "“for a continuous period of not less than 4 weeks” (SEND Regulations 2014, reg 5(4)(a) and (b))."
            )

        opens, closes = self._window
        if self.asked_on is not None and self.reason in CLOSURES and not opens <= self.asked_on <= closes:
            raise NotAskedThen(
                f"A closure from {self.from_day} to {self.to_day} relieves the council only where it asked the school "
                f"or nursery from {opens} to {closes}: “during a period beginning one week before any date on which "
                "that school or institution was closed … and ending one week before the date on which it re-opens” "
                "(SEND Regulations 2014, reg 5(4)(a))."
            )

    @property
    def length(self) -> datetime.timedelta:
        """How long it lasted, both days counted."""
        return self.to_day - self.from_day + _DAY

    def falls_in(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether it can bear on a limit that runs from `first` to `last`.

        For a closure what counts is the day on which the council asked the school, or where that is not said the
        window in which it may have: it opens one week before the closure and ends one week before the day of
        re-opening (reg 5(4)(a) and (b)).
        """
        if self.asked_on is not None and self.reason in CLOSURES:
            return first <= self.asked_on <= last
        opens, closes = self._window
        return opens <= last and closes >= first

    @property
    def _window(self) -> tuple[datetime.date, datetime.date]:
        """The days that count: those of the exception; for a closure, those on which the school may be asked."""
        if self.reason in CLOSURES:
            return self.from_day - _WEEK, self.to_day + _DAY - _WEEK
        return self.from_day, self.to_day


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
    how: str = ""  # how it is counted, to be followed by the day: “6 weeks after”
    sense: Sense = Sense.LATEST
    conditional: bool = False  # falls due only where the council decides so, or in one of several cases


@dataclass(frozen=True, slots=True)
class Relief:
    """What relieves one clock: the closed list of its regulation."""

    regulation: str
    whom: str
    reasons: tuple[Reason, ...]
    absence_weeks: int

    def covers(self, exception: StatutoryException) -> bool:
        """Whether the exception is in the list, and an absence long enough."""
        return exception.reason in self.reasons and not self.too_short(exception)

    def too_short(self, exception: StatutoryException) -> bool:
        """Whether it is an absence shorter than the regulation asks for."""
        return exception.reason is Reason.ABSENCE and exception.length < self.absence_weeks * _WEEK


@dataclass(frozen=True, slots=True)
class ReasonInLaw:
    """A reason of the closed list in plain words, in the law's own, and where those stand."""

    label: str
    regulation: str
    wording: str


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
    how: str
    anniversary: bool
    relief: Relief | None
    sense: Sense
    conditional: bool
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
            how=self.how,
            sense=self.sense,
            conditional=self.conditional,
        )


@dataclass(frozen=True, slots=True)
class Law:
    """Every limit of one data file, what relieves each clock, and the sentences for what is no exception."""

    limits: tuple[Limit, ...]
    not_exceptions: Mapping[str, str]
    reliefs: Mapping[str, Relief]
    reasons: Mapping[Reason, ReasonInLaw]

    def deadlines_from(
        self, event: Event, day: datetime.date, exceptions: Iterable[StatutoryException] = ()
    ) -> tuple[Deadline, ...]:
        """Every date that follows from the event on that day, earliest first."""
        limits = self._in_force(event, day)
        exceptions = tuple(exceptions)
        for exception in exceptions:
            _refuse_short_absence(exception, limits)
        return self.dates_of(event, day, exceptions)

    def dates_of(
        self, event: Event, day: datetime.date, exceptions: Iterable[StatutoryException] = ()
    ) -> tuple[Deadline, ...]:
        """The same for exceptions that were recorded on a case: each is listed where it relieves, and only there."""
        exceptions = tuple(exceptions)
        try:
            found = [limit.falls_due(day, exceptions) for limit in self._in_force(event, day)]
        except (OverflowError, ValueError):
            raise NoLimitKnown(f"{day} is too near the end of the calendar to count from; check the year.") from None
        return tuple(sorted(found, key=lambda deadline: deadline.date))

    def _in_force(self, event: Event, day: datetime.date) -> list[Limit]:
        limits = [limit for limit in self.limits if limit.event is event and limit.in_force(day)]
        if not limits:
            earliest = min(limit.applies_from for limit in self.limits if limit.event is event)
            raise NoLimitKnown(f"The limits counted from “{event}” are known from {earliest}; {day} is before that.")
        return limits

    def reasons_for(self, clock: Clock) -> tuple[Reason, ...]:
        """The closed list of that clock."""
        return self.reliefs[clock].reasons

    def check(self, clock: Clock, exception: StatutoryException) -> None:
        """Refuse an exception that the law does not know for that clock: WrongClock or TooShort, with its sentence."""
        relief = self.reliefs[clock]
        if exception.reason not in relief.reasons:
            others = [each for each in self.reliefs.values() if exception.reason in each.reasons]
            raise WrongClock(
                f"“{self.reasons[exception.reason].label}” relieves {others[0].whom} only ({others[0].regulation}); "
                f"it never relieves {relief.whom} ({relief.regulation})."
            )
        if relief.too_short(exception):
            raise _too_short(exception, relief.absence_weeks, relief.regulation)

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
        raise _too_short(
            exception, least, reliefs[0].regulation if reliefs else "SEND Regulations 2014, reg 5(4) and 8(2)"
        )


def _too_short(exception: StatutoryException, least: int, regulation: str) -> TooShort:
    return TooShort(
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


def _first_day_of_the_school_year_of_birthday(born: datetime.date, birthday: int) -> datetime.date:
    """The 1 September on or before that birthday: a school year runs from 1 September to 31 August."""
    year = born.year + birthday
    before_september = (born.month, born.day) < _SCHOOL_YEAR_BEGINS
    return datetime.date(year - 1 if before_september else year, *_SCHOOL_YEAR_BEGINS)


_COUNTS: Mapping[str, Callable[[datetime.date, Any], datetime.date]] = {
    "weeks": lambda day, weeks: day + weeks * _WEEK,
    "weeks_before": lambda day, weeks: day - weeks * _WEEK,
    "days_beginning_with": lambda day, days: day + (days - 1) * _DAY,
    "months_starting_with": _last_day_of_months_starting_with,
    "months_before": lambda day, months: _add_months(day, -months),
    "before": lambda day, month_and_day: datetime.date(day.year, *month_and_day) - _DAY,
    "at_once": lambda day, _: day,
    "school_year_of_birthday": _first_day_of_the_school_year_of_birthday,
}
_HOW: Mapping[str, Callable[[Any], str]] = {
    "weeks": lambda weeks: f"{weeks} weeks after",
    "weeks_before": lambda weeks: f"{weeks} weeks before",
    "days_beginning_with": lambda days: f"{days} days, of which the first is",
    "months_starting_with": lambda months: f"{months} months, of which the first day is",
    "months_before": lambda months: f"{months} months before",
    "before": lambda said: f"the day before {datetime.date(2000, *said):%-d %B} in the year of",
    "at_once": lambda _: "on",
    "school_year_of_birthday": lambda age: f"the first day of the school year of the {age}th birthday, counted from",
}


def _limit(row: Mapping[str, Any], reliefs: Mapping[str, Relief]) -> Limit:
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
        how=_HOW[kind](length),
        anniversary=kind == "months_starting_with",
        relief=reliefs[row["relief"]] if "relief" in row else None,
        sense=Sense(row.get("sense", Sense.LATEST)),
        conditional=row.get("conditional", False),
        applies_from=row["applies_from"],
        until=row.get("until", datetime.date.max),
    )


def read_law(path: Path) -> Law:
    """The limits of a data file in the form that the head of `deadlines.toml` describes."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    reliefs = {
        name: Relief(
            row["regulation"], row["whom"], tuple(Reason(reason) for reason in row["reasons"]), row["absence_weeks"]
        )
        for name, row in data["relief"].items()
    }
    return Law(
        limits=tuple(_limit(row, reliefs) for row in data["limit"]),
        not_exceptions=data["not_an_exception"],
        reliefs=reliefs,
        reasons={Reason(name): ReasonInLaw(**row) for name, row in data.get("reason", {}).items()},
    )


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
