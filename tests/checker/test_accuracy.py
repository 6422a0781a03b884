"""The corpus guards what has been reached: a change may not make a rule noisier or blinder."""

from __future__ import annotations

from tests.checker.accuracy import scores


def test_each_rule_is_as_right_on_the_labelled_texts_as_it_has_been() -> None:
    """One test for all rules, so that one process checks each text once."""
    found = scores()
    assert len(found) >= 25
    assert [rule for rule, score in found.items() if score.texts < 25] == []
    worse = {rule: score for rule, score in found.items() if min(score.precision, score.recall) < 0.9}
    assert {rule: [wrong.line for wrong in score.wrong] for rule, score in worse.items()} == {}
