"""The people whom somebody manages: the list with its filters, and what the page of one person shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.models import (
    Account,
    Case,
    LinkPurpose,
    Membership,
    Person,
    PersonEntry,
    Request,
    Role,
    SingleUseLink,
    Stage,
    Team,
)
from hub.people_permissions import IN_A_TEAM, OF_A_CASE
from hub.workflow import WRITING

PAGE = 50


class Access(StrEnum):
    """Whether somebody can sign in."""

    REGISTERED = "registered"
    INVITED = "invited"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What was chosen and typed above the list."""

    search: str = ""
    access: Access | None = None
    role: Role | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list."""

    id: int
    name: str
    email: str
    job_title: str
    access: Access
    roles: tuple[tuple[Role, str], ...]  # with the team's name, or ""


def people_page(
    session: Session, *, by: Person, filters: PeopleFilters, after: int | None = None
) -> tuple[list[PersonRow], int | None]:
    """The people whom `by` manages, by name, from behind the person with the id `after`, and the next page's place.

    A place is a person's id, since no name may stand in an address.
    """
    wanted = (
        select(Person, _registered().label("registered"))
        .where(_whom(by), *_filters(filters))
        .order_by(Person.name, Person.id)
        .limit(PAGE + 1)
        .options(selectinload(Person.memberships).joinedload(Membership.team))
    )
    if after is not None:
        place = session.execute(select(Person.name, Person.id).where(Person.id == after)).first()
        if place is not None:
            name, id_ = place
            wanted = wanted.where(or_(Person.name > name, and_(Person.name == name, Person.id > id_)))
    rows = [_row(person, registered=registered) for person, registered in session.execute(wanted)]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def access_of(session: Session, person: Person) -> Access:
    """Whether the person can sign in."""
    registered = session.scalar(select(_registered()).where(Person.id == person.id))
    return _access(person, registered=bool(registered))


def invitation_until(session: Session, person: Person) -> datetime | None:
    """When the person's unused invitation ends, or ended; None where there is none."""
    wanted = select(func.max(SingleUseLink.expires_at)).where(
        SingleUseLink.person_id == person.id,
        SingleUseLink.purpose == LinkPurpose.INVITATION,
        SingleUseLink.used_at.is_(None),
    )
    return session.scalar(wanted)


def access_history(session: Session, person: Person, *, most: int = 50) -> Sequence[PersonEntry]:
    """What was done to the person's access, the latest first."""
    wanted = select(PersonEntry).where(PersonEntry.person_id == person.id).order_by(PersonEntry.number.desc())
    return session.scalars(wanted.options(joinedload(PersonEntry.by)).limit(most)).unique().all()


def left_behind(session: Session, person: Person) -> tuple[int, int]:
    """How many requests the person is to write, and how many open cases they coordinate."""
    requests = select(func.count()).where(
        Request.allocated_to_id == person.id, Request.state.in_([each.value for each in WRITING])
    )
    cases = select(func.count()).where(Case.coordinator_id == person.id, Case.stage != Stage.CLOSED)
    return session.scalar(requests) or 0, session.scalar(cases) or 0


def coordinators(session: Session, *, but: Person) -> Sequence[Person]:
    """The other EHCP coordinators, by name."""
    wanted = select(Person).join(Membership).where(Membership.role == Role.OFFICER, Person.active, Person.id != but.id)
    return session.scalars(wanted.order_by(Person.name)).unique().all()


def teams_managed(session: Session, by: Person) -> Sequence[Team]:
    """The teams into which the person may bring others: their own, or all for administrators and coordinators."""
    wanted = select(Team).where(Team.active).order_by(Team.name)
    if not by.roles & {Role.ADMINISTRATOR, Role.OFFICER}:
        wanted = wanted.where(Team.id.in_(by.team_ids(Role.TEAM_MANAGER)))
    return session.scalars(wanted).all()


def all_teams(session: Session) -> Sequence[Team]:
    """Every team, those that can no longer be asked last."""
    return session.scalars(select(Team).order_by(Team.active.desc(), Team.name)).all()


def _registered() -> ColumnElement[bool]:
    """As `hub.services.accounts.is_registered` has it."""
    has_factor = or_(Account.phone != "", Account.totp_secret != "", Account.phone_verified_at.is_not(None))
    return exists().where(Account.person_id == Person.id, has_factor)


def _whom(by: Person) -> ColumnElement[bool]:
    if by.is_a(Role.ADMINISTRATOR):
        return true()
    theirs: list[Any] = [Membership.person_id == Person.id]
    if by.is_a(Role.OFFICER):
        theirs.append(Membership.role.in_([each.value for each in IN_A_TEAM | OF_A_CASE]))
    else:
        theirs.append(Membership.role.in_([each.value for each in IN_A_TEAM]))
        theirs.append(Membership.team_id.in_(by.team_ids(Role.TEAM_MANAGER)))
    return exists().where(*theirs)


def _filters(filters: PeopleFilters) -> list[Any]:
    found: list[Any] = []
    for word in filters.search.split()[:5]:
        found.append(or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True)))
    if filters.access is Access.SUSPENDED:
        found.append(Person.active.is_(False))
    elif filters.access is not None:
        is_registered = _registered()
        found += [Person.active, is_registered if filters.access is Access.REGISTERED else ~is_registered]
    if filters.role is not None or filters.team_id is not None:
        theirs: list[Any] = [Membership.person_id == Person.id]
        theirs += [Membership.role == filters.role] if filters.role is not None else []
        theirs += [Membership.team_id == filters.team_id] if filters.team_id is not None else []
        found.append(exists().where(*theirs))
    return found


def _access(person: Person, *, registered: bool) -> Access:
    if not person.active:
        return Access.SUSPENDED
    return Access.REGISTERED if registered else Access.INVITED


def _row(person: Person, *, registered: bool) -> PersonRow:
    roles = tuple((each.role, each.team.name if each.team else "") for each in person.memberships)
    return PersonRow(
        person.id, person.name, person.email, person.job_title, _access(person, registered=registered), roles
    )
