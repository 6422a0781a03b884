"""The words by which post is understood: as data, one alternative a line, in TOML files beside this one.

An entry is a regular expression read without regard to case, `^` and `$` at every line; `<name>` stands for an entry
of the file's own table `parts`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from hub.language.needed import Wanted

_EDGE = r"\b"


@cache
def load(file: str) -> Mapping[str, Any]:
    """One file's tables."""
    return tomllib.loads((Path(__file__).parent / f"{file}.toml").read_text(encoding="utf-8"))


@cache
def any_of(file: str, key: str) -> Wanted:
    """A pattern that matches any of the alternatives under `key`."""
    return compiled(file, joined(load(file)[key]))


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
