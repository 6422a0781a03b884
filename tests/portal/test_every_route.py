"""Every address, method, person and step of a case: who is let through is written down; others get the same 404.

A new route without a row fails. Nothing that anybody posts here is kept: every transaction is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from hub.database import Database
from hub.files import FileStore
from hub.settings import Settings
from tests.portal import everything
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
People = frozenset[str]
WRITER, MANAGER, SECRETARY, OFFICER, DCO, ADMINISTRATOR = (
    *("writer", "manager", "secretary", "officer", "dco", "administrator"),
)
FAMILY = frozenset({"parent", "young person"})
FAMILIES = FAMILY | {"another child's parent"}
MANAGERS = frozenset({MANAGER, "another team's manager"})
SECRETARIES = frozenset({SECRETARY, "another team's secretary"})
WRITERS = frozenset({WRITER, "colleague", "another team's professional", "SENCO"})
CASEWORKERS = WRITERS | MANAGERS | SECRETARIES | {OFFICER, DCO}
STAFF = CASEWORKERS | {"auditor", ADMINISTRATOR}
EVERYBODY = STAFF | FAMILIES | {"no role"}
NOBODY: People = frozenset()
READERS = frozenset({WRITER, MANAGER, OFFICER, DCO})
ON_THE_CASE = READERS | {SECRETARY}

# endpoint: who is let through; or (while advice is being written, once it is published)
WHO: dict[str, set[str] | People | tuple[set[str] | People, set[str] | People]] = {
    "account.make_recovery_codes": EVERYBODY,
    "account.email": EVERYBODY,
    "account.password": EVERYBODY,
    "account.recovery_codes": EVERYBODY,
    "account.recovery_codes_text": EVERYBODY,
    "account.show": EVERYBODY,
    "administering.new_team": {ADMINISTRATOR},
    "administering.settings": {ADMINISTRATOR},
    "administering.team": {ADMINISTRATOR},
    "administering.teams": {ADMINISTRATOR},
    "advice.save": {WRITER},
    "advice.write": {WRITER},
    "allocation.assign": {WRITER, MANAGER},
    "allocation.decide": {OFFICER},
    "asking.ask": {OFFICER},
    "asking.stop": {OFFICER},
    "calendar.make": STAFF,
    "calendar.revoke": STAFF,
    "calendar.show": STAFF,
    "case_lists.mine": CASEWORKERS,
    "case_lists.search_mine": CASEWORKERS,
    "case_lists.search_team": MANAGERS | SECRETARIES | {OFFICER, DCO},
    "case_lists.team": MANAGERS | SECRETARIES | {OFFICER, DCO},
    "cases.show": ON_THE_CASE,
    "cases.show_request": ON_THE_CASE,
    "chasing.ask": {OFFICER},
    "check_my_document.look": EVERYBODY,
    "check_my_document.show": EVERYBODY,
    "collating.chase": {OFFICER, DCO},
    "collating.release": {OFFICER, DCO},
    "collating.show": {OFFICER, DCO},
    "correcting.correct": {OFFICER},
    "deputy.end": {DCO, ADMINISTRATOR},
    "deputy.show": MANAGERS | {DCO, ADMINISTRATOR},
    "dates.change": {OFFICER},
    "dates.except_case": {OFFICER},
    "dates.except_request": {WRITER, MANAGER, OFFICER},
    "dates.family": FAMILY,
    "dates.show": ON_THE_CASE,
    "dates.strike_out": {OFFICER},
    "dates.told": {OFFICER},
    "decisions.add": {OFFICER},
    "decisions.correct": {OFFICER},
    "decisions.strike_out": {OFFICER},
    "deliveries.again": {ADMINISTRATOR},
    "deliveries.failed": {ADMINISTRATOR},
    "deliveries.remove": {ADMINISTRATOR},
    "downloads.bundle": ON_THE_CASE,
    "downloads.bundle_pdf": (NOBODY, READERS),
    "downloads.pdf": (NOBODY, READERS),
    "downloads.word": (NOBODY, READERS),
    "drafts.add": {WRITER},
    "drafts.choices": {WRITER},
    "drafts.put": {WRITER},
    "drafts.show": {WRITER},
    "drafts.word": {WRITER},
    "family.advice": (NOBODY, FAMILY),
    "family.bundle": (NOBODY, FAMILY),
    "family.mine": FAMILIES,
    "family.pdf": (NOBODY, FAMILY),
    "family.say": FAMILY,
    "family.show": FAMILY,
    "family.upload": (NOBODY, FAMILY),
    "family.word": (NOBODY, FAMILY),
    "family_access.end": {OFFICER},
    "family_access.invite": {OFFICER},
    "family_access.say": {OFFICER},
    "family_access.show": {OFFICER},
    "family_access.show_words": {OFFICER},
    "history.access": {"auditor"},
    "history.show": {"auditor"},
    "leave.end": {WRITER, MANAGER, ADMINISTRATOR},
    "leave.show": STAFF,
    "letters.template": {OFFICER, ADMINISTRATOR},
    "letters.templates": {OFFICER, ADMINISTRATOR},
    "letters.write": {OFFICER},
    "live.check": {WRITER},
    "looks.add": ({WRITER, MANAGER}, {WRITER}),
    "looks.ask": {WRITER},
    "looks.deal_with": ({WRITER, MANAGER}, {WRITER}),
    "looks.mine": EVERYBODY,
    "looks.show": ({WRITER, MANAGER}, {WRITER}),
    "looks.withdraw": {WRITER},
    "notices.mine": EVERYBODY,
    "people.bring_in": MANAGERS | {OFFICER, ADMINISTRATOR},
    "people.invite": MANAGERS | {OFFICER, ADMINISTRATOR},
    "people.show": MANAGERS | {OFFICER, ADMINISTRATOR},
    "person.add_role": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.correct": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.correct_address": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.invite_again": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.let_back_in": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.move": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.remove_role": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.reset_codes": {ADMINISTRATOR},
    "person.show": {MANAGER, OFFICER, ADMINISTRATOR},
    "person.suspend": {MANAGER, OFFICER, ADMINISTRATOR},
    "phrases.add": WRITERS | MANAGERS,
    "phrases.change": {WRITER},
    "phrases.choose": {WRITER},
    "phrases.edit": {WRITER},
    "phrases.insert": NOBODY,
    "phrases.show": WRITERS | MANAGERS,
    "post.another_child": {OFFICER},
    "post.confirm": {OFFICER},
    "post.join": {OFFICER},
    "post.keep": {OFFICER},
    "post.make_draft": NOBODY,
    "post.not_ours": {OFFICER},
    "post.open_it": {OFFICER},
    "post.original": {OFFICER},
    "post.page_picture": NOBODY,
    "post.queue": {OFFICER},
    "post.show": {OFFICER},
    "post.unread": {OFFICER},
    "quality.accept_clean": MANAGERS | {DCO},
    "quality.clean": MANAGERS | {DCO},
    "quality.decide": (NOBODY, {DCO}),
    "quality.queue": MANAGERS | {DCO},
    "quality.release": {OFFICER, DCO},
    "quality.show": (NOBODY, {DCO}),
    "record.new": {OFFICER},
    "record.scan": {OFFICER},
    "reminder_settings.show": EVERYBODY,
    "rule_book.show": EVERYBODY,
    "second_factor.begin_change": EVERYBODY,
    "second_factor.prove_old": EVERYBODY,
    "sign_in.stay": EVERYBODY,
    "submission.preview": {WRITER},
    "submission.receipt": (NOBODY, {WRITER}),
    "submission.set_aside": {WRITER},
    "submission.show": (NOBODY, READERS),
    "submission.submit": {WRITER},
    "submission.take_it_back": {WRITER},
    "uploads.add": {WRITER, SECRETARY},
    "uploads.choose": SECRETARIES,
    "uploads.hide_nothing": {WRITER, SECRETARY},
    "uploads.look": {WRITER, SECRETARY},
    "uploads.open": ({WRITER, SECRETARY}, ON_THE_CASE),
    "uploads.remove": {WRITER, SECRETARY},
    "uploads.search": SECRETARIES,
    "uploads.show": {WRITER, SECRETARY},
    "versions.changes": {WRITER},
    "versions.compare": NOBODY,
    "versions.restore": {WRITER},
    "versions.show": {WRITER},
}
MAY_BE_OUT_OF_TURN = {200, 302, 409, 422}
IN_TWO_STEPS = {"uploads.hide_nothing"}  # its second transaction needs what its first has kept; test_uploads.py has it
ASKED_OF_NOTHING = ("officer", "writer", "manager", "parent", "administrator", "dco")


def let_through(endpoint: str, step: str) -> frozenset[str]:
    """Who may use the route at the step; of what is not there, nobody."""
    row = WHO[endpoint]
    if isinstance(row, tuple):
        row = row[0 if step == "being written" else 1]
    return frozenset(row)


def guarded(app: Flask) -> list[tuple[str, str, frozenset[str]]]:
    """(endpoint, method, names in its address) of every route that is not for anyone at all."""
    return [
        (rule.endpoint, method, frozenset(rule.arguments))
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "guard", "public") != "public"
        if "sign_out" not in rule.endpoint  # would end the visit; in the tests of sign-in
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_every_guarded_route_has_its_row_and_no_row_is_of_a_route_that_has_gone(app: Flask) -> None:
    assert {endpoint for endpoint, _, _ in guarded(app)} == set(WHO)


def asked(app: Flask, step: str) -> list[tuple[str, str, frozenset[str]]]:
    """What is tried at the step: everything once, then only what the step can change."""
    if step == "being written":
        return guarded(app)
    named = [each for each in guarded(app) if each[2] - {"name"}]
    return named if step == "not there" else [each for each in named if each[2] & {"case_id", "request_id"}]


@pytest.fixture
def kept_by_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on the application writes as ever, and keeps nothing."""
    database: Database = app.extensions["hub_database"]

    @contextmanager
    def tried() -> Iterator[Session]:
        with Session(database.engine, expire_on_commit=False) as session:
            yield session
            session.flush()
            session.rollback()

    return lambda: monkeypatch.setattr(database, "transaction", tried)


