"""The invented council holds together, is at every stage at once, and could be mistaken for nobody real."""

from __future__ import annotations

import email
import email.policy
import email.utils
import json
import re
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nhs_number.validate import is_valid

from checker.check import check
from hub.advice import Advice, Area, Profile
from hub.council import load_council
from hub.decision_kinds import Stage
from hub.demo import who_can_sign_in
from hub.finding import BLOCK, CheckContext
from hub.language.register import SchoolRegister
from hub.models.people import Role
from tests.demo.make_post import DEMO

_SOURCES = Path(__file__).parent
_RELATIVE = re.compile(r"today(?:[+-](\d+)d)?")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_RESERVED = re.compile(r"\.example$|(?:^|\.)example\.(?:org|com|net)$")


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DEMO / name).read_text("utf-8").splitlines()]


CASES = {case["case"]: case for case in _lines("cases.jsonl")}
PEOPLE = {each["email"]: each for each in tomllib.loads((DEMO / "people.toml").read_text("utf-8"))["people"]}
TEAMS = {each["name"]: each for each in tomllib.loads((DEMO / "teams.toml").read_text("utf-8"))["teams"]}
SCHOOLS = SchoolRegister.load(DEMO / "schools.csv")
DRAFTS = sorted((DEMO / "drafts").glob("*.json"))
TEXTS = {
    path: path.read_text("utf-8")
    for folder, kinds in (
        (DEMO, ("*.toml", "*.jsonl", "*.json", "*.md", "*.eml", "*.csv")),
        (_SOURCES, ("*.toml", "*.typ", "mails/*.txt")),
    )
    for kind in kinds
    for path in folder.rglob(kind)
}


def _requests() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(case, request) for case in CASES.values() for request in case["open_requests"]]


def _days_ago(said: str) -> int:
    found = _RELATIVE.fullmatch(said)
    assert found, said
    return int(found[1] or 0)


def test_there_are_six_teams_twenty_five_people_in_every_role_and_sixty_children_at_every_stage() -> None:
    assert len(TEAMS) == 6
    assert len(PEOPLE) == 25
    assert {role for each in PEOPLE.values() for role in each["roles"]} == set(Role)
    assert len(CASES) == 60
    assert {case["stage"] for case in CASES.values()} == set(Stage) - {Stage.UNCONFIRMED}


def test_teams_are_of_the_kinds_that_the_hub_knows() -> None:
    assert {team["profile"] for team in TEAMS.values()} == set(Profile)
    assert {area for team in TEAMS.values() for area in team["areas"]} == set(Area)


def test_both_councils_can_be_chosen() -> None:
    chosen = [load_council(folder) for folder in sorted((DEMO / "councils").iterdir())]
    assert [council.name for council in chosen] == ["Dunmoor Metropolitan Council", "Saltfleet Coast Council"]
    assert [council.rules_for(Profile.HEALTH).quality_step for council in chosen] == [False, True]


def test_every_child_goes_to_a_school_of_the_register() -> None:
    assert all(SCHOOLS.find_in(case["school"]) == [(0, len(case["school"]))] for case in CASES.values())


def test_every_team_has_a_manager_and_everybody_who_writes_advice_has_a_team() -> None:
    managed = {each["team"] for each in PEOPLE.values() if "team-manager" in each["roles"]}
    assert managed == set(TEAMS)
    writers = [each for each in PEOPLE.values() if {"professional", "senco", "secretary"} & set(each["roles"])]
    assert {each["team"] for each in writers} <= set(TEAMS)


def test_some_advice_is_late_some_due_today_and_some_in_one_seven_and_fourteen_days() -> None:
    left = Counter(42 - _days_ago(request["received"]) for _, request in _requests())
    assert min(left) < 0
    assert all(left[days] for days in (0, 1, 7, 14))


def test_requests_are_allocated_to_somebody_in_the_team_or_wait_for_allocation() -> None:
    allocated = [request for _, request in _requests() if "allocated_to" in request]
    assert 10 < len(allocated) < len(_requests()) - 10
    assert all(PEOPLE[request["allocated_to"]]["team"] == request["team"] for request in allocated)
    assert all(request["team"] in TEAMS for _, request in _requests())


def test_no_request_for_advice_is_older_than_its_case() -> None:
    assert all(_days_ago(request["received"]) < _days_ago(case["opened"]) for case, request in _requests())


def test_the_list_has_twins_siblings_and_names_that_are_nearly_the_same() -> None:
    families = Counter((case["parent"]["email"]) for case in CASES.values() if case["parent"]["email"])
    births = Counter((case["parent"]["email"], case["child"]["date_of_birth"]) for case in CASES.values())
    assert [many for many in families.values() if many > 1] == [2, 2, 2]
    assert sum(many == 2 for (parent, _), many in births.items() if parent) == 1
    names = {case["child"]["name"] for case in CASES.values()}
    assert {"Sian Evans", "Siân Evans-Jones", "Mohammed Hussain", "Mohamed Hussein"} <= names
    assert sum(case["child"]["looked_after"] for case in CASES.values()) >= 3


