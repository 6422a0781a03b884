"""Advice that comes back by e-mail becomes a draft on its request, and is never submitted by itself."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import docx
import pytest
from sqlalchemy import select

from hub.advice import Advice, Area, AreaAdvice, Child, Outcome, Provision
from hub.database import Database
from hub.documents.write import word
from hub.draft_parts import Choice
from hub.models import Channel, DraftVersion, PostItem, PostState, Reading, Request, Submission, Upload
from hub.opening import Hub
from hub.queries.post_queue import post_queue
from hub.refusals import MissingDetail
from hub.services.brought_in import bring_in
from hub.services.cases import Requester, confirm_case, open_case
from hub.services.draft_files import choose, offer_of, offered_parts
from hub.services.post_decisions import add_child, answer_request
from hub.workflow import RequestState
from tests.intake.conftest import work_all
from tests.world import World

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NEEDS = "Sian tires after ten minutes of walking, so she misses the end of each lesson."


def advice_file(child: Child | None = None) -> bytes:
    """A filled-in template, as Word."""
    provision = Provision(support="Stretches", provided_by="Physiotherapist", frequency="Weekly")
    outcome = Outcome(outcome="By July 2027 Sian will walk to the hall.", provisions=(provision,))
    area = AreaAdvice(Area.HEALTH, strengths="Sian loves maps.", needs=NEEDS, outcomes=(outcome,))
    advice = Advice("A-1", (area,), child=child or Child())
    return word(advice, reference="NS-1", submitted_on=date(2026, 11, 20))


def letter_file() -> bytes:
    """A letter that is laid out like no template."""
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("Dear colleague, thank you for asking us about Sian, whom we saw in clinic.")
    document.save(out)
    return out.getvalue()


def mail(sender: str, reference: str, born: date, file: bytes) -> bytes:
    message = EmailMessage()
    message["Received"] = "from mx.example by mail.northshire.gov.uk; Mon, 23 Nov 2026 09:00:00 +0000"
    message["From"] = f"Therapist <{sender}>"
    message["To"] = "sen@northshire.gov.uk"
    message["Subject"] = f"Advice for Sian Evans, {reference}"
    message["Message-ID"] = "<advice@clinic.example>"
    message.set_content(
        f"Dear SEN team,\n\nPlease find attached my advice for the EHC needs assessment of Sian Evans, "
        f"born {born:%d/%m/%Y}, case {reference}.\n\nKind regards"
    )
    message.add_attachment(
        file,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="advice SE.docx",
    )
    return message.as_bytes()


@pytest.fixture
def request_id(database: Database, world: World) -> int:
    """A request that the therapist is to answer; nothing has been written."""
    with database.transaction() as session:
        return world.allocated(session, NOW).id


def returned(hub: Hub, world: World, *, sender: str | None = None, file: bytes = b"") -> int:
    """Let the e-mail come and be dealt with; the item's id."""
    with hub.database.transaction() as session:
        case = world.case(session)
        by = sender or world.therapist(session).email
        data = mail(by, case.reference, case.date_of_birth or NOW.date(), file or advice_file())
        item = bring_in(session, hub.files, data=data, name="advice.eml", received_at=None, now=NOW)
        item_id = item.id
    work_all(hub, NOW)
    return item_id


def test_a_template_sent_by_its_writer_is_a_draft_with_the_file_attached(
    hub: Hub, world: World, request_id: int
) -> None:
    item_id = returned(hub, world)
    with hub.database.reading() as session:
        item = session.get_one(PostItem, item_id)
        assert (item.readings[0].kind, item.state) == ("advice-return", PostState.FILED), item.reason
        draft = session.scalars(select(DraftVersion)).one()
        assert draft.request_id == request_id
        assert draft.advice.areas[0].needs == NEEDS
        assert draft.advice.areas[0].outcomes[0].provisions[0].frequency == "Weekly"
        assert [each.name for each in session.scalars(select(Upload))] == ["advice SE.docx"]
        assert session.get_one(Request, request_id).state is RequestState.AWAITING_ADVICE
        assert session.scalars(select(Submission)).all() == []
        assert "A draft was made of it, 1 file attached." in item.reason


def test_a_draft_that_was_begun_is_never_written_over_and_what_came_stands_beside_it_to_choose_from(
    hub: Hub, world: World, database: Database
) -> None:
    with database.transaction() as session:
        request_id = world.drafted(session, NOW).id
    item_id = returned(hub, world)
    with hub.database.transaction() as session:
        (draft,) = session.scalars(select(DraftVersion)).all()
        request = session.get_one(Request, request_id)
        assert NEEDS not in str(draft.advice)
        assert len(session.scalars(select(Upload)).all()) == 1
        assert "this stands beside it" in session.get_one(PostItem, item_id).reason
        offer = offer_of(session, request)
        assert offer is not None
        parts = offered_parts(session, request, offer)
        assert NEEDS in str([each.file for each in parts])
        chosen = {each.place.key: Choice.FILE for each in parts}
        choose(session, request=request, choices=chosen, by=world.therapist(session), now=NOW)
        (*_, latest) = session.scalars(select(DraftVersion).order_by(DraftVersion.number)).all()
        assert NEEDS in str(latest.advice)
        assert "Sian greets people warmly" in str(latest.advice)  # an area of which the file says nothing


