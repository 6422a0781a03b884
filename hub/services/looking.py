"""Looking at a case: when somebody last did, and that something has been done since that is news to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, null, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from hub.models import Case, CaseListing, CaseLook, FamilyLink, ListChoice, Membership, Person, Role
from hub.news import Audience, audience_of

VISIT = timedelta(minutes=30)  # pages opened within it are one visit: what was new stays so until the next
NOTED_EVERY = timedelta(minutes=1)


def look_is_to_be_noted(look: CaseLook | None, *, now: datetime) -> bool:
    """Whether a look would change what is known of the last one: a page a second is not a write a second."""
    return look is None or look.news_at is not None or now - look.looked_at > NOTED_EVERY


def new_since(look: CaseLook | None, *, now: datetime) -> datetime | None:
    """Since when things count as new: the last look before this visit, or None on somebody's first.

    A page opened again within a visit still says what was new when the visit began.
    """
    if look is None:
        return None
    return look.looked_at if now - look.looked_at > VISIT else look.since


def look_at(session: Session, *, person_id: int, case_id: int, now: datetime) -> None:
    """Somebody looks at a case: what was done until now is no longer new to them from their next visit on."""
    kept_since = case((CaseLook.looked_at < now - VISIT, CaseLook.looked_at), else_=CaseLook.since)
    later_news = case((CaseLook.news_at > now, CaseLook.news_at), else_=null())  # done while the page was made
    _upsert(
        session,
        CaseLook,
        {"person_id": person_id, "case_id": case_id},
        {"looked_at": now},
        {"looked_at": now, "since": kept_since, "news_at": later_news},
    )


def choose_list(session: Session, *, person: Person, list_name: str, chosen: Mapping[str, Any]) -> None:
    """Remember how somebody likes one of their lists. A child's name must not be among it."""
    values = {"chosen": dict(chosen)}
    _upsert(session, ListChoice, {"person_id": person.id, "list_name": list_name}, values, values)


def note_news(
    session: Session, case: Case, what: str, details: Mapping[str, Any], *, by: Person | None, at: datetime
) -> None:
    """Mark an act as new for everybody who has looked at the case before, may hear of it, and did not do it."""
    session.execute(update(CaseListing).where(CaseListing.case_id == case.id).values(changed_at=at))
    audience = audience_of(what, details)
    if audience is Audience.NOBODY:
        return
    hear = [CaseLook.case_id == case.id, CaseLook.news_at.is_(None), *_hears(audience)]
    if by is not None:
        hear.append(CaseLook.person_id != by.id)
    session.execute(update(CaseLook).where(*hear).values(news_at=at), execution_options={"synchronize_session": False})


def _hears(audience: Audience) -> list[ColumnElement[bool]]:
    if audience is Audience.COUNCIL:
        own = Membership.role.in_([Role.OFFICER.value, Role.DCO.value])
        return [CaseLook.person_id.in_(select(Membership.person_id).where(own))]
    if audience is Audience.STAFF:
        family = exists().where(FamilyLink.case_id == CaseLook.case_id, FamilyLink.person_id == CaseLook.person_id)
        return [~family]
    return []


def _upsert(
    session: Session, table: type[Any], key: Mapping[str, Any], new: Mapping[str, Any], again: Mapping[str, Any]
) -> None:
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    wanted = insert(table).values(**key, **new)
    session.execute(wanted.on_conflict_do_update(index_elements=list(key), set_=dict(again)))
