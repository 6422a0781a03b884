"""How a case is found by what people type: the keys that are kept of it, and what is looked up for a search.

A key is a folded word, a case reference without its marks, or the first three letters of one word and all of another
(“sia evans”, “eva sian”): so that two words are found together without going through everyone who has one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations

from hub.names import folded

LONGEST = 60
_HEAD = 3
_NUMBERS = re.compile(r"\b(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})\b")
_IN_WORDS = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Za-z]{3,9},? \d{2,4}\b")
_OLDEST = 40  # years: a year of two figures is of somebody no older


def keys_of(child_name: str, known_as: str, reference: str) -> frozenset[str]:
    """The keys by which a case is found."""
    words = frozenset(folded(f"{child_name} {known_as}").split())
    pairs = (f"{head[:_HEAD]} {rest}" for head, rest in permutations(words, 2))
    return frozenset(each[:LONGEST] for each in (*words, *pairs, _reference_key(reference)) if each)


@dataclass(frozen=True, slots=True)
class Searched:
    """What somebody typed: the beginnings of words, a day of birth, perhaps a reference."""

    words: tuple[str, ...] = ()
    born: date | None = None
    reference: str = ""

    def __bool__(self) -> bool:
        """Whether anything can be looked for."""
        return bool(self.words or self.born or self.reference)

    @property
    def key(self) -> str:
        """The one key whose beginning finds the fewest: two of the words together, where one has three letters."""
        by_length = sorted(self.words, key=len, reverse=True)
        if len(by_length) > 1 and len(by_length[1]) >= _HEAD:
            return f"{by_length[1][:_HEAD]} {by_length[0]}"[:LONGEST]
        if len(by_length) > 1 and len(by_length[0]) >= _HEAD:
            return f"{by_length[0][:_HEAD]} {by_length[1]}"[:LONGEST]
        return by_length[0] if by_length else ""


def searched(text: str, *, today: date) -> Searched:
    """What was typed into a search box, read: a name in any order, “3/9/15”, “EHC-4F7K-2M9P”, or some of each."""
    born, rest = _day_in(text, today)
    words = tuple(dict.fromkeys(each[:LONGEST] for each in folded(rest).split()))
    reference = _reference_key(rest) if _LIKE_A_REFERENCE.search(rest) else ""
    return Searched(words=words, born=born, reference=reference[:LONGEST])


def after_prefix(prefix: str) -> str:
    """A word beyond all that begin with the prefix (of small letters, figures and spaces)."""
    cut = prefix.rstrip("z")
    if not cut:
        return "z" * LONGEST
    last = cut[-1]
    return cut[:-1] + ("0" if last == " " else "a" if last == "9" else chr(ord(last) + 1))


_LIKE_A_REFERENCE = re.compile(r"\d|^\s*ehc\b|^\s*\w{4}[- ]\w{4}\s*$", re.I)  # some have no figure in them


def _reference_key(reference: str) -> str:
    return re.sub(r"[^a-z0-9]", "", reference.lower()).removeprefix("ehc")


def _day_in(text: str, today: date) -> tuple[date | None, str]:
    for found in (*_NUMBERS.finditer(text), *_IN_WORDS.finditer(text)):
        for day in _readings(found.group(0), today):
            return day, text[: found.start()] + " " + text[found.end() :]
    return None, text


def _readings(said: str, today: date) -> Iterator[date]:
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b|,|\bof ", "", said)
    plain = re.sub(r"[/.\-]", " ", plain)
    for form in ("%d %m %Y", "%Y %m %d", "%d %m %y", "%d %B %Y", "%d %b %Y", "%d %B %y", "%d %b %y"):
        try:
            day = datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        if form.endswith("%y"):
            day = _past(day, today)
        yield day


def _past(day: date, today: date) -> date:
    century = 100 if day > today else -100 if day.year < today.year - _OLDEST else 0
    return day.replace(year=day.year - century, day=min(day.day, 28) if day.month == 2 and century else day.day)
