"""A school that the advice recommends, requests or takes for granted."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from checker.reading import Prose, Span, WholeAdvice, example
from checker.rule import rule
from hub.advice import Child, Profile
from hub.finding import ADVISE, BLOCK, NE_LINCOLNSHIRE, Quote
from hub.language.schools import Act, SchoolNames, current_schools, namings_in
from hub.language.text import plain

_CURRENT: WeakKeyDictionary[WholeAdvice, frozenset[str]] = WeakKeyDictionary()
_PRESUMES = "This takes it for granted that the child will go to a named school."


@rule(
    each=Prose,
    severity={Profile.HEALTH: BLOCK, Profile.SOCIAL_CARE: BLOCK, Profile.EDUCATION: ADVISE},
    message="This recommends a named school. The local authority decides on the school when it has all the advice.",
    suggestion="Leave the name out and say what the child needs: the support, the people and the surroundings.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "TIPS FOR ADVICE WRITERS",
            "Health professionals should not make recommendations regarding the type of educational setting, level of "
            "educational support or name a specific school.",
        ),
    ),
    bad=(
        "Dylan «should attend The Willows».",
        "«I recommend a place at Humberston Park School».",
        "«Hillside can meet his needs».",
        "He will need a standing frame «when he moves to Tollbar Academy».",
        example(
            needs="«Oakfield can no longer meet his needs».",
            child=Child(name="Dylan Price", school="Oakfield Primary School"),
        ),
    ),
    good=(
        "Dylan attends Oakfield Primary School and is in Year 5.",
        "Sian was seen at Grimsby Hospital in the outpatient clinic.",
        "Sian should attend the Rainbow Clinic for review in six months.",
        "Mum told me she has visited Meadowbrook and liked it.",
        "Lucy will be offered a 1-hour speech and language therapy session in school per week for 6 weeks.",
        "We do not recommend any particular school.",
    ),
)
def names_school(prose: Prose) -> Iterator[Span]:
    """Naming a school is the local authority's decision, made with the family when all advice is in."""
    text = plain(prose.text)
    register = prose.document.register
    names = SchoolNames(
        current=_current(prose.document),
        registered=tuple(register.find_in(text.plain)) if register else (),
    )
    for naming in namings_in(prose.text, names):
        span = prose.span(*text.original(naming.start, naming.end))
        yield span.saying(_PRESUMES) if naming.act is Act.PRESUMES else span


def _current(document: WholeAdvice) -> frozenset[str]:
    if document not in _CURRENT:
        stated = SchoolNames.proper_words(document.child.school)
        _CURRENT[document] = stated | current_schools(prose.text for prose in document.texts)
    return _CURRENT[document]
