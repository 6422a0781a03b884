"""Dates as people in England write them: 3/9/15, 3rd Sept 2015, 03.09.2015, the third of September 2015."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from intake.words import load

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
_WORDS = load("dates")
_ONES = _WORDS["ones"].split()
_FIRSTS = _WORDS["firsts"].split()
_NUMBERS = {word: number for number, word in enumerate(_ONES, start=1)} | {"twenty": 20}
_DAYS = {word: number for number, word in enumerate(_FIRSTS, start=1)} | {"thirtieth": 30, "thirty first": 31}
_DAYS |= {f"twenty {word}": 20 + number for number, word in enumerate(_FIRSTS[:9], start=1)}
_YEAR = r"(?P<y>(?:19|2[0Oo])[\dOoIl]{2})"  # a scan may take a nought for an O
_DAY_IN_WORDS = r"(?:(?:twenty|thirty)[ -])?(?:" + "|".join([*_FIRSTS, "thirtieth"]) + ")"
_YEAR_IN_WORDS = rf"two thousand(?: and)? (?:{'|'.join(reversed(_ONES))}|twenty(?:[ -](?:{'|'.join(_ONES[:9])}))?)"
_YEAR_IN_WORDS += rf"|twenty[ -](?:twenty(?:[ -](?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES[9:]))})"
_FIGURES = (
    re.compile(r"(?<![\d./-])(?P<y>(?:19|20)\d\d)[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})(?![\d/-])"),
    re.compile(
        r"(?<![\d./-])(?P<d>[0-3OoIl]?\d|[1-3][OoIl])\s?[./:\\|-]\s?(?P<m>[0-3OoIl]?\d|1[Oo])\s?[./:\\|-]\s?"
        + _YEAR
        + r"(?![\d/-])"
    ),
    re.compile(
        r"(?<![\d./-])(?P<d>[0-3OoIl]?\d)\s?(?P<sep>[./-])\s?(?P<m>[0-3Oo]?\d)\s?(?P=sep)\s?['’]?(?P<y>\d\d)(?![\d/-])"
    ),
    re.compile(r"(?<![\d./-])(?P<d>[0-3]\d) (?P<m>[01]\d) (?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(
        r"(?<![\d./-])(?P<d>[0-3]?\d)(?:st|nd|rd|th) (?:of )?(?:the )?(?P<m>[01]?\d)(?:st|nd|rd|th),? (?:of )?"
        r"(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
)
_WITH_A_MONTH = (
    re.compile(
        r"(?<![\d./-])(?P<d>[0-3]?\d|[OIl]\d)\s?(?:st|nd|rd|th)?(?:\s+(?:day )?of)?[\s.,/-]*"
        r"\b(?P<n>[A-Za-z]{3,10})\b\.?(?:[\s.,/’'-]|of )*(?P<y>(?:19|2[0Oo])[\dOoIl]{2}|\d\d)(?![\d:])",
        re.I,
    ),
    re.compile(
        r"\b(?P<n>[A-Za-z]{3,10})\.?\s+(?:the\s+)?(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.I
    ),
)
_IN_WORDS = re.compile(
    rf"\b(?P<d>{_DAY_IN_WORDS})(?: day)?(?: of)? (?P<n>[a-z]{{3,10}}),?(?: in(?: the year)?)? "
    rf"(?P<y>(?:19|20)\d\d|{_YEAR_IN_WORDS})\b",
    re.I,
)
_DIGITS_ALONE = re.compile(r"(?<!\d)(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>(?:19|20)?\d\d)(?!\d)")
_PARTS_OF_MONTHS = tuple(_WORDS["parts_of_months"].split())


_FIGURE = re.compile(r"\d")
_PARTED = re.compile(r"[\dOoIl]\s?[./:\\|-]\s?[\dOoIl]{1,2}\s?[./:\\|-]")  # the day and the month of the first three
_MAY_HOLD = (  # what must stand in a text that each of the others matches: a look that is quicker than its search
    (re.compile(r"\d \d\d \d"), _FIGURES[3]),
    (re.compile(r"\d(?:st|nd|rd|th) (?:of )?(?:the )?\d"), _FIGURES[4]),
)
_DAY_THEN_YEAR = re.compile(r"\s[0-3]?\d(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d", re.I)
_AT_MOST_BEFORE = 3  # figures of a year before the one at which `_PARTED` begins


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date and where it stands in the text."""

    day: date
    start: int
    end: int
    century_given: bool


