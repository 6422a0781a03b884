"""From a parent's e-mail to advice that is downloaded: the whole main job, in Chromium, against the real processes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import docx
import pypdfium2
import pytest
from sqlalchemy import select

from hub.advice import Advice
from hub.deadlines import day_in_london
from hub.models import Case, NoticeState, OutgoingNotice, Request, Submission, Work, WorkState
from hub.services.history import broken_links
from tests.journeys.conftest import PASSWORD, RunningHub
from tests.journeys.processes import ehc, wait_until
from tests.journeys.visit import Visit
from tests.security.canary import leaks, said_in_messages

pytestmark = [
    *(pytest.mark.dovecot, pytest.mark.browser, pytest.mark.xdist_group("journey")),
    pytest.mark.postgresql_in_the_campaign,
]

CHILD, KNOWN_AS, MOTHER, BROTHER = "Madeleine Oakes", "Maddie", "Bronwen Oakes", "Tobias"
SCHOOL, POSTCODE, NHS_NUMBER = "Harbourlight Primary School", "ZS3 4QT", "999 447 2100"
PERSONAL = (CHILD, "Madeleine", KNOWN_AS, "Oakes", "Bronwen", BROTHER, "Harbourlight", "ZS3", "4472100", "seven words")
LETTER = f"""\
Dear SEN team,

I am the mother of {CHILD}, date of birth 14 May 2018, NHS number {NHS_NUMBER}. She goes to
{SCHOOL} and everyone calls her {KNOWN_AS}. We live at 4 Gannet Row, {POSTCODE}.

I would like to ask for an EHC needs assessment. She is seven words behind everyone else in every
sentence, and she cries most mornings before school because she cannot follow what is said in class.

