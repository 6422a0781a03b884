"""People's access: invited, moved between teams and roles, suspended, let back in. What a leaver had goes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub.models import Case, LinkPurpose, Membership, Person, Request, Role, Stage, Team
from hub.notice import Notice, NoticeKind, fit_reference
from hub.people_permissions import IN_A_TEAM, grants, suspends
from hub.refusals import MissingDetail, NotYoursToChange, Refusal
from hub.services.accounts import end_links, invite, is_registered, said_roles, send_link
from hub.services.accounts import invite_again as send_invitation
from hub.services.deputies import end_cover_of
from hub.services.history import record
from hub.services.notices import notify
from hub.services.person_history import record_access
from hub.services.sign_ins import end_all_sign_ins
from hub.workflow import WRITING, Move, after

WRITERS = frozenset({Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.SENCO})
Roles = list[tuple[Role, Team | None]]


def invite_person(
    session: Session, *, name: str, email: str, job_title: str, roles: Roles, by: Person | None, now: datetime
) -> tuple[Person, bool]:
    """Invite somebody, or give roles to somebody who is known. Returns the person, and whether an invitation went out.

    `by` is None for the command line. Raises MissingDetail for roles without their team, NotYoursToChange for what
    `by` may not give, Refusal for somebody who has been suspended.
    """
    check_roles(roles, by=by)
    person, token = invite(session, name=name, email=email, job_title=job_title, roles=roles, by=by, now=now)
    return person, bool(token)


def check_roles(roles: Roles, *, by: Person | None) -> None:
    """Raise MissingDetail for no role, or one without the team that it needs; NotYoursToChange for one too many."""
    if not roles:
        raise MissingDetail("Choose at least one role.", "It decides what the person sees.")
    for role, team in roles:
        if role in IN_A_TEAM and team is None:
            raise MissingDetail("Choose a team.", f"The role “{role.value}” is always one in a team.")
        if role not in IN_A_TEAM and team is not None:
            raise MissingDetail(f"The role “{role.value}” is in no team.", "Give it without a team.")
        if by is not None and not grants(by, role, team.id if team else None):
            raise NotYoursToChange("You cannot give that role.", "Ask an administrator of the hub.")


def invite_again(session: Session, *, person: Person, by: Person, now: datetime) -> None:
    """Send the invitation once more; the earlier link stops working. Raises NotYoursToChange, Refusal."""
    if not suspends(by, person):
        raise NotYoursToChange
    send_invitation(session, person=person, by=by, now=now)


def change_roles(
    session: Session, *, person: Person, add: Roles, remove: Collection[int], by: Person, now: datetime
) -> None:
    """Give and take roles (`remove`: ids of memberships); the person signs in again, and what they had in a team that
    they no longer write for goes back to it. Cases that they no longer may coordinate have no coordinator then.

    Raises NotYoursToChange, MissingDetail, Refusal for the last administrator and for taking away the last role.
    """
    if by.id == person.id:
        raise NotYoursToChange("You cannot change your own roles.", "Ask another administrator.")
    if add:
        check_roles(add, by=by)
    leaving = [each for each in person.memberships if each.id in remove]
    if any(not grants(by, each.role, each.team_id) for each in leaving):
        raise NotYoursToChange
    added = [(role, team) for role, team in add if not person.is_a(role, team)]
    if not added and len(leaving) == len(person.memberships):
        raise Refusal("That is their only role.", "Suspend them if they have left, or give them another role first.")
    if any(each.role is Role.ADMINISTRATOR for each in leaving):
        _refuse_last_administrator(session, person)
    if not added and not leaving:
        return
    taken = said_roles([(each.role, each.team) for each in leaving])
    for each in leaving:
        person.memberships.remove(each)
    person.memberships.extend(Membership(role=role, person=person, team=team) for role, team in added)
    session.flush()
    record_access(session, person, "roles changed", by=by, at=now, added=said_roles(added), taken=taken)
    end_all_sign_ins(session, person=person, now=now)
    end_cover_of(session, person, left=[each.role for each in leaving], by=by, now=now)
    _leave_cases(session, person, leaving, by=by, now=now)
    _give_back_what_they_left(session, person, by=by, now=now)


def move_to_team(
    session: Session, *, person: Person, from_team: Team, to_team: Team, by: Person, now: datetime
) -> None:
    """Move every role of the person from one team to another. Raises what `change_roles` raises."""
    there = [each for each in person.memberships if each.team_id == from_team.id]
    if not there:
        raise Refusal("That person is not in that team.", "Open their page again to see their teams.")
    roles: Roles = [(each.role, to_team) for each in there]
    change_roles(session, person=person, add=roles, remove=[each.id for each in there], by=by, now=now)


def correct_person(session: Session, *, person: Person, name: str, job_title: str, by: Person, now: datetime) -> None:
    """Put a name or a job title right. Raises NotYoursToChange, MissingDetail without a name."""
    if not suspends(by, person):
        raise NotYoursToChange
    if not name.strip():
        raise MissingDetail("Enter the person’s name.", "It is shown beside what they do in the hub.")
    person.name, person.job_title = name.strip(), job_title.strip()
    record_access(session, person, "name or job title corrected", by=by, at=now)


def suspend(
    session: Session, *, person: Person, by: Person | None, now: datetime, cases_to: Person | None = None
) -> int:
    """Somebody has left: signed out everywhere, unable to sign in; returns how many requests went back to their teams.

    Cases that they coordinated go to `cases_to`, or to nobody yet. Raises NotYoursToChange, Refusal for the last
    administrator.
    """
    if by is not None and not suspends(by, person):
        raise NotYoursToChange
    if cases_to is not None and (not cases_to.active or not cases_to.is_a(Role.OFFICER) or cases_to.id == person.id):
        raise MissingDetail("Choose another EHCP coordinator.", "Their cases need somebody who can take them on.")
    _refuse_last_administrator(session, person)
    person.active = False
    end_all_sign_ins(session, person=person, now=now)
    end_links(session, person, now=now)
    record_access(session, person, "suspended", by=by, at=now)
    end_cover_of(session, person, left=(), by=by, now=now)
    _hand_over_cases(session, person, to=cases_to, by=by, now=now)
    return _give_back_what_they_left(session, person, by=by, now=now)


def re_enable(session: Session, *, person: Person, by: Person, now: datetime) -> None:
    """Let somebody back in with the password and second factor that they had; who had none is invited again."""
    if not suspends(by, person):
        raise NotYoursToChange
    if person.active:
        raise Refusal("That person has not been suspended.", "Open their page again to see what is so now.")
    person.active = True
    record_access(session, person, "let back in", by=by, at=now)
    if not is_registered(session, person):
        send_link(session, person, LinkPurpose.INVITATION, now=now)


def _leave_cases(session: Session, person: Person, left: Iterable[Membership], *, by: Person, now: datetime) -> None:
    """Cases of somebody who has stopped being a coordinator wait for another one."""
    if not person.is_a(Role.OFFICER) and any(each.role is Role.OFFICER for each in left):
        _hand_over_cases(session, person, to=None, by=by, now=now)


def _refuse_last_administrator(session: Session, person: Person) -> None:
    """The hub needs somebody who can let others in."""
    if not person.is_a(Role.ADMINISTRATOR):
        return
    others = select(Membership.id).join(Person).where(Membership.role == Role.ADMINISTRATOR, Person.active)
    if session.scalars(others.where(Person.id != person.id).limit(1)).first() is None:
        raise Refusal("They are the only administrator of the hub.", "Make somebody else an administrator first.")


def _give_back_what_they_left(session: Session, person: Person, *, by: Person | None, now: datetime) -> int:
    """Requests that the person was to write for teams in which they no longer may. Returns how many."""
    stays_in = person.team_ids(*WRITERS) if person.active else frozenset()
    theirs = select(Request).where(
        or_(Request.allocated_to_id == person.id, Request.co_writers.any(Person.id == person.id)),
        Request.state.in_([each.value for each in WRITING]),
        Request.team_id.not_in(stays_in),
    )
    left = session.scalars(theirs.order_by(Request.id)).all()
    for request in left:
        give_back(session, request, person, by=by, now=now)
    return len(left)


def may_write_for(person: Person, team: Team) -> bool:
    """Whether somebody who was to write for the team still may."""
    return person.active and team.id in person.team_ids(*WRITERS)


def give_back(session: Session, request: Request, person: Person, *, by: Person | None, now: datetime) -> None:
    """Take somebody who has left off a request; the team is told where nobody is assigned to it any more."""
    request.co_writers = [each for each in request.co_writers if each.id != person.id]
    if request.allocated_to_id != person.id:
        record(session, request.case, "no longer writes with", by=by, at=now, request=request.id, person=person.id)
        return
    request.state = after(request.state, Move.GIVE_BACK)
    request.allocated_to = None
    record(session, request.case, "given back to the team", by=by, at=now, request=request.id, person=person.id)
    if request.team.mailbox:
        reference = fit_reference(request.case.reference)
        told = Notice(NoticeKind.REQUEST_GIVEN_BACK, request.team.mailbox, reference, request.due_on, "/team-cases")
        notify(session, told, now=now)


def _hand_over_cases(session: Session, person: Person, *, to: Person | None, by: Person | None, now: datetime) -> None:
    theirs: Iterable[Case] = session.scalars(
        select(Case).where(Case.coordinator_id == person.id, Case.stage != Stage.CLOSED).order_by(Case.id)
    ).all()
    for case in theirs:
        case.coordinator = None if to is not None and to.is_family_of(case.id) else to
        record(
            session, case, "coordinator changed", by=by, at=now, to=case.coordinator.id if case.coordinator else None
        )
