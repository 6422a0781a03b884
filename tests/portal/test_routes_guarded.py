"""Every route says who may use it; what is open to anyone is named here."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, url_for

from hub.database import Database
from hub.models import Reading
from portal.frame import MENU
from tests.portal.received import received_request
from tests.portal.visitor import Clock, Visitor
from tests.world import World

PUBLIC = {
    "pages.start",
    "pages.help",
    "help_pages.tour",
    "pages.accessibility",
    "sign_in.show",
    "sign_in.code",
    "sign_in.resend",
    "sign_in.recovery_code",
    "sign_in.left",  # says how long one's own sign-in lasts, and nothing to anybody else
    "second_factor.choose",  # these ask for a sign-in that is setting up its second factor
    "second_factor.prove",
    "second_factor.send_again",
    "second_factor.qr",
    "second_factor.start_again",
    "sign_in.sign_out",
    "sign_in.forgotten",
    "sign_in.new_password",
    "register.show",
    "account.new_email",
    "calendar.feed",  # its address is a secret
    "outbox.show",  # exists in a demonstration only
    "static",
}


def test_every_route_is_guarded_or_named_as_public(app: Flask) -> None:
    unguarded = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "guard", "nothing")
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC and getattr(app.view_functions[rule.endpoint], "guard", "public") == "public"
    }
    assert unguarded == {}


def test_nothing_is_called_public_that_has_gone(app: Flask) -> None:
    assert set(app.view_functions) >= PUBLIC


def test_every_link_of_the_menu_leads_to_a_page(app: Flask) -> None:
    assert {endpoint for _, endpoint, _ in MENU} <= set(app.view_functions)


KEPT_OUT = {302, 401}  # 401: what a page's script saves is answered without a page, so that nothing typed is lost


NOTICES: dict[str, int | str] = {"notice_id": 1, "cover_id": 1}
DRAFTING: dict[str, int | str] = {"left_over_id": 1, "number": 1, "comment_id": 1, "look_id": 1, "phrase_id": 1}


def addresses(app: Flask, ids: dict[str, int | str]) -> list[tuple[str, str]]:
    """(method, address) of every guarded route, with the ids of things that exist."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        with app.test_request_context("/"):
            values: dict[str, Any] = {name: ids[name] for name in rule.arguments}
            address = url_for(rule.endpoint, **values)
        found += [(method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


@pytest.fixture
def everything(app: Flask, world: World, database: Database, clock: Clock) -> list[tuple[str, str]]:
    """Every guarded address about one case, its request and its post."""
    reading_id = received_request(database, clock())
    with database.transaction() as session:
        request_id = world.drafted(session, clock()).id
        item_id = session.get_one(Reading, reading_id).item_id
        therapist = world.therapist(session)
        person = {"person_id": therapist.id, "membership_id": therapist.memberships[0].id, "team_id": 1}
    ids = {**person, "case_id": world.case_id, "request_id": request_id, "reading_id": reading_id, "item_id": item_id}
    of_the_case: dict[str, int | str] = {"decision_id": 1, "link_id": 1, "view_id": 1, "name": "draft-plan"}
    return addresses(
        app,
        {
            **ids,
            "upload_id": 1,
            "deputy_id": 1,
            "exception_id": 1,
            **DRAFTING,
            **of_the_case,
            **NOTICES,
            "sha256": "0" * 64,
        },
    )


def answers(visitor: Visitor, everything: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The status of each, a good token sent along."""
    page = visitor.opens("/help" if visitor.client.get_cookie(visitor.app.config["HUB_COOKIE"]) else "/sign-in")
    token = page.soup.select_one("input[name=csrf_token]")
    sent = {"csrf_token": str(token["value"])} if token else {}
    return {
        (method, path): visitor.client.open(path, method=method, data=sent if method == "POST" else None).status_code
        for method, path in everything
    }


def test_signed_out_every_guarded_address_leads_to_sign_in(
    visitor: Callable[..., Visitor], everything: list[tuple[str, str]]
) -> None:
    open_ = {address: status for address, status in answers(visitor(), everything).items() if status not in KEPT_OUT}
    assert open_ == {}


def not_ones_own(everything: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the pages about oneself: everybody has them, and signing out everywhere would end the test."""
    return [each for each in everything if not each[1].startswith(("/account", "/sign-in/stay", "/notices"))]


def test_another_teams_professional_gets_the_same_nothing_for_whatever_is_not_theirs(
    visitor: Callable[..., Visitor], world: World, everything: list[tuple[str, str]]
) -> None:
    theirs = {"/my-cases", "/check-my-document", "/rules", "/drafts-to-look-at", "/phrases"}
    open_ = {
        address: status
        for address, status in answers(visitor(world.outsider_id), not_ones_own(everything)).items()
        if status != 404 and address[1] not in theirs
    }
    assert open_ == {}
