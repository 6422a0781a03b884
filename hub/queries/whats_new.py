"""What is new to a person since they last looked at a case: counted on a list, in words on the case's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from hub.models import Case, HistoryEntry, Person, Request, Role, Team
from hub.news import Audience, said
from hub.permissions import sees_every_case

MOST = 200
_FAMILY = frozenset({Role.PARENT, Role.YOUNG_PERSON})


@dataclass(frozen=True, slots=True)
class NewThing:
    """One act since the last look, in words."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """What is new on a case: since when, and the acts, the latest first."""

    since: datetime
    things: tuple[NewThing, ...]


def audience_for(person: Person) -> Audience:
    """As whom the person reads a case's history."""
    if sees_every_case(person):
        return Audience.COUNCIL
    return Audience.FAMILY if person.roles <= _FAMILY else Audience.STAFF


def new_on_case(
    session: Session, *, person: Person, case: Case, since: datetime, to: Audience | None = None
) -> WhatsNew | None:
    """What others did on the case since then, as far as the person may hear of it; None where nothing was.

    `to` is as whom they read it, where that does not follow from their roles: as family, on their own child's page.
    """
    entries = (
        select(HistoryEntry, Team.name, Request.opened_at)
        .outerjoin(Request, Request.id == HistoryEntry.details["request"].as_integer())
        .outerjoin(Team, Team.id == Request.team_id)
        .where(HistoryEntry.case_id == case.id, HistoryEntry.at > since, _not_theirs(person))
        .order_by(HistoryEntry.number.desc())
        .limit(MOST)
    )
    to = to or audience_for(person)
    things = []
    for entry, team, opened_at in session.execute(entries):
        team = team or entry.details.get("team", "A team")
        if words := said(entry.what, entry.details, to=to, team=team, published=opened_at == entry.at):
            things.append(NewThing(entry.at, words))
    return WhatsNew(since, tuple(things)) if things else None


def new_counts(session: Session, *, person: Person, looked_at: Mapping[int, datetime]) -> dict[int, int]:
    """How many things are new on each of the cases, given when the person last looked at it."""
    if not looked_at:
        return {}
    since = [and_(HistoryEntry.case_id == case_id, HistoryEntry.at > at) for case_id, at in looked_at.items()]
    entries = (
        select(HistoryEntry.case_id, HistoryEntry.what, HistoryEntry.details)
        .where(or_(*since), _not_theirs(person))
        .limit(MOST * len(since))
    )
    to = audience_for(person)
    counts: dict[int, int] = {}
    for case_id, what, details in session.execute(entries):
        if said(what, details, to=to) is not None:
            counts[case_id] = counts.get(case_id, 0) + 1
    return counts


def _not_theirs(person: Person) -> ColumnElement[bool]:
    return or_(HistoryEntry.by_id.is_(None), HistoryEntry.by_id != person.id)
