"""A clinical or professional term, or an acronym, that nobody explains anywhere in the advice."""

import re
from collections.abc import Iterator

from checker.reading import Prose, Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.explained import is_denied_or_quoted, is_explained
from checker.wording.terms import Term, terms_in
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote


@rule(
    each=WholeAdvice,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="A parent may not know this term, and it is not explained anywhere in the advice.",
    suggestion="Use plain words, or explain it once.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Describing needs",
            "Please ensure that you use ‘jargon free’ language, keeping it as simple as possible and explaining "
            "medical terms.",
        ),
    ),
    bad=(
        "Alex has «hypotonia» and tires easily.",
        "Sian's «receptive language» is at the level of a younger child; her receptive language slows her in class.",
        "He is seen by «SALT» and has an «AFO».",
        example(
            needs="Tom cannot walk far.",
            support="Stretches for «ankle-foot orthoses (AFOs)», daily".replace(" (AFOs)", ""),
        ),
        "She becomes «dysregulated» when the «sensory diet» is missed.",
    ),
    good=(
        "Alex has hypotonia (low muscle tone) and tires easily. His hypotonia affects his handwriting.",
        "Hypotonia, which means floppy muscles, makes Alex tired.",
        "Sian has difficulty understanding what others say (receptive language).",
        "He is seen by a speech and language therapist (SaLT). SaLT will visit termly.",
        "There are no signs of dysphagia.",
        "Tom says: “my proprioception is rubbish”.",
        example(
            needs="AAC helps Tom to join in.",
            support="Augmentative and alternative communication, or ways to "
            "communicate besides speech, with the AAC book",
        ),
        "Dylan will be offered a 6-week CBT group programme by a qualified CAMHS clinician.",
    ),
)
def jargon(document: WholeAdvice) -> Iterator[Span]:
    """Families, teachers and panels read the advice; a term explained once is explained for the whole of it."""
    uses = [(prose, term) for prose in document.texts for term in terms_in(prose.text)]
    whole = "\n".join(prose.text for prose in document.texts).casefold()
    settled = {term.name for prose, term in uses if is_explained(prose.text, term) or _is_spelt_out(term, whole)}
    settled |= _initials(document)
    for prose, term in uses:
        if term.name not in settled and not is_denied_or_quoted(prose.text, term):
            settled.add(term.name)
            yield _said(prose, term)


def _said(prose: Prose, term: Term) -> Span:
    words = prose.text[term.start : term.end]
    span = prose.span(term.start, term.end)
    if term.is_acronym:
        return span.saying(
            f"“{words}” is not written out anywhere in the advice.",
            f"Write it out at its first use: {term.plain}." if term.plain else "Write it out at its first use.",
        )
    return span.saying(
        f"A parent may not know “{words}”, and it is not explained anywhere in the advice.",
        f"Say it plainly, or explain it once: {term.plain}.",
    )


def _is_spelt_out(term: Term, whole: str) -> bool:
    """Whether what it stands for, or the plain words for it, stand somewhere in the advice."""
    plain = re.sub(r"\s*\(.*\)", "", term.plain).casefold()
    ways = [way for way in re.split(r", or | \(", plain) if len(way) > 6]
    return any(
        re.search(rf"(?<!\w){re.escape(way)}", whole.replace("-", " ")) for way in (w.replace("-", " ") for w in ways)
    )


def _initials(document: WholeAdvice) -> set[str]:
    """The initials of people the advice or the case knows: no acronyms."""
    names = [document.child.name, document.advice.professional.name, *(person.name for person in document.people)]
    return {"".join(part[0] for part in name.split()).upper() for name in names if name.strip()}
