"""The automatic acknowledgement: to people only, once a day, with nothing personal, and never into a loop."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.council import load_council
from hub.messages import write_message
from hub.models import Case, CasePerson, Channel, OutgoingNotice
from hub.notice import CaseReference, Notice, NoticeKind
from hub.opening import Hub
from hub.services.acknowledgements import MOST_IN_AN_HOUR, acknowledge_once
from hub.settings import Settings
from hub.work import run_one
from intake.receive import Place, take_in
from tests.intake.letters import child, request
from tests.world import World

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def with_header(data: bytes, *lines: str, sender: str = "") -> bytes:
    """The letter with more headers, or from somebody else."""
    if sender:
        before, _, after = data.partition(b"From: ")
        data = before + b"From: " + sender.encode() + b"\r\n" + after.partition(b"\r\n")[2]
    return "".join(f"{line}\r\n" for line in lines).encode() + data


def arrives(
    hub: Hub, data: bytes, *, uid: int = 1, now: datetime = NOW, arrived: datetime | None = None, uidvalidity: int = 7
) -> None:
    """The message is in the mailbox, and is read and filed."""
    take_in(
        hub.database,
        hub.files,
        data=data,
        channel=Channel.MAIL,
        place=Place("sen@mail:993", "INBOX", str(uid), uidvalidity),
        name=f"message {uid}",
        received_at=arrived or now,
        now=now,
    )
    while run_one(hub.database, settings=hub.settings, worker="test:1:a", now=now):
        pass


def answers(hub: Hub, kind: NoticeKind = NoticeKind.ACKNOWLEDGEMENT) -> list[OutgoingNotice]:
    with hub.database.reading() as session:
        return list(
            session.scalars(select(OutgoingNotice).where(OutgoingNotice.kind == kind).order_by(OutgoingNotice.id))
        )


def cases(hub: Hub) -> list[Case]:
    with hub.database.reading() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def test_who_asks_gets_a_reference_and_the_day_by_which_they_will_hear(hub: Hub) -> None:
    arrives(hub, request(1))
    (answer,), (case,) = answers(hub), cases(hub)
    assert answer.recipient == "parent1@mail.example"
    assert answer.case_reference == case.reference
    assert answer.due_on == case.decide_by == date(2026, 12, 14)


def test_the_answer_names_nobody_and_says_that_a_machine_wrote_it(settings: Settings) -> None:
    notice = Notice(NoticeKind.ACKNOWLEDGEMENT, "a@b.example", CaseReference("EHC-1001"), date(2026, 12, 14))
    message = write_message(notice, reference="r", council=load_council(None), settings=settings)
    assert message.is_answer
    assert "EHC-1001" in message.text
    assert "14 December 2026" in message.text
    assert "{" not in message.text + message.subject


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (a form)",
        "List-Id: <parents.lists.example>",
        "List-Unsubscribe: <mailto:x@lists.example>",
        "Precedence: bulk",
        "Return-Path: <>",
        "Return-Path: <parents-bounces@lists.example>",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: yes",
        "X-Loop: sen@northshire.gov.uk",
    ],
)
def test_no_machine_list_or_bounce_is_ever_answered(hub: Hub, header: str) -> None:
    arrives(hub, with_header(request(1), header))
    assert answers(hub) == []


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@mail.example",
        "No Reply <no-reply@school.example>",
        "donotreply@gp.example",
        "parents-request@lists.example",
        "sen@northshire.gov.uk",
        "The Hub <no-reply@ehc-hub.example>",
        "<>",
        "not an address",
        "One <one@mail.example>, Two <two@mail.example>",
    ],
)
def test_nobody_is_answered_who_can_not_be_a_person_or_is_ourselves(hub: Hub, sender: str) -> None:
    arrives(hub, with_header(request(1), sender=sender))
    assert answers(hub) == []


def test_a_teams_own_mailbox_is_ourselves_too(hub: Hub, world: World) -> None:
    arrives(hub, with_header(request(1), sender="SLT <SLT@health.example>"))
    assert answers(hub) == []


def test_a_person_whose_mail_comes_back_to_themselves_is_answered(hub: Hub) -> None:
    arrives(hub, with_header(request(1), "Return-Path: <Parent1@mail.example>", "Auto-Submitted: no"))
    assert [each.recipient for each in answers(hub)] == ["parent1@mail.example"]


def test_one_sender_is_answered_once_a_day(hub: Hub) -> None:
    for number in range(4):
        letter = with_header(request(number), sender="Family <family@mail.example>")
        arrives(hub, letter, uid=number + 1, now=NOW + timedelta(hours=number))
    assert len(cases(hub)) == 4
    assert len(answers(hub)) == 1
    tomorrow = NOW + timedelta(hours=25)
    arrives(hub, with_header(request(5), sender="family@mail.example"), uid=6, now=tomorrow)
    assert len(answers(hub)) == 2


def test_the_same_request_again_is_answered_with_the_first_ones_reference_and_clock(hub: Hub) -> None:
    arrives(hub, request(1))
    again = request(1, extra=" again").replace(b"Mon, 02 Nov 2026", b"Thu, 05 Nov 2026")
    arrives(hub, again, uid=2, now=NOW + timedelta(days=3))
    first, second = answers(hub)
    assert (second.case_reference, second.due_on) == (first.case_reference, first.due_on)


def test_nobody_learns_the_reference_of_a_case_that_does_not_know_them(hub: Hub) -> None:
    arrives(hub, request(1))
    stranger = with_header(request(1, extra=" again"), sender="Stranger <stranger@mail.example>")
    arrives(hub, stranger, uid=2, now=NOW + timedelta(hours=1))
    assert len(cases(hub)) == 1
    assert [each.recipient for each in answers(hub)] == ["parent1@mail.example"]


@pytest.mark.parametrize("how", ["switched off", "not by the mailbox", "lay for a week", "the day has passed"])
def test_nothing_is_answered_that_a_machine_should_leave_alone(hub: Hub, how: str) -> None:
    if how == "switched off":
        hub = hub._replace(settings=hub.settings.model_copy(update={"acknowledge": False}))
    arrived = NOW - timedelta(days=7) if how == "lay for a week" else None
    letter = request(1).replace(b"02 Nov 2026", b"02 Sep 2026") if how == "the day has passed" else request(1)
    arrives(hub, letter, uidvalidity=0 if how == "not by the mailbox" else 7, arrived=arrived)
    assert len(cases(hub)) == 1
    assert answers(hub) == []


def test_what_asks_for_nothing_is_not_answered(hub: Hub) -> None:
    letter = request(1).partition(b"\r\n\r\n")[0].replace(b"EHC needs assessment", b"Thursday")
    arrives(hub, letter + b"\r\n\r\nThank you for the coffee. See you on Thursday.\r\n")
    assert answers(hub) == []


def test_a_case_that_gets_too_many_is_left_to_staff_who_are_told_once(hub: Hub, world: World) -> None:
    with hub.database.transaction() as session:
        case = world.case(session)
        for number in range(MOST_IN_AN_HOUR + 3):
            case.people.append(CasePerson(name="", email=f"robot{number}@mail.example"))
            acknowledge_once(session, to=f"robot{number}@mail.example", case=case, due_on=date(2026, 12, 14), now=NOW)
    assert len(answers(hub)) == MOST_IN_AN_HOUR
    (told,) = answers(hub, NoticeKind.ACKNOWLEDGEMENTS_STOPPED)
    assert told.recipient == "officer@council.example"
    with hub.database.transaction() as session:
        later = NOW + timedelta(minutes=61)
        assert acknowledge_once(
            session, to="parent@mail.example", case=world.case(session), due_on=date(2026, 12, 14), now=later
        )


def test_the_letters_of_these_tests_name_children_whom_no_answer_names(hub: Hub) -> None:
    arrives(hub, request(1))
    (answer,) = answers(hub)
    name, born = child(1)
    for personal in (*name.split(), str(born), "needs assessment"):
        assert personal not in repr(answer)
