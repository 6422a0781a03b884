"""The findings in a request's advice as the writer sees them, and setting some of them aside with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import g, request

from checker.check import check
from hub.advice import Advice
from hub.deadlines import day_in_london
from hub.finding import BLOCK, Finding
from hub.models import Request
from hub.services.advice import context_of
from hub.services.dismissals import bring_back, overruled, set_aside, set_rules_aside, words_digest
from portal.cards import Beside, beside
from portal.db import db
from portal.rewriting import Rewrite, rewrite_of
from portal.rules import hub_memo, hub_rules
from portal.schools import school_register
from portal.signed_in import council

WHICH, WHY, RULE = "which-", "why-", "reason-"  # what a card's fields begin with, and a rule's on the warning page
_NO_REASON = "Say why it is right as it stands"
_NONE_CHOSEN = "Choose what is right as it stands"


def findings_beside(asked: Request, written: Advice) -> Beside:
    """The findings in an advice as it stands, as cards; those overruled apart."""
    found = _findings(asked, written)
    return beside(written, found, overruled(db.session, asked, written, found))


def taken_over(asked: Request, written: Advice, action: str) -> Rewrite | None:
    """The rewrite whose button was pressed, as long as the finding that offers it still stands."""
    verb, _, key = action.partition(":")
    if verb != "rewrite":
        return None
    texts = dict(written.texts())
    found = (each for each in _findings(asked, written) if words_digest(each, texts) == key)
    return next((rewrite for each in found if (rewrite := rewrite_of(each, texts))), None)


def set_aside_cards(asked: Request, written: Advice, action: str) -> dict[str, str]:
    """Set aside what was chosen on the cards of the posted page and has its reason; or put one back.

    Returns sentences by the name of their field: what is missing from the card whose button was pressed.
    """
    verb, _, pressed = action.partition(":")
    if verb == "bring-back":
        _bring_back(asked, pressed)
        return {}
    cards = [pressed] if verb == "set-aside" else []
    chosen = as_chosen()
    cards += [name.removeprefix(WHY) for name, text in chosen.items() if name.startswith(WHY) and text.strip()]
    if not cards:
        return {}
    standing = {
        words_digest(each, dict(written.texts())): each
        for each in _findings(asked, written)
        if each.severity is not BLOCK
    }
    problems: dict[str, str] = {}
    for card in dict.fromkeys(cards):
        keys, reason = chosen.get(WHICH + card, "").split(), chosen.get(WHY + card, "").strip()
        if keys and reason:
            _set_aside(asked, written, [standing[key] for key in keys if key in standing], reason)
        elif card == pressed:
            problems |= {WHY + card: _NO_REASON} if keys else {WHICH + card: _NONE_CHOSEN}
    return problems


def as_chosen() -> dict[str, str]:
    """What was chosen and typed on the cards of the posted page, by the name of its field."""
    names = [name for name in request.form if name.startswith((WHICH, WHY))]
    return {name: " ".join(request.form.getlist(name)) for name in names}


def rule_reasons() -> Mapping[str, str]:
    """The reasons typed on the warning page, by their rule."""
    return {
        name.removeprefix(RULE): text.strip()
        for name, text in request.form.items()
        if name.startswith(RULE) and text.strip()
    }


def set_aside_rules(asked: Request, written: Advice, action: str) -> bool:
    """Set aside every rule whose reason was typed on the warning page, or put one finding back.

    Returns whether there was anything to do.
    """
    verb, _, pressed = action.partition(":")
    if verb == "bring-back":
        _bring_back(asked, pressed)
        return True
    findings, reasons = _findings(asked, written), rule_reasons()
    set_rules_aside(
        db.session, request=asked, advice=written, findings=findings, reasons=reasons, by=g.person, now=g.now
    )
    return bool(reasons)


def _findings(asked: Request, written: Advice) -> tuple[Finding, ...]:
    """What would be found if it were submitted today: some rules count from the day of writing."""
    written = replace(written, written_on=day_in_london(g.now))
    context = context_of(asked, council=council(), schools=school_register())
    return check(written, context, hub_rules(), hub_memo())


def _set_aside(asked: Request, written: Advice, findings: list[Finding], reason: str) -> None:
    if findings:
        set_aside(db.session, request=asked, advice=written, findings=findings, reason=reason, by=g.person, now=g.now)


def _bring_back(asked: Request, number: str) -> None:
    if number.isascii() and number.isdigit() and len(number) < 10:
        bring_back(db.session, request=asked, dismissal_id=int(number), by=g.person, now=g.now)
