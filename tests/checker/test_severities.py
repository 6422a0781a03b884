"""The default severities are the contract's: health, social care, education; b, w, a, or – for never."""

from __future__ import annotations

import pytest

from checker.rule import Rule, all_rules
from hub.advice import Profile
from hub.finding import ADVISE, BLOCK, WARN, CheckContext

CONTRACT = {
    "diagnosis-without-impact": "www",
    "need-not-specific": "www",
    "jargon": "www",
    "long-history": "aaa",
    "fluctuating-unmanaged": "wwa",
    "provision-what": "www",
    "provision-who": "www",
    "provision-how-often": "www",
    "provision-how-much": "www",
    "provision-review": "waa",
    "names-school": "bba",
    "setting-type": "ww–",
    "support-level": "ww–",
    "third-party": "bbb",
    "family-needs": "www",
    "adoption": "bbb",
    "placement-address": "bbb",
    "wrong-child": "bbb",
    "outcome-not-specific": "aaa",
    "outcome-not-measurable": "aaa",
    "outcome-not-timebound": "www",
    "outcome-not-person-centred": "www",
    "preparing-for-adulthood": "waa",
    "outside-expertise": "www",
    "pep-missing": "–w–",
    "golden-thread": "aaa",
    "hidden-content": "bbb",
}
# sentences of the guides that the contract has no id for: advice, in the profiles whose guide says so
OUR_OWN = {
    "aspirations-missing": "aaa",
    "outcome-kind": "–a–",
    "personal-budget-details": "–a–",
    "provision-agreed": "–a–",
    "step-beyond-year": "–a–",
    "upload-not-summarised": "aaa",
}
LETTERS = {"b": BLOCK, "w": WARN, "a": ADVISE, "–": None}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_is_as_severe_as_the_contract_says_in_each_profile(rule: Rule) -> None:
    severities = [rule.severity_in(profile, CheckContext()) for profile in Profile]
    assert severities == [LETTERS[letter] for letter in (CONTRACT | OUR_OWN)[rule.id]]
