"""A council's own dates, earlier than the law's: read from `own_dates.toml` in its folder, and refused where later.

The law's date is always shown; a date of the council's own stands beside it. Where the law gives the family at least so
many days, a council may give more and never fewer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hub.deadlines import Deadline, Event, Law, Limit, Sense, law
from hub.settings import WrongSetting
from hub.working_days import after_working_days

FILE = "own_dates.toml"
ACKNOWLEDGEMENT, DRAFT_PLAN = "acknowledgement", "draft-plan"
_KEYS = ("days", "weeks", "days_earlier", "working_days")
_LAST_DRAFT = 125  # 20 weeks (reg 13(2)) less the family's 15 days on the draft (reg 13(1)(a))
_MOST_WORKING_DAYS = 20
_FOUR_YEARS = 1461  # every day of the calendar, 29 February too


@dataclass(frozen=True, slots=True)
class OwnDate:
    """One date of the council's own: so long after the day that the law counts from, or before the law's date."""

    id: str
    what: str
    event: Event
    days: int = 0
    days_earlier: int = 0
    working_days: int = 0

    def counted_from(self, day: date) -> date:
        """The date that follows from the event on that day."""
        return after_working_days(day, self.working_days) if self.working_days else day + timedelta(days=self.days)

    def beside(self, deadline: Deadline) -> date:
        """The council's own date beside the law's."""
        if self.days_earlier:
            return deadline.date - timedelta(days=self.days_earlier)
        if deadline.sense is Sense.AT_LEAST:  # the day itself is day 1
            return deadline.counted_from + timedelta(days=self.days - 1)
        return self.counted_from(deadline.counted_from)


_OURS = {
    ACKNOWLEDGEMENT: ("Acknowledge the request", ("working_days",)),
    DRAFT_PLAN: ("Send the draft plan", ("days", "weeks")),
}


def own_dates_in(folder: Path | None) -> Mapping[str, OwnDate]:
    """The council's own dates by the id of the limit that they stand beside; none without a folder or a file.

    Raises WrongSetting with a sentence: for a limit that is not known, and for a date later than the law's.
    """
    path = folder / FILE if folder else None
    if path is None or not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{path} is not valid TOML: {error}") from None
    found = [_own_date(path, id_, row) for id_, row in said.items()]
    return {each.id: each for each in found}


def _own_date(path: Path, id_: str, row: object) -> OwnDate:
    limits = [limit for limit in law().limits if limit.id == id_]
    if not limits and id_ not in _OURS:
        raise WrongSetting(f"{path}: no time limit is called “{id_}”; {_names(law())}.")
    keys = _OURS[id_][1] if id_ in _OURS else _KEYS[:3]
    key, number = _said(path, id_, row, keys)
    days = 7 * number if key == "weeks" else number
    own = OwnDate(
        id=id_,
        what=limits[0].what if limits else _OURS[id_][0],
        event=limits[0].event if limits else Event.RECEIVED,
        days=days if key in ("days", "weeks") else 0,
        days_earlier=number if key == "days_earlier" else 0,
        working_days=number if key == "working_days" else 0,
    )
    for problem in _problems(own, limits):
        raise WrongSetting(f"{path}: {problem}")
    return own


def _names(known: Law) -> str:
    ids = dict.fromkeys(limit.id for limit in known.limits if not limit.id.startswith(("order-", "unopposed-")))
    return "there are " + ", ".join([*ids, DRAFT_PLAN, ACKNOWLEDGEMENT])


def _said(path: Path, id_: str, row: object, keys: Iterable[str]) -> tuple[str, int]:
    """The one key of a row and its number."""
    said: Mapping[str, Any] = row if isinstance(row, dict) else {}
    (key, number), *more = [*said.items()] or [("", 0)]
    if more or key not in keys or not isinstance(number, int) or isinstance(number, bool):
        raise WrongSetting(f"{path}: “{id_}” should have one of {', '.join(keys)}, and a whole number.")
    if number < 1:
        raise WrongSetting(
            f"{path}: “{id_}” has {key} = {number}. A date of your own may be earlier than the law's, never the same "
            "or later; write 1 or more."
        )
    return key, number


def _problems(own: OwnDate, limits: Iterable[Limit]) -> Iterator[str]:
    if own.working_days > _MOST_WORKING_DAYS:
        yield f"“{own.id}” is {own.working_days} working days; more than {_MOST_WORKING_DAYS} are no acknowledgement."
    if own.id == DRAFT_PLAN and own.days > _LAST_DRAFT:
        yield (
            f"“{own.id}” is {own.days} days after the request, but the family has at least 15 days on the draft "
            f"(SEND Regulations 2014, reg 13(1)(a)) and the final plan is due within 20 weeks (reg 13(2)): at most "
            f"{_LAST_DRAFT} days."
        )
    for limit in limits:
        if wrong := _wrong_beside(own, limit):
            yield wrong
            return


def _wrong_beside(own: OwnDate, limit: Limit) -> str:
    """Why the date cannot stand beside the limit, on any day of four years: later than the law's, or shorter."""
    for number in range(min(_FOUR_YEARS, (limit.until - limit.applies_from).days + 1)):
        theirs = limit.falls_due(limit.applies_from + timedelta(days=number), ())
        ours = own.beside(theirs)
        if theirs.sense is Sense.AT_LEAST and ours < theirs.date:
            return (
                f"“{own.id}” would give the family fewer days than the law: “{limit.wording}” ({limit.regulation}). "
                "You may give more, never fewer."
            )
        if theirs.sense is not Sense.AT_LEAST and ours > theirs.date:
            return (
                f"“{own.id}” would be later than the law's date: “{limit.wording}” ({limit.regulation}). "
                "A date of your own may be earlier, never later."
            )
    return ""
