"""What is around every page: whose hub it is, who is signed in, and where each role can go from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, request, url_for

from hub.council import Council
from hub.models.people import Role
from hub.settings import Settings

STAFF = frozenset(Role) - {Role.PARENT, Role.YOUNG_PERSON}
CASEWORKERS = STAFF - {Role.AUDITOR, Role.ADMINISTRATOR}

# text, endpoint, and who is shown it; the routes themselves check again
MENU: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("My cases", "case_lists.mine", CASEWORKERS),
    ("Team cases", "case_lists.team", frozenset({Role.TEAM_MANAGER, Role.SECRETARY, Role.OFFICER, Role.DCO})),
    ("Upload letters", "uploads.choose", frozenset({Role.SECRETARY})),
    ("Requests to confirm", "post.queue", frozenset({Role.OFFICER})),
    ("Quality check", "quality.queue", frozenset({Role.DCO, Role.TEAM_MANAGER})),
    ("Who checks advice", "deputy.show", frozenset({Role.ADMINISTRATOR})),
    ("My child’s case", "family.mine", frozenset({Role.PARENT})),
    ("My case", "family.mine", frozenset({Role.YOUNG_PERSON})),
    ("Letters", "letters.templates", frozenset({Role.ADMINISTRATOR})),
    ("People", "people.show", frozenset({Role.ADMINISTRATOR, Role.OFFICER, Role.TEAM_MANAGER})),
    ("Deliveries", "deliveries.failed", frozenset({Role.ADMINISTRATOR})),
    ("Notices", "notices.mine", STAFF),
    ("History", "history.show", frozenset({Role.AUDITOR})),
    ("Check my document", "check_my_document.show", STAFF),
)

WITHIN = {"person": "people", "administering": "people"}  # journeys that are entered from another's page


def council() -> Council:
    """The council whose hub this is."""
    found = current_app.extensions["hub_council"]
    if not isinstance(found, Council):
        raise TypeError("the application has no council")
    return found


def reviewers() -> frozenset[Role]:
    """The roles that check advice in this council."""
    return frozenset(role for rules in council().profiles.values() for role in rules.reviewers)


@dataclass(frozen=True, slots=True)
class Who:
    """Who is signed in, as the frame needs it: kept apart from the session, which an error ends before its page."""

    name: str
    roles: frozenset[Role]
    stands_in: bool = False  # for a reviewer who is away


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
    ends_at: datetime | None
    seconds_left: int
    navigation: tuple[Link, ...]
    demonstration: bool


def frame() -> Frame:
    """The frame of the page being answered."""
    settings: Settings = current_app.extensions["hub_settings"]
    whose = council()
    who: Who | None = g.get("who")
    ends_at: datetime | None = g.get("ends_at")
    return Frame(
        council=whose.name,
        contact_name=whose.sen_team,
        contact_email=whose.mailbox,
        person=who.name if who else "",
        ends_at=ends_at,
        seconds_left=int((ends_at - g.now).total_seconds()) if ends_at else 0,
        navigation=tuple(_menu(who)),
        demonstration=settings.demo,
    )


def _menu(who: Who | None) -> list[Link]:
    if who is None:
        return []
    links = [
        _link(text, endpoint)
        for text, endpoint, roles in MENU
        if who.roles & (roles & reviewers() if endpoint == "quality.queue" else roles)
        or (who.stands_in and endpoint == "quality.queue")
    ]
    return [*links, _link("Help", "pages.help")]


def _link(text: str, endpoint: str) -> Link:
    if request.endpoint == endpoint:
        return Link(text, url_for(endpoint), "page")
    room = endpoint.split(".")[0]
    inside = WITHIN.get(request.blueprint or "", request.blueprint) == room and room not in {"case_lists", "pages"}
    return Link(text, url_for(endpoint), "true" if inside else "")
