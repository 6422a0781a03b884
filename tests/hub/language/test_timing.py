"""The times that advice states."""

import pytest

from hub.language import timing

WEEKLY_THERAPY = (
    "Lucy will be offered a 1-hour speech and language therapy session in school per week for 6 weeks. Progress will "
    "be reviewed by the Speech and Language Therapist 3 months following the start of therapy."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WEEKLY_THERAPY, ["per week"]),
        ("refresher training will be offered annually", ["annually"]),
        ("3 x 20 minutes a week", ["x 20 minutes a week"]),
        ("twice-weekly, before every meal", ["twice-weekly", "every meal"]),
        ("An hour a week on Mondays", ["An hour a week", "on Mondays"]),
        ("six sessions over the spring term", ["six sessions over the spring term"]),
    ],
)
def test_how_often_is_found_where_it_is_said(text: str, said: list[str]) -> None:
    assert [span.of(text) for span in timing.frequencies_in(text)] == said


@pytest.mark.parametrize("text", ["Regular support as required", "ongoing", "once he has settled", "a weekday club"])
def test_a_vague_time_is_no_frequency(text: str) -> None:
    assert timing.frequencies_in(text) == []


def test_how_often_a_review_happens_is_not_how_often_the_support_does() -> None:
    text = "Access to a quiet room, to be reviewed termly."
    assert timing.frequencies_in(text)
    assert timing.support_frequencies_in(text) == []


def test_a_length_of_time_is_told_from_an_age_and_from_a_time_past() -> None:
    assert [span.of(WEEKLY_THERAPY) for span in timing.durations_in(WEEKLY_THERAPY)] == [
        "1-hour",
        "6 weeks",
        "3 months",
    ]
    assert timing.durations_in("He is 5 years old and moved here 2 years ago") == []


@pytest.mark.parametrize(
    "text",
    [
        "By the end of key stage…Emma will",
        "Within the next academic term Bobby will",
        "By the end of their educational journey",
        "by 31/01/2027",
        "before she starts secondary school",
        "in 6 weeks' time",
    ],
)
def test_a_stage_a_term_and_a_date_are_deadlines(text: str) -> None:
    assert timing.deadlines_in(text)


@pytest.mark.parametrize("text", ["by a qualified teacher", "followed by a review", "increase by 10 words"])
def test_by_somebody_is_no_deadline(text: str) -> None:
    assert timing.deadlines_in(text) == []


def test_a_review_counts_only_with_its_time() -> None:
    assert timing.reviews_in("Weekly and to be reviewed after 6 weeks")
    assert timing.reviews_in("at the annual review")
    assert timing.reviews_in("It will be reviewed regularly.") == []
    assert timing.reviews_in("Weekly sessions, reviewed by the therapist.") == []


def test_what_is_counted_is_a_quantity() -> None:
    text = "a block of six 45-minute sessions and two home visits"
    assert [span.of(text) for span in timing.quantities_in(text)] == ["a block", "two home visits"]
