"""Cover while somebody is away: a colleague of their team hears of what concerns them. No allocation changes by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from hub.deadlines import day_in_london
from hub.models import Cover, Membership, Person, Role
from hub.refusals import Refusal

LONGEST = timedelta(days=366)


class NotAColleague(Refusal):
    """Somebody who shares no team with the one who is away."""

    sentence = "Only somebody of the same team can cover."
    what_next = "Choose a colleague from the list."


class NotThoseDays(Refusal):
    """Days in the wrong order, over already, or too many."""

    sentence = "The last day must be today or later, not before the first day, and within a year of it."
    what_next = "Change the days."


def set_cover(
    session: Session, *, person: Person, covered_by: Person, from_on: date, until_on: date, by: Person, now: datetime
) -> Cover:
    """From one day to another, both included, `covered_by` gets a copy of what the person is told.

    Raises Refusal for whoever may not set it, NotAColleague, NotThoseDays.
    """
    if not may_set_leave(by, person):
        raise Refusal("You cannot set cover for this person.", "Ask them, or a manager of their team.")
    if covered_by.id == person.id or covered_by.id not in {each.id for each in colleagues(session, person)}:
        raise NotAColleague
    if until_on < max(from_on, day_in_london(now)) or until_on - from_on > LONGEST:
        raise NotThoseDays
    cover = Cover(person=person, covered_by=covered_by, from_on=from_on, until_on=until_on, set_at=now, set_by=by)
    session.add(cover)
    session.flush()
    return cover


def end_cover(session: Session, *, cover: Cover, by: Person, now: datetime) -> None:
    """End the cover with yesterday, or take it back before it has begun. Raises Refusal for whoever may not."""
    if not may_set_leave(by, cover.person):
        raise Refusal("You cannot end this cover.", "Ask the person who is away, or a manager of their team.")
    yesterday = day_in_london(now) - timedelta(days=1)
    if cover.from_on > yesterday:
        session.delete(cover)
    else:
        cover.until_on = yesterday


def may_set_leave(by: Person, person: Person) -> bool:
    """Whether the one may set the other's cover: for oneself, a manager for the team, an administrator for all."""
    manages = by.team_ids(Role.TEAM_MANAGER) & person.team_ids()
    return by.active and (by.id == person.id or by.is_a(Role.ADMINISTRATOR) or bool(manages))


def whose_leave(session: Session, by: Person) -> Sequence[Person]:
    """Those for whom somebody may set cover, themselves first, then by name."""
    people = select(Person).where(Person.active).order_by(Person.name, Person.id)
    if not by.is_a(Role.ADMINISTRATOR):
        managed = select(Membership.person_id).where(Membership.team_id.in_(by.team_ids(Role.TEAM_MANAGER)))
        people = people.where(or_(Person.id == by.id, Person.id.in_(managed)))
    found = [each for each in session.scalars(people) if each.roles - {Role.PARENT, Role.YOUNG_PERSON}]
    return sorted(found, key=lambda each: each.id != by.id)


def colleagues(session: Session, person: Person) -> Sequence[Person]:
    """Who could cover for somebody: those of their teams; for those without a team, those of the same role."""
    roles = [each.value for each in person.roles - {Role.PARENT, Role.YOUNG_PERSON}]
    teams = person.team_ids()
    alike = Membership.team_id.in_(teams) if teams else Membership.team_id.is_(None) & Membership.role.in_(roles)
    wanted = select(Person).join(Membership).where(alike, Person.active, Person.id != person.id).distinct()
    return session.scalars(wanted.order_by(Person.name, Person.id)).unique().all()


def covers(session: Session, people: Sequence[Person], *, today: date) -> Sequence[Cover]:
    """The cover of these people that holds now or will, the soonest first."""
    wanted = select(Cover).where(Cover.person_id.in_([each.id for each in people]), Cover.until_on >= today)
    loaded = wanted.options(joinedload(Cover.person), joinedload(Cover.covered_by))
    return session.scalars(loaded.order_by(Cover.from_on, Cover.id)).unique().all()
