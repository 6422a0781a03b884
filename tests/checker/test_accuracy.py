"""The corpus guards what has been reached: a change may not make a rule noisier or blinder."""

from __future__ import annotations

import pytest

from tests.checker.accuracy import Score, scores
from tests.checker.labelled import corpus


@pytest.fixture(scope="module")
def found() -> dict[str, Score]:
    return scores()


@pytest.mark.xdist_group("corpus")  # each labelled text is checked once in a process
@pytest.mark.parametrize("rule", sorted({labelled.rule.id for labelled in corpus()}))
def test_a_rule_is_as_right_on_the_labelled_texts_as_it_has_been(rule: str, found: dict[str, Score]) -> None:
    score = found[rule]
    assert score.texts >= 25
    assert score.precision >= 0.9, [wrong.line for wrong in score.wrong]
    assert score.recall >= 0.9, [wrong.line for wrong in score.wrong]