def test_a_letter_in_no_template_is_attached_and_its_writer_told(hub: Hub, world: World, request_id: int) -> None:
    item_id = returned(hub, world, file=letter_file())
    with hub.database.reading() as session:
        assert session.scalars(select(DraftVersion)).all() == []
        assert len(session.scalars(select(Upload)).all()) == 1
        assert "laid out like no advice template" in session.get_one(PostItem, item_id).reason


def test_a_template_about_another_child_is_no_draft_even_where_an_officer_chose_the_request(
    hub: Hub, world: World, request_id: int
) -> None:
    """Before anybody chooses, it waits: the name in it is seen."""
    tom = advice_file(Child(name="Tom Marsh", date_of_birth=date(2012, 5, 6)))
    item_id = returned(hub, world, file=tom)
    with hub.database.transaction() as session:
        item, request = session.get_one(PostItem, item_id), session.get_one(Request, request_id)
        assert item.state is PostState.WAITING
        answer_request(session, reading=item.readings[0], request=request, by=world.officer(session), now=NOW)
    work_all(hub, NOW)
    with hub.database.reading() as session:
        assert session.scalars(select(DraftVersion)).all() == []
        assert session.scalars(select(Upload)).all() == []
        item = session.get_one(PostItem, item_id)
        assert item.state is PostState.WAITING
        assert "another child" in " ".join(item.readings[0].result["why"])


def test_somebody_elses_answer_waits_for_an_officer_to_choose_the_request(
    hub: Hub, world: World, request_id: int
) -> None:
    item_id = returned(hub, world, sender="secretary@clinic.example")
    with hub.database.reading() as session:
        reading = session.scalars(select(Reading)).one()
        assert reading.needs_review
        assert session.get_one(PostItem, item_id).state is PostState.WAITING
        assert session.scalars(select(DraftVersion)).all() == []
        assert any("which request this advice answers" in each for each in reading.result["why"])
        assert reading.item.channel is Channel.MAIL


def test_the_same_advice_sent_twice_is_one_draft_and_one_file(hub: Hub, world: World, request_id: int) -> None:
    returned(hub, world)
    returned(hub, world)
    work_all(hub, NOW + timedelta(minutes=5))
    with hub.database.reading() as session:
        assert len(session.scalars(select(DraftVersion)).all()) == 1
        assert len(session.scalars(select(Upload)).all()) == 1


def test_advice_that_could_not_become_a_draft_waits_for_an_officer_again(
    hub: Hub, world: World, request_id: int
) -> None:
    item_id = returned(hub, world, sender="secretary@clinic.example")
    with hub.database.transaction() as session:
        reading, request = session.scalars(select(Reading)).one(), session.get_one(Request, request_id)
        answer_request(session, reading=reading, request=request, by=world.officer(session), now=NOW)
        request.allocated_to = None
    work_all(hub, NOW)
    with hub.database.reading() as session:
        reading = session.scalars(select(Reading)).one()
        assert [row.reading_id for row in post_queue(session)] == [reading.id]
        assert "No draft was made. Nobody has been assigned to write this advice." in reading.result["why"]
        assert (reading.decision, reading.item.id, reading.item.state) == ("", item_id, PostState.WAITING)


def test_advice_on_several_children_in_one_email_is_never_a_draft(hub: Hub, world: World, request_id: int) -> None:
    item_id = returned(hub, world, sender="secretary@clinic.example")
    with hub.database.transaction() as session:
        reading, request = session.scalars(select(Reading)).one(), session.get_one(Request, request_id)
        add_child(session, reading=reading, by=world.officer(session), now=NOW)
        with pytest.raises(MissingDetail):
            answer_request(session, reading=reading, request=request, by=world.officer(session), now=NOW)
    work_all(hub, NOW)
    with hub.database.reading() as session:
        assert session.get_one(PostItem, item_id).state is PostState.WAITING
        assert session.scalars(select(DraftVersion)).all() == []


def test_a_writers_email_on_two_children_puts_neither_ones_files_into_the_others_case(
    hub: Hub, world: World, request_id: int
) -> None:
    with hub.database.transaction() as session:
        sian, sender = world.case(session), world.therapist(session).email
        owen = open_case(
            session,
            channel=Channel.MAIL,
            received_on=date(2026, 11, 2),
            requester=Requester("Nia Rees", "parent"),
            child={"child_name": "Owen Rees", "date_of_birth": date(2016, 5, 4)},
            by=None,
            now=NOW,
        )
        confirm_case(session, case=owen, by=world.officer(session), now=NOW)
        message = message_from_bytes(mail(sender, sian.reference, date(2017, 3, 4), advice_file()), policy=default)
        said = message.get_body()
        assert isinstance(said, EmailMessage)
        said.set_content(
            "Dear SEN team,\n\nPlease find attached my advice for the EHC needs assessments of two children:\n\n"
            f"Sian Evans, born 04/03/2017, case {sian.reference}\nOwen Rees, born 04/05/2016, case {owen.reference}\n"
        )
        bring_in(session, hub.files, data=message.as_bytes(), name="advice.eml", received_at=None, now=NOW)
    work_all(hub, NOW)
    with hub.database.reading() as session:
        readings = session.scalars(select(Reading).order_by(Reading.number)).all()
        assert [each.case.child_name for each in readings if each.case] == ["Sian Evans", "Owen Rees"]
        assert all(each.needs_review for each in readings)
        assert session.scalars(select(DraftVersion)).all() == []
        assert session.scalars(select(Upload)).all() == []
