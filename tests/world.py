"""A small council for tests: two teams, a person in each role, one confirmed case with a sibling on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from hub.advice import Area, AreaAdvice, Background, Outcome, Profile, Provision
from hub.council import Council, load_council
from hub.database import Database
from hub.models import Case, Channel, Membership, Person, Request, Role, Team
from hub.services.advice import save_draft
from hub.services.cases import Requester, add_people, confirm_case, open_case
from hub.services.requests import allocate, request_advice


@dataclass(frozen=True)
class World:
    """Ids of what was made, so that every test loads it in its own session."""

    council: Council
    therapy_id: int
    social_care_id: int
    officer_id: int
    manager_id: int
    therapist_id: int
    colleague_id: int
    social_worker_id: int
    dco_id: int
    outsider_id: int
    case_id: int

    def team(self, session: Session) -> Team:
        """The therapy team, whose advice is health advice."""
        return session.get_one(Team, self.therapy_id)

    def social_care(self, session: Session) -> Team:
        """The social care team, which has no quality step."""
        return session.get_one(Team, self.social_care_id)

    def case(self, session: Session) -> Case:
        """The confirmed case."""
        return session.get_one(Case, self.case_id)

    def officer(self, session: Session) -> Person:
        """The EHCP coordinator."""
        return session.get_one(Person, self.officer_id)

    def manager(self, session: Session) -> Person:
        """The therapy team's manager."""
        return session.get_one(Person, self.manager_id)

    def therapist(self, session: Session) -> Person:
        """The professional who writes."""
        return session.get_one(Person, self.therapist_id)

    def dco(self, session: Session) -> Person:
        """The Designated Clinical Officer."""
        return session.get_one(Person, self.dco_id)

    def person(self, session: Session, name: str) -> Person:
        """Anybody, by the name of the field without “_id”."""
        return session.get_one(Person, getattr(self, f"{name}_id"))

    def asked(self, session: Session, now: datetime, team: Team | None = None) -> Request:
        """A request for advice to the therapy team (or another), just made."""
        return request_advice(
            session,
            case=self.case(session),
            team=team or self.team(session),
            areas=[Area.COMMUNICATION_AND_INTERACTION],
            by=self.officer(session),
            now=now,
        )

    def allocated(self, session: Session, now: datetime) -> Request:
        """A request allocated to the therapist."""
        request = self.asked(session, now)
        allocate(session, request=request, to=self.therapist(session), by=self.manager(session), now=now)
        return request

    def drafted(self, session: Session, now: datetime, needs: str = "") -> Request:
        """A request with a saved draft."""
        request = self.allocated(session, now)
        by = self.therapist(session)
        save_draft(session, request=request, areas=[some_area(needs)], background=Background(), by=by, now=now)
        return request


def some_area(needs: str = "") -> AreaAdvice:
    """A plain, good piece of advice in one area."""
    return AreaAdvice(
        area=Area.COMMUNICATION_AND_INTERACTION,
        strengths="Sian greets people warmly and remembers songs.",
        needs=needs or "Sian finds long instructions hard to follow, so she misses the start of most tasks in class.",
        outcomes=(
            Outcome(
                outcome="By the end of Key Stage 2 Sian will follow an instruction of three parts, so that she can "
                "start her work with her class.",
                provisions=(
                    Provision(
                        support="A programme of listening games in a group of four.",
                        provided_by="A teaching assistant trained by the Speech and Language Therapist",
                        ratio="1:4",
                        quantity="20 minutes",
                        frequency="Twice a week",
                        review="Reviewed by the Speech and Language Therapist each term",
                    ),
                ),
            ),
        ),
    )


def make_world(database: Database, now: datetime, *, council_folder: Path | None = None) -> World:
    """Make the council in the database and commit it."""
    with database.transaction() as session:
        therapy = Team(
            name="Speech and Language Therapy",
            mailbox="slt@health.example",
            profile=Profile.HEALTH,
            specialism="Health",
            area_names=[Area.COMMUNICATION_AND_INTERACTION.value],
        )
        social_care = Team(
            name="Children's Social Care",
            mailbox="care@council.example",
            profile=Profile.SOCIAL_CARE,
            specialism="Social Care",
            area_names=[Area.SOCIAL_CARE.value],
        )
        session.add_all([therapy, social_care])
        officer = _person(session, "Olwen Price", "officer@council.example", "EHCP Coordinator", (Role.OFFICER, None))
        manager = _person(session, "Maya Shah", "manager@health.example", "Team Manager", (Role.TEAM_MANAGER, therapy))
        therapist = _person(
            session,
            "Tomasz Nowak",
            "therapist@health.example",
            "Speech and Language Therapist",
            (Role.PROFESSIONAL, therapy),
        )
        colleague = _person(
            session,
            "Ciara Byrne",
            "colleague@health.example",
            "Speech and Language Therapist",
            (Role.PROFESSIONAL, therapy),
        )
        worker = _person(
            session, "Winston Clarke", "worker@council.example", "Social Worker", (Role.PROFESSIONAL, social_care)
        )
        dco = _person(session, "Dilys Owen", "dco@health.example", "Designated Clinical Officer", (Role.DCO, None))
        outsider = _person(
            session, "Una Else", "outsider@council.example", "Social Worker", (Role.PROFESSIONAL, social_care)
        )
        case = open_case(
            session,
            channel=Channel.MAIL,
            received_on=date(2026, 11, 9),
            requester=Requester("Carys Evans", "parent", "carys.evans@example.org", "07700 900123"),
            child={
                "child_name": "Sian Evans",
                "known_as": "Sian",
                "date_of_birth": date(2017, 3, 4),
                "pronouns": "she/her",
                "school": "Harbourlight Primary School",
            },
            by=None,
            now=now,
        )
        add_people(case, [{"name": "Rhys Evans", "relation": "sibling"}])
        confirm_case(session, case=case, by=officer, now=now)
        return World(
            council=load_council(council_folder),
            therapy_id=therapy.id,
            social_care_id=social_care.id,
            officer_id=officer.id,
            manager_id=manager.id,
            therapist_id=therapist.id,
            colleague_id=colleague.id,
            social_worker_id=worker.id,
            dco_id=dco.id,
            outsider_id=outsider.id,
            case_id=case.id,
        )


def _person(session: Session, name: str, email: str, job_title: str, role: tuple[Role, Team | None]) -> Person:
    person = Person(name=name, email=email, job_title=job_title)
    person.memberships.append(Membership(role=role[0], person=person, team=role[1]))
    session.add(person)
    session.flush()
    return person