Yours sincerely,
{MOTHER}
07700 900417
"""
STRENGTHS = "Maddie is kind to younger children and remembers every song that she hears."
NEEDS = (
    "Maddie finds long instructions hard to follow, so she misses the start of most tasks in class and looks at her "
    "friends to see what to do."
)
OF_HER_BROTHER = f" Her brother {BROTHER} has autism and takes melatonin."
OUTCOME = (
    "By the end of Key Stage 2 Maddie will follow an instruction of three parts, so that she can start her work at the "
    "same time as her class."
)
STEP = "Maddie will follow an instruction of two parts with a picture to help her."
PROVISION = {
    "support": "A programme of listening games in a group of four.",
    "provided_by": "A teaching assistant trained by the speech and language therapist",
    "ratio": "1:4",
    "quantity": "20 minutes",
    "review": "Reviewed by the speech and language therapist each term",
}
FREQUENCY = "Twice a week"
BACK = "Please take out what is said about the brother."


def message(now: datetime) -> bytes:
    """The mother's e-mail, as the council's server received it yesterday evening."""
    arrived = (now - timedelta(hours=14)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = (
        f"Received: from mail.example.org by mx.council.example; {arrived}\n"
        f"From: {MOTHER} <bronwen.oakes@example.org>\nTo: sen@council.example\nDate: {arrived}\n"
        f"Subject: EHC needs assessment for {CHILD}\nMessage-ID: <oakes@example.org>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
    )
    return (head + LETTER).replace("\n", "\r\n").encode()


@dataclass
class Journey:
    """What the steps of the journey share."""

    hub: RunningHub
    now: datetime
    reference: str = ""
    therapy: int = 0
    social_care: int = 0

    def find(self) -> None:
        """Look up the numbers of the case and its requests, for steps that go to a page by its address."""
        with self.hub.database.reading() as session:
            case = session.scalars(select(Case).where(Case.child_name == CHILD)).one()
            requests = session.scalars(select(Request).where(Request.case_id == case.id)).all()
            self.reference = case.reference
            by_team = {each.team_id: each.id for each in requests}
        self.therapy = by_team.get(self.hub.world.therapy_id, 0)
        self.social_care = by_team.get(self.hub.world.social_care_id, 0)

    def submission(self) -> Submission:
        """What was submitted last."""
        with self.hub.database.reading() as session:
            found = select(Submission).where(Submission.request_id == self.therapy).order_by(Submission.number.desc())
            return session.scalars(found).first() or pytest.fail("nothing was submitted")

    def told(self, address: str, subject: str) -> None:
        """An address gets an e-mail with these words in its subject, which names nobody and gives the way in."""
        mails = self.hub.mails_to
        wait_until(lambda: any(subject in each.subject for each in mails(address)), what=f"no e-mail “{subject}”")
        mail = next(each for each in mails(address) if subject in each.subject)
        assert self.reference in mail.text
        assert self.hub.address in mail.text
        said = f"{mail.subject} {mail.text} {mail.html} {mail.reference}".casefold()
        assert [each for each in PERSONAL if each.casefold() in said] == []


def the_officer_confirms_the_case(journey: Journey) -> Visit:
    """The e-mail waits under post; what was read stands beside its words; one field is corrected."""
    journey.hub.dovecot.deliver(message(journey.now))
    officer = journey.hub.signed_in("officer")
    officer.looks("my-cases-empty")
    wait_until(lambda: journey.hub.dovecot.count("Done") == 1, what="the e-mail was not filed and moved")
    officer.presses("Requests to confirm")
    officer.sees(CHILD, "Request for an EHC needs assessment", "by email")
    officer.looks("post")
    officer.presses(CHILD)
    officer.sees("Read in the message", "seven words behind everyone else", "Not found in what was received")
    assert officer.page.input_value("[name=school]") == SCHOOL
    assert officer.page.input_value("[name=nhs_number]").replace(" ", "") == NHS_NUMBER.replace(" ", "")
    assert officer.text("mark:has-text('14 May 2018')") == "14 May 2018"
    officer.looks("what-was-read")
    officer.types(known_as=KNOWN_AS)
    officer.presses("Confirm this case")
    officer.sees("Case confirmed", "In the words of the person who asked", "Nobody has been asked for advice yet")
    officer.looks("case-confirmed")
    return officer


def the_officer_asks_two_teams(journey: Journey, officer: Visit) -> None:
    """Each team's mailbox is told, without a name."""
    officer.presses("Ask for advice")
    officer.looks("ask")
    officer.ticks("Speech and Language Therapy (Health)")
    officer.ticks("Children's Social Care (Social Care)")
    officer.types(notes="Please look at how Maddie follows what is said in class.")
    officer.presses("Ask these teams")
    officer.sees("Awaiting allocation")
    officer.looks("case-asked")
    journey.find()
    for mailbox in ("slt@health.example", "care@council.example"):
        journey.told(mailbox, "your team has been asked for advice")


def the_manager_allocates(journey: Journey) -> int:
    """From signing in to an allocated request; returns the clicks that it took."""
    manager = journey.hub.signed_in("manager")
    manager.presses("Team cases")
    manager.looks("team-cases")
    manager.presses("Awaiting allocation", within=manager.page.locator(".hub-pills"))
    manager.sees(KNOWN_AS if manager.page.get_by_text(KNOWN_AS).count() else CHILD)
    manager.looks("team-cases-awaiting-allocation")
    manager.presses(CHILD)
    manager.looks("case")
    manager.presses("Assign professional")
    manager.looks("assign")
    manager.chooses("to", "Tomasz Nowak")
    manager.presses("Save changes")
    clicks = manager.clicks
    manager.sees("Tomasz Nowak is assigned")
    manager.looks("case-allocated")
    journey.told("therapist@health.example", "")
    shown = ehc("schedule", "--show", "60d", cwd=journey.hub.data_dir, **journey.hub.parts.settings)
    assert f"{journey.reference} " in shown.stdout
    return clicks


