"""The history as an auditor reads it: every act on every case, or on people's access, with whether it is as written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, joinedload

from hub.deadlines import LONDON
from hub.models import Case, FamilyLink, HistoryEntry, Membership, Person, PersonEntry, Request, Role
from hub.people_permissions import OF_A_CASE
from hub.queries.own_family import not_of_their_family
from hub.services.history import broken_links, digest_of
from hub.services.person_history import access_digest

PAGE = 50
_FAMILY = "A member of the family"  # their name would say whose case it is


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """What was chosen above the list: a case, whoever did it, the days (both included)."""

    reference: str = ""
    by_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One act. `about` is the case's reference, or the name of the person whose access it was."""

    id: int
    at: datetime
    what: str
    by: str
    about: str
    number: int
    details: tuple[tuple[str, str], ...]
    as_written: bool


def case_history(
    session: Session, *, filters: HistoryFilters, after: int | None = None, viewer: Person | None = None
) -> tuple[list[EntryRow], int | None]:
    """Acts on cases, the latest first, from behind the entry with the id `after`; and where the next page starts.

    Nothing of a case of the viewer's own family.
    """
    wanted: Any = select(HistoryEntry, Case.reference, Person.name).join(Case, Case.id == HistoryEntry.case_id)
    wanted = wanted.outerjoin(Person, Person.id == HistoryEntry.by_id)
    if viewer is not None:
        wanted = wanted.where(not_of_their_family(HistoryEntry.case_id, viewer.id))
    if filters.reference:
        wanted = wanted.where(Case.reference == filters.reference)
    found = session.execute(_page(session, wanted, HistoryEntry, filters, after)).all()
    shown = [entry for entry, *_ in found[:PAGE]]
    before, names = _digests_before(session, shown), _Names(session, [entry.details for entry in shown])
    family = _family(session, {entry.by_id for entry in shown if entry.by_id})
    rows = [
        EntryRow(
            entry.id,
            entry.at,
            entry.what,
            _FAMILY if entry.by_id in family else name or "",
            reference,
            entry.number,
            names.said(entry.details),
            entry.digest == digest_of(entry, before=before.get((entry.case_id, entry.number), "")),
        )
        for entry, reference, name in found[:PAGE]
    ]
    return rows, rows[-1].id if len(found) > PAGE else None


def people_history(
    session: Session, *, filters: HistoryFilters, after: int | None = None
) -> tuple[list[EntryRow], int | None]:
    """Acts on people's access, the latest first; paged as `case_history` is. No member of a family is named."""
    about, by = aliased(Person), aliased(Person)
    wanted: Any = select(PersonEntry, about.id, about.name, by.name).join(about, about.id == PersonEntry.person_id)
    wanted = wanted.outerjoin(by, by.id == PersonEntry.by_id)
    found = session.execute(_page(session, wanted, PersonEntry, filters, after)).all()
    shown = found[:PAGE]
    before = _access_digests_before(session, [entry for entry, *_ in shown])
    family = _family(session, {about_id for _, about_id, *_ in shown})
    names = _Names(session, [entry.details for entry, *_ in shown])
    rows = [
        EntryRow(
            entry.id,
            entry.at,
            entry.what,
            "Themselves" if entry.by_id == about_id else name or "",
            _FAMILY if about_id in family else whose,
            entry.number,
            names.said(entry.details),
            entry.digest == access_digest(entry, before=before.get((entry.person_id, entry.number), "")),
        )
        for entry, about_id, whose, name in shown
    ]
    return rows, rows[-1].id if len(found) > PAGE else None


def chain_of(session: Session, reference: str, *, viewer: Person | None = None) -> tuple[int, int | None] | None:
    """How many entries the case's history has, and the number of the first that is not what was written.

    None for a reference that no case has, and for a case of the viewer's own family.
    """
    case = session.scalars(select(Case).where(Case.reference == reference)).first()
    if case is None or (viewer is not None and viewer.is_family_of(case.id)):
        return None
    last = select(HistoryEntry.number).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.number.desc())
    broken = next((number for _, number in broken_links(session, case=case)), None)
    return session.scalars(last.limit(1)).first() or 0, broken


