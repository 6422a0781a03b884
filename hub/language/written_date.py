"""Dates as people write them, day first."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_FIGURES = re.compile(r"\b(?P<day>\d{1,2}) ?[/.-] ?(?P<month>\d{1,2}) ?[/.-] ?(?P<year>\d{4}|\d{2})\b")
_WORDS = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month>[A-Za-z]{3})[a-z]*\.?,? (?P<year>\d{4})\b")
_CENTURY = 2000  # of a year in two figures: nobody in these documents was born before it


def date_in(text: str) -> date | None:
    """The first date said in a text, British order; None where there is none, or none that exists."""
    found = [match for pattern in (_ISO, _WORDS, _FIGURES) for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda match: match.start()):
        said = _date(match)
        if said is not None:
            return said
    return None


def _date(match: re.Match[str]) -> date | None:
    month = match["month"]
    if not month.isdigit():
        if month.casefold() not in _MONTHS:
            return None
        month = str(_MONTHS.index(month.casefold()) + 1)
    year = int(match["year"])
    try:
        return date(year + _CENTURY if year < 100 else year, int(month), int(match["day"]))
    except ValueError:  # the 31st of a short month
        return None
