"""Provision that does not say who delivers it."""

from collections.abc import Iterator

from checker.reading import ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.deliverers import names_nobody, says_who_delivers
from checker.wording.rewrites import with_gap
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote


@rule(
    each=ProvisionReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This does not say who will provide the support.",
    suggestion="Add who: which role, in which service?",
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
        "«Movement breaks for 5 minutes every hour.»",
        "«Training for school staff on seizure management, once a year.»",
        "«Weekly handwriting sessions of 20 minutes, reviewed by the SENCO each term.»",
        example(support="Lego therapy once a week for 30 minutes", provided_by="«An appropriate professional»"),
        example(support="Counselling", quantity="50 minutes", frequency="Weekly", provided_by="«TBC»"),
    ),
    good=(
        "Weekly Parenting Support by an early help worker",
        "Short breaks for 4 hours per week during school holidays funded by a personal budget",
        "A programme designed by the occupational therapist, delivered daily by a trained teaching assistant.",
        "The Epilepsy Nurse will train school staff in the first week of term.",
        "We will see Tom in clinic every three months.",
        example(support="CYP to have suitable short break provision", provided_by="PA"),
    ),
)
def provision_who(provision: ProvisionReading) -> Iterator[Span]:
    """Where nobody is named, nobody can be asked whether it was done."""
    by = provision.provided_by
    if by.is_said and names_nobody(by.text):
        yield by.whole().saying("This does not say which role or service will provide the support.")
    elif not (by.is_said or any(says_who_delivers(said.text) for said in provision.answers("provided_by"))):
        asked = "by whom: which role, in which service?"
        yield provision.place_of("provided_by").whole().saying(suggestion=with_gap(provision.place.text, asked))
