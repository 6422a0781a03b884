"""Schools: recommended, taken for granted, or only spoken of."""

from __future__ import annotations

import pytest

from checker.wording.school_naming import Act, namings_in
from hub.language.schools import SchoolNames
from hub.language.text import plain


def acts(text: str, names: SchoolNames | None = None) -> list[Act]:
    return [each.act for each in namings_in(plain(text), names or SchoolNames()) if each.act is not Act.DESCRIBES]


def test_a_school_is_recommended_presumed_or_only_described() -> None:
    assert acts("He should attend The Willows.") == [Act.RECOMMENDS]
    assert acts("Hillside can meet his needs.") == [Act.RECOMMENDS]
    assert acts("He will need a frame when he moves to Tollbar Academy.") == [Act.PRESUMES]
    assert acts("He attends Oakfield Primary School and was seen at St Hugh’s Hospital.") == []
    assert acts("He should attend the Rainbow Clinic.") == []
    assert acts("Mum would like him to go to Hillside School.") == []


def test_the_childs_own_school_may_be_spoken_of_but_not_recommended() -> None:
    own = SchoolNames(current=SchoolNames.proper_words("Oakfield Primary School"))
    assert acts("Staff at Oakfield will need training.", own) == []
    assert acts("He should remain at Oakfield.", own) == [Act.RECOMMENDS]


@pytest.mark.parametrize(
    "text",
    [
        "Meadowbank would suit him.",
        "a place at medowbank would be right for him",
        "HE NEEDS A PLACE AT ST-ANNES",
        "The resource base at St Anne’s would be best.",
    ],
)
def test_bare_and_misspelt_names_are_names(text: str) -> None:
    assert acts(text) == [Act.RECOMMENDS]


def test_a_familys_wish_is_theirs_until_the_writer_makes_it_their_own() -> None:
    assert acts("His parents would like him to go to The Willows.") == []
    assert acts("His parents would like him to go to The Willows and I support this.") == [Act.RECOMMENDS]
