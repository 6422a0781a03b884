"""From Year 9, outcomes of which none prepares for adult life."""

from collections.abc import Iterator
from datetime import date

from checker.reading import Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Child, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote

# The four areas: work and learning, independent living, taking part and friends, own health.
_PREPARES = phrases(
    r"adult\w*|employ\w*|jobs?|work (?:experience|placement)|working life|careers?|apprentice\w*|college|university"
    r"|training|volunteer\w*"
    r"|interview\w*|qualification\w*|supported internship|paid work",
    r"independen\w*|(?:by|for) (?:him|her|them)sel(?:f|ves)|on (?:his|her|their) own|without (?:help|support|reminders"
    r"|(?:his|her|their) parents"
    r"|an adult)|(?:his|her|their) own \w+|self~\w+|cook\w*|meals?|shop\w*|money|budget\w*|bank\w*|bus|train|travel\w*"
    r"|tenanc\w*|laundry"
    r"|wash\w*|dress\w*|chores|household|flat|home of",
    r"communit\w*|clubs?|friend\w*|relationships?|social life|leisure|sports?|vote|join\w*|decisions?|choose|choices?"
    r"|say (?:no|what)",
    r"medic\w+|tablets?|insulin|inhaler|blood sugar|appointments?|gp|(?:his|her|their) (?:health|condition|diagnosis"
    r"|epilepsy|diabetes|asthma)"
    r"|manag\w+ (?:his|her|their)|healthy|hearing aids?|exercise|sleep",
)
_BORN = date(2012, 10, 11)
_IN_YEAR_9 = date(2026, 11, 2)


@rule(
    each=WholeAdvice,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="This young person is in Year 9 or above, and no outcome prepares for adult life.",
    suggestion="Which outcome would help towards work, living independently, taking part in the community, or looking "
    "after their own health?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Writing outcomes",
            "Consider outcomes which may support the child/young person towards preparation for adulthood through the "
            "development of functional and independence skills. This is a requirement for all children aged 14 years "
            "and onwards",
        ),
        Quote(
            ROTHERHAM,
            "What are the long-term outcomes to be achieved?",
            "Please can you consider the outcomes you are hoping that the child or young person you are supporting "
            "will achieve as a result of their education, health and care plan.",
        ),
    ),
    bad=(
        example(
            outcome="By July 2027 Alex will write a paragraph of five sentences.",
            child=Child(name="Alex Whitfield", date_of_birth=_BORN),
            written_on=_IN_YEAR_9,
        ),
        example(
            outcome="By Easter Alex will sit through a whole lesson.",
            child=Child(date_of_birth=date(2013, 8, 31)),
            written_on=date(2026, 9, 1),
        ),
        example(
            outcome="By July 2027 Alex will use the -ed ending in speech.",
            child=Child(date_of_birth=date(2009, 1, 5)),
            written_on=_IN_YEAR_9,
        ),
    ),
    good=(
        example(
            outcome="By July 2027 Alex will take the bus to college by himself.",
            child=Child(date_of_birth=_BORN),
            written_on=_IN_YEAR_9,
        ),
        example(
            outcome="By July 2027 Alex will carry and use his own inhaler.",
            child=Child(date_of_birth=_BORN),
            written_on=_IN_YEAR_9,
        ),
        # in Year 8 until the end of August
        example(
            outcome="By July 2027 Alex will write a paragraph of five sentences.",
            child=Child(date_of_birth=date(2013, 8, 31)),
            written_on=date(2026, 8, 31),
        ),
        example(needs="Alex tires in the afternoon.", child=Child(date_of_birth=_BORN), written_on=_IN_YEAR_9),
    ),
)
def preparing_for_adulthood(document: WholeAdvice) -> Iterator[Span]:
    """From Year 9 every plan looks ahead to adult life (SEND Regulations 2014, reg 6(1)(g))."""
    born, written = document.child.date_of_birth, document.advice.written_on
    if born is None or written is None or written < _year_9_begins(born):
        return
    outcomes = [outcome for area in document.areas for outcome in area.outcomes if outcome.words.is_said]
    texts = [prose.text for outcome in outcomes for prose in (outcome.words, *outcome.steps)]
    if outcomes and not any(_PREPARES.search(text) for text in texts):
        yield document.whole()


def _year_9_begins(born: date) -> date:
    """The 1 September of the school year in which the child turns 14."""
    turns_14 = born.year + 14
    return date(turns_14 - 1 if (born.month, born.day) < (9, 1) else turns_14, 9, 1)
