"""The corpus guards what has been reached: a change may not make a rule noisier or blinder."""

from __future__ import annotations

import pytest

from tests.checker.accuracy import scores

SCORES = scores()


@pytest.mark.parametrize("rule", SCORES)
def test_a_rule_is_as_right_on_the_labelled_texts_as_it_has_been(rule: str) -> None:
    score = SCORES[rule]
    assert score.texts >= 25
    assert score.precision >= 0.9, [wrong.line for wrong in score.wrong]
    assert score.recall >= 0.9, [wrong.line for wrong in score.wrong]
