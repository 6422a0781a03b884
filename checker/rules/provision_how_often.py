"""Provision that does not say how often it happens."""

from collections.abc import Iterator

from checker.reading import ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.timing import how_often
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote


@rule(
    each=ProvisionReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This does not say how often the support happens.",
    suggestion="Add how often: once a week? once a half term?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Identifying provision",
            "When describing provision explain exactly what is going to happen, who is going to do it, how often it is "
            "going to happen and when it will be reviewed.",
        ),
        Quote(
            ROTHERHAM,
            "Finally you will be asked to detail the provision",
            "Therefore, clarity is required as to who will need to provide the intervention, for how long and how "
            "frequently.",
        ),
    ),
    bad=(
        "«Speech and language therapy from a qualified therapist.»",
        "«Access to a small group for 6 weeks.»",
        "«Regular visits from the Epilepsy Nurse.»",
        example(support="«Movement breaks led by a teaching assistant»", quantity="10 minutes", frequency="TBC"),
    ),
    good=(
        "Dylan will be offered a 6-week CBT group programme by a qualified CAMHS clinician, attending 1 hour per week "
        "followed by a review appointment with Dylan and his parents.",
        "Refresher training will be offered annually.",
        "Weekly Parenting Support by an early help worker",
        example(
            support="CYP to have suitable short break provision",
            provided_by="PA",
            ratio="1:1",
            quantity="4 hours per week in school holidays",
            frequency="see above",
        ),
    ),
)
def provision_how_often(provision: ProvisionReading) -> Iterator[Span]:
    """Support with no frequency cannot be written into a plan, or be seen to be missing."""
    if any(how_often(said.text) for said in provision.answers("frequency")):
        return
    yield provision.place.whole()
