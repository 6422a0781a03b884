"""Searching without regard to case in a text's small letters: several times faster than re.IGNORECASE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined] # what a pattern is made of, only Python's parser knows
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CAPITAL = re.compile(r"(?<!\\)(?<!\(\?)[A-Z]")  # not one of \W, \D, \S, nor the P of a group's name
_CASED = "(?-i:"
_FOLDS_ODDLY = re.compile("[ıſİΣ]")  # letters that a search without regard to case takes for others


@dataclass(frozen=True, slots=True)
class Small:
    """A pattern for texts in lower case.

    Where it is `exact`, it finds just what the pattern finds; else it finds that and more, and begins no later.
    """

    pattern: re.Pattern[str]
    exact: bool


def in_small_letters(pattern: re.Pattern[str]) -> Small | None:
    """The same for texts in lower case; None where the pattern says what must be no capital or no small letter."""
    said = pattern.pattern
    cased = _CASED in said
    if cased and _denies_a_case(parser.parse(said, pattern.flags)):
        return None
    lowered = _CAPITAL.sub(lambda capital: capital.group().lower(), said.replace(_CASED, "(?:"))
    return Small(re.compile(lowered, pattern.flags & ~re.I), exact=not cased)


def keeps_places(text: str, lowered: str) -> bool:
    """Whether `lowered` has every letter where the text has it, as a search without regard to case sees it."""
    return text.isascii() or (len(text) == len(lowered) and _FOLDS_ODDLY.search(text) is None)


def _denies_a_case(items: Iterable[Any], *, cased: bool = False, denied: bool = False) -> bool:
    """Whether anything that speaks of capitals or small letters apart is denied."""
    for what, value in items:
        if cased and (denied or what is op.NOT_LITERAL or (what is op.IN and value[0][0] is op.NEGATE)):
            return True
        within = cased or (what is op.SUBPATTERN and bool(value[2]))
        for inner in _inside(what, value):
            if _denies_a_case(inner, cased=within, denied=denied or what is op.ASSERT_NOT):
                return True
    return False


def _inside(what: Any, value: Any) -> Sequence[Any]:
    """The sequences of which an item of a sequence is made."""
    if what is op.BRANCH:
        return list(value[1])
    return [one for one in value if isinstance(one, parser.SubPattern)] if isinstance(value, tuple) else []
