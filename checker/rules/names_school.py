"""A school that the advice recommends, requests or takes for granted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from weakref import WeakKeyDictionary

from checker.reading import Prose, Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.school_naming import Act, namings_in
from hub.advice import Child, Profile
from hub.finding import ADVISE, BLOCK, NE_LINCOLNSHIRE, Quote
from hub.language.schools import SchoolNames
from hub.language.text import plain

_ATTENDED: WeakKeyDictionary[WholeAdvice, SchoolNames] = WeakKeyDictionary()
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
        "Dylan should «attend The Willows».",
        "I recommend a «place at Humberston Park School».",
        "«Hillside can meet his needs».",
        "He will need a standing frame when he «moves to Tollbar Academy».",
        "Sian would «do well at St Annes», and her mum agrees.",
        "The «resource base at Meadowbank» would be right for her.",
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
        "Sian told me: “I want to go to Beacon High with my friends.”",
        "I was asked whether she should move to Hillcrest; that is for the council to decide.",
    ),
)
def names_school(prose: Prose) -> Iterator[Span]:
    """Naming a school is the local authority's decision, made with the family when all advice is in."""
    names = _names(prose.document)
    text = plain(prose.text)
    register = prose.document.register
    if register:
        names = replace(names, registered=tuple(register.find_in(text.plain)))
    for naming in namings_in(text, names):
        if naming.act is not Act.DESCRIBES:
            span = prose.span(*text.original(naming.start, naming.end))
            yield span.saying(_PRESUMES) if naming.act is Act.PRESUMES else span


def _names(document: WholeAdvice) -> SchoolNames:
    """The schools that the child attends or attended, by the case record and by what the advice says."""
    if document not in _ATTENDED:
        stated = SchoolNames(current=SchoolNames.proper_words(document.child.school))
        texts = [plain(prose.text) for prose in document.texts]
        told = (
            SchoolNames.proper_words(text.plain[naming.start : naming.end])
            for text in texts
            for naming in namings_in(text, stated)
            if naming.act is Act.DESCRIBES
        )
        _ATTENDED[document] = SchoolNames(current=stated.current.union(*told))
    return _ATTENDED[document]
