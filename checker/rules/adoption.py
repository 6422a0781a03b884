"""Words that reveal adoption, special guardianship, or that the child was once looked after."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reading import Prose, Span
from checker.rule import rule
from hub.advice import Profile
from hub.finding import BLOCK, ROTHERHAM, Quote
from hub.language.adoption import revealed_in
from hub.language.text import plain


@rule(
    each=Prose,
    severity={Profile.HEALTH: BLOCK, Profile.SOCIAL_CARE: BLOCK, Profile.EDUCATION: BLOCK},
    message="This reveals adoption information, which everybody in the case would be able to read.",
    suggestion="Take it out. Say only what it means for the child now: “finds it hard to trust new adults”.",
    guidance=(
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Confidential information particularly adoption information or confidential placement address.",
        ),
    ),
    bad=(
        "Sian «was adopted» when she was three.",
        "Leo has contact with «his birth mother» twice a year.",
        "A «Special Guardianship Order» is in place.",
        "Dylan needs «life-story work» with a therapist.",
        "He is «previously looked after».",
        "He said “«I'm adopted» so I don't look like my mum.”",
    ),
    good=(
        "Leo is looked after by the local authority.",
        "Child has had a succession of placement moves which means that s/he finds it difficult to manage lots of new "
        "information or to make new relationships easily",
        "School has adopted a total communication approach.",
        "Birth weight was 3.2 kg and he was born at term.",
        "The family adopted a dog to help with her anxiety.",
    ),
    uploads=True,
)
def adoption(prose: Prose) -> Iterator[Span]:
    """Adoption information is confidential, and some children have not been told."""
    text = plain(prose.text)
    for found in revealed_in(text):
        yield prose.span(*text.original(found.start, found.end))
