"""An outcome too vague to know what the child will do."""

from collections.abc import Iterator

from checker.reading import OutcomeReading, Span, example
from checker.rule import rule
from checker.wording.outcomes import says_little
from checker.wording.provided import is_vague
from checker.wording.rewrites import name_of, with_gap
from hub.advice import Child, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, Quote


@rule(
    each=OutcomeReading,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="This does not say what the child will do.",
    suggestion="Say what the child will be able to do that they cannot do now: what, where, with whom?",
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
        "«Ben will make progress.»",
        "«Improved communication»",
        "«By July 2027 Zosia will reach her full potential.»",
        "«To have better social skills by the end of Key Stage 2.»",
        example(outcome="«Maya will follow instructions in class.»", child=Child(name="Maya Okafor")),
    ),
    good=(
        "Within the next academic term Bobby will be able to identify and use at least two coping strategies to manage "
        "anxiety so that he can attend youth club once a week without his parents.",
        "By the end of their educational journey to be as independent as possible.",
        "By the end of their educational journey to be able to be happy and healthy including having good mental "
        "health",
        "By Easter Tom will feel confident enough to read aloud to one friend.",
        "By the end of Year 4 Zosia will follow instructions of three words without a picture.",
    ),
)
def outcome_not_specific(outcome: OutcomeReading) -> Iterator[Span]:
    """“Progress” may be anything: nobody knows what to teach, or what to look for."""
    text, child = outcome.words.text, outcome.document.child
    names = f"{child.name} {child.known_as}".split()
    if is_vague(text, names) and says_little(text, names):
        asked = f"what will {name_of(child)} do that is new, where and with whom?"
        yield outcome.words.whole().saying(suggestion=with_gap(text, asked))
