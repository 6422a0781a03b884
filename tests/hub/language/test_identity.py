"""Whether what is said is said of this child."""

from datetime import date

import pytest

from hub.advice import Child, KnownPerson
from hub.language.identity import Identity, Kind, strangers_in
from hub.language.people import Circle

SIAN = Child(name="Siân Evans", date_of_birth=date(2012, 3, 4), nhs_number="943 476 5919", pronouns="she/her")


def identity(*texts: str, child: Child = SIAN, people: tuple[KnownPerson, ...] = ()) -> Identity:
    return Identity(child, Circle.of(child, people, texts), texts)


def strangers(text: str, *others: str, child: Child = SIAN) -> list[tuple[Kind, str]]:
    found = strangers_in(text, identity(text, *others, child=child))
    return [(each.kind, text[each.start : each.end]) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sian has a shunt. Oliver tires easily.", (Kind.NAME, "Oliver")),
        ("Siân Evans, d.o.b. 4.3.11", (Kind.BIRTH, "4.3.11")),
        ("NHS number: 485 777 3456", (Kind.NUMBER, "485 777 3456")),
        ("Sian cannot see the board, so he sits at the front.", (Kind.PRONOUN, "he")),
        ("Re: Sian Roberts", (Kind.NAME, "Sian Roberts")),
    ],
)
def test_another_childs_name_birthday_number_or_pronoun_is_seen(text: str, found: tuple[Kind, str]) -> None:
    assert strangers(text) == [found]


def test_a_name_that_another_field_explains_is_no_strangers() -> None:
    assert strangers("Oliver tires easily.", "Her brother Oliver is six.") == []
    assert strangers("Oliver will call in May.", "Oliver Platt, physiotherapist, has met Sian.") == []
    assert strangers("Oliver tires easily.") == [(Kind.NAME, "Oliver")]


def test_a_pronoun_that_may_be_somebody_elses_is_left_alone() -> None:
    assert strangers("Her father came. He reports no fits.") == []
    assert strangers("Sian’s teacher is new. He seats her at the front.") == []
    assert strangers("Each child chooses his or her own book.") == []


def test_a_slip_of_a_letter_or_a_short_name_is_the_childs() -> None:
    assert strangers("Sain can count to ten.") == []
    assert strangers("Tom reads well.", child=Child(name="Thomas Ward", known_as="Tom")) == []


def test_without_a_record_the_name_most_often_in_the_childs_place_is_the_childs() -> None:
    texts = "Jay needs a frame. Jay can stand.", "Dev needs a frame."
    known = identity(*texts, child=Child())
    assert strangers_in(texts[0], known) == []
    assert [each.kind for each in strangers_in(texts[1], known)] == [Kind.NAME]
