"""Assigning a professional from the page “Request for advice”: somebody of the team, or somebody not yet registered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Area
from hub.models import Account, Answer, Case, Membership, Person, Request, Role, Team
from hub.people_permissions import OF_A_CASE
from hub.queries.own_family import no_family_of
from hub.refusals import CannotBeAssigned, MissingDetail
from hub.services.accounts import invite, is_registered, said_roles
from hub.services.person_history import record_access
from hub.services.requests import allocate, request_advice
from hub.workflow import Move, after

WRITERS = (Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.SENCO)


def assign(
    session: Session, *, request: Request, to: Person, answer: Answer, details: str, by: Person, now: datetime
) -> None:
    """Answer “yes” and assign a professional of the team; they are told by e-mail.

    Raises MissingDetail for an answer that gives no advice, and what `allocate` raises.
    """
    if not answer.provides_advice:
        raise MissingDetail("That answer means that no advice will be given.", "Choose one of the answers with “Yes”.")
    allocate(session, request=request, to=to, by=by, now=now)
    request.answer, request.answer_details, request.answered_at = answer, details.strip(), now


def invite_and_assign(
    session: Session,
    *,
    request: Request,
    name: str,
    email: str,
    job_title: str,
    answer: Answer,
    details: str,
    by: Person,
    now: datetime,
) -> Person:
    """Assign somebody whose name was typed in: who isn't registered is invited, and the request does not stall.

    “If the team member is not registered on the hub the system will send an automatic email requesting them to
    complete the registration process” (North East Lincolnshire). Somebody with an account only joins the team.
    Raises MissingDetail without a name or a proper address, CannotBeAssigned for family or somebody who has left.
    """
    if not name.strip():
        raise MissingDetail("Enter the team member’s name.", "Their name and email address are both needed.")
    after(request.state, Move.ALLOCATE)  # refuse before anybody is written to
    known = session.scalars(select(Person).where(Person.email == email.strip().lower())).first()
    if known is not None and (not known.active or known.roles & OF_A_CASE):
        raise CannotBeAssigned
    if known is not None and is_registered(session, known):
        person = known
        if not any(known.is_a(role, request.team) for role in WRITERS):
            known.memberships.append(Membership(role=Role.PROFESSIONAL, person=known, team=request.team))
            joined = said_roles([(Role.PROFESSIONAL, request.team)])
            record_access(session, known, "roles added", by=by, at=now, added=joined)
    else:
        roles: list[tuple[Role, Team | None]] = [(Role.PROFESSIONAL, request.team)]
        person, _ = invite(session, name=name, email=email, job_title=job_title, roles=roles, by=by, now=now)
    assign(session, request=request, to=person, answer=answer, details=details, by=by, now=now)
    return person


def ask_named(
    session: Session,
    *,
    case: Case,
    team: Team,
    name: str,
    email: str,
    areas: Iterable[Area],
    notes: str,
    by: Person,
    now: datetime,
) -> Request:
    """Ask a named person of a team for advice: allocated to them at once, and they are invited if they are new.

    The team's mailbox is told as well, so that somebody else can answer while they are away. Raises what
    `request_advice` and `invite_and_assign` raise.
    """
    if not name.strip():
        raise MissingDetail("Enter the name of the person to ask.", "Their name and email address are both needed.")
    request = request_advice(session, case=case, team=team, areas=areas, notes=notes, by=by, now=now)
    invite_and_assign(
        session,
        request=request,
        name=name,
        email=email,
        job_title="",
        answer=Answer.YES_ALLOCATED,
        details="",
        by=by,
        now=now,
    )
    request.answer, request.answered_at = None, None  # the coordinator has asked; the team has not answered
    return request


def team_writers(session: Session, request: Request) -> list[tuple[Person, bool]]:
    """Who can be assigned: the team's active people by name, but for the child's own family; and who has registered."""
    wanted = (
        select(Person, Account.id)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Membership.team_id == request.team_id,
            Membership.role.in_([each.value for each in WRITERS]),
            Person.active,
            no_family_of(request.case_id),
        )
        .order_by(Person.name, Person.id)
    )
    found = {person.id: (person, account is not None) for person, account in session.execute(wanted)}
    return list(found.values())
