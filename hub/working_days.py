"""Working days in England, for a council's own service standards only: no time limit of the law counts in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_DAY = timedelta(days=1)
_MONDAY, _SATURDAY = 0, 5


def after_working_days(day: date, count: int) -> date:
    """The day that is so many working days after `day`, which itself is not counted, whatever day of the week it is."""
    while count > 0:
        day += _DAY
        if is_working_day(day):
            count -= 1
    return day


def is_working_day(day: date) -> bool:
    """Whether it is neither a Saturday, a Sunday nor a bank holiday in England."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of a year in England: the standing ones (Banking and Financial Dealings Act 1971, schedule 1,
    with Good Friday and Christmas Day at common law), as `bank_holidays.toml` moves, adds or takes away.
    """
    found = _standing(year)
    for change in _changes():
        if change["day"].year == year:
            found.pop(change.get("instead_of", change["day"]), None)
            found[change["day"]] = change["name"]
    return found


def _standing(year: int) -> dict[date, str]:
    easter = _easter(year)
    may, august = date(year, 5, 1), date(year, 8, 31)
    found = {
        easter - 2 * _DAY: "Good Friday",
        easter + _DAY: "Easter Monday",
        may + (-may.weekday() % 7) * _DAY: "Early May bank holiday",
        _monday_on_or_before(date(year, 5, 31)): "Spring bank holiday",
        _monday_on_or_before(august): "Summer bank holiday",
    }
    for name, day in (
        ("New Year’s Day", date(year, 1, 1)),
        ("Christmas Day", date(year, 12, 25)),
        ("Boxing Day", date(year, 12, 26)),
    ):
        found[_first_free(day, found)] = name
    return found


def _monday_on_or_before(day: date) -> date:
    return day - (day.weekday() - _MONDAY) * _DAY


def _first_free(day: date, taken: Mapping[date, str]) -> date:
    """The day itself, or its substitute: the next weekday that is not a bank holiday already."""
    while day.weekday() >= _SATURDAY or day in taken:
        day += _DAY
    return day


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the computus of Meeus, Jones and Butcher)."""
    golden, (century, in_century) = year % 19, divmod(year, 100)
    skipped, rest = divmod(century, 4)
    corrected = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - skipped - corrected + 15) % 30
    leaps, years = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leaps - epact - years) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _changes() -> tuple[dict[str, Any], ...]:
    path = Path(__file__).with_name("bank_holidays.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["change"])
