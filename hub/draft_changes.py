"""What changed between two versions of an advice: field by field, word by word. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest
from typing import TypeVar

from hub.advice import BACKGROUND_PARTS, PROVISION_PARTS, Advice, AreaAdvice, Outcome, Provision, Step
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS, day

_Part = TypeVar("_Part")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*")
_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
_TICKED = {
    "health_care_plan_attached": "A health care plan is among the files",
    "pep_attached": "The personal education plan (PEP) is among the files",
}
_MOST_PAIRS = 20_000  # of words that are the same: with more of them, matching takes seconds, and says little


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
    """Two texts as one, word by word: what is not added makes the old one, what is not removed the new.

    Sentences are matched first, then the words of those that differ: matching all words of a long text takes seconds.
    """
    return _joined(_changes(_SENTENCES.findall(old), _SENTENCES.findall(new), _by_words))


def _by_words(old: str, new: str) -> Iterator[Piece]:
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    return _changes(was, now, _whole)


def _changes(was: list[str], now: list[str], within: Callable[[str, str], Iterator[Piece]]) -> Iterator[Piece]:
    """What stays of a list of texts, and `within` what stands for what."""
    counted = Counter(now)
    if sum(counted[each] for each in was) > _MOST_PAIRS:
        yield from within("".join(was), "".join(now))
        return
    for what, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        old, new = "".join(was[start:end]), "".join(now[first:last])
        if what == "equal":
            yield Piece(How.SAME, old)
        elif what == "replace":
            yield from within(old, new)
        else:
            yield from _whole(old, new)


def _whole(old: str, new: str) -> Iterator[Piece]:
    yield Piece(How.REMOVED, old)
    yield Piece(How.ADDED, new)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours of which the same became as one, none empty."""
    kept = (each for each in pieces if each.text)
    return tuple(
        Piece(how, "".join(each.text for each in group)) for how, group in groupby(kept, lambda each: each.how)
    )


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
