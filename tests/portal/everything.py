"""One of everything that has an address: a case at each step, with all that hangs on it, and a person of every kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Background, Profile
from hub.database import Database
from hub.deadlines import Reason
from hub.files import FileStore
from hub.models import (
    Case,
    Channel,
    CouncilDecision,
    Cover,
    DecisionKind,
    Deputy,
    DraftComment,
    DraftLeftover,
    DraftLook,
    FamilyLink,
    FamilyView,
    Membership,
    NoticeState,
    OutgoingNotice,
    Person,
    Phrase,
    Reading,
    RecordedException,
    Request,
    Role,
    Stage,
    Team,
    Upload,
    Whose,
)
from hub.services.advice import save_draft
from hub.services.cases import Requester, confirm_case, open_case
from hub.services.requests import allocate, request_advice
from tests.intake.corpus import pdf
from tests.portal.received import received_request
from tests.portal.requests_made import a_draft, a_publication
from tests.world import World, some_area

NOT_THERE = 987_654


def people(session: Session, world: World) -> dict[str, int]:
    """Everybody, by what they are to the case; `another …` has the role elsewhere."""
    therapy, care = session.get_one(Team, world.therapy_id), session.get_one(Team, world.social_care_id)
    school = Team(name="Harbourlight", mailbox="senco@school.example", profile=Profile.EDUCATION)
    found = {
        "writer": world.therapist_id,
        "colleague": world.colleague_id,
        "manager": world.manager_id,
        "officer": world.officer_id,
        "dco": world.dco_id,
        "another team's professional": world.outsider_id,
    }
    for name, role, team in (
        ("secretary", Role.SECRETARY, therapy),
        ("another team's secretary", Role.SECRETARY, care),
        ("another team's manager", Role.TEAM_MANAGER, care),
        ("SENCO", Role.SENCO, school),
        ("parent", Role.PARENT, None),
        ("another child's parent", Role.PARENT, None),
        ("young person", Role.YOUNG_PERSON, None),
        ("auditor", Role.AUDITOR, None),
        ("administrator", Role.ADMINISTRATOR, None),
        ("no role", None, None),
    ):
        person = Person(name=name, email=f"{abs(hash(name))}@people.example")
        if role is not None:
            person.memberships.append(Membership(role=role, person=person, team=team))
        session.add(person)
        session.flush()
        found[name] = person.id
    return found


def another_case(session: Session, world: World, parent: Person, now: datetime) -> None:
    """A case of another child: the other team writes on it, the other parent reads it."""
    officer, worker = world.officer(session), world.person(session, "outsider")
    case = open_case(
        session,
        channel=Channel.MAIL,
        received_on=date(2026, 11, 2),
        requester=Requester("Ann Marsh", "parent", "ann@home.example", ""),
        child={"child_name": "Tom Marsh", "date_of_birth": date(2016, 5, 6)},
        by=None,
        now=now,
    )
    confirm_case(session, case=case, by=officer, now=now)
    areas = list(world.social_care(session).areas)
    request = request_advice(session, case=case, team=world.social_care(session), areas=areas, by=officer, now=now)
    allocate(session, request=request, to=worker, by=officer, now=now)
    save_draft(session, request=request, areas=[some_area()], background=Background(), by=worker, now=now)
    session.add(FamilyLink(case=case, person=parent, relation="mother", started_at=now, started_by=officer))


def ids(
    database: Database, files: FileStore, world: World, who: dict[str, int], now: datetime, step: str
) -> dict[str, Any]:
    """What stands in the addresses: of a case whose advice is “being written”, of one that is “closed” with its advice
    published, or of what is “not there”.
    """
    if step == "not there":
        return dict.fromkeys(_NAMES, NOT_THERE) | _WORDS
    request_id = (a_draft if step == "being written" else a_publication)(database, world, now)
    reading_id = received_request(database, now)
    with database.transaction() as session:
        letter = files.store(pdf("She sings."))
        made = _around(session, world, who, session.get_one(Request, request_id), letter, now)
        made |= {"request_id": request_id, "case_id": world.case_id, "reading_id": reading_id}
        made |= {"item_id": session.get_one(Reading, reading_id).item_id, "number": 1}
        if step == "closed":
            session.get_one(Case, world.case_id).stage = Stage.CLOSED
    return made | _WORDS


_WORDS = {"name": "acknowledgement", "sha256": "0" * 64, "role": "officer"}
_NAMES = (
    *("request_id", "case_id", "reading_id", "item_id", "number", "exception_id", "decision_id", "link_id", "view_id"),
    *("upload_id", "look_id", "comment_id", "left_over_id", "phrase_id", "notice_id", "cover_id", "deputy_id"),
    *("person_id", "membership_id", "team_id"),
)


def _around(
    session: Session, world: World, who: dict[str, int], request: Request, letter: str, now: datetime
) -> dict[str, int | str]:
    """A row of each kind that hangs on the case, its draft, its team and its people."""
    writer, officer = world.therapist(session), world.officer(session)
    parent = session.get_one(Person, who["parent"])
    today = now.date()
    case = request.case
    for relation, name in (("mother", "parent"), ("young person", "young person")):
        person = session.get_one(Person, who[name])
        session.add(FamilyLink(case=case, person=person, relation=relation, started_at=now, started_by=officer))
    rows: dict[str, Any] = {
        "exception_id": RecordedException(
            case=case,
            reason=Reason.EXCEPTIONAL_CIRCUMSTANCES,
            from_day=today,
            recorded_at=now,
            recorded_by=officer,
        ),
        "decision_id": CouncilDecision(
            case=case,
            kind=DecisionKind.AGREED_TO_ASSESS,
            decided_on=today,
            recorded_at=now,
            stage_before=case.stage,
            by=officer,
        ),
        "view_id": FamilyView(case=case, whose=Whose.PARENT, words="She sings.", given_at=now, by=parent),
        "upload_id": Upload(
            request=request,
            name="letter.pdf",
            media_type="application/pdf",
            size=1,
            sha256=letter,
            uploaded_at=now,
            noticed=[],
            uploaded_by=writer,
        ),
        "look_id": DraftLook(request=request, person=world.person(session, "manager"), asked_by=writer, asked_at=now),
        "comment_id": DraftComment(
            request=request, field="/areas/0/needs", quoted="long", text="How long?", at=now, by=world.manager(session)
        ),
        "left_over_id": DraftLeftover(request=request, text="She sings.", at=now),
        "phrase_id": Phrase(person=writer, text="Reviewed each term.", saved_at=now),
        "cover_id": Cover(
            person=writer,
            covered_by=world.person(session, "colleague"),
            from_on=today,
            until_on=today + timedelta(days=7),
            set_at=now,
            set_by=writer,
        ),
        "deputy_id": Deputy(
            away=world.dco(session),
            deputy=world.person(session, "outsider"),
            from_on=today + timedelta(days=30),
            to_on=today + timedelta(days=37),
            made_at=now,
            made_by=world.dco(session),
        ),
    }
    session.add_all(rows.values())
    another_case(session, world, session.get_one(Person, who["another child's parent"]), now)
    session.flush()
    notice = session.scalars(select(OutgoingNotice).order_by(OutgoingNotice.id)).first()
    assert notice is not None
    notice.state = NoticeState.FAILED
    link = session.scalars(select(FamilyLink).where(FamilyLink.case_id == case.id)).first()
    assert link is not None
    membership = writer.memberships[0]
    found = {name: row.id for name, row in rows.items()}
    return found | {
        "link_id": link.id,
        "notice_id": notice.id,
        "person_id": writer.id,
        "membership_id": membership.id,
        "team_id": world.therapy_id,
    }
