"""Phrases as data: readable patterns in TOML, made into regular expressions.

A phrase is a regular expression in which a space stands for any gap between words (spaces, or a hyphen), and
`{name}` for a fragment defined under `[fragments]` of the same file. All run on plain text (see `text`), so quotes are
straight, accents are gone, and spaces are single. Repeats are to be bounded: the lists are fuzzed by a test.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_SPACE = re.compile(r" |\[(?:\\.|[^\]])*\]")  # a space, or a whole set, in which a space is itself
_GAP = r"(?:[\s-]{1,2})"


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


@cache
def pattern_of(name: str, key: str) -> re.Pattern[str]:
    """One expression, ignoring case, for every phrase under `key`, each standing as whole words."""
    lists = listed(name)
    return re.compile(
        rf"(?<![\w])(?:{'|'.join(_expanded(phrase, lists['fragments']) for phrase in lists[key])})(?![\w])",
        re.IGNORECASE,
    )


def _expanded(phrase: str, fragments: dict[str, str]) -> str:
    while found := _FRAGMENT.search(phrase):
        phrase = f"{phrase[: found.start()]}(?:{fragments[found.group(1)]}){phrase[found.end() :]}"
    return _SPACE.sub(lambda found: _GAP if found.group() == " " else found.group(), phrase)
