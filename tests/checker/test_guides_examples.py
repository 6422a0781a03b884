"""The guides' own examples are model answers: no rule blocks one, every warning about one is argued in guides.py."""

from __future__ import annotations

import pytest

from checker.check import check
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, CheckContext, Severity
from tests.checker.guides import MODEL_ANSWERS, ModelAnswer, folded, guide

answers = pytest.mark.parametrize("answer", MODEL_ANSWERS, ids=lambda answer: answer.words[:50])


@answers
def test_an_example_of_a_guide_has_only_the_warnings_that_are_argued(answer: ModelAnswer) -> None:
    # an example is a need, an outcome or a provision by itself: what stands beside it is no fault of its words
    beside_it = {"golden-thread", "aspirations-missing"}
    assert {finding.rule for finding in check(answer.advice)} - beside_it == answer.warned


@answers
@pytest.mark.parametrize("profile", Profile)
def test_no_rule_blocks_an_example_of_a_guide_in_any_profile(answer: ModelAnswer, profile: Profile) -> None:
    findings = check(answer.advice, CheckContext(profile=profile))
    assert [finding for finding in findings if finding.severity is Severity.BLOCK] == []


@answers
def test_the_examples_are_in_the_words_of_the_guides(answer: ModelAnswer) -> None:
    own = guide(NE_LINCOLNSHIRE if answer.profile is Profile.HEALTH else ROTHERHAM)
    for field in answer.advice.texts():
        assert folded(field.text) in own
