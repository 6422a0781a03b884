"""Which condition an impact belongs to: a sentence about a line of print tells nothing of a nut allergy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from checker.wording.condition_families import families_of, speaks_of, speaks_of_any
from checker.wording.impact import Said, Told

_NAMES = (Told.DIAGNOSIS, Told.LIST)
_BESIDES = re.compile(r"\W*(?:[\w'’-]+(?:['’]s| is| are| has| have)? also|also|besides|in addition|separately)\b")
_BROAD = frozenset(("learning", "autism", "attention", "mood", "speech"))  # anything may be an impact of these
_NEAR = 3  # sentences in which a diagnosis is understood to be explained


def left_alone(said: Sequence[Said]) -> Iterator[Said]:
    """The sentences whose diagnoses no impact belongs to, in a text that tells the impact of others."""
    text = "\n".join(each.low for each in said if each.told not in _NAMES)
    at = 0
    for names, group in groupby(said, key=lambda each: each.told in _NAMES):
        unit = list(group)
        before, at = said[:at], at + len(unit)
        if names:
            is_of_child = any(each.is_of_child for each in unit)
            near = [each for each in said[at : at + _NEAR] if each.told not in _NAMES]
            after = [each for each in near if not (is_of_child and each.named)]
            yield from _left_alone(unit, before, after, text)


def _left_alone(unit: list[Said], before: Sequence[Said], after: Sequence[Said], text: str) -> Iterator[Said]:
    if _tells_impact(after):
        if not any(each.is_of_child for each in unit) or _turns_away(after):
            yield from _not_taken_up(unit, [each.low for each in (*before, *after) if each.told is Told.IMPACT])
    elif _tells_impact(before):
        told = {name for each in before for name in each.named}
        yield from (each for each in unit if _is_new(each, told, text))


def _turns_away(after: Sequence[Said]) -> bool:
    """Whether each impact is said to come besides: “She's also anxious”."""
    return all(_BESIDES.match(each.low) for each in after if each.told is Told.IMPACT)


def _not_taken_up(unit: Sequence[Said], impacts: Sequence[str]) -> Iterator[Said]:
    """Of a list of diagnoses, those that what follows passes over while it takes up others, or other matters."""
    text = "\n".join(impacts)
    is_taken_up = any(speaks_of(text, name) for each in unit for name in each.named)
    is_narrow = all(families_of(name).isdisjoint(_BROAD) for each in unit for name in each.named)
    if is_taken_up or (is_narrow and all(map(speaks_of_any, impacts))):
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
