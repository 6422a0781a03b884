"""What the family needs for itself."""

import pytest

from hub.advice import Child
from hub.language.family_needs import family_needs_in
from hub.language.people import Circle
from hub.language.text import plain

KAI = Circle.of(Child(name="Kai Bennett", pronouns="he/him"), [])


def needs(text: str) -> list[str]:
    read = plain(text)
    return [read.original(*each).of(text) for each in family_needs_in(text, KAI)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kai likes trains. The family need rehousing.", "The family need rehousing"),
        ("Mum  could do with a  break from caring for Kai.", "Mum  could do with a  break from caring for Kai"),
        ("His mum came. She would like to get back to work.", "She would like to get back to work"),
        ("PARENTS ARE STRUGGLING FINANCIALLY", "PARENTS ARE STRUGGLING FINANCIALLY"),
    ],
)
def test_a_need_of_the_family_is_found_at_its_words(text: str, said: str) -> None:
    assert needs(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "The family need rehousing, so Kai sleeps on the sofa and is late for school.",
        "Mum struggles with housing. As a result Kai has changed school twice.",
        "Because Dad needs to be at work by six, Kai arrives without breakfast.",
    ],
)
def test_a_need_whose_effect_on_the_child_is_said_is_fine(text: str) -> None:
    assert needs(text) == []


def test_what_a_parent_needs_for_the_child_is_no_need_of_the_family() -> None:
    assert needs("His parents need training to use the hoist. Mum would like more information about autism.") == []
    assert needs("Dad finds it hard to manage his anxiety. Mum would benefit from support with his anxiety.") == []
