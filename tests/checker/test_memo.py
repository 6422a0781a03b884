"""An open document checked again finds what a first check would find, whatever was changed in it."""

from __future__ import annotations

import dataclasses
import gc
import random
from collections.abc import Iterator

import pytest

from checker.check import check
from checker.memo import Memo
from checker.reading import Prose, Span, example
from checker.rule import all_rules
from hub.advice import Advice, AreaAdvice
from hub.finding import CheckContext
from hub.language.register import SchoolRegister
from tests.checker.documents import DOCUMENTS, advices_in

WRITTEN = [each for each in advices_in(sorted(DOCUMENTS.glob("*.jsonl"))) if each.areas]
NOBODY = CheckContext()


def edits(advice: Advice, draw: random.Random) -> Iterator[Advice]:
    """The advice as somebody goes on writing it: a need, an outcome, the background, the child's record changes."""
    for _ in range(6):
        other = draw.choice(WRITTEN)
        changed = draw.choice(("needs", "strengths", "outcomes", "background", "child", "areas", "people"))
        if changed in ("background", "child", "areas", "people"):
            advice = dataclasses.replace(advice, **{changed: getattr(other, changed)})
        else:
            at = draw.randrange(len(advice.areas))
            areas = list(advice.areas)
            areas[at] = _with(areas[at], changed, getattr(draw.choice(other.areas), changed))
            advice = dataclasses.replace(advice, areas=tuple(areas))
        yield advice


def _with(area: AreaAdvice, name: str, value: object) -> AreaAdvice:
    return dataclasses.replace(area, **{name: value})  # type: ignore[arg-type]  # a field of its own kind


@pytest.mark.parametrize("seed", range(25))
def test_a_check_with_a_memo_finds_what_a_check_without_one_finds(seed: int) -> None:
    draw, memo = random.Random(seed), Memo()
    for advice in edits(draw.choice(WRITTEN), draw):
        assert check(advice, NOBODY, None, memo) == check(advice)


def test_a_memo_forgets_the_oldest_and_stays_right() -> None:
    memo = Memo(most=10)
    for advice in WRITTEN[:20]:
        assert check(advice, NOBODY, None, memo) == check(advice)


def test_words_that_stay_are_not_judged_again() -> None:
    judged: list[object] = []
    rule = next(rule for rule in all_rules() if rule.id == "adoption")

    def judge(reading: object) -> tuple[()]:
        judged.append(reading)
        return ()

    counting = dataclasses.replace(rule, judge=judge)
    advice, memo = WRITTEN[0], Memo()
    check(advice, NOBODY, (counting,), memo)
    texts = len(judged)
    area = dataclasses.replace(advice.areas[0], needs="She runs.")
    check(dataclasses.replace(advice, areas=(area, *advice.areas[1:])), NOBODY, (counting,), memo)
    assert len(judged) == texts + 1


def test_a_register_that_replaces_another_is_asked_anew() -> None:
    rule = next(rule for rule in all_rules() if rule.id == "adoption")

    def judge(prose: Prose) -> list[Span]:
        assert prose.document.register
        return [prose.span(*place) for place in prose.document.register.find_in(prose.text)]

    asking, memo, advice = dataclasses.replace(rule, judge=judge), Memo(), example(needs="Quern Hollow is near.")
    for number in range(40):  # enough for a register to stand where one before it stood
        known = ["Quern Hollow"] if number % 3 else ["Elsewhere Hollow"]
        found = check(advice, CheckContext(schools=SchoolRegister(known)), (asking,), memo)
        assert len(found) == known.count("Quern Hollow")
        gc.collect()
