"""No rule is half a rule: message, suggestion, reason, a quote, and three examples of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.places import LABELS
from checker.rule import Rule, all_rules
from checker.rule_book import BOOK, as_text
from checker.topics import TOPICS
from hub.advice import BACKGROUND_PARTS, PROVISION_PARTS

RULES = all_rules()
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@every_rule
def test_a_rule_says_what_is_wrong_what_to_do_and_why(rule: Rule) -> None:
    assert rule.message.endswith(".")
    assert rule.suggestion.endswith((".", "?"))
    assert rule.why


@every_rule
def test_a_rule_has_a_quote_a_severity_and_three_examples_of_each_kind(rule: Rule) -> None:
    assert rule.guidance
    assert rule.severity
    assert len(rule.bad) >= 3
    assert len(rule.good) >= 3


@every_rule
def test_a_rule_is_one_file_of_its_own_name(rule: Rule) -> None:
    name = rule.id.replace("-", "_")
    assert (Path("checker/rules") / f"{name}.py").exists()


def test_every_rule_stands_under_one_heading_of_the_rule_book() -> None:
    named = [each for ids in TOPICS.values() for each in ids]
    assert sorted(named) == sorted(rule.id for rule in RULES)


def test_every_file_in_the_rules_folder_is_a_rule() -> None:
    files = {file.stem for file in Path("checker/rules").glob("*.py")} - {"__init__"}
    assert files == {rule.id.replace("-", "_") for rule in RULES}


def test_the_rule_book_is_the_rules() -> None:
    assert BOOK.read_text(encoding="utf-8") == as_text(all_rules())


def test_every_field_of_the_form_has_a_name_in_reports() -> None:
    assert {*PROVISION_PARTS, *BACKGROUND_PARTS} <= set(LABELS)
