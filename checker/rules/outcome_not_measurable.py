"""An outcome of which nobody could say whether it was reached."""

from collections.abc import Iterator

from checker.reading import OutcomeReading, Span, example
from checker.rule import rule
from checker.wording.outcomes import is_measured_itself
from checker.wording.provided import is_vague
from checker.wording.rewrites import with_gap
from hub.advice import Profile, Step
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, Quote


@rule(
    each=OutcomeReading,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="Nobody could say whether this outcome was reached.",
    suggestion="Say what would be seen: what will the child do, how much or how often, with how much help?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Writing outcomes",
            "Outcomes must be SMART – Specific, Measurable, Achievable, Realistic and Timely.",
        ),
        Quote(
            ROTHERHAM,
            "What are the long-term outcomes to be achieved?",
            "Outcomes should be SMART (specific, measurable, achievable, realistic, time-bound)",
        ),
    ),
    bad=(
        "«Tom will improve his attention.»",
        "«By July 2027 Zosia will be more confident in lessons.»",
        "«By the end of Key Stage 2 Hamza will make good progress in literacy.»",
        example(outcome="«Maya will have better friendships by July 2027.»", steps=(Step("Maya will join a club."),)),
    ),
    good=(
        "Within the next academic term Bobby will be able to identify and use at least two coping strategies to manage "
        "anxiety so that he can attend youth club once a week without his parents.",
        "By the end of their educational journey to be as independent as possible.",
        "By July 2027 Tom will improve his attention from two minutes to ten minutes in story time.",
        "By the end of Year 6 Zosia will dress for PE without help.",
    ),
)
def outcome_not_measurable(outcome: OutcomeReading) -> Iterator[Span]:
    """“Improve” is true of any child in any year: an outcome is something that can be seen."""
    text, child = outcome.words.text, outcome.document.child
    if not is_measured_itself(text) and is_vague(text, f"{child.name} {child.known_as}".split()):
        asked = "how much, how often, or with how much help, that anybody could see?"
        yield outcome.words.whole().saying(suggestion=with_gap(text, asked))
