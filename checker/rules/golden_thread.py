"""A need, an outcome or a provision that hangs in the air: the thread from need to provision is broken."""

from collections.abc import Iterator

from checker.reading import AreaReading, OutcomeReading, ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, Quote

# “No needs in this area”, “Tom has no difficulties here.”, “Within normal limits.”, “I have not assessed this.”
_NO_NEED = phrases(
    r"\A\W*(?:no|none|nil|nothing|not (?:known|assessed|applicable|an area of (?:need|concern"
    r"|difficulty)))(?: [^.;]{0,80})?",
    r"(?:no|not (?:have )?any|without) (?:[^\s.;]+ ){0,4}?(?:needs?|concerns?|difficult(?:y|ies)|problems?|issues?)",
    r"within normal limits|age~appropriate|as (?:we would )?expect(?:ed)? for (?:his|her|their|an?) age|(?:is"
    r"|are) not an area of"
    r" (?:need|concern|difficulty)",
    r"(?:not|never) (?:been )?(?:assessed|seen|observed)|(?:outside|not within|beyond|not in) (?:my"
    r"|our) (?:own )?(?:area|remit"
    r"|expertise|role|service)|(?:cannot|unable to|not able to) comment|see (?:the )?(?:advice|report)",
)
_SHORT = 200  # letters: a longer text has a need in it somewhere


@rule(
    each=AreaReading,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="Need, outcome and provision do not join up in this area.",
    suggestion="Give each need an outcome, and each outcome the provision that leads to it.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Advice template",
            "You can suggest outcomes for each area of need you have identified.",
        ),
        Quote(
            ROTHERHAM,
            "Advice must not contain",
            "the provision to meet this need might be attachment work undertaken by the Therapeutic Team",
        ),
    ),
    bad=(
        "«Tom finds it hard to climb stairs.»",
        example(support="«Handrails on both sides of the stairs»"),
        example(needs="Tom finds it hard to climb stairs.", outcome="«By July 2027 Tom will climb the stairs alone.»"),
    ),
    good=(
        example(
            needs="Tom finds it hard to climb stairs.",
            outcome="By July 2027 Tom will climb the stairs alone.",
            support="Daily practice with a teaching assistant",
        ),
        example(strengths="Tom climbs stairs well."),
        example(needs="No needs in this area."),
        example(needs="Tom has no difficulties with his mobility."),
        example(needs="Communication is outside my area of expertise; please see the speech therapist's report."),
    ),
)
def golden_thread(area: AreaReading) -> Iterator[Span]:
    """A plan is read from need to outcome to provision: where one is missing, nobody knows what the others are for."""
    provisions = [each for outcome in area.outcomes for each in outcome.provisions if _says_something(each)]
    alone = [outcome for outcome in area.outcomes if _is_alone(outcome)]
    has_need = area.needs.is_said and not _says_none(area.needs.text)
    if has_need and not provisions and not alone:
        yield area.needs.whole().saying("This area has a need and no provision for it.")
    if provisions and area.needs.is_blank:
        yield provisions[0].place.whole().saying("This area has provision, and no need that it answers.")
    for outcome in alone:
        yield outcome.words.whole().saying("This outcome has no steps and no provision under it.")


def _says_none(needs: str) -> bool:
    """Whether the text says that there is no need here, or that somebody else describes it."""
    return len(needs) <= _SHORT and bool(_NO_NEED.search(needs))


def _says_something(provision: ProvisionReading) -> bool:
    return any(field.is_said for field in provision.fields)


def _is_alone(outcome: OutcomeReading) -> bool:
    """Whether an outcome has neither a step nor a provision that says anything."""
    has_step = any(step.is_said for step in outcome.steps)
    return outcome.words.is_said and not has_step and not any(map(_says_something, outcome.provisions))
