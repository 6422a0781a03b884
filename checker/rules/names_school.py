"""A school that the advice recommends, requests or takes for granted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from weakref import WeakKeyDictionary

from checker.reading import Prose, Span, WholeAdvice, example
from checker.rule import Sees, rule
from checker.wording.school_naming import Act, Naming, namings_in
from hub.advice import Child, Profile
from hub.finding import ADVISE, BLOCK, NE_LINCOLNSHIRE, Quote
from hub.language.names import parts_of
from hub.language.schools import SchoolNames, phases_of
from hub.language.text import plain

_NAMINGS: WeakKeyDictionary[WholeAdvice, dict[str, tuple[Naming, ...]]] = WeakKeyDictionary()
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
        "I «recommend a place at Humberston Park School».",
        "«Hillside can meet his needs».",
        "He will need a standing frame «when he moves to Tollbar Academy».",
        "Sian «would do well at St Annes», and her mum agrees.",
        "The «resource base at Meadowbank would be right» for her.",
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
    sees=Sees.EVERYTHING,
)
def names_school(prose: Prose) -> Iterator[Span]:
    """Naming a school is the local authority's decision, made with the family when all advice is in."""
    text = plain(prose.text)
    for naming in _namings(prose.document)[prose.pointer]:
        if naming.act is not Act.DESCRIBES:
            span = prose.span(*text.original(naming.start, naming.end))
            yield span.saying(_PRESUMES) if naming.act is Act.PRESUMES else span


def _namings(document: WholeAdvice) -> dict[str, tuple[Naming, ...]]:
    """The schools named in each text; one that the advice says the child attends is known as such in all of them."""
    if document not in _NAMINGS:
        names = _known(document)
        found = {prose.pointer: _in(prose, names) for prose in document.texts}
        told = {
            word
            for prose in document.texts
            for naming in found[prose.pointer]
            if naming.act is Act.DESCRIBES
            for word in SchoolNames.proper_words(plain(prose.text).plain[naming.start : naming.end])
        }
        if not told <= names.current:
            names = replace(names, current=names.current | told)
            found |= {prose.pointer: _in(prose, names) for prose in document.texts if found[prose.pointer]}
        _NAMINGS[document] = found
    return _NAMINGS[document]


def _known(document: WholeAdvice) -> SchoolNames:
    """The child's own school, and everybody whom the case knows."""
    known = (document.child.name, document.child.known_as, *(person.name for person in document.people))
    return SchoolNames(
        current=SchoolNames.proper_words(document.child.school),
        phases=phases_of(document.child.school.lower().split()),
        people=frozenset(part for name in known for part in parts_of(name)),
    )


def _in(prose: Prose, names: SchoolNames) -> tuple[Naming, ...]:
    register = prose.document.register
    if register:
        names = replace(names, registered=tuple(register.find_in(plain(prose.text).plain)))
    return _named(prose.text, names)


@lru_cache(maxsize=1024)
def _named(text: str, names: SchoolNames) -> tuple[Naming, ...]:
    """What the text says of schools; asked again where another text of an open document has changed."""
    return tuple(namings_in(plain(text), names))
