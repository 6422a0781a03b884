"""An invented council, loaded through the same services as a real one: `demo/` holds its people, cases and post."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Advice, Profile
from hub.council import Council
from hub.deadlines import day_in_london
from hub.models import Account, Case, FamilyLink, Membership, Person, Request, Role, Submission, Team
from hub.opening import Hub
from hub.passwords import hash_password
from hub.services.advice import Check, save_draft, submit_advice
from hub.services.bringing_over import bring_over
from hub.services.quality import accept_advice
from hub.services.requests import allocate
from hub.services.second_factors import mobile_number
from hub.workflow import RequestState

FOLDER = Path(__file__).parent.parent / "demo"
PASSWORD = "harbour lantern teacup"  # noqa: S105 - the demo's, printed at every start
_RELATIVE = re.compile(r"today(?:([+-]\d+)d)?")


def is_loaded(session: Session) -> bool:
    """Whether the database holds people already."""
    return session.scalars(select(Person.id).limit(1)).first() is not None


def load(hub: Hub, *, now: datetime) -> None:
    """Put teams, people, cases and advice into an empty hub, in one transaction: all or nothing."""
    with hub.database.transaction() as session:
        teams = {each["name"]: _team(each) for each in _toml("teams.toml")["teams"]}
        session.add_all(teams.values())
        session.flush()
        password_hash = hash_password(PASSWORD)
        people = {}
        for said in _toml("people.toml")["people"]:
            person = people[said["email"]] = _person(said, teams.get(said["team"]))
            session.add(person)
            phone = mobile_number(said["phone"])
            session.add(Account(password_hash=password_hash, phone=phone, phone_verified_at=now, person=person))
        session.flush()
        _load_cases(session, people, now=now)
        _load_families(session, people, now=now)
        _load_advice(session, people, hub.council)


def _load_cases(session: Session, people: dict[str, Person], *, now: datetime) -> None:
    today = day_in_london(now)
    officers = [each for each in people.values() if each.is_a(Role.OFFICER)]
    for number, line in enumerate((FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()):
        said = _with_days(json.loads(line), today)
        case = bring_over(session, said, now=now)
        case.coordinator = officers[number % len(officers)]
        for asked in said.get("open_requests") or ():
            if asked.get("allocated_to"):
                request = _request(session, case.reference, asked["team"])
                on = min(now, _morning(date.fromisoformat(asked["received"]) + timedelta(days=2)))
                manager = _manager_of(people, request.team)
                allocate(session, request=request, to=people[asked["allocated_to"]], by=manager, now=on)


def _load_families(session: Session, people: dict[str, Person], *, now: datetime) -> None:
    """Open each family's own case to it."""
    officer = next(each for each in people.values() if each.is_a(Role.OFFICER))
    for said in _toml("people.toml")["people"]:
        if said.get("case"):
            case = session.scalars(select(Case).where(Case.reference == said["case"])).one()
            relation = "young person" if "young-person" in said["roles"] else "parent"
            link = FamilyLink(
                case=case, person=people[said["email"]], relation=relation, started_at=now, started_by=officer
            )
            session.add(link)


def _load_advice(session: Session, people: dict[str, Person], council: Council) -> None:
    today = datetime.now(UTC).date()
    for path in sorted((FOLDER / "drafts").glob("*.json")):
        said = _with_days(json.loads(path.read_text(encoding="utf-8")), today)
        request = _request(session, said["case"], said["team"])
        writer = people[said["by"]]
        written = _morning(date.fromisoformat(said["written"]))
        if request.allocated_to is not writer:
            allocate(session, request=request, to=writer, by=_manager_of(people, request.team), now=written)
        advice = Advice.from_json({key: value for key, value in said.items() if key in Advice.__dataclass_fields__})
        save_draft(session, request=request, areas=advice.areas, background=advice.background, by=writer, now=written)
        if said["state"] != "draft":
            _submit(session, request, writer, said, people, council)


def _submit(
    session: Session,
    request: Request,
    writer: Person,
    said: dict[str, Any],
    people: dict[str, Person],
    council: Council,
) -> None:
    check: Check = import_module("checker.check").check  # by name: the hub imports no room
    at = _morning(date.fromisoformat(said["submitted"]))
    submission: Submission = submit_advice(session, request=request, by=writer, check=check, council=council, now=at)
    if said["state"] == "accepted" and request.state is RequestState.AWAITING_QUALITY_CHECK:
        dco = next(each for each in people.values() if each.is_a(Role.DCO))
        accept_advice(session, submission=submission, by=dco, council=council, now=at + timedelta(days=1))


def who_can_sign_in() -> Iterator[tuple[str, str, str]]:
    """(what to try, name, email) of people to start with: one of each kind, those in a team of the same one."""
    shown = (
        ("officer", "reads the post, confirms cases, asks for advice"),
        ("team-manager", "assigns requests to professionals"),
        ("professional", "writes advice"),
        ("senco", "writes a school's advice"),
        ("secretary", "uploads clinic letters"),
        ("dco", "quality-assures advice"),
        ("parent", "reads their own child's case"),
        ("young-person", "reads their own case"),
        ("administrator", "invites people, looks after teams"),
        ("auditor", "reads the history"),
    )
    people = _toml("people.toml")["people"]
    team = next(each["team"] for each in people if each["team"])
    for role, does in shown:
        able = [each for each in people if role in each["roles"]]
        person = min(able, key=lambda each: (each["team"] != team, len(each["roles"])))
        yield does, person["name"], person["email"]


def _team(said: dict[str, Any]) -> Team:
    return Team(
        name=said["name"],
        mailbox=said["mailbox"],
        profile=Profile(said["profile"]),
        specialism=said["specialism"],
        area_names=said["areas"],
    )


def _person(said: dict[str, Any], team: Team | None) -> Person:
    person = Person(name=said["name"], email=said["email"].lower(), job_title=said["job_title"])
    for role in said["roles"]:
        person.memberships.append(Membership(role=Role(role), person=person, team=team))
    return person


def _manager_of(people: dict[str, Person], team: Team) -> Person:
    return next(each for each in people.values() if team.id in each.team_ids(Role.TEAM_MANAGER))


def _request(session: Session, reference: str, team: str) -> Request:
    found = select(Request).join(Case).join(Team).where(Case.reference == reference, Team.name == team)
    return session.scalars(found.order_by(Request.id.desc())).one()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(10, 5), UTC)


def _with_days(value: Any, today: date) -> Any:
    """The value with every “today-38d” in it as that day."""
    if isinstance(value, dict):
        return {key: _with_days(each, today) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_days(each, today) for each in value]
    if isinstance(value, str) and (found := _RELATIVE.fullmatch(value)):
        return (today + timedelta(days=int(found[1] or 0))).isoformat()
    return value


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
