"""Cover for leave in the quality step: somebody takes a reviewer's place, from one day to another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hub.deadlines import day_in_london
from hub.models import Deputy, Person, Role
from hub.notice import Notice, NoticeKind
from hub.refusals import MissingDetail, Refusal
from hub.services.notices import notify
from hub.services.person_history import record_access

MAY_STAND_IN = frozenset({Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.DCO})
CHECKS = frozenset({Role.TEAM_MANAGER, Role.DCO})  # whose advice somebody checks hangs on these
SETS_COVER = frozenset({Role.DCO, Role.TEAM_MANAGER, Role.ADMINISTRATOR})


class CannotStandIn(Refusal):
    """Not everybody may check advice before the council reads it."""

    sentence = "This person cannot stand in for the quality check."
    what_next = "Choose somebody who works for a team that gives advice: the council reads it after the check."


class DaysTheWrongWayRound(Refusal):
    """Cover that would never be: it ends before it begins, or has ended already."""

    sentence = "The last day must not be before the first, nor in the past."
    what_next = "Check both dates."


def set_deputy(
    session: Session, *, away: Person, email: str, from_on: date, to_on: date, by: Person, now: datetime
) -> Deputy:
    """Let somebody take a reviewer's place, from one day to another, both included; they are told.

    A reviewer sets their own cover or another's of the same role, an administrator anybody's. Raises Refusal for
    anybody else, MissingDetail for an address that nobody here has, CannotStandIn, DaysTheWrongWayRound.
    """
    if not may_set_cover(by, away):
        raise Refusal("You cannot set cover for this person.", "Ask them, or an administrator.")
    deputy = session.scalars(select(Person).where(Person.email == email.strip().lower(), Person.active)).first()
    if deputy is None:
        raise MissingDetail(
            "Nobody with this email address uses the hub.", "Check it, or ask an administrator to invite them."
        )
    if deputy.id == away.id or not _may_stand_in(deputy):
        raise CannotStandIn
    if to_on < from_on or to_on < day_in_london(now):
        raise DaysTheWrongWayRound
    row = Deputy(away=away, deputy=deputy, from_on=from_on, to_on=to_on, made_at=now, made_by=by)
    session.add(row)
    session.flush()
    notify(session, Notice(NoticeKind.STANDING_IN, deputy.email, due_on=from_on, path="/quality"), now=now)
    return row


def end_deputy(session: Session, *, deputy: Deputy, by: Person, now: datetime) -> None:
    """End the cover at once. Raises Refusal for whoever may not set it."""
    if not may_set_cover(by, deputy.away):
        raise Refusal("You cannot end this cover.", "Ask the person who is away, or an administrator.")
    deputy.ended_at = deputy.ended_at or now


def end_cover_of(session: Session, person: Person, *, left: Collection[Role], by: Person | None, now: datetime) -> None:
    """End the cover that rested on what somebody was until just now: they were suspended, or `left` these roles.

    A deputy has the powers of the one who is away and no others. Who was suspended, or checks for a team no more,
    hands none on; a team that they join was never meant; and being let back in revives nothing. Who has left, or
    coordinates cases now, no longer stands in for anybody. Whoever is to be covered from then on sets it anew.
    """
    ended = []
    if not person.active or not CHECKS.isdisjoint(left):
        ended += _cover(session, Deputy.away_id == person.id)
    if not person.active or not _may_stand_in(person):
        ended += _cover(session, Deputy.deputy_id == person.id)
    for each in ended:
        each.ended_at = now
        record_access(session, each.away, "cover for the quality check ended", by=by, at=now, to=each.deputy_id)


def deputies(session: Session, *, today: date) -> list[Deputy]:
    """The cover that holds now or will, the soonest first."""
    wanted = select(Deputy).where(Deputy.ended_at.is_(None), Deputy.to_on >= today).order_by(Deputy.from_on, Deputy.id)
    return list(session.scalars(wanted))


def deputies_of(session: Session, away: list[Person], *, on: date) -> list[Person]:
    """Who stands in for any of those people on that day."""
    wanted = select(Deputy).where(Deputy.away_id.in_([each.id for each in away]), Deputy.to_on >= on)
    return [each.deputy for each in session.scalars(wanted) if each.stands_in(on) and each.deputy.active]


def may_set_cover(by: Person, away: Person) -> bool:
    """Whether the one may say who stands in for the other: for themselves, DCO for DCO, an administrator for all."""
    if not by.active:
        return False
    return by.is_a(Role.ADMINISTRATOR) or by.id == away.id or (by.is_a(Role.DCO) and away.is_a(Role.DCO))


def _may_stand_in(person: Person) -> bool:
    return not person.is_a(Role.OFFICER) and not person.roles.isdisjoint(MAY_STAND_IN)


def _cover(session: Session, whose: ColumnElement[bool]) -> list[Deputy]:
    return list(session.scalars(select(Deputy).where(Deputy.ended_at.is_(None), whose).order_by(Deputy.id)))
