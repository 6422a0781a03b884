"""Patterns written the way people write: a space is any white space, {names} stand for lists of words."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MEANT = {" ?": r"\s*", " ": r"\s+", "'": "['’‘]", "~": r"\s?[-–—]?\s?"}


def phrases(*patterns: str, **parts: str) -> re.Pattern[str]:
    """One pattern that finds any of the phrases, as whole words, in any case.

    A space in a phrase stands for white space of any length (also a line break), an apostrophe for a straight or
    curly one, “~” for a dash, a space or nothing. `{name}` is replaced by the part of that name.
    (So an apostrophe or a space never stands in a character class.)
    """
    whole = "|".join(_filled(pattern, parts) for pattern in patterns)
    for written, meant in _MEANT.items():
        whole = whole.replace(written, meant)
    return re.compile(rf"(?<![\w-])(?:{whole})(?![\w])", re.IGNORECASE)


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, words in parts.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{words})")
    return pattern
