"""Dates as people in England write them: 3/9/15, 3rd Sept 2015, 03.09.2015, September 3 2015."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb", "febuary"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERNS = (
    re.compile(r"(?<![\d./-])(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\d/-])"),
    re.compile(
        r"(?<![\d./-])(?P<d>[0-3OoIl]?\d)\s?(?P<sep>[./-])\s?(?P<m>[01Oo]?\d)\s?(?P=sep)\s?"
        r"(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-])"
    ),
    re.compile(r"(?<![\d./-])(?P<d>[0-3]\d) (?P<m>[01]\d) (?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(
        rf"(?<![\d./-])(?P<d>[0-3]?\d)\s?(?:st|nd|rd|th)?(?:\s+of)?[\s.,/-]*(?P<n>{_MONTH})\b\.?"
        r"[\s.,/’'-]*(?P<y>(?:19|20)\d\d|\d\d)(?![\d:])",
        re.I,
    ),
    re.compile(rf"\b(?P<n>{_MONTH})\.?\s+(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.I),
)


_IN_FIGURES = _PATTERNS[:3]
_DIGIT = re.compile(r"\d")
_SHORT_MONTHS = tuple(name for name in _MONTHS if len(name) == 3)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date and where it stands in the text."""

    day: date
    start: int
    end: int
    century_given: bool


def dates_in(text: str, *, before: date | None = None) -> Iterator[WrittenDate]:
    """Every whole date, in order; day first, as written in England.

    A two-digit year is taken as the latest that is not after `before` (default: as 20xx).
    """
    found: list[WrittenDate] = []
    if not _DIGIT.search(text):
        return
    words = text.lower()
    named = any(month in words for month in _SHORT_MONTHS)
    for pattern in _PATTERNS if named else _IN_FIGURES:
        for match in pattern.finditer(text):
            written = _written(match, before)
            if written and not any(one.start < written.end and written.start < one.end for one in found):
                found.append(written)
    yield from sorted(found, key=lambda one: one.start)


def _written(match: re.Match[str], before: date | None) -> WrittenDate | None:
    groups = match.groupdict()
    year = int(groups["y"])
    day = int(groups["d"].translate(_LOOKS_LIKE))
    name = groups.get("n")
    month = _MONTHS[name.lower()] if name else int(groups["m"].translate(_LOOKS_LIKE))
    century_given = year > 99
    if not century_given:
        year += 2000
    try:
        when = date(year, month, day)
        if not century_given and before and when > before:
            when = date(year - 100, month, day)
    except ValueError:
        return None
    return WrittenDate(when, match.start(), match.end(), century_given)


_LOOKS_LIKE = str.maketrans("OoIl", "0011")  # what a scan makes of a nought and a one
