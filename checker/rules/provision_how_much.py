"""Provision that does not say how long or how much."""

import re
from collections.abc import Iterator

from checker.reading import Prose, ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.kinds import is_no_session
from checker.wording.phrases import phrases
from checker.wording.rewrites import with_gap
from checker.wording.vague import is_vague_answer, without_vague_times
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.timing import durations_in, quantities_in

# As long as the thing it goes with lasts.
_AS_LONG_AS_THAT = phrases(
    r"(?:during|at|throughout|for|in|across) (?!the (?:start|end|beginning|middle))(?:all |every |each |the whole "
    r"|the "
    r"|whole |his |her |their |most )+"
    r"(?:\w+ ){0,3}(?:lessons?|sessions?|meals?|meal~times?|break~times?|lunch~times?|lunch|transitions?|school day"
    r"|day"
    r"|journeys?|assembl(?:y|ies)|activities|outings?|trips?|unstructured times?|play~times?)",
    r"at (?:break|lunch|meal|play|snack)~times(?: and (?:break|lunch|meal|play|snack)~times)?|at all times|always"
    r"|continuous(?:ly)?|constant|full~time|all day|whole~class|one~off|24~hour",
    r"at (?:break|lunch|play) (?:and|or) (?:break|lunch|play)~times?",
    r"\d{1,3}(?: ?(?:-|–|to) ?\d{1,3})? ?(?:minutes?|mins?)",
    r"(?:weekly|fortnightly|monthly|termly|daily|nightly) (?:half~|quarter~)?hour|for (?:\d{1,3}|{hour}) seconds",
    r"(?:half|whole|full|all|quarter) (?:of )?(?:an? |the |his |her |their )?(?:\w+ )?(?:page|line|lesson|session"
    r"|period"
    r"|chapter|worksheet|portion|bottle|cup|paragraph|length)|(?:double|single) (?:period|lesson|session)",
    r"an? (?:new |fresh |spare |further )?(?:pair|set|box|pack|copy|bottle|tin|supply) of",
    r"\d{1,3}~minuter|(?:an?|the|one|every|each|whole|half) (?:whole|full|half|entire) (?:morning|afternoon|evening"
    r"|day|lesson"
    r"|period)",
    r"for the (?:length|duration) of|at \d{1,2}(?: [^\s.;,]+){1,6} at \d{1,2}",
    r"(?:\d{1,2}|{hour}) (?:till|until) (?:\d{1,2} to )?(?:(?:ten|five|twenty|quarter) to )?(?:\d{1,2}|{hour})",
    r"\d{1,2}[:.]\d\d ?(?:-|–|to|until|till) ?\d{1,2}(?:[:.]\d\d)?",
    r"\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)? ?(?:-|–|to|until|till) ?\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)",
    r"(?:if|when) (?:an? |his |her |their )?(?:seizure|hypo)\w*",
    hour="one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday",
)

