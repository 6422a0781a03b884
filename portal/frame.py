"""What is around every page: whose hub it is, who is signed in, and where each role can go from here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request, url_for

from hub.models.people import Person, Role
from hub.settings import Settings

STAFF = frozenset(Role) - {Role.PARENT, Role.YOUNG_PERSON}
CASEWORKERS = STAFF - {Role.AUDITOR, Role.ADMINISTRATOR}

# text, endpoint, and who is shown it; the routes themselves check again
MENU: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("My cases", "cases.mine", CASEWORKERS),
    ("Team cases", "cases.team", frozenset({Role.TEAM_MANAGER, Role.SECRETARY, Role.OFFICER, Role.DCO})),
    ("Requests to confirm", "post.queue", frozenset({Role.OFFICER})),
    ("Quality check", "quality.queue", frozenset({Role.DCO, Role.TEAM_MANAGER})),
    ("Check my document", "check_my_document.show", STAFF),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu; `current` is the value of aria-current, if any."""

    text: str
    href: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows on every page."""

    council: str
    contact_name: str
    contact_email: str
    person: str
    navigation: tuple[Link, ...]
    demonstration: bool


def frame() -> Frame:
    """The frame of the page being answered."""
    settings: Settings = current_app.extensions["hub_settings"]
    council = current_app.extensions["hub_council"]
    person: Person | None = g.get("person")
    return Frame(
        council=council.name,
        contact_name=council.sen_team,
        contact_email=council.mailbox,
        person=person.name if person else "",
        navigation=tuple(_menu(person)),
        demonstration=settings.demo,
    )


def _menu(person: Person | None) -> list[Link]:
    if person is None:
        return []
    links = [
        _link(text, endpoint)
        for text, endpoint, roles in MENU
        if person.roles & roles and endpoint in current_app.view_functions
    ]
    return [*links, _link("Help", "pages.help")]


def _link(text: str, endpoint: str) -> Link:
    if request.endpoint == endpoint:
        return Link(text, url_for(endpoint), "page")
    room = endpoint.split(".")[0]
    inside = request.blueprint == room and room not in {"cases", "pages"}
    return Link(text, url_for(endpoint), "true" if inside else "")
