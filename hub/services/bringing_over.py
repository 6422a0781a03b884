"""Cases that exist already, brought over from another system: the contract's `ehc cases import` lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Area, Profile
from hub.models import Case, CasePerson, Channel, Request, Stage, Team
from hub.names import folded
from hub.notice import case_reference
from hub.services.cases import add_people, settle
from hub.services.history import record
from hub.services.requests import request_advice
from hub.workflow import FINISHED

_LONDON = ZoneInfo("Europe/London")
_STAGES = {
    **{stage.value: stage for stage in Stage if stage is not Stage.UNCONFIRMED},
    "advice": Stage.ASSESSMENT,
    "draft": Stage.DRAFT_PLAN,
    "plan": Stage.FINAL_PLAN,
    "final": Stage.FINAL_PLAN,
    "annual-review": Stage.REVIEW,
    "maintained": Stage.FINAL_PLAN,
    "ceased": Stage.CLOSED,
}


class CannotBringOver(ValueError):
    """A line that isn't a case; the message says which key is wrong and what it should be."""


def bring_over(session: Session, line: object, *, now: datetime) -> Case:
    """Make, or bring up to date, the case of one import line.

    Nobody is told: these requests were made elsewhere. A team that the hub doesn't know is made without a mailbox.
    Raises CannotBringOver.
    """
    said = _object(line, "the line")
    child = _object(said.get("child"), "“child”")
    if not _text(child, "name"):
        raise CannotBringOver("“child.name” is needed")
    try:
        reference = case_reference(_text(said, "case"))
    except ValueError as error:
        raise CannotBringOver(f"“case”: {error}") from None
    case = session.scalars(select(Case).where(Case.reference == reference)).first()
    if case is None:
        case = Case(reference=reference, channel=Channel.IMPORT, opened_at=now, confirmed_at=now)
        session.add(case)
    _fill(case, said, child)
    add_people(case, [_object(each, "“people”") for each in said.get("people") or ()])
    _add_parent(case, said.get("parent"))  # after the people, where the parent may stand as “mother” already
    settle(case)
    record(session, case, "case brought over", by=None, at=now)
    for each in said.get("open_requests") or ():
        _bring_request(session, case, _object(each, "“open_requests”"), now=now)
    return case


def _fill(case: Case, said: Mapping[str, Any], child: Mapping[str, Any]) -> None:
    case.child_name = _text(child, "name")
    case.known_as = _text(child, "known_as")
    case.date_of_birth = _day(child, "date_of_birth")
    case.nhs_number = _text(child, "nhs_number").replace(" ", "")
    case.upn = _text(child, "upn").upper().replace(" ", "")
    case.pronouns = _text(child, "pronouns")
    case.looked_after = bool(child.get("looked_after"))
    case.address_confidential = bool(child.get("address_confidential"))
    case.school = _text(said, "school") or _text(child, "school")
    case.postcode = _text(said, "address_postcode").upper()
    case.concerns = _text(said, "concerns") or case.concerns
    case.stage = _stage(_text(said, "stage"))
    case.received_on = _day(said, "opened")
    if case.received_on is not None:
        case.opened_at = datetime.combine(case.received_on, time(9), _LONDON)
    case.plan_on = _day(said, "plan_date")
    case.last_review_on = _day(said, "last_review")


def _add_parent(case: Case, said: object) -> None:
    if said is None:
        return
    parent = _object(said, "“parent”")
    name, email = _text(parent, "name"), _text(parent, "email").lower()
    known = next((each for each in case.people if each.name == name or (email and each.email == email)), None)
    if known is None:
        known = CasePerson(name=name, relation="parent")
        case.people.append(known)
    known.email, known.phone, known.made_request = email, _text(parent, "phone"), True


def _bring_request(session: Session, case: Case, said: Mapping[str, Any], *, now: datetime) -> None:
    name = _text(said, "team")
    if not name:
        raise CannotBringOver("“open_requests.team” is needed")
    try:
        areas = [Area(each) for each in said.get("areas") or ()]
    except ValueError as error:
        raise CannotBringOver(f"“open_requests.areas”: {error}; an area is one of {', '.join(Area)}") from None
    team = _team(session, name, areas)
    received = _day(said, "received") or now.astimezone(_LONDON).date()
    open_now = select(Request).where(
        Request.case_id == case.id, Request.team_id == team.id, Request.state.not_in(list(FINISHED))
    )
    if session.scalars(open_now).first() is None:
        stage = case.stage
        case.stage = Stage.ASSESSMENT if stage is Stage.CLOSED else stage
        request_advice(session, case=case, team=team, areas=areas, by=None, now=now, received_on=received)
        case.stage = stage


def _team(session: Session, name: str, areas: list[Area]) -> Team:
    wanted = folded(name)
    for team in session.scalars(select(Team)):
        if folded(team.name) == wanted:
            return team
    education = (Area.COGNITION_AND_LEARNING,)
    profile = (
        Profile.SOCIAL_CARE
        if Area.SOCIAL_CARE in areas or "social" in wanted or "early help" in wanted
        else Profile.EDUCATION
        if "education" in wanted or "school" in wanted or tuple(areas) == education
        else Profile.HEALTH
    )
    team = Team(name=name, mailbox="", profile=profile, area_names=[each.value for each in areas])
    session.add(team)
    session.flush()
    return team


def _stage(said: str) -> Stage:
    if not said:
        return Stage.REQUEST
    key = folded(said).replace(" ", "-")
    if key not in _STAGES:
        raise CannotBringOver(f"“stage”: “{said}” is not one of {', '.join(sorted(_STAGES))}")
    return _STAGES[key]


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CannotBringOver(f"{name} should be a JSON object")
    return value


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise CannotBringOver(f"“{key}” should be text")
    return str(value).strip()


def _day(said: Mapping[str, Any], key: str) -> date | None:
    text = _text(said, key)
    if not text:
        return None
    try:
        if len(text) == len("2026-01-01"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotBringOver(f"“{key}”: “{text}” is not a date like 2026-01-31") from None
    return moment.astimezone(_LONDON).date() if moment.tzinfo else moment.date()
