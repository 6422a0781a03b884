"""A need that is only a diagnosis, or a list of them."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.impact import Told, said_in
from checker.wording.linked import left_alone
from hub.advice import Area, Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.names import parts_of


@rule(
    each=Prose,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This names a diagnosis, but not what it means for the child's life.",
    suggestion="Explain how it affects everyday life: learning, friendships, moving about, looking after themselves?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Describing needs",
            "A list of diagnoses is not a sufficient description of need, you should clearly explain the impact of the "
            "condition on the child’s functioning across different areas of their life.",
        ),
        Quote(
            ROTHERHAM,
            "Advice must not contain",
            "The advice on the Hub should be confined to the impact of the social care needs of the child on their "
            "education",
        ),
    ),
    bad=(
        "«Diagnoses: autism, ADHD, epilepsy and hypermobility.»",
        "«Sian has a diagnosis of epilepsy and is under the care of Dr Shah.»",
        "«Kai was diagnosed with ASD in March 2023 and ADHD in 2024.» He takes melatonin at night.",
        example(needs="«Down syndrome. Hypothyroidism. Glue ear.»", area=Area.COGNITION_AND_LEARNING),
    ),
    good=(
        "Sian experiences multiple absence seizures a day, this may result in her missing information and impacts on "
        "her interactions with peers.",
        "Alex has cerebral palsy with a right sided weakness. He is independently mobile but requires a walking frame "
        "for longer distances.",
        "Dylan has Autistic Spectrum Disorder and experiences anxiety in response to changes in his routine.",
        "There is no diagnosis of epilepsy.",
        "Kai covers his ears and runs out when the hand dryer starts. He has autism.",
    ),
)
def diagnosis_without_impact(prose: Prose) -> Iterator[Span]:
    """Two children with one diagnosis need different things: the plan is written from the impact."""
    if prose.part not in ("needs", "text"):
        return
    child = prose.document.child
    said = said_in(prose.text, parts_of(f"{child.name} {child.known_as}"))
    told = [each.told for each in said]
    last = len(told) - 1 - told[::-1].index(Told.IMPACT) if Told.IMPACT in told else -1
    alone = set(left_alone(said))
    is_bare = [each in alone or _is_bare(each.told, index, last) for index, each in enumerate(said)]
    for bare, group in groupby(zip(is_bare, said, strict=True), key=itemgetter(0)):
        if bare:
            run = [each for _, each in group]
            yield prose.span(run[0].start, run[-1].end)


def _is_bare(told: Told, index: int, last: int) -> bool:
    """Whether nothing says what the diagnosis means: of a list it is expected after it, of a sentence anywhere."""
    return (told is Told.DIAGNOSIS and last < 0) or (told is Told.LIST and last < index)
