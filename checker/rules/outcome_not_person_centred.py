"""An outcome that is provision, or says no difference to the child."""

from collections.abc import Iterator

from checker.reading import OutcomeReading, Span, example
from checker.rule import rule
from checker.wording.provided import is_provision
from checker.wording.rewrites import name_of
from hub.advice import Child, Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote


@rule(
    each=OutcomeReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This says what will be provided, not what difference it makes to the child.",
    suggestion="Move this to the provision. What will the child be able to do because of it, so that … what?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Writing outcomes",
            "In order to be person centred, the outcome must clearly identify the benefit or difference made to the "
            "child/young person.",
        ),
        Quote(
            ROTHERHAM,
            "What are the long-term outcomes to be achieved?",
            "Please can you consider the outcomes you are hoping that the child or young person you are supporting "
            "will achieve as a result of their education, health and care plan.",
        ),
    ),
    bad=(
        "«To receive weekly speech therapy.»",
        "«By July 2027 an OT assessment will be completed.»",
        "«School will put in place a sensory diet.»",
        "«Staff to be trained in epilepsy by Easter.»",
        example(outcome="«Tom will have access to a quiet space.»", child=Child(name="Tom Hale")),
    ),
    good=(
        "By the end of key stage…Emma will be able to use and maintain her hearing aids independently so that she can "
        "enjoy overnight stays with friends.",
        "By the end of their educational journey to be able to access and contribute to their local community",
        "By July 2027 people who have not met Tom will understand half of what he says.",
        "By Easter Tom will attend his clinic appointments on his own.",
        "By July Tom will have two friends to sit with at lunch.",
    ),
)
def outcome_not_person_centred(outcome: OutcomeReading) -> Iterator[Span]:
    """An outcome is the difference that support makes to a child; the support itself is provision."""
    child = outcome.document.child
    if is_provision(outcome.words.text, f"{child.name} {child.known_as}".split()):
        asked = f"{name_of(child)} will be able to [do what, because of it?] so that [what will be different?]."
        yield outcome.words.whole().saying(suggestion=f"Move this to the provision. The outcome: “[By when?] {asked}”")
