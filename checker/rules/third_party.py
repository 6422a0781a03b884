"""Information about somebody else: named, or with a fact that is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import Sees, rule
from hub.advice import Child, KnownPerson, Profile
from hub.finding import BLOCK, ROTHERHAM, WARN, Quote
from hub.language.text import plain
from hub.language.whose import Kind, disclosures_in

_SAYS = {
    Kind.NAME: (
        "This names another child or a member of the family.",
        "Leave the name out: write “another pupil”, “a family member”, or say only what it means for the child.",
    ),
    Kind.FACT: (
        "This gives information about another child or a member of the family.",
        "Take it out. If it matters, say only how the child is affected and what would help.",
    ),
    Kind.HOUSEHOLD: (
        "This says who the child’s family is.",
        "Leave it out unless a reader needs it to understand the child’s needs.",
    ),
}


@rule(
    each=Prose,
    severity={Profile.HEALTH: BLOCK, Profile.SOCIAL_CARE: BLOCK, Profile.EDUCATION: BLOCK},
    message=_SAYS[Kind.FACT][0],
    suggestion=_SAYS[Kind.FACT][1],
    guidance=(
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Any information in relation to other family members.",
        ),
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Please check any documents uploaded and remove references to other children or information not directly "
            "related to the education of the child.",
        ),
    ),
    bad=(
        "«Mum has bipolar disorder and is under the care of the mental health team».",
        "«His father was arrested» last year.",
        "Dylan was upset by the «death of his grandmother».",
        "She lives with «her mum and two brothers».",
        "Dylan has fallen out with «his best friend Callum» over football.",
        example(
            needs="Sian shares toys well with «Mali».",
            child=Child(name="Sian Evans", pronouns="she/her"),
            people=(KnownPerson("Mali Evans", "sister"),),
        ),
        example(
            needs="Her father visits on Sundays. «He drinks heavily».",
            child=Child(name="Sian Evans", pronouns="she/her"),
        ),
    ),
    good=(
        "Mum reports that Sian sleeps badly.",
        "He enjoys playing with his younger brother.",
        "Mum is worried about his anxiety and gives his medication at bedtime.",
        "Emma Jones, teaching assistant, runs the group each Tuesday.",
        "Sian experiences multiple absence seizures a day, this may result in her missing information and impacts on "
        "her interactions with peers.",
        "He has a small group of friends and a dog called Max.",
    ),
    uploads=True,
    sees=Sees.PEOPLE,
)
def third_party(prose: Prose) -> Iterator[Span]:
    """Everybody in the case can read advice, so what it says of anybody but the child is told to all of them."""
    text = plain(prose.text)
    for found in disclosures_in(prose.text, prose.document.circle):
        span = prose.span(*text.original(found.start, found.end))
        yield span.saying(*_SAYS[found.kind], severity=WARN if found.kind is Kind.HOUSEHOLD else None)
