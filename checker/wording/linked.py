"""Which condition an impact belongs to: a sentence about a line of print tells nothing of a nut allergy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby

from checker.wording.impact import Said, Told
from checker.wording.lexicon import lexicon

_FAMILIES: dict[str, dict[str, list[str]]] = lexicon("conditions")["families"]


_NAMES = (Told.DIAGNOSIS, Told.LIST)
_NEAR = 3  # sentences in which a diagnosis is understood to be explained
_STEM = 5  # letters: a shorter word takes only the usual endings


def left_alone(said: Sequence[Said]) -> Iterator[Said]:
    """The sentences whose diagnoses no impact belongs to, in a text that tells the impact of others."""
    text = "\n".join(each.low for each in said if each.told not in _NAMES)
    at = 0
    for names, group in groupby(said, key=lambda each: each.told in _NAMES):
        unit = list(group)
        before, at = said[:at], at + len(unit)
        if names:
            after = [each for each in said[at : at + _NEAR] if each.told not in _NAMES and not each.named]
            yield from _left_alone(unit, before, after, text)


def _left_alone(unit: list[Said], before: Sequence[Said], after: Sequence[Said], text: str) -> Iterator[Said]:
    if _tells_impact(after):
        if not any(each.is_of_child for each in unit):
            yield from _not_taken_up(unit, text)
    elif _tells_impact(before):
        told = {name for each in before for name in each.named}
        yield from (each for each in unit if _is_new(each, told, text))


def _not_taken_up(unit: Sequence[Said], text: str) -> Iterator[Said]:
    """Of a list of diagnoses, those that what follows passes over while it takes up others."""
    if any(speaks_of(text, name) for each in unit for name in each.named):
        yield from (
            each for each in unit if any(families_of(name) and not speaks_of(text, name) for name in each.named)
        )


def _is_new(each: Said, told: Collection[str], text: str) -> bool:
    """Whether it names a condition that what is told doesn't speak of, or speaks of as another's."""
    passed_over = [name for name in each.named if name not in told and not speaks_of(text, name)]
    if not told:
        return len(passed_over) > 1 and len(passed_over) * 2 > len(each.named)
    families = frozenset().union(*map(families_of, told))
    return bool(passed_over) or any(
        name not in told and not families_of(name).isdisjoint(families) for name in each.named
    )


def _tells_impact(said: Sequence[Said]) -> bool:
    return any(each.told is Told.IMPACT for each in said)


@lru_cache(maxsize=1024)
def families_of(condition: str) -> frozenset[str]:
    """The kinds of condition that a name in small letters belongs to; none where it is rare."""
    return frozenset(name for name in _FAMILIES if _of(name).search(condition))


def speaks_of(text: str, condition: str) -> bool:
    """Whether a text in small letters speaks of the condition: by its name, or of what such conditions do."""
    return condition in text or any(_shown(name).search(text) for name in families_of(condition))


@cache
def _of(family: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _FAMILIES[family]['of']))})")


@cache
def _shown(family: str) -> re.Pattern[str]:
    words = (re.escape(word) + (r"\w*" if len(word) >= _STEM else "") for word in _FAMILIES[family]["shown"])
    return re.compile(rf"\b(?:{'|'.join(words)})(?:\w?(?:ing|ed|y)|e?s|ers?|less)?\b")
