"""Every quote of guidance that a writer is shown stands in the guide, word for word."""

from __future__ import annotations

import pytest

from checker.rule import Rule, all_rules
from hub.advice import Profile
from hub.finding import ROTHERHAM, Quote
from tests.checker.guides import folded, guide

QUOTES = [
    pytest.param(quote, id=f"{rule.id}-{number}")
    for rule in all_rules()
    for number, quote in enumerate(rule.guidance, start=1)
]


@pytest.mark.parametrize("quote", QUOTES)
def test_a_quote_is_the_guides_own_words(quote: Quote) -> None:
    assert folded(quote.quote) in guide(quote.document)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_social_worker_is_shown_the_sentence_of_their_own_guide_where_it_has_one(rule: Rule) -> None:
    shown = rule.quote_for(Profile.SOCIAL_CARE)
    has_one = any(quote.document == ROTHERHAM for quote in rule.guidance)
    assert (shown.document == ROTHERHAM) is has_one
