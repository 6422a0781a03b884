"""What changed between two versions of an advice: field by field, word by word. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TypeVar

from hub.advice import BACKGROUND_PARTS, PROVISION_PARTS, Advice, AreaAdvice, Outcome, Provision, Step
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS, day

_Part = TypeVar("_Part")
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_TICKED = {
    "health_care_plan_attached": "A health care plan is among the files",
    "pep_attached": "The personal education plan (PEP) is among the files",
}
_MOST_TOKENS = 8000  # of both texts: longer ones are shown whole


class How(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and what became of them."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed: its name as people say it, and its words."""

    label: str
    pieces: tuple[Piece, ...]


def changes_between(before: Advice, after: Advice) -> list[Change]:
    """Every field that changed, in reading order; outcomes, steps and provision are matched by what they say."""
    return [
        Change(label, word_changes(old, new))
        for label, old, new in _pairs(before, after)
        if old != new and (old.strip() or new.strip())
    ]


def word_changes(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one, word by word: what is not added makes the old one, what is not removed the new."""
    was, now = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(was) + len(now) > _MOST_TOKENS:
        return tuple(piece for piece in (Piece(How.REMOVED, old), Piece(How.ADDED, new)) if piece.text)
    pieces: list[Piece] = []
    for what, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece(How.SAME, "".join(was[start:end])))
            continue
        removed, added = "".join(was[start:end]), "".join(now[first:last])
        pieces += [piece for piece in (Piece(How.REMOVED, removed), Piece(How.ADDED, added)) if piece.text]
    return tuple(pieces)


_Pairs = Iterator[tuple[str, str, str]]


def _pairs(before: Advice, after: Advice) -> _Pairs:
    for name in BACKGROUND_PARTS:
        yield BACKGROUND_QUESTIONS[name], getattr(before.background, name), getattr(after.background, name)
    was, now = ({area.area: area for area in advice.areas} for advice in (before, after))
    for area in dict.fromkeys((*now, *was)):
        yield from _in_area(was.get(area, AreaAdvice(area)), now.get(area, AreaAdvice(area)))
    for name, label in _TICKED.items():
        was_ticked, is_ticked = ("Yes" if getattr(each.child, name) else "No" for each in (before, after))
        yield label, was_ticked, is_ticked


def _in_area(before: AreaAdvice, after: AreaAdvice) -> _Pairs:
    title = after.area.heading
    yield f"{title}: strengths", before.strengths, after.strengths
    yield f"{title}: needs", before.needs, after.needs
    for number, old, new in _matched(before.outcomes, after.outcomes, lambda each: each.outcome):
        yield from _in_outcome(f"{title}, outcome {number}", old or Outcome(), new or Outcome())


def _in_outcome(label: str, before: Outcome, after: Outcome) -> _Pairs:
    yield label, before.outcome, after.outcome
    yield f"{label}: kind of outcome", before.kind or "", after.kind or ""
    for number, old_step, new_step in _matched(before.steps, after.steps, lambda each: each.text):
        old, new = old_step or Step(), new_step or Step()
        yield f"{label}, step {number}", old.text, new.text
        yield f"{label}, step {number}: date", day(old.by) if old.by else "", day(new.by) if new.by else ""
    for number, was, now in _matched(before.provisions, after.provisions, lambda each: each.support):
        for part in PROVISION_PARTS:
            name = f"{label}, provision {number}: {PROVISION_COLUMNS[part].lower()}"
            yield name, getattr(was or Provision(), part), getattr(now or Provision(), part)


def _matched(
    before: Sequence[_Part], after: Sequence[_Part], said: Callable[[_Part], str]
) -> Iterator[tuple[int, _Part | None, _Part | None]]:
    """The parts of two lists side by side, with the number of the later one: by their words, else by their order."""
    matcher = SequenceMatcher(None, [said(each) for each in before], [said(each) for each in after], autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        pairs = zip_longest(before[start:end], after[first:last])
        for number, (old, new) in enumerate(pairs, start=first + 1):
            yield number, old, new
