"""Phrases as data: readable patterns in TOML, made into regular expressions.

A phrase is a regular expression in which a space stands for any gap between words (spaces, or a hyphen), and
`{name}` for a fragment defined under `[fragments]` of the same file. All run on plain text (see `text`), so quotes are
straight, accents are gone, and spaces are single. Repeats are to be bounded: the lists are fuzzed by a test.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from hub.language.needed import Candidates, needed

_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_SPACE = re.compile(r" |\[(?:\\.|[^\]])*\]")  # a space, or a whole set, in which a space is itself
_GAP = r"(?:[\s-]{1,2})"
_MARK = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|[()|]")  # a bracket or bar, but not one escaped or in a set
_MOST = 400  # letters to look for before an alternative is run: all are found in one look
_END = 2**62


@cache
def listed(name: str) -> dict[str, Any]:
    """The list file `name` of this package, parsed."""
    return tomllib.loads(resources.files("hub.language").joinpath("lists", f"{name}.toml").read_text("utf-8"))


@cache
def words_of(name: str, *keys: str) -> frozenset[str]:
    """The words written one after another under any of the keys."""
    found: set[str] = set()
    for key in keys:
        value = listed(name)[key]
        found.update(value.split() if isinstance(value, str) else value)
    return frozenset(found)


class Phrases:
    """Many phrases as one expression that ignores case, each standing as whole words, asked of small-lettered texts.

    It finds what the expression would find, but runs only those of its alternatives whose letters stand in the text.
    """

    def __init__(self, written: str) -> None:
        self.pattern = rf"(?<![\w])(?:{written})(?![\w])"
        self._alternatives = [rf"(?<![\w])(?:{each})(?![\w])" for each in _alternatives(written)]
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._candidates = Candidates([needed(each, re.IGNORECASE, _MOST) for each in self._alternatives])

    def finditer(self, low: str, pos: int = 0, endpos: int = _END) -> Iterator[re.Match[str]]:
        """As a pattern's own: at each place the first alternative that stands there."""
        found = [(each, each.search(low, pos, endpos)) for each in self._which(low, pos, endpos)]
        waiting = [(each, match) for each, match in found if match]
        while waiting:
            first = min((match for _, match in waiting), key=re.Match.start)
            yield first
            again = (
                (each, match) if match.start() >= first.end() else (each, each.search(low, first.end(), endpos))
                for each, match in waiting
            )
            waiting = [(each, match) for each, match in again if match]

    def search(self, low: str, pos: int = 0, endpos: int = _END) -> re.Match[str] | None:
        """As a pattern's own."""
        return next(self.finditer(low, pos, endpos), None)

    def match(self, low: str, pos: int = 0) -> re.Match[str] | None:
        """As a pattern's own."""
        found = (each.match(low, pos) for each in self._which(low, pos, _END))
        return next((match for match in found if match), None)

    def _which(self, low: str, pos: int, endpos: int) -> Iterator[re.Pattern[str]]:
        """The alternatives that the text may hold, in order."""
        for number in self._candidates.in_text(low, pos, endpos):
            if number not in self._compiled:
                self._compiled[number] = re.compile(self._alternatives[number], re.IGNORECASE)
            yield self._compiled[number]


@cache
def pattern_of(name: str, key: str) -> Phrases:
    """Every phrase under `key` of the list file `name`."""
    lists = listed(name)
    return Phrases("|".join(_expanded(phrase, lists["fragments"]) for phrase in lists[key]))


def _expanded(phrase: str, fragments: dict[str, str]) -> str:
    while found := _FRAGMENT.search(phrase):
        phrase = f"{phrase[: found.start()]}(?:{fragments[found.group(1)]}){phrase[found.end() :]}"
    return _SPACE.sub(lambda found: _GAP if found.group() == " " else found.group(), phrase)


def _alternatives(written: str) -> Iterator[str]:
    """What stands between the bars of an expression, those of a group that is all of one alternative too."""
    start = depth = 0
    for found in _MARK.finditer(f"{written}|"):
        mark = found.group()
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and not depth:
            yield from _inside(written[start : found.start()])
            start = found.end()


def _inside(alternative: str) -> Iterator[str]:
    """The alternatives of "(?:one|another)"; else only itself."""
    depth = 0
    for found in _MARK.finditer(alternative) if alternative.startswith("(?:") else ():
        depth += (found.group() == "(") - (found.group() == ")")
        if not depth and found.end() < len(alternative):
            break
        if not depth:
            return _alternatives(alternative[3:-1])
    return iter((alternative,))
