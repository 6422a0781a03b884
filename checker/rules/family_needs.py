"""The family's or a parent's own needs, with no effect on the child said."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import Sees, rule
from hub.advice import Child, Profile
from hub.finding import ROTHERHAM, WARN, Quote
from hub.language.family_needs import family_needs_in
from hub.language.text import plain

_KAI = Child(name="Kai Bennett", pronouns="he/him")


@rule(
    each=Prose,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This is a need of the family or a parent; what it means for the child is not said.",
    suggestion="Say how the child is affected (at school? with friends? asleep?), or leave it out.",
    guidance=(
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Any information in relation to family needs. The advice on the Hub should be confined to the impact of "
            "the social care needs of the child on their education",
        ),
    ),
    bad=(
        example(needs="Kai likes trains. «Mum struggles with housing».", child=_KAI),
        example(needs="«The family would benefit from respite».", child=_KAI),
        example(needs="«Parents need support with debt». Kai has two friends.", child=_KAI),
        example(needs="«MUM FEELS ISOLATED AND COULD DO WITH A BEFRIENDER».", child=_KAI),
        example(needs="Mum came with him. «She would like to get back to work».", child=_KAI),
        example(needs="«Dad’s main need is a night off from caring for Kai».", child=_KAI),
    ),
    good=(
        "CYP is unable to access clubs and activities without support from parent and this is currently impacting on "
        "their self-esteem and outing strain on the family",
        "Parent is struggling to ensure that routines and structure are in place to support attendance at school",
        example(support="A family support worker to visit the home and support parent in implementing routines"),
        example(needs="The family need rehousing, so Kai sleeps on the sofa and is late for school.", child=_KAI),
        example(needs="Mum struggles with housing. Because of this Kai has changed school twice.", child=_KAI),
        example(needs="Mum would like Kai to have more help with reading.", child=_KAI),
        example(needs="His parents need training to use the hoist.", child=_KAI),
        example(needs="Dad finds it hard to manage his epilepsy at night.", child=_KAI),
    ),
    sees=Sees.PEOPLE,
)
def family_needs(prose: Prose) -> Iterator[Span]:
    """Readers of the advice include people whom a family would not tell: only the child's needs belong in it."""
    text = plain(prose.text)
    for found in family_needs_in(prose.text, prose.document.circle):
        yield prose.span(*text.original(found.start, found.end))
