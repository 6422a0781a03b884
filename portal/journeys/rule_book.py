"""The rule book: what the hub looks for in advice, and the sentence of guidance behind each rule."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from checker.marked import unmarked_text
from checker.rule import Rule
from checker.rule_book import example_text
from checker.topics import by_topic
from hub.advice import Advice, Profile
from hub.finding import CheckContext, Severity
from portal.highlight import Mark, highlight
from portal.rules import hub_rules
from portal.signed_in import council, signed_in

rule_book = Blueprint("rule_book", __name__)
_PROFILES = {Profile.HEALTH: "Health", Profile.SOCIAL_CARE: "Social care", Profile.EDUCATION: "Education"}
_SAID = {
    Severity.BLOCK: "stops publication",
    Severity.WARN: "please check",
    Severity.ADVISE: "suggestion",
    None: "not asked",
}


@rule_book.get("/rules")
@signed_in()
def show() -> ResponseReturnValue:
    """Every rule that this council's hub asks, with the council's own severities."""
    context = CheckContext(severities=council().severities())

    def severities(rule: Rule) -> list[tuple[str, str]]:
        return [(name, _SAID[rule.severity_in(profile, context)]) for profile, name in _PROFILES.items()]

    return render_template("rule_book.html", topics=by_topic(hub_rules()), severities=severities, example=_example)


def _example(advice: Advice) -> Markup:
    text, places = unmarked_text(example_text(advice))
    return highlight(text, (Mark(start, end, "", "warn") for start, end in places))
