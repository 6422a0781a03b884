"""What leads to what in an advice: whole threads, and every way in which one can be broken."""

import pytest

from hub.advice import Advice, Area, AreaAdvice, Outcome, Provision
from portal.golden_thread import threads

SWIM = Outcome("Swim", provisions=(Provision(provided_by="A teacher"), Provision()))


@pytest.mark.parametrize(
    ("area", "sentence", "broken"),
    [
        (AreaAdvice(Area.HEALTH, needs="Tires", outcomes=(SWIM,)), "1 outcome, 1 provision.", False),
        (AreaAdvice(Area.HEALTH, outcomes=(SWIM,)), "No need is described. 1 outcome, 1 provision.", True),
        (AreaAdvice(Area.HEALTH, needs="Tires"), "There is no outcome.", True),
        (
            AreaAdvice(Area.HEALTH, needs="Tires", outcomes=(SWIM, Outcome("Run"))),
            "2 outcomes, 1 provision. 1 outcome without provision.",
            True,
        ),
    ],
)
def test_a_thread_says_how_whole_it_is(area: AreaAdvice, sentence: str, broken: bool) -> None:
    (thread,) = threads(Advice("A", (area,)))
    assert (thread.sentence, thread.broken) == (sentence, broken)


def test_every_gap_has_a_box_of_its_own_and_long_words_are_cut() -> None:
    area = AreaAdvice(Area.HEALTH, needs="word " * 40, outcomes=(Outcome(provisions=(Provision(),)),))
    (thread,) = threads(Advice("A", (area, AreaAdvice(Area.SOCIAL_CARE))))
    assert thread.needs.words.endswith("word …")
    (outcome,) = thread.needs.leads_to
    assert outcome.is_gap
    assert [each.name for each in outcome.leads_to] == ["No provision for this outcome"]
