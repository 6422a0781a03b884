"""Social care provision that education staff are to give, with no word that it was discussed with them."""

from collections.abc import Iterator
from functools import lru_cache

from checker.reading import ProvisionReading, Span, example
from checker.rule import Sees, rule
from checker.wording.phrases import phrases
from hub.advice import Background, Profile
from hub.finding import ADVISE, ROTHERHAM, Quote

_EDUCATION = phrases(
    r"school(?! nurse| nursing| age)(?: staff)?|teachers?|class teacher|form tutor|head ?teacher|teaching assistants?"
    r"|tas?"
    r"|learning support assistants?|lsas?|sencos?|sendcos?|pastoral \w+|learning mentors?|nursery(?: staff)?"
    r"|college(?: staff)?"
    r"|school counsellor|elsa|head of year|lunchtime supervisors?|key adult(?: in school)?"
)
_OWN = phrases(
    r"social worker|family support|early help|short breaks?|social care|youth|therapeutic team"
    r"|personal (?:assistant|adviser)|fostering"
)
_DISCUSSED = phrases(
    r"agreed|discuss\w*|spoken|spoke|talked|consult\w*|confirmed|in (?:partnership|liaison|discussion) with|(?:already"
    r"|currently) "
    r"(?:provides?|provided|offers?|in place|gives?)|offered by|has offered|met with|meeting with|at (?:the "
    r"|a )?(?:tac|taf|pep) meeting"
)


@rule(
    each=ProvisionReading,
    sees=Sees.EVERYTHING,
    severity={Profile.SOCIAL_CARE: ADVISE},
    message="This asks education staff to provide it, and nothing says that they were asked.",
    suggestion="Say that it was discussed with education staff: with whom, and when? Or name what your own service can "
    "provide.",
    guidance=(
        Quote(
            ROTHERHAM,
            "Finally you will be asked to detail the provision",
            "Please ensure that provision is that which your service can provide or has discussed with education"
            " staff.",
        ),
    ),
    bad=(
        example(support="Meet and greet every morning for ten minutes", provided_by="«Class teacher»"),
        example(support="A lunchtime club, 30 minutes a day", provided_by="«School staff»"),
        example(support="A safe place to go to when upset", provided_by="«SENCO and teaching assistant»"),
    ),
    good=(
        example(support="Meet and greet every morning, as discussed with the SENCO", provided_by="Class teacher"),
        example(support="A family support worker to visit the home", provided_by="Early Help"),
        example(
            support="Meet and greet every morning",
            provided_by="Class teacher",
            background=Background(support_in_place="We agreed with school in May that his teacher greets him."),
        ),
        example(support="Handover meetings", provided_by="Social worker and class teacher"),
    ),
)
def provision_agreed(provision: ProvisionReading) -> Iterator[Span]:
    """Support that nobody asked the school about may never come."""
    by = provision.provided_by
    if not by.is_said or not _EDUCATION.search(by.text) or _OWN.search(by.text):
        return
    asked = (*provision.fields, *(text for text in provision.document.texts if "/background/" in text.pointer))
    if not any(_tells_of_talks(text.text) for text in asked):
        yield by.whole()


@lru_cache(maxsize=1024)
def _tells_of_talks(text: str) -> bool:
    return bool(_DISCUSSED.search(text))
