"""What is read from the labelled post, and that what is filed without review is right."""

from __future__ import annotations

import json

import pytest

from tests.intake.accuracy import judged, lines_of
from tests.intake.corpus import item, load

KEYS = {
    "file",
    "kind",
    "received",
    "child",
    "requester",
    "school",
    "address_postcode",
    "concerns",
    "clock_starts",
    "due",
    "case",
    "existing_case",
    "duplicate_of",
    "needs_review",
    "why",
    "evidence",
}


@pytest.mark.parametrize("group", ["tuning", "kept"])
def test_the_labelled_post_is_read_as_people_read_it(group: str) -> None:
    right = asked = 0
    confident_errors = []
    for one in load(group):
        lines = lines_of(one)
        sure = not any(line["needs_review"] for line in lines)
        for key, ok, value, wanted in judged(one, lines):
            asked += 1
            right += ok
            if sure and not ok and key in ("kind", "name", "dob", "clock"):
                confident_errors.append((one.title, key, value, wanted))
    assert right / asked >= 0.95
    assert not confident_errors


def test_a_result_line_has_every_key_of_the_contract_and_is_json() -> None:
    for id_ in ("t01", "t06", "t23", "t43"):
        for line in lines_of(item(id_)):
            assert set(line) == KEYS
            assert set(line["child"]) >= {"name", "date_of_birth", "nhs_number", "upn"}
            assert set(line["requester"]) == {"name", "role", "email", "phone"}
            assert json.loads(json.dumps(line)) == line


def test_an_nhs_number_that_fails_its_check_is_null_and_its_digits_are_told() -> None:
    (line,) = lines_of(item("t11"))
    assert line["child"]["nhs_number"] is None
    assert "The NHS number 9434765918 fails its check." in line["why"]


def test_two_children_in_one_message_are_two_lines() -> None:
    lines = lines_of(item("t06"))
    assert [line["child"]["name"] for line in lines] == ["Ava Reid", "Noah Reid"]


def test_a_parents_and_a_siblings_birth_are_not_the_childs() -> None:
    (line,) = lines_of(item("t02"))
    assert line["child"]["date_of_birth"] == "2012-03-04"


def test_the_councils_stamp_counts_and_a_surgerys_does_not() -> None:
    assert lines_of(item("t40"))[0]["clock_starts"] == "2026-02-09"
    assert lines_of(item("t41"))[0]["clock_starts"] == "2026-02-12"
