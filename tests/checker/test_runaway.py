"""No rule takes more than its share on text made to trip patterns up: what is typed may be anything."""

from __future__ import annotations

import time

import pytest

from checker.reading import WholeAdvice, example
from checker.rule import Rule, all_rules
from hub.finding import CheckContext

LETTERS = 10_000
PIECES = (
    "a ",
    "“",
    "(",
    "- ",
    "1 x ",
    "needs a ",
    "Tom has ",
    "difficulties with ",
    "the SaLT will ",
    "hypotonia ",
    "AAC ",
    "reviewed ",
    "place in a small ",
    "every other ",
    "no more than ",
    "by the end of ",
    "to develop ",
    "his brother ",
    "\n",
    "x",
)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_reads_ten_thousand_letters_of_anything_in_seconds(rule: Rule) -> None:
    for piece in PIECES:
        text = piece * (LETTERS // len(piece))
        advice = example(needs=text, outcome=text, support=text, frequency=text, quantity=text)
        started = time.process_time()
        list(rule.find(WholeAdvice(advice, CheckContext())))
        assert time.process_time() - started < 3, f"{rule.id} on {piece!r}"
