"""Advice with outcomes, and nowhere a word of what the child hopes for, likes or says."""

from collections.abc import Iterator

from checker.reading import Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Background, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, Quote

_HOPES = phrases(
    r"hop(?:e|es|ed|ing)|wish(?:es|ed)?|want(?:s|ed)?|would (?:like|love|rather)|'d (?:like|love|rather)|dream(?:s|t)?"
    r"|aspir\w+|ambition\w*|goals?|aims? to be|looks? forward|looking forward|plans to|wants to be|of (?:his|her"
    r"|their) choice|"
    r"interest(?:s|ed)?|keen|loves?|likes?|enjoys?|prefers?|favourite|passion\w*|proud|chosen|chooses|choice|fan of"
    r"|mad about",
    r"(?:told|tells) (?:me|us|the|his|her|their)|(?:he|she|they) (?:says?|said|tells?|told|wrote|drew|signed|showed"
    r"|asked"
    r"|explained)|in (?:his|her|their) own words|voice of the child|(?:his|her|their) (?:views?|own words)",
)


@rule(
    each=WholeAdvice,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="Nothing here says what the child hopes for, likes or wants.",
    suggestion="What matters to the child, now and in the future? Say it, and how the provision helps towards it.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Tips for advice writers",
            "It is essential that the aspirations of the child/young person are central to your assessment and "
            "recommendations.",
        ),
        Quote(
            ROTHERHAM,
            "Introduction",
            "Ensuring that the child or young person is at the centre of everything we do",
        ),
    ),
    bad=(
        example(needs="Tom falls on the stairs.", outcome="By July 2027 Tom will climb ten stairs alone."),
        example(outcome="By Easter Maya will sit through a lesson.", support="A wobble cushion from the OT"),
        example(
            outcome="By Easter Maya will sit through a lesson.",
            background=Background(discussions_parents="Her parents agree with this plan."),
        ),
    ),
    good=(
        example(
            needs="Tom falls on the stairs.", outcome="By July he will climb to the art room, his favourite place."
        ),
        example(strengths="Maya loves dance.", outcome="By Easter Maya will sit through a lesson."),
        example(
            outcome="By Easter Maya will sit through a lesson.",
            background=Background(discussions_child="Maya told me that she will be a vet."),
        ),
        example(needs="Tom falls on the stairs."),
    ),
)
def aspirations_missing(document: WholeAdvice) -> Iterator[Span]:
    """Outcomes start with the child: without a word of theirs nobody can see whose outcomes these are."""
    has_outcome = any(outcome.words.is_said for area in document.areas for outcome in area.outcomes)
    has_voice = any(text.part == "discussions_child" and text.is_said for text in document.texts)
    if has_outcome and not has_voice and not any(_HOPES.search(text.text) for text in document.texts):
        yield document.whole()
