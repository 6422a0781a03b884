"""A suggested sentence is the writer's own: all that is not theirs stands in brackets, as a question."""

from __future__ import annotations

import re

from checker.check import check
from checker.reading import example
from hub.advice import Advice
from tests.checker.labelled import corpus

_QUOTED = re.compile(r"“([^”]*)”")
_BRACKETS = re.compile(r"\[([^\]]*)\]")


def test_support_without_a_frequency_is_given_back_with_the_question_where_the_answer_belongs() -> None:
    advice = example(support="Ben will have a 30-minute session with the speech and language therapist.")
    asked = {finding.rule: finding.suggestion for finding in check(advice)}["provision-how-often"]
    assert asked == (
        "“Ben will have a 30-minute session with the speech and language therapist "
        "[how often: once a week? once a half term?].”"
    )


def test_an_outcome_without_a_date_is_given_back_with_the_question_before_it() -> None:
    advice = example(outcome="Ben will order his own lunch. He will pay for it.")
    asked = {finding.rule: finding.suggestion for finding in check(advice)}["outcome-not-timebound"]
    assert asked == "“[By when: the end of this school year? of the key stage?] Ben will order his own lunch. …”"


def test_no_rewritten_sentence_says_anything_that_the_writer_did_not() -> None:
    seen = 0
    for labelled in corpus():
        said = _words(labelled.advice)
        for finding in labelled.findings:
            if finding.rule.startswith(("provision-", "outcome-not-")) and finding.rule != "outcome-not-person-centred":
                for rewritten in _QUOTED.findall(finding.suggestion):
                    seen += 1
                    assert set(_BRACKETS.sub(" ", rewritten).split()) <= said | {"…", "."}
                    assert all("?" in asked for asked in _BRACKETS.findall(rewritten))
    assert seen > 1_000


def _words(advice: Advice) -> set[str]:
    words = " ".join(field.text for field in advice.texts()).split()
    return {form for word in words for form in (word, word.rstrip(" .;!,"), word + ".", word.rstrip(" .;!,") + ".")}
