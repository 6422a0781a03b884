"""Hundreds of words or phrases found in one pass, whatever the dashes, spaces and apostrophes between their letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

# white space and dashes as one kind of space, apostrophes as one kind of apostrophe
_SPACES = [letter for letter in map(chr, range(0x3001)) if letter.isspace() or letter in "-‐‑–"]
_PLAIN = str.maketrans(dict.fromkeys(_SPACES, " ") | dict.fromkeys("’‘", "'"))

_RUN = re.compile(r"  +")
_MORE = 3  # letters that a word has besides its beginning or ending


class Found(NamedTuple):
    """A listed word at its place in the text; `name` is how the list has it, folded."""

    name: str
    start: int
    end: int


class WordList:
    """A list of words and phrases; a plural in -s or -es counts as the word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for name in filter(None, fold("\0".join(words)).split("\0")):
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


class WordParts:
    """Beginnings and endings of words, such as “hypo…” and “…ectomy”."""

    def __init__(self, beginnings: Iterable[str], endings: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for part in beginnings:
            self._automaton.add_word(part, (part, True))
        for part in endings:
            self._automaton.add_word(part, (part, False))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Found]:
        """Every word that has one of the parts and more letters besides, in order; `name` is the part."""
        folded, places = _folded(text)
        found: list[Found] = []
        for last, (part, begins) in self._automaton.iter(folded):
            first = last - len(part) + 1
            start, end = (first, last + 1)
            if begins and not folded[first - 1 : first].isalnum():
                end = _on(folded, end)
            elif not begins and (end := _whole_word_end(folded, 0, end)):
                start = _back(folded, first)
            if end - start >= len(part) + _MORE and not folded[start - 1 : start].isalnum():
                found.append(Found(part, places[start], places[end - 1] + 1))
        return _longest(found)


def _back(folded: str, place: int) -> int:
    """Where the word begins that the letters before this place belong to."""
    while place and folded[place - 1].isalpha():
        place -= 1
    return place


def _on(folded: str, place: int) -> int:
    """Where the word ends that the letters from this place on belong to."""
    while place < len(folded) and folded[place].isalpha():
        place += 1
    return place


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
    if len(folded) != len(text):
        return _folded_by_letter(text)
    return _without_runs(folded) if "  " in folded else (folded, range(len(text)))


def _without_runs(folded: str) -> tuple[str, Sequence[int]]:
    """The same with one space for each run of them."""
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for run in _RUN.finditer(folded):
        pieces.append(folded[start : run.start() + 1])
        places.extend(range(start, run.start() + 1))
        start = run.end()
    return "".join(pieces) + folded[start:], [*places, *range(start, len(folded))]


def _folded_by_letter(text: str) -> tuple[str, Sequence[int]]:
    """The same where letters are gained: “İ” in small is two letters."""
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
    for each in sorted(found, key=lambda one: (one.start, -one.end, -len(one.name))):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept
