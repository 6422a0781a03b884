"""Every route about a request, at every stage, by everybody: who may is written down here, all others get a 404."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from hub.database import Database
from hub.models import Answer, Membership, Person, Role, Team
from hub.services.family import invite_family
from hub.services.requests import allocate, answer_no
from tests.portal.requests_made import BLOCKED, a_draft, a_publication, a_submission
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
STAGES = ("asked", "answered no", "draft", "held", "with quality check", "published")
WRITER, MANAGER, OFFICER, DCO = "therapist", "manager", "officer", "dco"
READERS = {
    "held": frozenset({MANAGER, WRITER, DCO}),
    "with quality check": frozenset({MANAGER, WRITER, DCO}),
    "published": frozenset({MANAGER, WRITER, DCO, OFFICER, "on_case"}),
}
WRITTEN = frozenset({"draft", "held", "with quality check", "published"})
NOBODY: frozenset[str] = frozenset()


def may(endpoint: str, stage: str) -> frozenset[str]:
    """Who is let through to the route at the stage (and may then be told that it is out of turn)."""
    writer = frozenset({WRITER}) if stage in WRITTEN else NOBODY
    uploaders = writer | {"secretary"}
    submitted = stage in READERS
    family = frozenset({"family"}) if stage == "published" else NOBODY
    table: dict[str, frozenset[str]] = {
        "allocation.assign": writer | {MANAGER},
        "allocation.decide": frozenset({OFFICER}),
        "dates.except_request": writer | {MANAGER, OFFICER},
        "advice.write": writer,
        "advice.save": writer,
        "live.check": writer,
        "submission.preview": writer,
        "submission.submit": writer,
        "submission.set_aside": writer,
        "submission.receipt": writer if submitted else NOBODY,
        "submission.take_it_back": writer,
        "submission.show": READERS.get(stage, NOBODY),
        "downloads.word": READERS.get(stage, NOBODY),
        "downloads.pdf": READERS.get(stage, NOBODY),
        "quality.show": frozenset({DCO}) if submitted else NOBODY,
        "quality.decide": frozenset({DCO}) if submitted else NOBODY,
        "quality.release": frozenset({OFFICER, DCO}),
        "drafts.word": writer,
        "drafts.show": writer,
        "drafts.add": writer,
        "drafts.choices": writer,
        "drafts.put": NOBODY,  # no words are left over here; tests/portal/test_drafts_and_files.py has some
        "versions.show": writer,
        "versions.changes": writer,
        "versions.compare": NOBODY,  # asked for with two versions; tests/portal/test_versions.py
        "versions.restore": writer,
        "phrases.choose": writer,
        "phrases.insert": NOBODY,  # nobody has a phrase here
        "looks.show": writer,  # and whoever they ask: tests/portal/test_looks.py
        "looks.add": writer,
        "looks.deal_with": NOBODY,
        "looks.ask": writer,
        "looks.withdraw": NOBODY,
        "uploads.show": uploaders,
        "uploads.add": uploaders,
        "uploads.remove": uploaders,
        "uploads.hide_nothing": uploaders,
        "uploads.look": uploaders,
        "family.advice": family,
        "family.pdf": family,
        "family.word": family,
        "family.upload": NOBODY,  # no such file; tests/portal/test_family.py has one
        "uploads.open": NOBODY,  # there is no such file here; tests/portal/test_uploads.py has those that are
    }
    return table[endpoint]


@pytest.fixture
def people(database: Database, world: World, now: datetime) -> dict[str, int]:
    """Everybody, by what they are to the request."""
    found = {
        who: getattr(world, f"{who}_id")
        for who in ("officer", "manager", "therapist", "colleague", "dco", "social_worker", "outsider")
    }
    with database.transaction() as session:
        therapy = session.get_one(Team, world.therapy_id)
        for who, role, team in (
            ("secretary", Role.SECRETARY, therapy),
            ("on_case", Role.PROFESSIONAL, world.social_care(session)),
            ("parent", Role.PARENT, None),
            ("auditor", Role.AUDITOR, None),
            ("leaver", Role.TEAM_MANAGER, therapy),
        ):
            person = Person(name=who, email=f"{who}@example.org", active=who != "leaver")
            person.memberships.append(Membership(role=role, person=person, team=team))
            session.add(person)
            session.flush()
            found[who] = person.id
        case, by = world.case(session), world.officer(session)
        carys = {"name": "Carys", "email": "carys@example.org", "relation": "mother"}
        found["family"] = invite_family(session, case=case, **carys, by=by, now=now).person.id
        request = world.asked(session, now, world.social_care(session))
        allocate(session, request=request, to=session.get_one(Person, found["on_case"]), by=person, now=now)
    return found


def at(stage: str, database: Database, world: World, now: datetime) -> int:
    """A request at the stage."""
    if stage in ("asked", "answered no"):
        with database.transaction() as session:
            request = world.asked(session, now)
            if stage == "answered no":
                by = world.manager(session)
                answer_no(session, request=request, answer=Answer.NOT_KNOWN, details="Not known", by=by, now=now)
            return request.id
    if stage == "draft":
        return a_draft(database, world, now)
    if stage == "published":
        return a_publication(database, world, now)
    return a_submission(database, world, now, BLOCKED if stage == "held" else "")


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, address of a request) for every route about a request, the case's own redirect left out."""
    return [
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        if "<int:request_id>" in rule.rule and not rule.endpoint.startswith("cases.")
        for method in sorted(rule.methods or ())
        if method in ("GET", "POST")
    ]


def at_request(rule: str, request_id: int) -> str:
    """The address of a route about the request; of what else it names, the first."""
    return re.sub(r"<int:\w+>", "1", rule.replace("<int:request_id>", str(request_id)))


def token_of(somebody: Visitor) -> str:
    """A good token: of a page that everybody has, signed in or not."""
    for path in ("/help", "/sign-in"):
        field = somebody.opens(path).soup.select_one("input[name=csrf_token]")
        if field is not None:
            return str(field["value"])
    raise AssertionError("no page has a token")


@pytest.mark.parametrize("stage", STAGES)
def test_only_those_written_down_here_are_let_through(
    app: Flask, visitor: Make, world: World, database: Database, now: datetime, people: dict[str, int], stage: str
) -> None:
    request_id = at(stage, database, world, now)
    for who, person_id in people.items():
        somebody = visitor(person_id)
        token = token_of(somebody)
        for endpoint, method, rule in routes(app):
            if method == "POST" and who in may(endpoint, stage):
                continue  # those who may would change what the others are refused; their own tests have them
            path = at_request(rule, request_id)
            answer = somebody.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            if who == "leaver":
                assert answer.status_code in (302, 401), (who, endpoint, method)
            elif who in may(endpoint, stage):
                assert answer.status_code in (200, 302, 409), (who, endpoint, method, answer.status_code)
            else:
                assert answer.status_code == 404, (who, endpoint, method, answer.status_code)
                said = answer.get_data(as_text=True)
                assert "Sian" not in said.replace("Signed", "")
                assert "Evans" not in said


def test_signed_out_nothing_is_shown(
    app: Flask, visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = at("published", database, world, now)
    nobody = visitor()
    token = token_of(nobody)
    for endpoint, method, rule in routes(app):
        path = at_request(rule, request_id)
        answer = nobody.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert answer.status_code in (302, 401), endpoint
        assert "Evans" not in answer.get_data(as_text=True)
