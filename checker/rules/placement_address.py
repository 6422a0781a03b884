"""Where a child is placed or lives, or who the carers are."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import Sees, rule
from hub.advice import Child, Profile
from hub.finding import BLOCK, ROTHERHAM, WARN, Quote
from hub.language.addresses import homes_in
from hub.language.text import plain

_LEO = Child(name="Leo Marsh", pronouns="he/him", looked_after=True)


@rule(
    each=Prose,
    severity={Profile.HEALTH: BLOCK, Profile.SOCIAL_CARE: BLOCK, Profile.EDUCATION: BLOCK},
    message="This tells where the child is placed, or who the carers are.",
    suggestion="Take the address and the carers’ names out; write “his foster carers” or “her placement”.",
    guidance=(
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Confidential information particularly adoption information or confidential placement address.",
        ),
    ),
    bad=(
        "Leo lives with foster carers, «Janet and Paul Hughes».",
        example(needs="Leo lives with his carers at «14 Elm Grove, Cleethorpes DN35 8LR».", child=_LEO),
        "Leo is placed at «Oak House children's home».",
        "Dylan lives at «7 Heron Close» with his mum.",
        example(needs="Leo is placed with «Sue and Mike Turner».", child=_LEO),
    ),
    good=(
        example(needs="Leo lives with foster carers and has settled well.", child=_LEO),
        "Child has had a succession of placement moves which means that s/he finds it difficult to manage lots of new "
        "information or to make new relationships easily",
        "Sian was seen at the Riverside Clinic, 3 High Street, Grimsby DN31 1XX.",
        "His speech needs to be addressed before he moves to secondary school.",
        "He has started a work placement at a local café.",
    ),
    uploads=True,
    sees=Sees.PEOPLE,
)
def placement_address(prose: Prose) -> Iterator[Span]:
    """An address in advice can lead somebody to a child who is to be kept safe from them."""
    text = plain(prose.text)
    child = prose.document.child
    secret = child.looked_after or child.address_confidential
    homes = homes_in(text, prose.document.circle, secret=secret, hidden=child.address_confidential)
    for home in homes:
        span = prose.span(*text.original(home.start, home.end))
        if home.is_secret:
            yield span
        else:
            yield span.saying(
                "This gives a home address.",
                "Take it out: the case record holds it, and no reader of the advice needs it.",
                severity=WARN,
            )
