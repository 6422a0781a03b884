"""Accounts and people in a real Chromium: a QR code that an app reads, a warning before the end, accessible pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pyotp
import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from hub.database import Database
from hub.models import Account, Membership, OutgoingNotice, Person, Role
from hub.notice import NoticeKind
from hub.services.accounts import invite
from hub.services.email_changes import ask_email_change
from tests.browser import axe_violations
from tests.portal.test_in_the_browser import address as address
from tests.portal.test_in_the_browser import looked_at, opened
from tests.portal.visitor import Clock, Visitor
from tests.world import World

pytestmark = pytest.mark.browser
Make = Callable[..., Visitor]
OF_AN_ADMINISTRATOR = ("/teams/", "/teams/new", "/settings")


def somebody(database: Database, role: Role, name: str) -> int:
    """Somebody with a role in the whole hub."""
    with database.transaction() as session:
        person = Person(name=name, email=f"{role.value}@council.example")
        person.memberships.append(Membership(role=role, person=person))
        session.add(person)
        session.flush()
        return person.id


def test_an_authenticator_app_reads_the_qr_code_and_its_code_signs_in(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        roles = [(Role.PROFESSIONAL, world.team(session))]
        _, token = invite(session, name="Nia Rees", email="nia@health.example", roles=list(roles), now=clock())
    with opened(browser, address, visitor()) as page:
        page.goto(f"/invitation/{token}")
        assert not page.get_by_label("Landline number").is_visible()
        page.get_by_label("Telephone call to a landline").check()
        assert page.get_by_label("Landline number").is_visible()
        wrong = looked_at(page)
        page.get_by_label("Authenticator app").check()
        assert not page.get_by_label("Mobile number").is_visible()
        page.get_by_label("Choose a password").fill("three unrelated words")
        page.get_by_role("button", name="Create my account").click()
        page.get_by_role("heading", name="Set up your authenticator app").wait_for()
        wrong += looked_at(page)
        (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(page.locator("img.hub-qr").screenshot())))
        app = pyotp.parse_uri(found.text)
        assert isinstance(app, pyotp.TOTP)
        assert (app.name, app.issuer) == ("nia@health.example", f"EHC Hub, {world.council.name}")
        page.get_by_label("Security code").fill(app.at(clock()))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Show me ten recovery codes").click()
        page.get_by_role("heading", name="Keep these recovery codes").wait_for()
        wrong += looked_at(page)
    assert wrong == []


def test_a_page_warns_before_its_session_ends_and_staying_puts_that_off(
    browser: Browser, address: str, visitor: Make, world: World, clock: Clock
) -> None:
    def time_passes(minutes: float) -> None:
        clock.move_on(minutes=minutes)
        page.clock.fast_forward(int(minutes * 60_000))

    with opened(browser, address, visitor(world.therapist_id)) as page:
        page.clock.install(time=datetime(2026, 11, 23, 9, 30))  # noqa: DTZ001 - the browser's own clock
        page.goto("/my-cases")
        dialog = page.get_by_role("alertdialog", name="You are about to be signed out")
        time_passes(27)
        assert not dialog.is_visible()
        time_passes(1.5)
        dialog.wait_for()
        assert axe_violations(page) == []
        page.keyboard.press("Enter")  # the button has the focus
        dialog.wait_for(state="hidden")
        time_passes(27)
        assert not dialog.is_visible()
        time_passes(4)
        page.get_by_text("not used for a while").wait_for()


def test_the_pages_about_people_accounts_and_history_are_accessible(
    browser: Browser, address: str, visitor: Make, world: World, database: Database, app: Flask, now: datetime
) -> None:
    administrator, auditor = somebody(database, Role.ADMINISTRATOR, "Ada Min"), somebody(database, Role.AUDITOR, "Chen")
    with database.transaction() as session:
        world.allocated(session, now - timedelta(days=1))
        session.add(Account(password_hash="x", phone="+447700900555", person=world.therapist(session)))
        ask_email_change(session, person=world.therapist(session), email="tomasz@trust.example", now=now)
        asked = select(OutgoingNotice.path).where(OutgoingNotice.kind == NoticeKind.NEW_EMAIL)
        confirming = session.scalars(asked).one()
    person = f"/people/{world.therapist_id}"
    pages = {
        administrator: [
            "/people/",
            person,
            f"{person}/suspend",
            f"{person}/correct",
            f"/people/{world.colleague_id}/address",
            "/people/invite",
            "/people/import",
        ],
        auditor: ["/history/", "/history/people"],
        world.therapist_id: [
            "/account",
            "/account/password",
            "/account/email",
            confirming,
            "/account/codes",
            "/second-factor",
        ],
    }
    wrong = []
    for person_id, paths in pages.items():
        with opened(browser, address, visitor(person_id)) as page:
            for path in paths:
                page.goto(path)
                for summary in page.locator("main summary").all():
                    summary.click()
                wrong += looked_at(page, narrow_too=path in ("/people/", "/account"))
    assert wrong == []
