"""Every rule's own examples: the marked words are found, to the character, and the good ones are silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.check import check
from checker.reading import HiddenWords
from checker.rule import Rule, all_rules
from hub.advice import Advice
from hub.finding import CheckContext
from hub.hidden import Hidden, HiddenKind
from tests.checker.marks import Place, unmarked

BAD = [
    pytest.param(rule, bad, id=f"{rule.id}-{number}")
    for rule in all_rules()
    for number, bad in enumerate(rule.bad, start=1)
]
GOOD = [
    pytest.param(rule, good, id=f"{rule.id}-{number}")
    for rule in all_rules()
    for number, good in enumerate(rule.good, start=1)
]


def found(rule: Rule, advice: Advice) -> list[Place]:
    """Where this rule finds something, under a profile in which it applies."""
    profile = advice.profile if advice.profile in rule.severity else next(iter(rule.severity))
    hidden = (_hidden(advice.areas[0].needs),) if rule.each is HiddenWords else ()
    advice = replace(advice, areas=()) if hidden else advice  # what hides is not among the words that are seen
    findings = check(advice, CheckContext(profile=profile, hidden=hidden))
    return [Place(each.field, each.start, each.end) for each in findings if each.rule == rule.id]


def _hidden(text: str) -> Hidden:
    """What “kind, part: words” says of a file."""
    where, words = text.split(": ", 1)
    kind, _, part = where.partition(", ")
    return Hidden(HiddenKind(kind), words, part=part)


@pytest.mark.parametrize(("rule", "marked"), BAD)
def test_the_marked_words_of_a_bad_example_are_found_and_nothing_else(rule: Rule, marked: Advice) -> None:
    advice, places = unmarked(marked)
    assert found(rule, advice) == ([Place("/file", 0, 0)] if rule.each is HiddenWords else places)


@pytest.mark.parametrize(("rule", "advice"), GOOD)
def test_a_good_example_is_silent_for_its_rule(rule: Rule, advice: Advice) -> None:
    assert found(rule, advice) == []
