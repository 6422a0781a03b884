"""The patterns of a lexicon, compiled: regular expressions on plain text in small letters (`hub.language.text`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from checker.wording.lexicon import lexicon

_PART = re.compile(r"\{([a-z_]+)\}")


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """One expression for the patterns under `key` of the lexicon `name`, each standing as whole words."""
    return _whole_words(name, lexicon(name)[key])


@cache
def patterns(name: str, key: str) -> dict[str, re.Pattern[str]]:
    """The same for a table of lists: an expression for each of its names."""
    return {each: _whole_words(name, listed) for each, listed in lexicon(name)[key].items()}


def first_of(name: str, **kinds: str) -> re.Pattern[str]:
    """One expression for several lists; `lastgroup` of a match is the name that its list was given here."""
    return re.compile("|".join(f"(?P<{kind}>{pattern(name, key).pattern})" for kind, key in kinds.items()))


def _whole_words(name: str, listed: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_filled('|'.join(listed), lexicon(name)['parts'])})(?!\w)")


def _filled(written: str, parts: dict[str, str]) -> str:
    """With each {name} replaced by the part of that name, parts of parts too."""
    while found := _PART.search(written):
        written = f"{written[: found.start()]}(?:{parts[found.group(1)]}){written[found.end() :]}"
    return written
