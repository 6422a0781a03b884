"""A quick look before a slow search: the letters without which an expression can't match.

Most words that we look for stand in few texts, and looking for a few letters costs a tenth of running a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined] # what a pattern is made of, only Python's parser knows
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import ahocorasick

_FEWEST = 3  # letters that are worth looking for
_MOST = 40  # different ones


class Wanted:
    """A compiled pattern that is only run on texts that can hold it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._needed = needed(pattern.pattern, pattern.flags)

    def _may_be_in(self, text: str) -> bool:
        if not self._needed:
            return True
        folded = _folded(text)
        return any(letters in folded for letters in self._needed)

    def search(self, text: str, pos: int = 0, endpos: int = 2**62) -> re.Match[str] | None:
        """As a pattern's own."""
        return self.pattern.search(text, pos, endpos) if self._may_be_in(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """As a pattern's own."""
        return self.pattern.match(text) if self._may_be_in(text) else None

    def findall(self, text: str) -> list[str]:
        """As a pattern's own."""
        return self.pattern.findall(text) if self._may_be_in(text) else []

    def finditer(self, text: str, pos: int = 0, endpos: int = 2**62) -> Iterator[re.Match[str]]:
        """As a pattern's own."""
        return self.pattern.finditer(text, pos, endpos) if self._may_be_in(text) else iter(())


class Candidates:
    """Which of many patterns a text can hold, found by one look at the text."""

    def __init__(self, needs: Sequence[Iterable[str]]) -> None:
        """`needs` has for each pattern the letters of which one must be there; none: it is always a candidate."""
        self._always = frozenset(number for number, letters in enumerate(needs) if not letters)
        whose: dict[str, set[int]] = {}
        for number, letters in enumerate(needs):
            for each in letters:
                whose.setdefault(each, set()).add(number)
        self._automaton = ahocorasick.Automaton()
        whose.setdefault("\0", set())  # none: an automaton of no letters can't be asked
        for each, numbers in whose.items():
            self._automaton.add_word(each, frozenset(numbers))
        self._automaton.make_automaton()

    def in_text(self, lowered: str, pos: int = 0, endpos: int | None = None) -> list[int]:
        """The numbers of the patterns that a text in lower case, or this part of it, may hold, in order."""
        places = self._automaton.iter(lowered, pos, len(lowered) if endpos is None else min(endpos, len(lowered)))
        return sorted(self._always.union(*{numbers for _, numbers in places}))


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return text.lower()


def needed(pattern: str, flags: int, most: int = _MOST) -> tuple[str, ...]:
    """Runs of letters in lower case of which a text holds at least one wherever the pattern matches.

    () where that is unknown, or where there are more than `most`.
    """
    found = _of_sequence(parser.parse(pattern, flags))
    if found is None or len(found) > most:
        return ()
    return tuple(sorted(one for one in found if not any(other != one and other in one for other in found)))


def _of_sequence(items: Iterable[Any]) -> frozenset[str] | None:
    """The best of what each item of a sequence needs: the longest letters, and few of them."""
    options: list[frozenset[str]] = []
    run = ""
    for what, value in [*items, (None, None)]:
        if what is op.LITERAL and chr(value).isascii():
            run += chr(value).lower()
            continue
        if len(run) >= _FEWEST:
            options.append(frozenset([run]))
        run = ""
        inner = _of_item(what, value)
        if inner:
            options.append(inner)
    return max(options, key=lambda one: (min(map(len, one)), -len(one)), default=None)


def _of_item(what: Any, value: Any) -> frozenset[str] | None:
    if what is op.SUBPATTERN:
        return _of_sequence(value[3])
    if what in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    if what is op.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        known = [one for one in branches if one]
        return frozenset().union(*known) if len(known) == len(branches) else None
    return None
