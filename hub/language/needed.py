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

from hub.language.small_letters import in_small_letters, keeps_places

_FEWEST = 3  # letters that are worth looking for
_MOST = 40  # different ones


Ways = Sequence[Sequence[frozenset[str]]]  # of one way to match, some letters of every set must be there


class Wanted:
    """A compiled pattern that is only run on texts that can hold it, and first on them in lower case."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._needed = needed(pattern.pattern, pattern.flags)
        self._without_case = bool(pattern.flags & re.I)
        self._small: re.Pattern[str] | None = None

    def _begins(self, text: str, pos: int = 0, endpos: int = 2**62) -> int:
        """The place before which no match begins; -1 where there is none."""
        folded, in_place = _folded(text)
        if self._needed:
            for letters in self._needed:  # asked so often that a generator would cost more than the look
                if letters in folded:
                    break
            else:
                return -1
        if not (self._without_case and in_place):
            return pos
        if self._small is None:
            small = in_small_letters(self.pattern)
            if small is None:
                self._without_case = False
                return pos
            self._small = small.pattern
        found = self._small.search(folded, pos, endpos)
        return -1 if found is None else found.start()

    def search(self, text: str, pos: int = 0, endpos: int = 2**62) -> re.Match[str] | None:
        """As a pattern's own."""
        begin = self._begins(text, pos, endpos)
        return None if begin < 0 else self.pattern.search(text, begin, endpos)

    def match(self, text: str) -> re.Match[str] | None:
        """As a pattern's own."""
        if not self._needed:
            return self.pattern.match(text)
        folded, _ = _folded(text)
        return self.pattern.match(text) if any(letters in folded for letters in self._needed) else None

    def findall(self, text: str) -> list[str]:
        """As a pattern's own."""
        begin = self._begins(text)
        return [] if begin < 0 else self.pattern.findall(text, begin)

    def finditer(self, text: str, pos: int = 0, endpos: int = 2**62) -> Iterator[re.Match[str]]:
        """As a pattern's own."""
        begin = self._begins(text, pos, endpos)
        return iter(()) if begin < 0 else self.pattern.finditer(text, begin, endpos)


class Candidates:
    """Which of many patterns a text can hold, found by one look at the text."""

    def __init__(self, needs: Sequence[Iterable[str]], ways: Sequence[Ways] = ()) -> None:
        """`needs` has for each pattern the letters of which one must be there; none: it is always a candidate.

        `ways`, where given, are each pattern's `ways_of`.
        """
        whose: dict[str, set[int]] = {letters: set() for each in ways for way in each for one in way for letters in one}
        for number, letters in enumerate(needs):
            for each in letters:
                whose.setdefault(each, set()).add(number)
        whose.setdefault("\0", set())  # none: an automaton of no letters can't be asked
        order = {letters: place for place, letters in enumerate(whose)}
        self._always = frozenset(number for number, letters in enumerate(needs) if not letters)
        self._whose = tuple(frozenset(numbers) for numbers in whose.values())
        self._ways = tuple(
            tuple(tuple(frozenset(order[letters] for letters in one) for one in way) for way in each) for each in ways
        )
        self._automaton = ahocorasick.Automaton()
        for letters, place in order.items():
            self._automaton.add_word(letters, place)
        self._automaton.make_automaton()

    def in_text(self, lowered: str, pos: int = 0, endpos: int | None = None) -> list[int]:
        """The numbers of the patterns that a text in lower case, or this part of it, may hold, in order."""
        places = self._automaton.iter(lowered, pos, len(lowered) if endpos is None else min(endpos, len(lowered)))
        found = {place for _, place in places}
        numbers = sorted(self._always.union(*[self._whose[place] for place in found]))
        if not self._ways:
            return numbers
        return [number for number in numbers if _is_possible(self._ways[number], found)]


def _is_possible(ways: Sequence[Sequence[frozenset[int]]], found: set[int]) -> bool:
    for way in ways:
        for one in way:
            if one.isdisjoint(found):
                break
        else:
            return True
    return False


@lru_cache(maxsize=64)
def _folded(text: str) -> tuple[str, bool]:
    """The text in lower case, and whether every letter stands where it stood."""
    folded = text.lower()
    return folded, keeps_places(text, folded)


def needed(pattern: str, flags: int, most: int = _MOST) -> tuple[str, ...]:
    """Runs of letters in lower case of which a text holds at least one wherever the pattern matches.

    () where that is unknown, or where there are more than `most`.
    """
    found = _of_sequence(parser.parse(pattern, flags))
    if found is None or len(found) > most:
        return ()
    return tuple(sorted(one for one in found if not any(other != one and other in one for other in found)))


def ways_of(pattern: str, flags: int) -> Ways:
    """What is needed of a text wherever the pattern matches, for each of its alternatives."""
    return tuple(tuple(_all_of(alternative)) for alternative in _alternatives(list(parser.parse(pattern, flags))))


def _alternatives(items: list[Any]) -> Iterator[list[Any]]:
    """The sequences of which a pattern is made, the widest choice in it told apart."""
    branches = [(at, value[1]) for at, (what, value) in enumerate(items) if what is op.BRANCH]
    inner = [(at, list(value[3])) for at, (what, value) in enumerate(items) if what is op.SUBPATTERN]
    branches += [(at, said[0][1][1]) for at, said in inner if len(said) == 1 and said[0][0] is op.BRANCH]
    if not branches:
        yield items
        return
    at, widest = max(branches, key=lambda one: len(one[1]))
    for branch in widest:
        if len(items) == 1 and all(what in (op.AT, op.SUBPATTERN) for what, _ in branch):
            yield from _alternatives(list(branch))
        else:
            yield [*items[:at], *branch, *items[at + 1 :]]


def _of_sequence(items: Iterable[Any]) -> frozenset[str] | None:
    """The best of what each item of a sequence needs: the longest letters, and few of them."""
    return max(_all_of(items), key=lambda one: (min(map(len, one)), -len(one)), default=None)


def _all_of(items: Iterable[Any]) -> list[frozenset[str]]:
    """What each item of a sequence needs, as far as that is known."""
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
    return options


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
