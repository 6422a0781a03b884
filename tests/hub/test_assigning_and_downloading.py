"""Assigning, the reviewer's queue and downloads as use cases, on both databases."""

from datetime import datetime

import pytest
from sqlalchemy import select

from checker.check import check
from hub.database import Database
from hub.files import FileStore
from hub.finding import Severity
from hub.models import (
    Account,
    Answer,
    HistoryEntry,
    Membership,
    OutgoingNotice,
    Person,
    PersonEntry,
    Request,
    Role,
    SingleUseLink,
    Submission,
    Upload,
)
from hub.notice import NoticeKind
from hub.queries.quality import decisions_on, teams_reviewed, waiting_for
from hub.refusals import MissingDetail, NotAwaitingThat, Refusal
from hub.services.accounts import invite
from hub.services.advice import submit_advice
from hub.services.allocation import assign, invite_and_assign, team_writers
from hub.services.downloads import Format, advice_file, may_open_upload, readable, record_download, upload_file
from hub.services.history import broken_links
from hub.services.quality import accept_advice, return_advice
from hub.services.uploads import add_upload
from hub.settings import Settings
from hub.workflow import RequestState
from tests.world import World

BLOCKED = "Sian finds changes hard. Her brother Rhys Evans has epilepsy."


def submitted(database: Database, world: World, now: datetime, needs: str = "") -> int:
    with database.transaction() as session:
        request = world.drafted(session, now, needs)
        by = world.therapist(session)
        submit_advice(session, request=request, by=by, check=check, council=world.council, now=now)
        return request.id


