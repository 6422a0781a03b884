"""Hundreds of words or phrases found in one pass, whatever the dashes, spaces and apostrophes between their letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

# white space and dashes as one kind of space, apostrophes as one kind of apostrophe
_SPACES = [letter for letter in map(chr, range(0x3001)) if letter.isspace() or letter in "-‐‑–"]
_PLAIN = str.maketrans(dict.fromkeys(_SPACES, " ") | dict.fromkeys("’‘", "'"))


class Found(NamedTuple):
    """A listed word at its place in the text; `name` is how the list has it, folded."""

    name: str
    start: int
    end: int


class WordList:
    """A list of words and phrases; a plural in -s or -es counts as the word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word in words:
            name = fold(word)
            self._automaton.add_word(name, name)
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Found]:
        """Every listed word that stands as a whole word, in order; where two share letters, the longer one."""
        folded, places = _folded(text)
        found: list[Found] = []
        for last, name in self._automaton.iter(folded):
            first = last - len(name) + 1
            end = _whole_word_end(folded, first, last + 1)
            if end:
                found.append(Found(name, places[first], places[end - 1] + 1))
        return _longest(found)

    def blanked(self, text: str) -> str:
        """The text with each listed word replaced by spaces, so that other places stay where they are."""
        return blanked(text, [(each.start, each.end) for each in self.find(text)])


def blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with the places replaced by spaces."""
    letters = list(text)
    for start, end in places:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def fold(text: str) -> str:
    """The text in small letters, with white space and dashes as one space each and apostrophes straight."""
    return _folded(text)[0]


@lru_cache(maxsize=512)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and where each of its letters stood."""
    folded = text.lower().translate(_PLAIN)
    if len(folded) == len(text) and "  " not in folded:
        return folded, range(len(text))
    return _folded_by_letter(text)


def _folded_by_letter(text: str) -> tuple[str, Sequence[int]]:
    """The same where letters or spaces are lost or gained: “İ” in small is two letters, a run of spaces is one."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = letter.lower().translate(_PLAIN)
        if plain == " " and letters and letters[-1] == " ":
            continue
        letters.extend(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places


def _whole_word_end(folded: str, first: int, end: int) -> int:
    """Where the word that begins at `first` ends, its plural ending included; 0 where it is part of another word."""
    if first and folded[first - 1].isalnum():
        return 0
    for ending in ("", "s", "es"):
        after = end + len(ending)
        if folded.startswith(ending, end) and not (after < len(folded) and folded[after].isalnum()):
            return after
    return 0


def _longest(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept
