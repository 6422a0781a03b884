"""The word lists of `checker/lexicon/`: data, each list with its source."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(name: str) -> dict[str, Any]:
    """A lexicon as it stands in its file: its `source`, and its lists by name."""
    return tomllib.loads(files("checker").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8"))