def who_acted(session: Session) -> Sequence[tuple[int, str]]:
    """Everybody whose acts can be in the history, by name: staff, also those who have left."""
    staff = select(Membership.person_id).where(Membership.role.not_in([each.value for each in OF_A_CASE]))
    wanted = select(Person.id, Person.name).where(Person.id.in_(staff)).order_by(Person.name, Person.id)
    return [(id_, name) for id_, name in session.execute(wanted)]


def _page(
    session: Session,
    wanted: Any,
    kind: Any,
    filters: HistoryFilters,
    after: int | None,
) -> Any:
    if filters.by_id is not None:
        wanted = wanted.where(kind.by_id == filters.by_id)
    if filters.from_on is not None:
        wanted = wanted.where(kind.at >= _midnight(filters.from_on))
    if filters.to_on is not None and filters.to_on < date.max:
        wanted = wanted.where(kind.at < _midnight(filters.to_on + timedelta(days=1)))
    place = session.get(kind, after) if after is not None else None
    if place is not None:
        wanted = wanted.where(or_(kind.at < place.at, and_(kind.at == place.at, kind.id < place.id)))
    return wanted.order_by(kind.at.desc(), kind.id.desc()).limit(PAGE + 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _digests_before(session: Session, entries: Sequence[HistoryEntry]) -> dict[tuple[int, int], str]:
    """The digest before each entry, by the entry's own case and number."""
    places = [(each.case_id, each.number - 1) for each in entries]
    wanted = select(HistoryEntry.case_id, HistoryEntry.number, HistoryEntry.digest)
    found = session.execute(wanted.where(tuple_(HistoryEntry.case_id, HistoryEntry.number).in_(places)))
    return {(case_id, number + 1): digest for case_id, number, digest in found}


def _access_digests_before(session: Session, entries: Sequence[PersonEntry]) -> dict[tuple[int, int], str]:
    places = [(each.person_id, each.number - 1) for each in entries]
    wanted = select(PersonEntry.person_id, PersonEntry.number, PersonEntry.digest)
    found = session.execute(wanted.where(tuple_(PersonEntry.person_id, PersonEntry.number).in_(places)))
    return {(person_id, number + 1): digest for person_id, number, digest in found}


def _family(session: Session, people: Iterable[int]) -> frozenset[int]:
    """Those of the people who are or were in the hub for a child of their own, or for themselves."""
    roles: list[Role] = sorted(OF_A_CASE)
    wanted = list(people)
    now = select(Membership.person_id).where(Membership.person_id.in_(wanted), Membership.role.in_(roles))
    ever = select(FamilyLink.person_id).where(FamilyLink.person_id.in_(wanted))  # the role goes with the last case
    return frozenset(session.scalars(now.union(ever)))


def _in_words(text: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    return f"{day.day} {day:%B %Y}" if day else text


class _Names:
    """The names behind the numbers in an act's details: people of staff and teams, read once a page."""

    def __init__(self, session: Session, details: Sequence[dict[str, Any]]) -> None:
        people = {each[key] for each in details for key in ("to", "person") if isinstance(each.get(key), int)}
        requests = {each["request"] for each in details if isinstance(each.get("request"), int)}
        named = session.execute(select(Person.id, Person.name).where(Person.id.in_(people))) if people else ()
        family = _family(session, people) if people else frozenset()
        self._people = {id_: _FAMILY if id_ in family else name for id_, name in named}
        asked = select(Request).where(Request.id.in_(requests)).options(joinedload(Request.team))
        self._requests = {each.id: each.team.name for each in session.scalars(asked)} if requests else {}

    def said(self, details: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """The details in words, in the order of their names."""
        known = ((key, value) for key, value in sorted(details.items()) if value is not None)
        return tuple((key.replace("_", " "), self._words(key, value)) for key, value in known)

    def _words(self, key: str, value: Any) -> str:
        if key in ("to", "person"):
            return self._people.get(value, str(value))
        if key == "request":
            return f"{self._requests.get(value, 'a team')} (request {value})"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return "; ".join(str(each) for each in value) or "none"
        return _in_words(str(value))