def test_the_answer_of_a_yes_is_kept_with_its_details(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        request = world.asked(session, now)
        assign(
            session,
            request=request,
            to=world.therapist(session),
            answer=Answer.YES_NOT_KNOWN,
            details=" New to us ",
            by=world.manager(session),
            now=now,
        )
        assert request.state is RequestState.AWAITING_ADVICE
        assert (request.answer, request.answer_details) == (Answer.YES_NOT_KNOWN, "New to us")


def test_a_no_cannot_be_assigned(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        to, by = world.therapist(session), world.manager(session)
        request = world.asked(session, now)
        with pytest.raises(MissingDetail):
            assign(session, request=request, to=to, answer=Answer.NOT_KNOWN, details="", by=by, now=now)


def invited(database: Database, world: World, now: datetime, email: str, request_id: int | None = None) -> int:
    with database.transaction() as session:
        request = session.get_one(Request, request_id) if request_id else world.asked(session, now)
        person = invite_and_assign(
            session,
            request=request,
            name="Nia Pugh",
            email=email,
            job_title="",
            answer=Answer.YES_ALLOCATED,
            details="",
            by=world.manager(session),
            now=now,
        )
        assert request.allocated_to_id == person.id
        return person.id


def test_a_typed_name_is_invited_once_and_told_of_the_request(database: Database, world: World, now: datetime) -> None:
    invited(database, world, now, "Nia@health.example")
    with database.reading() as session:
        nia = session.scalars(select(Person).where(Person.email == "nia@health.example")).one()
        assert nia.roles == {Role.PROFESSIONAL}
        kinds = session.scalars(select(OutgoingNotice.kind).where(OutgoingNotice.recipient == nia.email)).all()
        assert sorted(kinds) == sorted([NoticeKind.INVITATION, NoticeKind.ADVICE_ALLOCATED])


def test_somebody_with_an_account_joins_the_team_without_a_new_invitation(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        person, _ = invite(session, name="Nia", email="nia@health.example", roles=[(Role.SENCO, None)], now=now)
        session.add(Account(password_hash="x", phone="+447700900123", phone_verified_at=now, person=person))
    person_id = invited(database, world, now, "nia@health.example")
    with database.reading() as session:
        nia = session.get_one(Person, person_id)
        assert nia.team_ids(Role.PROFESSIONAL) == {world.therapy_id}
        assert len(session.scalars(select(SingleUseLink)).all()) == 1
        acts = session.scalars(select(PersonEntry).order_by(PersonEntry.number)).all()
        assert [(each.what, each.details["added"]) for each in acts][-1] == (
            "roles added",
            ["professional, Speech and Language Therapy"],
        )


@pytest.mark.parametrize("what", ["left", "parent"])
def test_family_and_people_who_left_are_never_assigned(
    database: Database, world: World, now: datetime, what: str
) -> None:
    with database.transaction() as session:
        person = Person(name="Carys Evans", email="carys@example.org", active=what != "left")
        if what == "parent":
            person.memberships.append(Membership(role=Role.PARENT, person=person))
        session.add(person)
    with pytest.raises(Refusal, match="cannot be assigned"):
        invited(database, world, now, "carys@example.org")
    with database.reading() as session:
        asked = select(OutgoingNotice).where(OutgoingNotice.recipient == "carys@example.org")
        assert not session.scalars(asked).all()


def test_nobody_is_written_to_for_a_request_that_has_moved_on(database: Database, world: World, now: datetime) -> None:
    request_id = submitted(database, world, now)
    with pytest.raises(NotAwaitingThat):
        invited(database, world, now, "nia@health.example", request_id)
    with database.reading() as session:
        assert not session.scalars(select(Person).where(Person.email == "nia@health.example")).all()


def test_the_list_to_choose_from_is_the_active_people_of_the_team(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        world.person(session, "colleague").active = False
    with database.reading() as session:
        found = [person.name for person, _ in team_writers(session, world.asked(session, now))]
    assert found == ["Maya Shah", "Tomasz Nowak"]


def test_the_queue_holds_what_the_person_reviews_with_its_findings(
    database: Database, world: World, now: datetime
) -> None:
    request_id = submitted(database, world, now, BLOCKED)
    with database.reading() as session:
        dco = world.dco(session)
        (waiting,) = waiting_for(session, person=dco, council=world.council)
        assert waiting.request_id == request_id
        assert waiting.submitted_at == now
        assert waiting.findings[Severity.BLOCK] >= 1
        assert teams_reviewed(session, dco, world.council) == {world.therapy_id, world.social_care_id}
        assert not waiting_for(session, person=world.therapist(session), council=world.council)
        assert not waiting_for(session, person=world.manager(session), council=world.council)


def test_the_queue_counts_the_latest_submission_only(database: Database, world: World, now: datetime) -> None:
    request_id = submitted(database, world, now, BLOCKED)
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        first = session.scalars(select(Submission)).one()
        by, council = world.dco(session), world.council
        return_advice(session, submission=first, reason="Mend it", by=by, council=council, now=now)
        submit_advice(
            session, request=request, by=world.therapist(session), check=lambda *_: (), council=council, now=now
        )
    with database.reading() as session:
        (waiting,) = waiting_for(session, person=world.dco(session), council=world.council)
        assert waiting.findings == {}
        assert [each.reason for each in decisions_on(session, request_id)] == ["Mend it"]


def test_a_download_holds_the_submitted_words_and_its_name_no_child(
    database: Database, world: World, now: datetime
) -> None:
    request_id = submitted(database, world, now)
    with database.transaction() as session:
        found = readable(
            session, request=session.get_one(Request, request_id), person=world.dco(session), council=world.council
        )
        assert found is not None
        for form in Format:
            file = advice_file(found, form=form, council=world.council)
            assert file.name == f"{found.request.case.reference}-advice-{request_id}.{form}"
            record_download(session, request_id=request_id, file=file, person_id=world.dco_id, now=now, submission=1)
    with database.reading() as session:
        entries = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "downloaded")).all()
        assert [each.by_id for each in entries] == [world.dco_id] * 2
        assert not list(broken_links(session))


def test_held_advice_is_read_by_nobody_but_its_writer_manager_and_reviewer(
    database: Database, world: World, now: datetime
) -> None:
    request_id = submitted(database, world, now, BLOCKED)
    with database.reading() as session:
        request = session.get_one(Request, request_id)
        readers = [
            who
            for who in ("officer", "manager", "therapist", "colleague", "social_worker", "dco", "outsider")
            if readable(session, request=request, person=world.person(session, who), council=world.council)
        ]
    assert readers == ["manager", "therapist", "dco"]


def test_an_upload_is_opened_by_who_reads_the_advice_and_gone_once_removed(
    database: Database, world: World, now: datetime, settings: Settings
) -> None:
    files = FileStore(settings.data_dir)
    with database.transaction() as session:
        request = world.drafted(session, now)
        by = world.therapist(session)
        add_upload(session, request=request, name="Sian Evans.pdf", data=b"%PDF-1", files=files, by=by, now=now)
        submit_advice(session, request=request, by=by, check=lambda *_: (), council=world.council, now=now)
    with database.transaction() as session:
        upload = session.scalars(select(Upload)).one()
        file = upload_file(upload, files)
        assert (file.data, file.media_type) == (b"%PDF-1", "application/pdf")
        assert "Sian" not in file.name
        officer = world.officer(session)
        assert not may_open_upload(session, upload=upload, person=officer, council=world.council)
        submission = session.scalars(select(Submission)).one()
        accept_advice(session, submission=submission, by=world.dco(session), council=world.council, now=now)
        assert may_open_upload(session, upload=upload, person=officer, council=world.council)
        upload.removed_at = now
        assert not may_open_upload(session, upload=upload, person=officer, council=world.council)
