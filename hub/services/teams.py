"""Teams that can be asked for advice: added, and their central mailbox changed, by an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.advice import Area, Profile
from hub.models import Person, Request, Team
from hub.refusals import MissingDetail, Refusal
from hub.services.accounts import proper_email
from hub.services.person_history import record_access
from hub.workflow import FINISHED


class TeamNameTaken(Refusal):
    """Two teams of one name could not be told apart."""

    sentence = "There is a team of that name already."
    what_next = "Choose another name, or change that team."


def add_team(
    session: Session,
    *,
    name: str,
    mailbox: str,
    profile: Profile,
    areas: Sequence[Area],
    by: Person | None,
    now: datetime,
) -> Team:
    """Add a team with its central mailbox. `by` is None for the command line.

    Raises MissingDetail for a name or address that is none, TeamNameTaken.
    """
    team = Team(
        name=_free_name(session, name, None),
        mailbox=proper_email(mailbox),
        profile=profile,
        specialism=profile.value.replace("-", " ").capitalize(),
        area_names=[each.value for each in areas],
    )
    session.add(team)
    session.flush()
    _note(session, "team added", team, by=by, now=now)
    return team


def change_team(
    session: Session,
    *,
    team: Team,
    name: str,
    mailbox: str,
    areas: Sequence[Area],
    active: bool,
    by: Person,
    now: datetime,
) -> None:
    """Change what a team is called, where its requests go, what it is usually asked, and whether it can be asked.

    Raises MissingDetail, TeamNameTaken, Refusal for closing a team that has open requests.
    """
    if not active and team.active and open_requests_of(session, team):
        raise Refusal("This team has requests for advice that are not finished.", "Let it finish or close them first.")
    team.name, team.mailbox = _free_name(session, name, team), proper_email(mailbox)
    team.area_names, team.active = [each.value for each in areas], active
    session.flush()
    _note(session, "team changed", team, by=by, now=now)


def open_requests_of(session: Session, team: Team) -> int:
    """How many of the team's requests are not finished."""
    unfinished = Request.state.not_in([each.value for each in FINISHED])
    return session.scalar(select(func.count()).where(Request.team_id == team.id, unfinished)) or 0


def _free_name(session: Session, name: str, team: Team | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise MissingDetail("Enter the team’s name.", "It is shown wherever advice is asked for.")
    same = session.scalars(select(Team).where(func.lower(Team.name) == name.lower())).first()
    if same is not None and same is not team:
        raise TeamNameTaken
    return name


def _note(session: Session, what: str, team: Team, *, by: Person | None, now: datetime) -> None:
    """In the history of whoever did it: a mailbox decides who hears of requests."""
    if by is not None:
        record_access(session, by, what, by=by, at=now, team=team.name, mailbox=team.mailbox, active=team.active)
