"""Working days in England, for a council's own service standards only: no time limit of the law counts in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_DAY = timedelta(days=1)
_SATURDAY = 5


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
    """The bank holidays of a year in England, substitutes and proclaimed ones among them.

    One that was proclaimed after the library's release is a row in `bank_holidays.toml`.
    """
    from holidays import country_holidays  # takes a moment, and few processes count working days

    listed = country_holidays("GB", subdiv="ENG", years=year)
    found = {day: str(name) for day, name in listed.items() if day.weekday() < _SATURDAY}  # the others have substitutes
    for change in _changes():
        if change["day"].year == year:
            found.pop(change.get("instead_of", change["day"]), None)
            found[change["day"]] = change["name"]
    return found


@cache
def _changes() -> tuple[dict[str, Any], ...]:
    path = Path(__file__).with_name("bank_holidays.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["change"])
