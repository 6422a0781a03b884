"""Homes, schools, and the register of establishments."""

from pathlib import Path

import pytest

from hub.advice import Child
from hub.language.addresses import homes_in
from hub.language.people import Circle
from hub.language.register import NotARegister, SchoolRegister
from hub.language.text import plain

LEO = Circle.of(Child(name="Leo Marsh", pronouns="he/him"), [])


def homes(text: str, *, secret: bool = True) -> list[str]:
    read = plain(text)
    return [read.original(each.start, each.end).of(text) for each in homes_in(read, LEO, secret=secret)]


def test_carers_and_addresses_are_found_and_clinics_are_not() -> None:
    assert homes("Leo lives with his carers at 14 Elm Grove, Cleethorpes DN35 8LR.") == [
        "14 Elm Grove, Cleethorpes DN35 8LR"
    ]
    assert homes("Leo is placed with Sue and Mike Turner.") == ["Sue and Mike Turner"]
    assert homes("He was seen at the Riverside Clinic, 3 High Street, Grimsby DN31 1XX.") == []
    assert homes("Leo lives with experienced carers and has a work placement.") == []


@pytest.fixture
def register(tmp_path: Path) -> SchoolRegister:
    file = tmp_path / "edubasealldata.csv"
    rows = (
        "URN,LA (code),EstablishmentName,Town",
        '1,201,"St. Mary\'s Café School, Hull",Hull',
        "2,201,Primary School,",
        "3,201,Thornton Steiner Kindergarten,",
    )
    file.write_bytes("\n".join(rows).encode("cp1252"))
    return SchoolRegister.load(file)


def test_a_registered_name_is_found_however_it_is_written(register: SchoolRegister) -> None:
    text = "He went to st marys cafe  school, Hull and then to a primary school."
    assert [text[start:end] for start, end in register.find_in(text)] == ["st marys cafe  school, Hull"]
    assert len(register) == 2


def test_a_file_that_is_no_register_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(NotARegister, match="EstablishmentName"):
        SchoolRegister.load(file)