def social_care_does_not_know_the_child(journey: Journey, officer: Visit) -> None:
    """The team's new manager registers by invitation and says no; the coordinator decides what follows."""
    manager = the_invited_manager_registers(journey)
    manager.presses("Team cases")
    manager.presses(CHILD)
    manager.presses("Assign professional")
    manager.ticks("No")
    manager.ticks("Child or young person is not known to the service")
    manager.types(details="No contact with this family since 2019.")
    manager.looks("not-known")
    manager.presses("Save changes")
    manager.sees("The EHCP coordinator decides what follows")
    journey.told("officer@council.example", "")
    officer.presses("My cases")
    officer.sees("Waiting for your decision")
    officer.looks("my-cases")
    officer.presses(f"{CHILD}: Children's Social Care")
    officer.sees("is not known to the service", "Regulation 6", "since 2019")
    officer.looks("decide")
    officer.ticks("Close the request without advice")
    officer.types(words="Her parents and the team agree that nothing would be added.")
    officer.presses("Save decision")
    officer.sees("The request is closed without advice")


def the_invited_manager_registers(journey: Journey) -> Visit:
    """Invited on the command line, registered by the link in the e-mail."""
    email, phone = "joan.field@council.example", "+447700900499"
    asked = ("people", "invite", "Joan Field", email, "--role", "team-manager", "--team", "Children's Social Care")
    assert ehc(*asked, cwd=journey.hub.data_dir, **journey.hub.parts.settings).returncode == 0
    wait_until(lambda: journey.hub.mails_to(email), what="no invitation came")
    link = next(each for each in journey.hub.mails_to(email)[0].text.split() if "/invitation/" in each)
    manager = journey.hub.visit("social-care-manager")
    manager.opens(link.removeprefix(journey.hub.address))
    manager.looks("register")
    manager.types(password=PASSWORD, phone="07700 900499")
    manager.presses("Create my account")
    manager.gives_code(phone, [])
    return manager


def the_professional_writes(journey: Journey) -> Visit:
    """Two faults: the brother is named with what he has, and nobody can tell how often the support happens."""
    professional = journey.hub.signed_in("therapist")
    professional.looks("my-cases")
    professional.presses(CHILD)
    professional.presses("Open")
    professional.sees("statutory request", "Please look at how Maddie follows")
    professional.looks("write-empty")
    professional.types(areas__0__strengths=STRENGTHS, areas__0__needs=NEEDS + OF_HER_BROTHER)
    professional.presses("Add a new outcome")
    professional.types(areas__0__outcomes__0__outcome=OUTCOME)
    professional.presses("Add a step")
    professional.types(areas__0__outcomes__0__steps__0__text=STEP)
    professional.types(areas__0__outcomes__0__steps__0__by="2027-07-20")
    professional.presses("Add a new provision")
    for part, words in PROVISION.items():
        professional.types(**{f"areas-0-outcomes-0-provisions-0-{part}": words})
    professional.presses("Save changes")
    professional.sees("Your changes are saved")
    beside_needs = professional.text(".hub-beside:has([name='areas-0-needs']) .hub-card--block")
    assert BROTHER in beside_needs or "brother" in beside_needs
    assert "how often" in professional.text("#areas-0-outcomes-0-provisions-0 .hub-card--warn")
    professional.looks("write-findings")
    return professional


def the_professional_submits(journey: Journey, professional: Visit) -> int:
    """The frequency is mended, the brother is not: returned in time, and held. Returns the clicks that it took."""
    professional.types(**{"areas-0-outcomes-0-provisions-0-frequency": FREQUENCY})
    professional.presses("Save changes")
    assert professional.page.locator("#areas-0-outcomes-0-provisions-0 .hub-card--warn").count() == 0
    professional.clicks = 0
    professional.presses("Preview and submit")
    professional.sees("1 thing stops publication", "cannot be changed unless it is returned or released")
    professional.looks("warning")
    professional.presses("Submit advice")
    clicks = professional.clicks
    professional.sees("Advice submitted", "in time", "held")
    professional.looks("receipt-held")
    return clicks


