"""Provision that does not say how long or how much."""

from collections.abc import Iterator

from checker.reading import ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.kinds import is_no_session
from checker.wording.phrases import phrases
from checker.wording.vague import is_vague_answer
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.timing import durations_in, quantities_in, reviews_in

# As long as the thing it goes with lasts.
_AS_LONG_AS_THAT = phrases(
    r"(?:during|at|before|after|throughout|for|in) (?:all |every |each |the whole |the |whole |his |her |their |most )+"
    r"(?:\w+ ){0,3}(?:lessons?|sessions?|meals?|meal~times?|break~times?|lunch~times?|lunch|transitions?|school day|day"
    r"|journeys?|assembl(?:y|ies)|activities|outings?|trips?|unstructured times?|play~times?)",
    r"at (?:break|lunch|meal|play|snack)~times?(?: and (?:break|lunch|meal|play|snack)~times?)?|at all times|always"
    r"|continuous(?:ly)?|constant|full~time|all day|whole~class|one~off|24~hour",
    r"at (?:break|lunch|play) (?:and|or) (?:break|lunch|play)~times?",
    r"\d{1,3}(?: ?(?:-|–|to) ?\d{1,3})? ?(?:minutes?|mins?)",
    r"\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)? ?(?:-|–|to|until|till) ?\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)",
    r"(?:if|when) (?:an? |his |her |their )?(?:seizure|hypo)\w*",
)

_RHYTHM = phrases("(?:each|every) (?:morning|afternoon|evening)")


@rule(
    each=ProvisionReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This does not say how long or how much.",
    suggestion="Add how much: how many minutes each time? how many sessions, or for how many weeks?",
    guidance=(
        Quote(
            ROTHERHAM,
            "Finally you will be asked to detail the provision",
            "Therefore, clarity is required as to who will need to provide the intervention, for how long and how "
            "frequently.",
        ),
        Quote(
            NE_LINCOLNSHIRE,
            "Identifying provision",
            "When describing provision explain exactly what is going to happen",
        ),
    ),
    bad=(
        "«Weekly speech and language therapy from the speech and language therapist.»",
        "«A teaching assistant will run a daily social skills group.»",
        example(support="«Counselling from a CAMHS clinician»", frequency="Weekly", review="After 6 weeks"),
        example(support="Play therapy", provided_by="Play therapist", frequency="Weekly", quantity="«As needed»"),
    ),
    good=(
        "Short breaks for 4 hours per week during school holidays funded by a personal budget",
        "Lucy will be offered a 1-hour speech and language therapy session in school per week for 6 weeks.",
        "Six sessions with the school nurse, one each half term.",
        "Within the first week of the school term training will be delivered to school staff by the Epilepsy Nurse on "
        "seizure management and refresher training will be offered annually.",
        example(support="Adult support from a teaching assistant", quantity="15 hours", frequency="per week"),
    ),
)
def provision_how_much(provision: ProvisionReading) -> Iterator[Span]:
    """“Weekly” may mean ten minutes or a day: without an amount nobody can plan or pay for it."""
    quantity = provision.quantity
    if quantity.is_said and is_vague_answer(quantity.text):
        yield quantity.whole().saying("This does not say how long or how much: nobody could see it missing.")
    elif not (_is_answered(provision) or is_no_session(provision.support.text)):
        yield provision.place.whole()


def _is_answered(provision: ProvisionReading) -> bool:
    if provision.quantity.is_said or provision.quantity.is_not_applicable:
        return True
    return any(_says_how_much(said.text) for said in provision.answers("quantity") if said is not provision.review)


def _says_how_much(text: str) -> bool:
    reviews = reviews_in(text)
    amounts = [*durations_in(text), *quantities_in(text)]
    return bool(_AS_LONG_AS_THAT.search(text)) or any(
        not (any(review.meets(amount) for review in reviews) or _RHYTHM.match(amount.of(text))) for amount in amounts
    )