def dates_in(text: str, *, before: date | None = None) -> Iterator[WrittenDate]:
    """Every whole date, in order; day first, as written in England, unless only the other order is a date.

    A two-digit year is taken as the latest that is not after `before` (default: as 20xx).
    """
    return iter(_dates(text, before))


@lru_cache(maxsize=64)  # a passage is asked for its dates by several
def _dates(text: str, before: date | None) -> tuple[WrittenDate, ...]:
    found: list[WrittenDate] = []
    for pattern, begin in _patterns(text):
        match = pattern.search(text, begin)
        while match is not None:
            written = _written(match, before)
            if written and not any(one.start < written.end and written.start < one.end for one in found):
                found.append(written)
            # “aged 8, born 14 February 2017”: “8, born 14” is none, what begins inside it may be
            match = pattern.search(text, match.end() if written else match.start() + 1)
    return tuple(sorted(found, key=lambda one: one.start))


def date_in_boxes(text: str, *, before: date | None = None) -> WrittenDate | None:
    """A date written one figure a box (“0 3 0 9 2 0 1 5”), or as bare figures: only where a form asks for one."""
    if re.search(r"[^\d\s|/.-]", text):
        return None
    match = _DIGITS_ALONE.fullmatch(re.sub(r"\D", "", text))
    written = _written(match, before) if match else None
    return WrittenDate(written.day, 0, len(text), written.century_given) if written else None


def number_said(word: str) -> int:
    """A number in figures or, to twenty, in a word; -1 where the word is none."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word.lower(), -1)


def _patterns(text: str) -> Iterator[tuple[re.Pattern[str], int]]:
    """The patterns that can find anything in the text, and from where on."""
    figures = _FIGURE.search(text) is not None
    if figures:
        parted = _PARTED.search(text)
        if parted:
            begin = max(0, parted.start() - _AT_MOST_BEFORE)
            yield from ((pattern, begin) for pattern in _FIGURES[:3])
        yield from ((pattern, 0) for needed, pattern in _MAY_HOLD if needed.search(text))
    low = text.lower()
    if any(part in low for part in _PARTS_OF_MONTHS):
        if figures:
            yield _WITH_A_MONTH[0], 0
            if _DAY_THEN_YEAR.search(text):
                yield _WITH_A_MONTH[1], 0
        if ("thousand" in low or "twenty" in low or "of" in low) and any(word in low for word in _DAY_WORDS):
            yield _IN_WORDS, 0


_DAY_WORDS = (*_FIRSTS, "thirtieth")


def _written(match: re.Match[str], before: date | None) -> WrittenDate | None:
    groups = match.groupdict()
    month = _month(groups["n"]) if groups.get("n") else _number(groups["m"])
    day, year = _day(groups["d"]), _year(groups["y"])
    century_given = len(groups["y"]) > 2
    if month > 12 >= day and not groups.get("n"):  # 08/31/2014 can only be the American order
        day, month = month, day
    try:
        when = date(year, month, day)
        if not century_given and before and when > before:
            when = date(year - 100, month, day)
    except ValueError:
        return None
    return WrittenDate(when, match.start(), match.end(), century_given)


def _number(figures: str) -> int:
    return int(figures.translate(_LOOKS_LIKE))


def _day(said: str) -> int:
    return _DAYS.get(said.lower().replace("-", " "), 0) if len(said) > 2 else _number(said)


def _year(said: str) -> int:
    if len(said) <= 4:
        year = _number(said)
        return year if year > 99 else year + 2000
    words = [word for word in re.split(r"[ -]", said.lower()) if word not in ("and", "thousand")]
    return 2000 + sum(_NUMBERS.get(word, 0) for word in words[1:])


@lru_cache(maxsize=1024)  # words of other people's letters: never kept without end
def _month(word: str) -> int:
    """The month's number, also of a slip of the pen; 0 where the word is none."""
    low = word.lower()
    if low in _MONTHS:
        return _MONTHS[low]
    allowed = 2 if len(low) > 6 else 1
    near = [name for name in _MONTHS if len(name) > 4 and name[0] == low[0] and OSA.distance(name, low) <= allowed]
    return _MONTHS[near[0]] if near and len(low) > 4 else 0


_LOOKS_LIKE = str.maketrans("OoIilL", "001111")  # what a scan makes of a nought and a one
