"""Which case an item belongs to: never by a name or a reference alone, twins and near names kept apart."""

from __future__ import annotations

from datetime import date

import pytest

from hub.models import Stage
from hub.queries.identity import CaseIdentity
from intake.match import Said, match

BORN = date(2012, 3, 4)
NOBODY = Said("", "", None, "", "", "", "", "", frozenset())


def case(
    name: str = "Siân Evans",
    born: date | None = BORN,
    *,
    number: int = 1,
    nhs: str = "",
    known_as: str = "",
    email: str = "gwen@x.example",
) -> CaseIdentity:
    return CaseIdentity(
        id=number,
        reference=f"EHC-{number:04}",
        child_name=name,
        known_as=known_as,
        date_of_birth=born,
        nhs_number=nhs,
        upn="",
        postcode="DN32 7QR",
        stage=Stage.REQUEST,
        request_kind="ehc-needs-assessment-request",
        received_on=date(2026, 1, 7),
        emails=frozenset({email}),
        phones=frozenset(),
    )


def said(name: str = "", born: date | None = None, **more: object) -> Said:
    return Said(
        **{
            **{field: getattr(NOBODY, field) for field in NOBODY.__slots__},
            "name": name,
            "born": born,
            **more,
        }
    )


@pytest.mark.parametrize("name", ["Sian Evans", "EVANS Sian", "Evans, Siân", "Siân Mair Evans"])
def test_a_child_is_known_again_by_name_and_birth_whatever_the_accents_and_the_order(name: str) -> None:
    assert match(said(name, BORN), [case()]).case is not None


def test_a_name_alone_joins_nothing_and_asks_a_person() -> None:
    found = match(said("Siân Evans"), [case()])
    assert found.case is None
    assert [each.reference for each in found.candidates] == ["EHC-0001"]


def test_a_reference_alone_opens_no_other_familys_case() -> None:
    found = match(said("Jack Doe", date(2015, 1, 1), references=frozenset({"EHC-0001"})), [case()])
    assert found.case is None
    assert match(said(references=frozenset({"EHC-0001"}), email="stranger@x.example"), [case()]).case is None


def test_a_reference_with_the_familys_own_address_is_enough() -> None:
    assert match(said(references=frozenset({"EHC-0001"}), email="gwen@x.example"), [case()]).case is not None


def test_twins_are_two_children() -> None:
    twins = [case("Ava Reid", BORN, number=1), case("Noah Reid", BORN, number=2)]
    found = match(said("Noah Reid", BORN), twins)
    assert found.case is not None
    assert found.case.reference == "EHC-0002"
    assert match(said("Ada Reid", BORN), twins).case is None


def test_a_sibling_with_the_same_surname_is_another_child() -> None:
    found = match(said("Ioan Evans", date(2015, 7, 7), email="gwen@x.example"), [case()])
    assert found == match(NOBODY, [])


def test_the_same_name_with_another_birth_goes_to_a_person() -> None:
    found = match(said("Siân Evans", date(2012, 4, 3)), [case()])
    assert found.case is None
    assert found.candidates


def test_an_nhs_number_with_another_childs_name_goes_to_a_person() -> None:
    found = match(said("Jack Doe", None, nhs_number="9434765919"), [case(nhs="9434765919")])
    assert found.case is None
    assert found.candidates


def test_numbers_that_disagree_keep_two_children_of_one_name_apart() -> None:
    found = match(said("Siân Evans", BORN, nhs_number="4010232137"), [case(nhs="9434765919")])
    assert found.case is None


def test_a_slip_in_the_name_goes_to_a_person_even_with_the_right_birth() -> None:
    found = match(said("Sain Evans", BORN), [case()])
    assert found.case is None
    assert found.candidates


def test_the_name_that_a_child_goes_by_is_their_name() -> None:
    assert match(said("Seun Adeyemi", BORN), [case("Oluwaseun Adeyemi", known_as="Seun")]).case is not None


def test_two_cases_of_one_child_go_to_a_person() -> None:
    found = match(said("Siân Evans", BORN), [case(number=1), case(number=2)])
    assert found.case is None
    assert len(found.candidates) == 2


def test_a_twin_whose_name_differs_by_a_letter_is_not_joined_to_the_other_even_from_the_same_parent() -> None:
    found = match(said("Ada Reid", BORN, email="gwen@x.example"), [case("Ava Reid", BORN)])
    assert found.case is None
    assert found.candidates


def test_a_brother_who_shares_a_first_name_is_not_joined_by_the_parents_address_alone() -> None:
    found = match(said("Mohammed Khan", email="gwen@x.example"), [case("Mohammed Ali Khan", BORN)])
    assert found.case is None
    assert found.candidates
