"""Cases that exist already, brought over from another system: the contract's `ehc cases import` lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub.advice import Area, Profile
from hub.deadlines import NoLimitKnown
from hub.models import Base, Case, CasePerson, Channel, Request, Stage, Team
from hub.names import folded
from hub.notice import case_reference
from hub.services.cases import CORRECTABLE, add_people, settle
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


_STAGE_WORDS = (
    ("clos", Stage.CLOSED),
    ("ceas", Stage.CLOSED),
    ("withdr", Stage.CLOSED),
    ("refus", Stage.CLOSED),
    ("review", Stage.REVIEW),
    ("draft", Stage.DRAFT_PLAN),
    ("plan", Stage.FINAL_PLAN),
    ("maintain", Stage.FINAL_PLAN),
    ("assess", Stage.ASSESSMENT),
    ("advice", Stage.ASSESSMENT),
)
_ORDER = (
    Stage.UNCONFIRMED,
    Stage.REQUEST,
    Stage.ASSESSMENT,
    Stage.DRAFT_PLAN,
    Stage.FINAL_PLAN,
    Stage.REVIEW,
    Stage.CLOSED,
)


class CannotBringOver(ValueError):
    """A line that isn't a case; the message says which key is wrong and what it should be."""


def bring_over(session: Session, line: object, *, now: datetime) -> Case:
    """Make, or bring up to date, the case of one import line; what the line doesn't say stays as it is.

    Nobody is told: these requests were made elsewhere. A team that the hub doesn't know is made without a mailbox. A
    stage is never moved back, and a request that the hub has had is not made again. Raises CannotBringOver.
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
    before = _snapshot(case) if case else None
    if case is None:
        case = Case(reference=reference, channel=Channel.IMPORT, opened_at=now, confirmed_at=now, stage=Stage.REQUEST)
        session.add(case)
    _fill(case, said, child)
    add_people(case, [_person(each) for each in _list(said, "people")])
    _add_parent(case, said.get("parent"))  # after the people, where the parent may stand as “mother” already
    settle(case)
    if before is None or before != _snapshot(case):
        record(session, case, "case brought over" if before is None else "case brought up to date", by=None, at=now)
    for each in _list(said, "open_requests"):
        _bring_request(session, case, _object(each, "“open_requests”"), now=now)
    return case


def _fill(case: Case, said: Mapping[str, Any], child: Mapping[str, Any]) -> None:
    texts = {
        "child_name": _text(child, "name"),
        "known_as": _text(child, "known_as"),
        "nhs_number": re.sub(r"\D", "", _text(child, "nhs_number")),
        "upn": _text(child, "upn").upper().replace(" ", ""),
        "pronouns": _text(child, "pronouns"),
        "school": _text(said, "school") or _text(child, "school"),
        "postcode": _text(said, "address_postcode").upper(),
        "concerns": _text(said, "concerns"),
    }
    for name, text in texts.items():
        if text:
            setattr(case, name, _fitting(Case, name, text))
    for name in ("looked_after", "address_confidential"):
        if child.get(name) is not None:
            setattr(case, name, _yes_or_no(child, name))
    case.date_of_birth = _day(child, "date_of_birth") or case.date_of_birth
    case.plan_on = _day(said, "plan_date") or case.plan_on
    case.last_review_on = _day(said, "last_review") or case.last_review_on
    if opened := _day(said, "opened"):
        case.received_on, case.opened_at = opened, datetime.combine(opened, time(9), _LONDON)
    stage = _stage(_text(said, "stage"))
    if _ORDER.index(stage) > _ORDER.index(case.stage):
        case.stage = stage


def _snapshot(case: Case) -> tuple[Any, ...]:
    people = tuple((each.name, each.relation, each.email, each.phone) for each in case.people)
    return (*(getattr(case, name) for name in CORRECTABLE), case.stage, case.plan_on, case.last_review_on, people)


def _person(said: object) -> dict[str, str]:
    person = _object(said, "“people”")
    return {name: _fitting(CasePerson, name, _text(person, name)) for name in ("name", "relation", "email", "phone")}


def _add_parent(case: Case, said: object) -> None:
    if said is None:
        return
    parent = _object(said, "“parent”")
    name, email = _person(parent)["name"], _person(parent)["email"].lower()
    known = next((each for each in case.people if each.name == name or (email and each.email == email)), None)
    if known is None:
        known = CasePerson(name=name, relation="parent")
        case.people.append(known)
    known.email, known.phone = email or known.email, _person(parent)["phone"] or known.phone
    known.made_request = True


def _bring_request(session: Session, case: Case, said: Mapping[str, Any], *, now: datetime) -> None:
    name = _text(said, "team")
    if not name:
        raise CannotBringOver("“open_requests.team” is needed")
    try:
        areas = [Area(each) for each in _list(said, "areas")]
    except ValueError as error:
        raise CannotBringOver(f"“open_requests.areas”: {error}; an area is one of {', '.join(Area)}") from None
    team = _team(session, name, areas)
    received = _day(said, "received") or now.astimezone(_LONDON).date()
    known = select(Request).where(
        Request.case_id == case.id,
        Request.team_id == team.id,
        or_(Request.received_on == received, Request.state.not_in(list(FINISHED))),
    )
    if session.scalars(known).first() is not None:
        return
    stage = case.stage
    case.stage = Stage.ASSESSMENT if stage is Stage.CLOSED else stage
    try:
        request_advice(session, case=case, team=team, areas=areas, by=None, now=now, received_on=received)
    except NoLimitKnown as error:
        raise CannotBringOver(f"“open_requests.received”: {error}") from None
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
    team = Team(
        name=_fitting(Team, "name", name), mailbox="", profile=profile, area_names=[each.value for each in areas]
    )
    session.add(team)
    session.flush()
    return team


def knows_stage(said: str) -> bool:
    """Whether a stage is one of the hub's own, or an exact other name for one."""
    return not said or folded(said).replace(" ", "-") in _STAGES


def _stage(said: str) -> Stage:
    """The stage that is meant; other systems' words are taken by what they hold, the rest as a request."""
    key = folded(said).replace(" ", "-")
    if key in _STAGES:
        return _STAGES[key]
    return next((stage for part, stage in _STAGE_WORDS if part in key), Stage.REQUEST)


def _object(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CannotBringOver(f"{name} should be a JSON object")
    return value


def _list(said: Mapping[str, Any], key: str) -> list[Any]:
    value = said.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise CannotBringOver(f"“{key}” should be a list")
    return value


def _yes_or_no(said: Mapping[str, Any], key: str) -> bool:
    value = said[key]
    if not isinstance(value, bool):
        raise CannotBringOver(f"“{key}” should be true or false")
    return value


def _fitting(table: type[Base], name: str, text: str) -> str:
    """The text, if the table's column can hold it."""
    longest = getattr(table.__table__.c[name].type, "length", None)
    if longest is not None and len(text) > longest:
        raise CannotBringOver(f"“{name}” is longer than {longest} characters")
    return text


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise CannotBringOver(f"“{key}” should be text")
    text = str(value).replace("\x00", "").strip()
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise CannotBringOver(f"“{key}” holds half a character")
    return text


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
