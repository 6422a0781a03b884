"""The register of establishments: is this the name of a school, nursery or college?

Reads the export of the Department for Education's register ("Get Information about Schools"), in cp1252 or UTF-8, with
the columns that the sample has or all of the full export. Open and closed establishments count: an old name still names.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right

from collections.abc import Iterable
from pathlib import Path

import ahocorasick

from hub.language.text import fold

_NAME = "EstablishmentName"
_WORD = re.compile(r"[a-z0-9']+")
_TOO_PLAIN = frozenset(
    "the school|school|primary school|nursery school|special school|infant school|junior school|academy|college|nursery"
    "|sixth form|high school|grammar school|the academy|the college|first school|middle school|pupil referral unit"
    "|sixth form college|the nursery|day nursery|hospital school|the hospital school|home tuition service|community college"
    "|secondary school|independent school|special academy|free school|forest school|children's centre|the children's centre"
    "|education centre|the nursery school|the primary school|the high school|preparatory school|the school house".split(
        "|"
    )
)


class NotARegister(ValueError):
    """The file is not an export of the register: it has no column of names."""


class SchoolRegister:
    """The names of the establishments in a register, ready to be found in a text."""

    def __init__(self, names: Iterable[str]) -> None:
        """Make the names findable; names that are a plain word for any school ("Primary School") are left out."""
        self._found = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        self._names = 0
        for name in set(names):
            said = _said(name)
            if len(said) > 4 and " " in said and said not in _TOO_PLAIN and self._found.add_word(f" {said} "):
                self._names += 1
        if self._names:
            self._found.make_automaton()

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
        return self._names

    def find_in(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point spans of every establishment's name in the text; of names inside names, the longest."""
        if not self._names:
            return []
        words = [found for found in _WORD.finditer(_plain(text)) if found.group() != "'"]
        starts: list[int] = []
        said = [""]
        length = 1
        for word in words:
            kept = word.group().replace("'", "")
            starts.append(length)
            said.append(kept)
            length += len(kept) + 1
        line = " ".join([*said, ""])
        spans: list[tuple[int, int]] = []
        for last, size in self._found.iter(line):
            first = bisect_right(starts, last - size + 2) - 1
            final = bisect_right(starts, last - 1) - 1
            spans.append((words[first].start(), words[final].end()))
        return _longest(spans)


def _plain(text: str) -> str:
    """Small letters, no accents, every character in its place."""
    folded = fold(text)
    small = folded.lower()
    return small if len(small) == len(folded) else folded


def _said(name: str) -> str:
    """A name in small letters with one space between words and no marks: "St. Mary's" → st marys."""
    return " ".join(_WORD.findall(_plain(name))).replace("'", "")


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda each: (each[0], -each[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
