"""What the rules are about: the headings under which a rule book shows them."""

from __future__ import annotations

from collections.abc import Sequence

from checker.rule import Rule

TOPICS = {
    "Needs": (
        "diagnosis-without-impact",
        "need-not-specific",
        "fluctuating-unmanaged",
        "long-history",
        "jargon",
    ),
    "Aspirations and outcomes": (
        "aspirations-missing",
        "outcome-not-person-centred",
        "outcome-not-specific",
        "outcome-not-measurable",
        "outcome-not-timebound",
        "outcome-kind",
        "step-beyond-year",
        "preparing-for-adulthood",
    ),
    "Provision": (
        "provision-what",
        "provision-who",
        "provision-how-often",
        "provision-how-much",
        "provision-review",
        "provision-agreed",
        "personal-budget-details",
    ),
    "Other people’s private lives": (
        "third-party",
        "family-needs",
        "adoption",
        "placement-address",
        "wrong-child",
        "hidden-content",
    ),
    "Who says what": (
        "outside-expertise",
        "names-school",
        "setting-type",
        "support-level",
    ),
    "The advice as a whole": (
        "golden-thread",
        "pep-missing",
        "upload-not-summarised",
    ),
}
COUNCILS_OWN = "Your council’s own rules"


def by_topic(rules: Sequence[Rule]) -> list[tuple[str, list[Rule]]]:
    """The rules under their headings; a rule that stands under none is a council's own, and comes last."""
    by_id = {rule.id: rule for rule in rules}
    found = [(topic, [by_id.pop(each) for each in ids if each in by_id]) for topic, ids in TOPICS.items()]
    return [(topic, each) for topic, each in (*found, (COUNCILS_OWN, list(by_id.values()))) if each]