# An adult beside the child is there for all of it; a group that meets then may last five minutes.
_AT_LUNCH = phrases(r"(?:at|over) (?:break|lunch|meal|play|snack)~?(?:time)?")
_GROUP = phrases(r"groups?|clubs?|sessions?|circles?|classes")
_BY_THE_PIECE = phrases(
    r"{number} ?(?:ml|mls|mg|mcg|units?|puffs?|drops?|tablets?|spoonfuls?|metres|words|lines|sentences|pages|pieces"
    r"|laps|lengths|goes|rounds|reps|repetitions|repeats)"
    r"|£ ?\d[\d,.]*"
    r"|\d+ ?%",
    r"(?:books|sheets|worksheets|copies|cards|overlays|packs|pairs|printouts|vouchers|pads|pictures"
    r"|photos)(?: [^\s.;]+"
    r"){0,20} {number} (?:an?|per|each|every) [^\s.;]+",
    r"(?<!to\s)one (?!to )(?:\w+ )?(?:per|for each|for every|each|every|a) \w+",
    number=r"\d{1,4}(?:\.\d{1,2})?|one|two|three|four|five|six|eight|ten",
)
# A course of weeks does not say how long each time; a rhythm does not either, nor does one visit.
_A_COURSE = re.compile(r"(?i)(?:weeks?|wks?|fortnights?|months?|mths?|terms?|years?|yrs?)\W*$")
_RHYTHM = phrases(r"\A(?:each|every|alternate|per|until|till|up to (?:the )?end) .*")
_ONE_VISIT = phrases(
    r"\A(?:one|an?|a single|1) (?:\w+ ){0,2}(?:visit|appointment|meeting|workshop|block|session|clinic|review)s?"
    r"|.*reviews?\Z"
)
_AFTER = re.compile(
    r"(?i)\b(?:after|at|by|following|within|(?:seizure|fit|attack|episode|hypo|that|if it|when it)\s+lasts|than)\s+"
    r"(?:the\s+|each\s+|every\s+|more\s+than\s+)?$"
)
_NUMBER = phrases(
    r"\d+\w{0,7}|½|half|double|single|lunch~?(?:time)?|break~?(?:time)?|lessons?|assembly|registration"
    r"|an? (?:hour|day|morning|afternoon|evening)|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|fifteen|twenty|thirty|forty"
    r"|sixty|ninety|once|twice|full~time|all day|each|every|per|throughout"
)
_BARE_NUMBER = phrases(
    r" ?(?:(?:up to|at least|at most|about|around|approx\w*\.?|roughly|maximum(?: of)?|minimum(?: of)?|max|min"
    r"|no more than) )?"
    r"{number}(?: ?(?:-|–|to|or) ?{number})? ?x?[ .]?",
    number=r"\d{1,3}(?:\.\d{1,2})?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty",
)
_ONCE = phrases(r" ?once")
_UNIT_FOLLOWS = re.compile(
    r"(?i)\s*(?:x\s*)?(?:hours?|hrs?|minutes?|mins?|sessions?|times?|visits?|days?|lessons?|nights?)\b"
)
# The guide's own model of a training: when it is held, and that it is renewed.
_RENEWED = phrases(
    r"refresher (?:training|course|session)s?",
    r"(?:update|refresh|renew|repeat)(?:s|ed)? (?:the |this |that |their )?training (?:each|every|once|annually"
    r"|yearly"
    r"|termly)",
    r"training [^.;]{0,60}(?:updated|refreshed|renewed|repeated) (?:each|every|once|annually|yearly|termly)",
)


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
        "Within the first week of the school term training will be delivered to school staff by the Epilepsy Nurse"
        " on "
        "seizure management and refresher training will be offered annually.",
        example(support="Adult support from a teaching assistant", quantity="15 hours", frequency="per week"),
    ),
)
def provision_how_much(provision: ProvisionReading) -> Iterator[Span]:
    """“Weekly” may mean ten minutes or a day: without an amount nobody can plan or pay for it."""
    quantity = provision.meant("quantity")
    if quantity.is_said and is_vague_answer(quantity.text):
        yield quantity.whole().saying("This does not say how long or how much: nobody could see it missing.")
    elif quantity is provision.quantity and _is_a_bare_number(provision):
        yield quantity.whole().saying(f"“{quantity.text.strip()}” of what?", "Add the unit: minutes? hours? sessions?")
    elif quantity.is_still_open or not (_is_answered(provision, quantity) or is_no_session(provision.support.text)):
        asked = "for how long each time, or how many: 20 minutes? an hour? six sessions?"
        yield provision.place_of("quantity").whole().saying(suggestion=with_gap(provision.place.text, asked))


def _is_a_bare_number(provision: ProvisionReading) -> bool:
    """Whether the amount is a number whose unit stands neither beside it nor at the head of “how often”.

    A number of things that are given once is a number of those things.
    """
    often = provision.frequency.text
    if not _BARE_NUMBER.fullmatch(provision.quantity.text) or is_no_session(provision.support.text):
        return False
    return not (_UNIT_FOLLOWS.match(often) or _ONCE.match(often))


def _is_answered(provision: ProvisionReading, quantity: Prose) -> bool:
    if quantity.is_not_applicable or (quantity.is_said and _NUMBER.search(quantity.text)):
        return True
    return any(_says_how_much(said.text) for said in provision.answers("quantity") if said is not provision.review)


def _says_how_much(said: str) -> bool:
    text = without_vague_times(said)
    if _AT_LUNCH.search(text) and not _GROUP.search(text):
        return True
    if _AS_LONG_AS_THAT.search(text) or _BY_THE_PIECE.search(text) or _RENEWED.search(text):
        return True
    found = (*durations_in(text), *quantities_in(text))
    return any(
        _is_an_amount(each.of(text)) and not _AFTER.search(text[max(0, each.start - 30) : each.start]) for each in found
    )


def _is_an_amount(said: str) -> bool:
    return not (_A_COURSE.search(said) or _RHYTHM.match(said) or _ONE_VISIT.match(said))