def test_nhs_numbers_and_pupil_numbers_pass_their_checks_and_belong_to_nobody() -> None:
    numbers = [case["child"]["nhs_number"] for case in CASES.values() if case["child"]["nhs_number"]]
    assert len(set(numbers)) == len(numbers) > 50
    assert all(is_valid(number) and number.startswith("999") for number in numbers)
    pupils = [case["child"]["upn"] for case in CASES.values() if case["child"]["upn"]]
    assert len(set(pupils)) == len(pupils) > 50
    for upn in pupils:
        letter = _UPN_LETTERS[
            sum(int(digit) * weight for digit, weight in zip(upn[1:], range(2, 14), strict=True)) % 23
        ]
        assert upn[0] == letter
        assert upn.startswith("999", 1)  # no local authority has this code


def test_every_number_in_the_post_is_as_valid_but_for_two_digits_that_a_father_changed_round() -> None:
    said = {digits for text in TEXTS.values() for digits in re.findall(r"\b999 ?\d{3} ?\d{4}\b", text)}
    assert len(said) > 60
    assert [digits for digits in said if not is_valid(digits)] == ["999 511 7393"]


def test_addresses_telephone_numbers_and_postcodes_can_reach_nobody() -> None:
    for path, text in TEXTS.items():
        for domain in re.findall(r"[\w.+-]\\?@([\w.-]+\w)", text):
            assert _RESERVED.search(domain), (path.name, domain)
        for number in re.findall(r"\b0\d{4} ?[\d ]{6,7}\b", text):
            assert re.fullmatch(r"07700 ?900\d{3}|01632 ?960\d{3}", number.strip()), (path.name, number)
        for postcode in re.findall(r"\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b", text):
            assert postcode.startswith(("ZS", "ZD")), (path.name, postcode)


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.stem)
def test_each_ready_made_advice_answers_a_request_that_its_writer_was_given(path: Path) -> None:
    written = json.loads(path.read_text("utf-8"))
    advice = Advice.from_json(written)
    case = CASES[written["case"]]
    request = next(each for each in case["open_requests"] if each["team"] == written["team"])
    assert request["allocated_to"] == written["by"]
    assert advice.professional.name == PEOPLE[written["by"]]["name"]
    assert advice.profile == TEAMS[written["team"]]["profile"]
    assert advice.child.name == case["child"]["name"]
    assert [each.name for each in advice.people] == [each["name"] for each in case["people"]]
    since = [_days_ago(written[each]) for each in ("written", "submitted", "accepted") if each in written]
    assert sorted(since, reverse=True) == since


def test_the_quality_queue_has_drafts_returns_and_one_that_is_held() -> None:
    states = Counter(json.loads(path.read_text("utf-8"))["state"] for path in DRAFTS)
    assert states == {"draft": 6, "submitted": 3, "accepted": 2, "held": 1}


def test_only_the_held_advice_has_something_that_blocks_publication() -> None:
    returned = [json.loads(path.read_text("utf-8")) for path in DRAFTS]
    for written in (each for each in returned if each["state"] != "draft"):
        findings = check(Advice.from_json(written), CheckContext(schools=SCHOOLS))
        assert any(each.severity is BLOCK for each in findings) == (written["state"] == "held"), written["id"]


def test_the_manifest_names_every_item_in_the_order_in_which_it_came() -> None:
    lines = _lines("post/manifest.jsonl")
    assert {line["file"] for line in lines} == {each.name for each in (DEMO / "post").iterdir()} - {"manifest.jsonl"}
    times = [datetime.fromisoformat(line.get("internaldate") or line["scanned_at"]) for line in lines]
    assert times == sorted(times)
    for line, came in zip(lines, times, strict=True):
        if line["channel"] == "mail":
            message = email.message_from_bytes((DEMO / "post" / line["file"]).read_bytes(), policy=email.policy.default)
            stamp = re.sub(r"\s*\(.*", "", message.get_all("Received", [])[0].rpartition(";")[2].strip())
            assert email.utils.parsedate_to_datetime(stamp) == came


def test_whoever_starts_the_demo_is_told_of_somebody_of_every_kind_and_of_one_team() -> None:
    shown = [PEOPLE[email] for _, _, email in who_can_sign_in()]
    assert {role for each in shown for role in each["roles"]} == {role.value for role in Role}
    teams = {tuple(each["roles"]): each["team"] for each in shown}
    assert teams[("team-manager", "professional")] == teams[("professional",)] == "Speech and Language Therapy"
