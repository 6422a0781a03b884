"""What holds for every page: its headers, its errors, and that nothing about a child gets out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request

import portal
from hub.database import Database
from hub.settings import Settings, load_settings
from portal.app import create_app
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
STATIC = Path(portal.__file__).parent / "static"


def test_a_page_is_kept_by_no_browser_and_framed_by_no_site(visitor: Make) -> None:
    headers = visitor().opens("/sign-in").response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_only_our_own_scripts_and_styles_run_and_none_inline(visitor: Make) -> None:
    policy = visitor().opens("/sign-in").response.headers["Content-Security-Policy"]
    said = dict(part.split(" ", 1) for part in policy.split("; "))
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["style-src"] == "'self'"
    assert "upgrade-insecure-requests" not in policy


def test_on_https_the_cookies_are_secure_and_the_browser_is_told_to_stay(app: Flask, world: World) -> None:
    settings = app.extensions["hub_settings"]
    safe = create_app(
        load_settings(
            _env_file=None,
            database_url=settings.database_url,
            data_dir=settings.data_dir,
            base_url="https://hub.council.example",
        )
    )
    answer = safe.test_client().get("/sign-in", base_url="https://hub.council.example")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Set-Cookie"].startswith("__Host-")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "upgrade-insecure-requests" in answer.headers["Content-Security-Policy"]
    assert safe.test_client().get("/sign-in", base_url="http://hub.council.example").status_code == 302
    safe.extensions["hub_database"].engine.dispose()


def test_static_files_may_be_kept_under_an_address_that_changes_with_them(visitor: Make) -> None:
    somebody = visitor()
    style = next(
        str(each["href"])
        for each in somebody.opens("/help").soup.select("link[rel=stylesheet]")
        if "hub.css" in each["href"]
    )
    assert "immutable" in somebody.opens(style).response.headers["Cache-Control"]


def test_neither_the_crest_nor_the_font_nor_anything_from_elsewhere_is_shipped() -> None:
    css = (STATIC / "govuk" / "govuk-frontend.min.css").read_text()
    assert not [word for word in ("@font-face", "GDS Transport", "crest", "url(") if word in css.split("*/", 1)[1]]
    assert "MIT" in (STATIC / "govuk" / "LICENSE.txt").read_text()
    assert not [each.name for each in STATIC.rglob("*") if each.suffix in {".woff", ".woff2", ".ttf"}]


def test_not_yours_and_not_there_look_the_same(visitor: Make, world: World) -> None:
    outsider = visitor(world.outsider_id)
    theirs, nothing = outsider.opens(f"/cases/{world.case_id}"), outsider.opens("/cases/987654")
    too_long = outsider.opens(f"/cases/{10**21}")
    assert theirs.status == nothing.status == too_long.status == 404
    assert theirs.main == nothing.main == too_long.main


@pytest.mark.parametrize("path", ["/nothing-here", "/cases/99999999999999999999", "/static/../app.py"])
def test_a_page_that_is_not_there_says_so_in_words(visitor: Make, path: str) -> None:
    page = visitor().opens(path)
    assert page.heading in ("We cannot show you this page", "Sign in to the EHC Hub")


def test_a_form_without_its_token_is_refused_with_what_to_do(visitor: Make) -> None:
    answer = visitor().client.post("/sign-in", data={"email": "a@b.example", "password": "x"})
    assert answer.status_code == 400
    assert "Go back, copy anything that you typed" in answer.get_data(as_text=True)


def test_too_large_an_upload_is_refused_in_words(visitor: Make, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = visitor().posts("/sign-in", {"email": "x" * 5000})
    assert answer.status_code == 413
    assert "larger than the hub can take" in answer.get_data(as_text=True)


def test_when_something_breaks_neither_page_nor_log_says_whom_it_was_about(
    visitor: Make, app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("".join(["can", "ary: Sian Evans"]))  # not in one piece: the log holds lines of source

    app.view_functions["pages.help"] = broken
    with caplog.at_level(logging.DEBUG):
        answer = visitor(world.officer_id).client.get("/help")
    assert answer.status_code == 500
    assert "something went wrong" in answer.get_data(as_text=True)
    assert "canary" not in answer.get_data(as_text=True) + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_outbox_exists_in_a_demonstration_only(visitor: Make, app: Flask) -> None:
    assert visitor().opens("/outbox").heading.startswith("Local outbox")
    settings = app.extensions["hub_settings"]
    real = create_app(
        load_settings(_env_file=None, database_url=settings.database_url, data_dir=settings.data_dir, demo=False)
    )
    assert real.test_client().get("/outbox").status_code == 404
    real.extensions["hub_database"].engine.dispose()


def test_the_menu_shows_each_role_its_own_way(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id).opens("/help").links()
    therapist = visitor(world.therapist_id).opens("/help").links()
    assert "Requests to confirm" in officer
    assert "Team cases" in officer
    assert "Requests to confirm" not in therapist
    assert "Team cases" not in therapist
    assert "My cases" in therapist


def test_the_page_that_is_open_is_marked_in_the_menu(visitor: Make, world: World) -> None:
    page = visitor(world.officer_id).opens("/my-cases")
    marked = [each.get_text(strip=True) for each in page.soup.select("[aria-current=page]")]
    assert marked == ["My cases"]


def test_the_accessibility_statement_and_help_need_no_sign_in(visitor: Make) -> None:
    assert visitor().opens("/accessibility").heading.startswith("Accessibility statement")
    assert visitor().opens("/help").heading == "Help"


def test_help_says_how_to_get_in_where_its_mail_comes_from_and_whom_to_ask(visitor: Make, settings: Settings) -> None:
    said = visitor().opens("/help").main
    assert "share your password and codes with nobody" in said
    assert f"Add {settings.mail_from} to your own contacts and to your team’s" in said
    assert "SEN Service" in said


@pytest.mark.parametrize(
    ("who", "heading"),
    [("officer", "My cases"), ("therapist", "My cases"), ("manager", "Team cases"), ("dco", "Quality check")],
)
def test_everybody_starts_with_what_waits_for_them(visitor: Make, world: World, who: str, heading: str) -> None:
    assert visitor(getattr(world, f"{who}_id")).opens("/").heading == heading


def test_whoever_has_no_role_yet_is_told_so_when_they_sign_in(visitor: Make, world: World, database: Database) -> None:
    with database.transaction() as session:
        nobody = world.person(session, "outsider")
        nobody.memberships.clear()
    assert "The hub has no pages of your own yet." in visitor(world.outsider_id).opens("/").main
    assert "no pages of your own" not in visitor(world.officer_id).opens("/help").main
    assert "no pages of your own" not in visitor().opens("/help").main


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_no_text_that_is_sent_holds_what_postgresql_cannot_keep(app: Flask, kind: str) -> None:
    sent = {"reason": ["a\0b", "\0", "Siân"]}
    with app.test_request_context("/?case=EHC%00-1&case=2", method="POST", data=sent, content_type=kind):
        assert request.args.getlist("case") == ["EHC-1", "2"]
        assert request.form.getlist("reason") == ["ab", "", "Siân"]
        assert request.values.getlist("case") == ["EHC-1", "2"]