@pytest.mark.parametrize("step", ["being written", "closed", "not there"])
def test_whoever_is_not_written_down_here_is_told_nothing(
    step: str,
    app: Flask,
    visitor: Make,
    world: World,
    database: Database,
    settings: Settings,
    now: datetime,
    kept_by_nobody: Callable[[], None],
) -> None:
    with database.transaction() as session:
        who = everything.people(session, world)
    assert set(who) == EVERYBODY
    ids = everything.ids(database, FileStore(settings.data_dir), world, who, now, step)
    visitors = {name: visitor(who[name]) for name in (who if step != "not there" else ASKED_OF_NOTHING)}
    tokens = {name: token_of(each) for name, each in visitors.items()}
    kept_by_nobody()
    wrong: list[tuple[str, str, str, int]] = []
    for endpoint, method, names in asked(app, step):
        with app.test_request_context("/"):
            path = url_for(endpoint, **{name: ids[name] for name in names})
        allowed = NOBODY if step == "not there" else let_through(endpoint, step)
        for name, somebody in visitors.items():
            if name in allowed and endpoint in IN_TWO_STEPS:
                continue
            sent: dict[str, Any] = {"data": {"csrf_token": tokens[name]}} if method == "POST" else {}
            answer = somebody.client.open(path, method=method, **sent)
            well = answer.status_code in MAY_BE_OUT_OF_TURN if name in allowed else says_nothing(answer)
            if not well:
                wrong.append((name, method, path, answer.status_code))
            answer.close()
    assert wrong == []


def says_nothing(answer: Any) -> bool:
    """Whether it is the page of what isn't there, without a word of the case."""
    said = answer.get_data(as_text=True)
    return answer.status_code == 404 and not any(word in said for word in ("Evans", "Sian ", "Harbourlight Primary"))


def token_of(somebody: Visitor) -> str:
    """A good token: of a page that everybody has."""
    field = somebody.opens("/help").soup.select_one("input[name=csrf_token]")
    assert field is not None
    return str(field["value"])
