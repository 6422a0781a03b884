"""Steps that are dated beyond the year ahead."""

from collections.abc import Iterator
from datetime import date, timedelta

from checker.reading import OutcomeReading, Span, example
from checker.rule import rule
from hub.advice import Advice, Profile, Step
from hub.finding import ADVISE, ROTHERHAM, Quote

_YEAR = timedelta(days=366 + 14 * 7)  # the plan may follow the advice by 14 weeks: 20 of the assessment, less 6
_WRITTEN = date(2026, 10, 1)


def _with_steps(*steps: Step, written_on: date | None = _WRITTEN) -> Advice:
    return example(
        outcome="By the end of Year 9 Jay will go to a club each week.",
        steps=steps,
        profile=Profile.SOCIAL_CARE,
        written_on=written_on,
    )


@rule(
    each=OutcomeReading,
    severity={Profile.SOCIAL_CARE: ADVISE},
    message="This step is more than a year away.",
    suggestion="Which smaller step could be reached within the next year?",
    guidance=(
        Quote(
            ROTHERHAM,
            "What are the short-term target(s) to achieve this outcome?",
            "Short-term targets should include steps to achieving the child or young person's outcomes over the next "
            "year.",
        ),
    ),
    bad=(
        _with_steps(Step("«To go to a club without his mother»", date(2029, 7, 20))),
        _with_steps(Step("To visit the club", date(2027, 1, 31)), Step("«To go by bus»", date(2028, 3, 1))),
        _with_steps(Step("«To join the team»", date(2028, 2, 1))),
    ),
    good=(
        _with_steps(Step("To visit the club with his mother", date(2027, 1, 31)), Step("To stay for an hour", None)),
        _with_steps(Step("To go to the club by himself", date(2027, 10, 1))),
        _with_steps(Step("To go to the club by himself", date(2029, 7, 20)), written_on=None),
    ),
)
def step_beyond_year(outcome: OutcomeReading) -> Iterator[Span]:
    """A step is what the next review can look at: one that lies beyond it helps nobody to see whether it works."""
    written_on = outcome.document.advice.written_on
    if written_on is None:
        return
    for step, by in zip(outcome.steps, outcome.step_dates, strict=True):
        if by is not None and by - written_on > _YEAR and step.is_said:
            yield step.whole()
