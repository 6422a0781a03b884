"""The kinds of conditions, and what an impact of each kind speaks of."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from checker.wording.lexicon import lexicon

_FAMILIES: dict[str, dict[str, list[str]]] = lexicon("conditions")["families"]
_STEM = 5  # letters: a shorter word takes only the usual endings


@lru_cache(maxsize=1024)
def families_of(condition: str) -> frozenset[str]:
    """The kinds of condition that a name in small letters belongs to; none where it is rare."""
    return frozenset(name for name in _FAMILIES if _of(name).search(condition))


def speaks_of(text: str, condition: str) -> bool:
    """Whether a text in small letters speaks of the condition: by its name, or of what such conditions do."""
    return condition in text or any(_shown(name).search(text) for name in families_of(condition))


def speaks_of_any(text: str) -> bool:
    """Whether a text in small letters speaks of what conditions of any known kind do."""
    return any(_shown(name).search(text) for name in _FAMILIES)


@cache
def _of(family: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _FAMILIES[family]['of']))})")


@cache
def _shown(family: str) -> re.Pattern[str]:
    words = (re.escape(word) + (r"\w*" if len(word) >= _STEM else "") for word in _FAMILIES[family]["shown"])
    return re.compile(rf"\b(?:{'|'.join(words)})(?:\w?(?:ing|ed|y)|e?s|ers?|less)?\b")
