"""A clinical or professional term, or an acronym, that nobody explains anywhere in the advice."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from checker.reading import Prose, Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.explained import is_denied_or_quoted, is_explained
from checker.wording.terms import Term, acronyms, terms_in
from checker.wording.wordlist import fold
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote

_TITLE = re.compile(
    r"(?i)\b(?:nurse|specialist|therapist|teacher|worker|practitioner|consultant|team|service)s?\s(?:for|in|of)\s[^.;,]*$"
)

_PROFESSION = re.compile(
    r"(?i)\s(?:(?:specialist|clinical|paediatric|community|team|follow-up)\s)?(?:dieti[ct]ian|nurse|physio\w*|therapist"
    r"|consultant|doctor|paediatrician|surgeon|psychologist|practitioner|specialist|follow-up clinic)s?\b"
)
_WHO = ("ist", "nurse", "worker", "teacher", "officer", "visitor", "practitioner", "assistant")


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
        "«Hypotonia» (moderate) was noted, and an «EEG» (May 2025).",
        "He takes «levetiracetam» and «sodium valproate».",
    ),
    good=(
        "Alex has hypotonia (low muscle tone) and tires easily. His hypotonia affects his handwriting.",
        "Hypotonia, which means floppy muscles, makes Alex tired.",
        "Sian has difficulty understanding what others say (receptive language).",
        "He is seen by a speech and language therapist (SaLT). SaLT will visit termly.",
        "There are no signs of dysphagia, and no evidence of tremor or ataxia.",
        "Nimo has a bilateral sensorineural hearing loss. Put simply, she hears little with both ears, for good.",
        "He takes methylphenidate for his ADHD.",
        "Gait: the way a child walks. His gait is unsteady.",
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
    uses = [
        (prose, term) for prose in document.texts for term in terms_in(prose.text) if not _is_in_a_title(prose, term)
    ]
    settled = _initials(document)
    for prose, term in uses:
        if term.name not in settled and (_is_in_plain_words(term, prose) or is_explained(prose.text, term)):
            settled.add(term.name)
    for prose, term in uses:
        if term.name not in settled and not is_denied_or_quoted(prose.text, term):
            settled.add(term.name)
            yield _said(prose, term)


def _is_in_a_title(prose: Prose, term: Term) -> bool:
    """Whether it is part of who delivers: “the metabolic dietitian”, “specialist nurse for spina bifida”."""
    if term.name.endswith(("ic", "al", "ary")) and _PROFESSION.match(prose.text, term.end):
        return True
    return prose.part == "provided_by" and bool(_TITLE.search(prose.text, 0, term.start))


def _said(prose: Prose, term: Term) -> Span:
    words = prose.text[term.start : term.end]
    span = prose.span(term.start, term.end)
    if term.is_acronym:
        return span.saying(
            f"“{words}” is not written out anywhere in the advice.",
            _written_out(term),
        )
    return span.saying(
        f"A parent may not know “{words}”, and it is not explained anywhere in the advice.",
        f"Say in plain words what it is: {term.plain} …"
        if term.is_guess
        else f"In plain words: {term.plain}. Use them, or explain “{words}” once.",
    )


def _written_out(term: Term) -> str:
    if not term.plain:
        return "Write it out at its first use."
    first = "Write it out at its first use" if term.plain[0].upper() == term.name[0].upper() else "In plain words"
    return f"{first}: {term.plain}."


def _is_in_plain_words(term: Term, prose: Prose) -> bool:
    """Whether its plain words are anywhere in the advice; what an acronym stands for, in the same part of it."""
    if term.is_guess:
        return False
    where = prose.pointer.rpartition("/")[0] if term.is_acronym else ""
    said = _folded(prose.document, where)
    return any(f" {way}" in said for way in _ways_to_say(term.plain))


@lru_cache(maxsize=32)
def _folded(document: WholeAdvice, where: str) -> str:
    return "".join(f" {fold(prose.text)} " for prose in document.texts if prose.pointer.startswith(where))


@cache
def _ways_to_say(plain: str) -> tuple[str, ...]:
    """“speech and language therapist, or … therapy” is two ways; what is in brackets explains further."""
    ways = re.sub(r"\s*\(.*\)", "", plain).split(", or ")
    return tuple(fold(way) for way in ways if " " in way)


def _initials(document: WholeAdvice) -> set[str]:
    """The initials of people the advice or the case knows, their names in capitals, the writer's role: no acronyms."""
    names = [document.child.name, document.advice.professional.name, *(person.name for person in document.people)]
    initials = {"".join(part[0] for part in name.split()).upper() for name in names if name.strip()}
    role = document.advice.professional.role
    initials |= _short_for(role)  # “OT” of an occupational therapist: the form shows the role beside the advice
    return initials | {part.upper() for name in names for part in name.split()}


@cache
def _short_for(role: str) -> frozenset[str]:
    """What the writer's own role is called for short: “OT”, “SLT”."""
    return frozenset(name for title, name in _titles() if title in fold(role))


@cache
def _titles() -> tuple[tuple[str, str], ...]:
    """The professions that have an acronym, and it."""
    ways = ((fold(way), term.name) for term in acronyms() for way in _ways_to_say(term.plain))
    return tuple((way, name) for way, name in ways if way.endswith(_WHO))