def nobody_else_reads_held_advice(journey: Journey, officer: Visit) -> None:
    """Neither the coordinator nor somebody who has nothing to do with it."""
    journey.told("dco@health.example", "")
    officer.presses("My cases")
    officer.presses(CHILD)
    officer.sees("Submitted, held")
    officer.looks("case-held")
    assert officer.page.get_by_role("link", name="Read advice").count() == 0
    assert officer.opens(f"/requests/{journey.therapy}/advice") == 404
    officer.sees("We cannot show you this page")
    officer.looks("not-yours")
    outsider = journey.hub.signed_in("outsider")
    outsider.looks("nothing-of-mine")
    for path in ("advice", "write", "advice.pdf", "advice.docx", "quality", "allocate"):
        assert outsider.opens(f"/requests/{journey.therapy}/{path}") == 404
        outsider.sees_nothing_of(CHILD, KNOWN_AS, BROTHER, journey.reference)


def the_dco_returns_it(journey: Journey) -> Visit:
    """With a reason, which is asked for."""
    dco = journey.hub.signed_in("dco")
    dco.looks("cases")
    dco.presses("Quality check")
    dco.sees("Submitted, held", "1 stopping publication")
    dco.looks("queue")
    dco.presses(CHILD)
    dco.sees(OF_HER_BROTHER.strip(), "until you clear it")
    dco.looks("held")
    dco.presses("Return to its writer")
    dco.sees("There is a problem")
    dco.looks("reason-needed")
    dco.types(reason=BACK)
    dco.presses("Return to its writer")
    dco.sees("is returned to its writer with your reason")
    return dco


def the_professional_mends_and_resubmits(journey: Journey, professional: Visit) -> None:
    """The reason is shown; what the law counts is the first return."""
    first = journey.submission().submitted_at
    journey.told("therapist@health.example", "returned to you for changes")
    professional.presses("Go to My cases")
    professional.presses(CHILD)
    professional.presses("Open")
    professional.sees(BACK, "first returned")
    professional.looks("write-returned")
    professional.types(areas__0__needs=NEEDS)
    professional.presses("Preview and submit")
    professional.looks("warning-nothing-stops")
    professional.presses("Submit advice")
    professional.sees("What the law counts is your first return", "in time")
    professional.looks("receipt")
    with journey.hub.database.reading() as session:
        assert session.get_one(Request, journey.therapy).returned_at == first


def the_dco_accepts(journey: Journey, dco: Visit) -> None:
    """And it is open to the case."""
    dco.presses("Quality check")
    dco.presses(CHILD)
    dco.looks("to-accept")
    dco.presses("Accept and publish")
    dco.sees("is accepted and published")
    dco.looks("nothing-waits")
    journey.told("officer@council.example", "advice can now be read")


def the_coordinator_reads_and_downloads(journey: Journey, officer: Visit) -> None:
    """The same words on the page, in Word and in PDF, as were submitted; none of the first version's."""
    officer.presses("My cases")
    officer.presses(CHILD)
    officer.presses("Read advice")
    officer.looks("read")
    submitted = journey.submission().advice
    officer.sees(*words_of(submitted))
    officer.sees_nothing_of(BROTHER)
    word_name, word_file = officer.downloads("Word")
    pdf_name, pdf_file = officer.downloads("PDF")
    assert not [each for each in PERSONAL if each in word_name + pdf_name]
    in_word, in_pdf = word_text(word_file), pdf_text(pdf_file)
    for words in words_of(submitted):
        assert plain(words) in in_word
        assert plain(words) in in_pdf
    assert BROTHER not in in_word + in_pdf


def words_of(advice: Advice) -> list[str]:
    """Everything that the writer wrote."""
    written = [text for _, text in advice.texts() if text.strip()]
    assert sorted(written) == sorted([STRENGTHS, NEEDS, OUTCOME, STEP, *PROVISION.values(), FREQUENCY])
    return written


