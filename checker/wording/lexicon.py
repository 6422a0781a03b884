"""The word lists of `checker/lexicon/`: data, each list with its source."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> dict[str, Any]:
    """A lexicon as it stands in its file: its `source`, and its lists by name."""
    return tomllib.loads(files("checker").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: list[str]) -> str:
    """A part for `phrases`: any of the words, the longest first, also in the plural."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(f"{_plain(word)}{_plural(word)}" for word in longest_first)


def _plain(word: str) -> str:
    return re.escape(word).replace(r"\ ", " ").replace(r"\-", "~")


def _plural(word: str) -> str:
    return "" if word.endswith("s") else "(?:es|s)?"
