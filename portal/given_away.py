"""What the words of a request tell of people who are none of others' business: read before others see them."""

from __future__ import annotations

from checker.check import check
from hub.advice import Advice, Area, AreaAdvice, KnownPerson
from hub.finding import CheckContext
from hub.models import Case
from hub.services.advice import child_of
from portal.cards import Beside, beside
from portal.post_forms import ReadForm
from portal.rules import hub_rules
from portal.schools import school_register
from portal.signed_in import council

SENTENCE = "These words tell of somebody else. Change them, or tick that you have read it"


def given_away(case: Case) -> Beside:
    """What the privacy rules find in the words in which the case's request was made."""
    return given_away_by(case, case.concerns)


def given_away_by(case: Case, words: str) -> Beside:
    """What the privacy rules find in words about the case's child."""
    advice = Advice(id="", child=child_of(case), areas=(AreaAdvice(Area.HEALTH, needs=words),))
    context = CheckContext(
        people=tuple(KnownPerson(each.name, each.relation) for each in case.people if each.name),
        schools=school_register(),
        severities=council().severities(),
    )
    return beside(advice, check(advice, context, rules=tuple(each for each in hub_rules() if each.uploads)))


def holds_back(found: Beside, form: ReadForm) -> bool:
    """Whether the words must be changed, or ticked as read, first; the form then says so."""
    if not found.blocked or form.read_it.data:
        return False
    form.refuse(form.concerns, SENTENCE)
    return True
