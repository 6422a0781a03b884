"""Whose information it is."""

import pytest

from hub.advice import Child, KnownPerson
from hub.language.people import Circle
from hub.language.text import plain
from hub.language.whose import Kind, disclosures_in

SIAN = Circle.of(
    Child(name="Siân Evans", known_as="Shan", pronouns="she/her"), [KnownPerson("Mali Evans", "half-sister")]
)
DYLAN = Circle.of(Child(name="Dylan Price", pronouns="he/him"), [])


def given_away(text: str, circle: Circle = DYLAN) -> list[str]:
    read = plain(text)
    return [read.original(each.start, each.end).of(text) for each in disclosures_in(text, circle)]


@pytest.mark.parametrize(
    "text",
    [
        "Mum reports that he sleeps badly.",
        "Mum is worried about Dylan’s anxiety.",
        "Mum struggles with his epilepsy.",
        "His parents give his insulin at bedtime.",
        "He enjoys playing with his younger brother.",
        "He hits his sister when he is upset.",
        "He has a dog called Max and likes Thomas the Tank Engine.",
        "Emma Jones, teaching assistant, runs the group.",
        "He is often blamed by other pupils.",
        "His mother had no medical problems.",
    ],
)
def test_ordinary_care_reports_and_play_give_nothing_away(text: str) -> None:
    assert given_away(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mum’s  drinking has got worse.", "Mum’s  drinking"),
        ("He was upset by the death of his nan.", "death of his nan"),
        ("mums got depression and he worries", "mums got depression"),
        ("FATHER HAS TYPE 1 DIABETES.", "FATHER HAS TYPE 1 DIABETES"),
        ("His brother, who is at college, was arrested.", "His brother, who is at college, was arrested"),
        ("His mum has just had a baby.", "His mum has just had a baby"),
        ("Dylan has fallen out with Callum.", "Callum"),
        ("Another pupil in his class has epilepsy.", "Another pupil in his class has epilepsy"),
    ],
)
def test_a_fact_or_a_name_is_found_at_its_words(text: str, words: str) -> None:
    assert given_away(text) == [words]


def test_a_pronoun_is_followed_back_to_its_person() -> None:
    assert given_away("Her father visits on Sundays. He drinks heavily.", SIAN) == ["He drinks heavily"]
    assert given_away("Mum gives her tablets. She has epilepsy.", SIAN) == []


def test_somebody_the_case_knows_is_found_by_a_bare_name() -> None:
    assert given_away("She shares well with Mali.", SIAN) == ["Mali"]
    assert given_away("Shan shares well.", SIAN) == []


def test_who_lives_in_the_house_is_milder_than_a_fact_unless_somebody_is_named() -> None:
    assert [each.kind for each in disclosures_in("He lives with his mum and two sisters.", DYLAN)] == [Kind.HOUSEHOLD]
    assert [each.kind for each in disclosures_in("He lives with his mum and his sister Zoe.", DYLAN)] == [Kind.NAME]


def test_without_a_record_the_name_that_is_said_most_is_the_childs() -> None:
    texts = ("Jakub plays with Lego.", "Jakub was bitten by Kacper.")
    assert given_away(texts[1], Circle.of(Child(), [], texts)) == ["Kacper"]


def test_the_childs_own_short_name_is_nobody_elses() -> None:
    text = "Danny's mum reports that Danny sleeps badly. Kyle's mum has complained."
    circle = Circle.of(Child(name="Daniel Price", pronouns="he/him"), [], (text,))
    assert given_away(text, circle) == ["Kyle's mum has complained"]