def word_text(data: bytes) -> str:
    """The words of a Word file, in the order in which they stand in it."""
    document = docx.Document(BytesIO(data))
    return plain(" ".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")))


def pdf_text(data: bytes) -> str:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(data)
    try:
        return plain(" ".join(page.get_textpage().get_text_bounded() for page in document))
    finally:
        document.close()


def plain(text: str) -> str:
    """Without line breaks, since each kind of file breaks lines elsewhere."""
    return " ".join(re.sub(r"[\u00ad\ufffe]\s*", "", text).split())


def the_officer_records_a_telephone_call(journey: Journey, officer: Visit) -> None:
    """A request that came by telephone is a confirmed case at once."""
    officer.presses("Requests to confirm")
    officer.presses("Record a request made by telephone")
    officer.looks("record")
    officer.presses("Open the case")
    officer.sees("There is a problem", "Choose how the request was made", "Enter the child's name")
    officer.looks("record-problems")
    officer.ticks("By telephone")
    officer.ticks("Parent or carer")
    officer.types(requester_name="Nasreen Aziz", requester_phone="07700 900321", child_name="Ibrahim Aziz")
    officer.types(school="Thornwick Vale Academy", concerns="He no longer speaks at school.")
    officer.presses("Open the case")
    officer.sees("opened. You are its coordinator", "Ibrahim Aziz", "He no longer speaks at school.")
    officer.looks("recorded")
    today = day_in_london(datetime.now(UTC))
    with journey.hub.database.reading() as session:
        case = session.scalars(select(Case).where(Case.child_name == "Ibrahim Aziz")).one()
        assert case.received_on in (today, day_in_london(journey.now))


def everybody_signs_out(journey: Journey, *visits: Visit) -> None:
    """After signing out the way back is closed."""
    for visit in visits:
        visit.presses("Sign out")
        visit.sees("You are signed out")
        visit.opens(f"/requests/{journey.therapy}/advice")
        visit.sees("Sign in to the EHC Hub")
        visit.sees_nothing_of(CHILD)


def the_record_is_whole(journey: Journey, visits: list[Visit]) -> None:
    """Nothing waits or failed, the history holds, and nobody's name is in an address or a log."""
    hub = journey.hub
    with hub.database.reading() as session:
        assert session.scalars(select(Work).where(Work.state != WorkState.DONE)).all() == []
        assert set(session.scalars(select(OutgoingNotice.state))) == {NoticeState.SENT}
        assert list(broken_links(session)) == []
    messages = said_in_messages(hub.outbox.folder)
    addresses = "\n".join(address for each in visits for address in each.addresses)
    outside = {"logs": hub.parts.said(), "addresses": addresses, "messages": messages}
    assert leaks(["Madeleine", CHILD, MOTHER, "Harbourlight", "seven words", "Nasreen Aziz"], outside) == []
    everything = "".join(outside.values()).casefold()
    assert [each for each in (*PERSONAL, "Nasreen", "Ibrahim", "Aziz") if each.casefold() in everything] == []


@pytest.mark.timeout(240)
def test_a_parents_email_becomes_advice_that_is_read_and_downloaded(running_hub: RunningHub) -> None:
    journey = Journey(running_hub, datetime.now(UTC))
    officer = the_officer_confirms_the_case(journey)
    the_officer_asks_two_teams(journey, officer)
    assert the_manager_allocates(journey) <= 6
    social_care_does_not_know_the_child(journey, officer)
    professional = the_professional_writes(journey)
    assert the_professional_submits(journey, professional) <= 4
    nobody_else_reads_held_advice(journey, officer)
    dco = the_dco_returns_it(journey)
    the_professional_mends_and_resubmits(journey, professional)
    the_dco_accepts(journey, dco)
    the_coordinator_reads_and_downloads(journey, officer)
    the_officer_records_a_telephone_call(journey, officer)
    everybody_signs_out(journey, officer, professional, dco)
    the_record_is_whole(journey, [officer, professional, dco])
