"""Somebody who uses the portal in a test: opens pages, fills forms, follows links; every page must be well formed."""

from __future__ import annotations

import hashlib
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from jinja2 import ChainableUndefined
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from hub.database import Database
from hub.mailers import LocalOutbox
from hub.messages import Message
from hub.models import Person, SignIn
from hub.settings import Settings
from hub.work import run_one
from tests.portal.well_formed import problems

Typed = Mapping[str, str | Sequence[str]]


class Clock:
    """The time of day of a test."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_on(self, **by: float) -> None:
        """Let time pass: `move_on(minutes=31)`."""
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Page:
    """What came back."""

    response: TestResponse
    html: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @property
    def heading(self) -> str:
        found = self.soup.h1
        return " ".join(found.get_text().split()) if found else ""

    @property
    def words(self) -> str:
        """Everything that a reader sees, on one line."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def main(self) -> str:
        """The words of the page itself, without header and footer."""
        found = self.soup.find("main")
        return " ".join(found.get_text(" ").split()) if found else ""

    @property
    def path(self) -> str:
        return self.response.request.path

    def links(self) -> dict[str, str]:
        """Every link's words and where it leads."""
        return {" ".join(a.get_text().split()): str(a["href"]) for a in self.soup.select("a[href]")}

    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [" ".join(each.get_text().split()) for each in self.soup.select(".govuk-error-summary__list li")]

    def form(self, button: str) -> Tag:
        """The form that has the button."""
        for each in self.soup.find_all("form"):
            if any(button in " ".join(b.get_text().split()) for b in each.find_all("button")):
                return each
        raise AssertionError(f"no form with the button “{button}” on “{self.heading}”: {self.main[:500]}")


class Visitor:
    """A browser without JavaScript, in somebody's hands."""

    def __init__(self, app: Flask, database: Database, clock: Clock, settings: Settings) -> None:
        self.app, self.database, self.clock, self.settings = app, database, clock, settings
        self.client = app.test_client()
        self.page: Page | None = None

    def is_signed_in_as(self, person_id: int) -> None:
        """Be signed in without the journey (which has its own tests)."""
        token = secrets.token_urlsafe(16)
        with self.database.transaction() as session:
            now = self.clock()
            session.add(
                SignIn(
                    token_hash=hashlib.sha256(token.encode()).hexdigest(),
                    started_at=now,
                    seen_at=now,
                    code_given_at=now,
                    person=session.get_one(Person, person_id),
                )
            )
        self.client.set_cookie(self.app.config["HUB_COOKIE"], token)

    def opens(self, path: str) -> Page:
        """Open a page, following redirects."""
        return self._seen(self.client.get(path, follow_redirects=True))

    def follows(self, words: str) -> Page:
        """Follow the link with these words on the page that is open."""
        links = self._open().links()
        found = [href for text, href in links.items() if words in text]
        assert found, f"no link “{words}” among {sorted(links)}"
        return self.opens(found[0])

    def sends(self, button: str, typed: Typed | None = None, files: Mapping[str, Any] | None = None) -> Page:
        """Fill in the form that has the button, and press it. What is not typed stays as it stands on the page."""
        page = self._open()
        form = page.form(button)
        values: MultiDict[str, Any] = MultiDict(_standing(form, button))
        for name, value in (typed or {}).items():
            values.setlist(name, [value] if isinstance(value, str) else list(value))
        for name, value in (files or {}).items():
            values.setlist(name, [value])
        pressed = next(b for b in form.find_all("button") if button in " ".join(b.get_text().split()))
        action = str(pressed.get("formaction") or form.get("action") or page.path)
        if str(form.get("method", "get")).lower() == "get":
            return self._seen(self.client.get(action, query_string=values, follow_redirects=True))
        return self._seen(self.client.post(action, data=values, follow_redirects=True))

    def posts(self, path: str, typed: Typed | None = None) -> TestResponse:
        """Post something without a page, with a good token: what a person who tampers would do."""
        page = self.opens("/help")
        token = page.soup.select_one("input[name=csrf_token]")
        values: dict[str, Any] = {"csrf_token": str(token["value"])} if token else {}
        return self.client.post(path, data={**values, **(typed or {})})

    def post_is_sent(self) -> list[Message]:
        """Let the worker send what waits, and look into the outbox, newest first."""
        while run_one(self.database, settings=self.settings, worker="test:0", now=self.clock()):
            pass
        return LocalOutbox(self.settings.data_dir / "outbox").messages()

    def _open(self) -> Page:
        assert self.page is not None, "no page is open"
        return self.page

    def _seen(self, response: TestResponse) -> Page:
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        response.close()
        self.page = Page(response, html)
        if html:
            wrong = problems(html, self.page.soup)
            assert not wrong, f"{response.request.path}: {wrong}"
            assert response.status_code < 500, f"{response.request.path} failed"
        return self.page


def _standing(form: Tag, button: str) -> list[tuple[str, str]]:
    """What the form would send as it stands."""
    fields = form.find_all(["input", "textarea", "select", "button"])
    return [(str(each["name"]), value) for each in fields if each.get("name") for value in _values(each, button)]


def _values(field: Tag, button: str) -> list[str]:
    value = str(field.get("value") or "")
    if field.name == "button":
        return [value] if button in " ".join(field.get_text().split()) else []
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.find("option")
        return [str(chosen.get("value", chosen.get_text()))] if isinstance(chosen, Tag) else []
    kind = field.get("type")
    unticked = kind in ("checkbox", "radio") and not field.has_attr("checked")
    return [] if unticked or kind == "file" else [value]


class _Misspelled(ChainableUndefined):
    """GOV.UK Frontend's macros need undefined names to be empty; in our own templates they are mistakes."""

    def __str__(self) -> str:
        self._refuse()
        return super().__str__()

    def __bool__(self) -> bool:
        self._refuse()
        return super().__bool__()

    def __iter__(self) -> Any:
        self._refuse()
        return super().__iter__()

    def _refuse(self) -> None:
        frame = sys._getframe(2)
        name = frame.f_code.co_filename
        if "/portal/templates/" in name:
            raise AssertionError(f"{name}:{frame.f_lineno}: nothing is called {self._undefined_name!r}")


def strict_templates(app: Flask) -> None:
    """Make a misspelled name in one of our templates an error."""
    app.jinja_env.undefined = _Misspelled
