"""Lengthy history, or complex medical detail, where the present need belongs."""

from collections.abc import Iterator, Sequence

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.history import Told, told_in
from hub.advice import Area, Background, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, Quote

# A sentence of background that explains the present need is fine: so many things told are more than that.
_MUCH = 5
_MUCH_ELSEWHERE = 8  # the form asks about the past (“first contact”, “put in place”), and a strength may have a story
_NEEDS = frozenset(("needs", "text"))


@rule(
    each=Prose,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="This is history or medical detail; the plan is written from what the child needs now.",
    suggestion="Keep the sentence that explains a present need, say what it means for the child today, and upload the "
    "letter for the rest?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Describing needs",
            "Avoid lengthy historical information or complex medical information.",
        ),
    ),
    bad=(
        "«Born at 27+3 weeks by emergency caesarean section, birth weight 980 g, ventilated for 12 days.» Alex walks "
        "with a frame and tires after ten minutes.",
        "Mei needs sentences of four words at most. «She was referred to audiology in March 2019 and discharged in "
        "June 2019. In January 2020 she was seen by Dr Shah, who wrote to the GP. She was re-referred in May 2021.»",
        "«Ferritin 12, HbA1c 86 mmol/mol, TSH normal.»",
        example(
            needs="«Children's social care became involved in 2016. A strategy meeting was held in May 2017 and the "
            "case was closed in August 2017. A further referral was made in 2019.» Jayden asks each adult how long "
            "they stay.",
            area=Area.SOCIAL_CARE,
        ),
    ),
    good=(
        "Alex has cerebral palsy with a right sided weakness. He is independently mobile but requires a walking frame "
        "for longer distances.",
        "Alex was born at 27 weeks and has a weakness of his right side, so he tires on stairs.",
        "Sian was diagnosed with epilepsy in March 2024. She misses what is said during an absence and needs it again.",
        "He takes melatonin 4 mg at night and is drowsy until ten o'clock.",
        "During my visit on 3 June Tom left his chair six times, took a pencil from another child and went out.",
        example(
            needs="Ellie cannot get up alone.",
            background=Background(first_contact="Ellie was referred by her school in May 2024 and seen in June 2024."),
        ),
    ),
)
def long_history(prose: Prose) -> Iterator[Span]:
    """A plan is for the years to come: whoever reads it needs what the child's past means now."""
    if not (prose.part in _NEEDS or prose.part == "strengths" or prose.pointer.startswith("/background")):
        return
    much = _MUCH if prose.part in _NEEDS else _MUCH_ELSEWHERE
    for run in _runs(told_in(prose.text)):
        if sum(each.past + each.detail for each in run) >= much:
            yield prose.span(run[0].start, run[-1].end)


def _tells(each: Told) -> bool:
    """Whether the sentence tells history: one that speaks of now may say where it comes from."""
    return each.past + each.detail >= (_MUCH if each.is_present else 1)


def _runs(told: Sequence[Told]) -> Iterator[list[Told]]:
    """History sentences that follow one another, with the plain past between them."""
    run: list[Told] = []
    between: list[Told] = []
    for each in told:
        if _tells(each):
            run += [*between, each] if run else [each]
            between = []
        elif run and each.is_past:
            between.append(each)
        elif run:
            yield run
            run, between = [], []
    if run:
        yield run
