"""The words by which post is understood: as data, one alternative a line, in TOML files beside this one.

An entry is a regular expression read without regard to case, `^` and `$` at every line; `<name>` stands for an entry
of the file's own table `parts`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from hub.language.needed import Wanted, denies_a_case

_EDGE = r"\b"
_CAPITAL = re.compile(r"(?<!\\)(?<!\(\?)[A-Z]")  # not one of \W, \D, \S, nor the P of a group's name
_CASED = "(?-i:"


@cache
def load(file: str) -> Mapping[str, Any]:
    """One file's tables."""
    return tomllib.loads((Path(__file__).parent / f"{file}.toml").read_text(encoding="utf-8"))


@cache
def any_of(file: str, key: str) -> Wanted:
    """A pattern that matches any of the alternatives under `key`."""
    return compiled(file, joined(load(file)[key]))


@dataclass(frozen=True, slots=True)
class Small:
    """A pattern for texts in lower case, which is several times faster.

    Where it is `exact`, it finds just what the pattern finds; else it finds that and more, and begins no later.
    """

    pattern: re.Pattern[str]
    exact: bool


def in_small_letters(pattern: re.Pattern[str]) -> Small | None:
    """The same for texts in lower case; None where the pattern denies a capital or a small letter."""
    said = pattern.pattern
    cased = _CASED in said
    if cased and denies_a_case(said, pattern.flags):
        return None
    lowered = _CAPITAL.sub(lambda capital: capital.group().lower(), said.replace(_CASED, "(?:"))
    return Small(re.compile(lowered, pattern.flags & ~re.I), exact=not cased)


_FOLDS_ODDLY = re.compile("[ıſİΣ]")  # letters that a search without regard to case takes for others


def keeps_places(text: str, lowered: str) -> bool:
    """Whether `lowered` has every letter where the text has it, as a search without regard to case sees it."""
    return text.isascii() or (len(text) == len(lowered) and _FOLDS_ODDLY.search(text) is None)


def joined(alternatives: Iterable[str]) -> str:
    """One expression for them all; neighbours that begin at a word's edge share it, so they are tried only there."""
    groups = groupby(alternatives, key=lambda one: one.startswith(_EDGE))
    return "|".join(
        rf"\b(?:{'|'.join(one.removeprefix(_EDGE) for one in group)})" if at_edge else "|".join(group)
        for at_edge, group in groups
    )


@cache
def compiled(file: str, expression: str) -> Wanted:
    """An expression with the file's `parts` put in."""
    for name, part in load(file).get("parts", {}).items():
        expression = expression.replace(f"<{name}>", part)
    return Wanted(re.compile(expression, re.I | re.M))
