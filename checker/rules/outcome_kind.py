"""Outcomes of which none is said to be education or training, or none reaches to the next key stage."""

from collections.abc import Iterator

from checker.reading import OutcomeReading, Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Profile
from hub.finding import ADVISE, ROTHERHAM, Quote

_KIND = phrases(r"education(?:al)?|training|learning|health|social care|social")
_STAGE = phrases(
    r"key stages?|ks ?\d|year (?:\d{1,2}|group)|reception|nursery|primary|secondary|school|sixth form|college"
    r"|university"
    r"|post~1[69]|educational journey|next (?:stage|phase)|transfer|transition|adult\w*|leav\w+ (?:school|home|care)"
    r"|course"
    r"|apprentice\w*|age \d+|20[2-4]\d"
)


@rule(
    each=WholeAdvice,
    severity={Profile.SOCIAL_CARE: ADVISE},
    message="None of these outcomes says whether it is an education or a training outcome.",
    suggestion="Choose the kind of each outcome: education? training? health? social care?",
    guidance=(
        Quote(
            ROTHERHAM,
            "What are the long-term outcomes to be achieved?",
            "Long-term targets should include the child or young person's outcomes for the next key stage. Outcomes "
            "should be SMART (specific, measurable, achievable, realistic, time-bound) and should specify if they are "
            "education or training outcomes.",
        ),
    ),
    bad=(
        example(outcome="«By July 2027 Jay will go to a club each week.»", profile=Profile.SOCIAL_CARE),
        example(outcome="«By the end of Key Stage 2 Jay will have two friends.»", profile=Profile.SOCIAL_CARE),
        example(outcome="«Jay will get up by himself within six weeks.»", profile=Profile.SOCIAL_CARE),
    ),
    good=(
        example(
            outcome="Training outcome: by the end of Year 11 Kofi will start a plumbing course.",
            profile=Profile.SOCIAL_CARE,
        ),
        example(outcome="By Year 9 Jay will go to school by bus (education).", profile=Profile.SOCIAL_CARE),
        example(needs="Jay is often late for school.", profile=Profile.SOCIAL_CARE),
    ),
)
def outcome_kind(document: WholeAdvice) -> Iterator[Span]:
    """What sort of outcome it is decides who is asked for it, and the next key stage how far ahead it looks."""
    outcomes = [outcome for area in document.areas for outcome in area.outcomes if outcome.words.is_said]
    if outcomes and not any(map(_says_its_kind, outcomes)):
        yield outcomes[0].words.whole()
    elif outcomes and not any(_STAGE.search(outcome.words.text) for outcome in outcomes):
        yield (
            outcomes[0]
            .words.whole()
            .saying(
                "None of these outcomes looks ahead to the next key stage.",
                "Where should the child be by the end of it?",
            )
        )


def _says_its_kind(outcome: OutcomeReading) -> bool:
    return bool(outcome.kind or _KIND.search(outcome.words.text))
