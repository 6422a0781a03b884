"""The register of establishments: is this the name of a school, nursery or college?

Reads the export of the Department for Education's register ("Get Information about Schools"), in cp1252 or UTF-8,
with the columns that the sample has or all of the full export. Open and closed establishments count: an old name
still names. A set of names and the lengths that begin with each word loads faster than an automaton, and is as quick
to ask.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from hub.language.phrases import words_of
from hub.language.text import fold

_NAME = "EstablishmentName"
_WORD = re.compile(r"[a-z0-9']+")


class NotARegister(ValueError):
    """The file is not an export of the register: it has no column of names."""


class SchoolRegister:
    """The names of the establishments in a register, ready to be found in a text."""

    def __init__(self, names: Iterable[str]) -> None:
        """Make the names findable; names that are a plain word for any school ("Primary School") are left out."""
        self._names: set[str] = set()
        lengths: dict[str, set[int]] = {}
        for name in set(names):
            words = _words(name)
            if len(words) > 1 and not all(word in words_of("places", "plain_names") for word in words):
                self._names.add(" ".join(words))
                lengths.setdefault(words[0], set()).add(len(words))
        # how many words the names have that begin with a word, the longest first
        self._lengths = {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}

    @classmethod
    def load(cls, path: Path | str) -> SchoolRegister:
        """The register in a CSV file. Raises NotARegister where it has no column "EstablishmentName"."""
        raw = Path(path).read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
        rows = csv.reader(text.splitlines())
        header = next(rows, [])
        if _NAME not in header:
            raise NotARegister(f"this has no column “{_NAME}”: download “all establishment data” from the register")
        column = header.index(_NAME)
        return cls(row[column] for row in rows if len(row) > column)

    def __len__(self) -> int:
        """How many names are known."""
        return len(self._names)

    def find_in(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point spans of every establishment's name in the text; of names inside names, the longest."""
        found = [match for match in _WORD.finditer(_plain(text)) if match.group() != "'"]
        words = [match.group().replace("'", "") for match in found]
        spans: list[tuple[int, int]] = []
        reached = 0
        for first, word in enumerate(words):
            if first >= reached and word in self._lengths:
                reached = self._longest_from(words, first)
                if reached > first:
                    spans.append((found[first].start(), found[reached - 1].end()))
        return spans

    def _longest_from(self, words: list[str], first: int) -> int:
        """The index after the longest name that begins at `first`, or `first`."""
        ends = (first + length for length in self._lengths[words[first]] if first + length <= len(words))
        return next((end for end in ends if " ".join(words[first:end]) in self._names), first)


def _plain(text: str) -> str:
    """Small letters, no accents, every character in its place."""
    folded = fold(text)
    small = folded.lower()
    return small if len(small) == len(folded) else folded


def _words(name: str) -> list[str]:
    """The words of a name without marks: "St. Mary's" → st, marys."""
    return _WORD.findall(_plain(name).replace("'", ""))
