"""Another child's name, date of birth, NHS number or pronoun where this child's belongs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checker.reading import Prose, Span, example
from checker.rule import Sees, rule
from hub.advice import Child, KnownPerson, Profile
from hub.finding import BLOCK, ROTHERHAM, WARN, Quote
from hub.language.identity import Kind, strangers_in
from hub.language.text import plain

_SIAN = Child(name="Siân Evans", date_of_birth=date(2012, 3, 4), nhs_number="943 476 5919", pronouns="she/her")
_SAM = Child(name="Samuel Okafor", known_as="Sam", pronouns="he/him")
_SAYS = {
    Kind.NAME: (
        "This is not the child’s name. It may be left over from another report.",
        "Check whom the sentence is about. Put in this child’s name only if every word of it is true of this child.",
    ),
    Kind.BIRTH: (
        "This is not the child’s date of birth.",
        "Check it against the record: the words around it may be another child’s too.",
    ),
    Kind.NUMBER: (
        "This is not the child’s NHS number.",
        "Check it against the record: the words around it may be another child’s too.",
    ),
    Kind.PRONOUN: (
        "This pronoun changes from the one used of the child.",
        "If the sentence is about the child, put the child’s own pronoun; if not, say who is meant.",
    ),
}


@rule(
    each=Prose,
    severity={Profile.HEALTH: BLOCK, Profile.SOCIAL_CARE: BLOCK, Profile.EDUCATION: BLOCK},
    message=_SAYS[Kind.NAME][0],
    suggestion=_SAYS[Kind.NAME][1],
    guidance=(
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Please check any documents uploaded and remove references to other children or information not directly "
            "related to the education of the child.",
        ),
    ),
    bad=(
        example(needs="Sian tires quickly after lunch. «Ben» needs a movement break every hour.", child=_SIAN),
        example(needs="Siân Evans, date of birth «12/09/2014», was seen in clinic.", child=_SIAN),
        example(needs="Re: Sian Evans, NHS number «943 476 5870».", child=_SIAN),
        example(needs="Sian cannot copy from the board, so «he» falls behind.", child=_SIAN),
        example(outcome="By the end of Year 9 «Ben» will ask for help.", child=_SIAN),
        example(needs="PATIENT: «BENEDICT». SIAN HAS A SHUNT.", child=_SIAN),
    ),
    good=(
        example(needs="Sam reads well. Samuel's writing is slower.", child=_SAM),
        example(needs="Sain finds maths hard. She counts on her fingers.", child=_SIAN),
        example(needs="Emma Jones, teaching assistant, has noticed this. Emma runs the group.", child=_SIAN),
        example(needs="Her teacher is new this year. He has not met Sian's therapist.", child=_SIAN),
        example(
            needs="Sam shares a room. Tobi needs less sleep than he does.",
            child=_SAM,
            people=(KnownPerson("Tobi Okafor", "brother"),),
        ),
        example(needs="Sian, born 4 March 2012, has a frame. NHS 9434765919.", child=_SIAN),
    ),
    uploads=True,
    sees=Sees.IDENTITY,
)
def wrong_child(prose: Prose) -> Iterator[Span]:
    """What belongs to another child tells readers about that child, and says nothing true of this one."""
    text = plain(prose.text)
    for found in strangers_in(prose.text, prose.document.identity):
        span = prose.span(*text.original(found.start, found.end))
        yield span.saying(*_SAYS[found.kind], severity=WARN if found.kind is Kind.PRONOUN else None)
