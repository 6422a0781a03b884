"""A personal budget named, and none of its details."""

from collections.abc import Iterator

from checker.reading import ProvisionReading, Span, example
from checker.rule import Sees, rule
from checker.wording.phrases import phrases
from hub.advice import Background, Profile
from hub.finding import ADVISE, ROTHERHAM, Quote

_BUDGET = phrases(
    r"personal (?:health )?budgets?|direct payments?|individual (?:service )?funds?|(?:funded|paid for) (?:outside"
    r"|privately)"
    r"|(?:spot~purchased|private|independent) (?:provision|therapy|provider|therapist)|individual funding request|ifr"
)
_DETAILS = phrases(
    r"attach\w*|enclosed|uploaded|appendix|annex|see (?:the )?(?:report|form|document|agreement|support plan)"
    r"|£ ?\d[\d,.]*"
    r"|costed|breakdown"
)


@rule(
    each=ProvisionReading,
    severity={Profile.SOCIAL_CARE: ADVISE},
    message="This is paid for by a personal budget or from outside commissioned services, and no details are given.",
    suggestion="Attach the details of the personal budget: how much, for what, agreed when and by whom?",
    guidance=(
        Quote(
            ROTHERHAM,
            "Finally you will be asked to detail the provision",
            "If there is funding for this outside of universal or commissioned services then the details of any "
            "personal budget information should be attached",
        ),
    ),
    bad=(
        "Short breaks for 4 hours per week during school holidays funded by a «personal budget»",
        example(support="Outings to the park", provided_by="Personal assistant, «direct payment»"),
        "A personal assistant employed through «direct payments» for three hours every Saturday.",
    ),
    good=(
        "Short breaks for 4 hours a week, funded by a personal budget (agreement attached).",
        example(support="Outings", provided_by="PA, direct payment", quantity="4 hours a week at £15.20 an hour"),
        "Short breaks for 4 hours a week from the council's own short breaks service.",
        example(
            support="Short breaks for 4 hours a week, paid for by a personal budget",
            background=Background(
                personal_budget="For the short breaks: 4 hours a week, agreed on 3 May by the panel."
            ),
        ),
    ),
    sees=Sees.EVERYTHING,
)
def personal_budget_details(provision: ProvisionReading) -> Iterator[Span]:
    """Money that follows the child needs its paper: how much, for what, and who agreed it."""
    if provision.document.advice.background.personal_budget.strip():
        return
    said = [field for field in provision.fields if field.is_said]
    if any(_DETAILS.search(field.text) for field in said):
        return
    for field in said:
        if budget := _BUDGET.search(field.text):
            yield field.span(*budget.span())
            return
