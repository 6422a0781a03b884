"""The family's way in: their own child's case in plain words, published advice only, and nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from hub.database import Database
from hub.files import FileStore
from hub.models import (
    Account,
    Case,
    Channel,
    DecisionKind,
    DecisionOutcome,
    FamilyLink,
    FamilyView,
    HistoryEntry,
    Person,
    Request,
    Role,
    SingleUseLink,
    Stage,
    Upload,
    Whose,
)
from hub.services.advice import latest_submission
from hub.services.cases import Requester, confirm_case, open_case
from hub.services.decisions import Decided, record_decision
from hub.services.family import add_view, end_family_link, invite_family
from hub.services.quality import release_advice
from hub.services.requests import request_advice
from hub.services.sign_ins import account_of
from hub.settings import Settings
from hub.workflow import RequestState
from tests.portal.requests_made import BLOCKED, a_draft, a_publication, a_submission
from tests.portal.test_crawl import walk
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]
WORDS = "Sian finds long instructions hard to follow"  # of the advice that the tests publish


@pytest.fixture
def parent(database: Database, world: World, clock: Clock) -> int:
    """A parent to whom the world's case is open."""
    return opened_to(database, world.case_id, world, clock, "Carys Evans", "carys.evans@example.org")


@pytest.fixture
def other_case(database: Database, world: World, clock: Clock) -> int:
    """Another child's case, with a request to the same team."""
    with database.transaction() as session:
        case = open_case(
            session,
            channel=Channel.MAIL,
            received_on=date(2026, 11, 2),
            requester=Requester(),
            child={"child_name": "Tomos Pritchard", "concerns": "Tomos shouts."},
            by=None,
            now=clock(),
        )
        confirm_case(session, case=case, by=world.officer(session), now=clock())
        request_advice(session, case=case, team=world.team(session), areas=[], by=world.officer(session), now=clock())
        return case.id


def opened_to(
    database: Database, case_id: int, world: World, clock: Clock, name: str, email: str, relation: str = "mother"
) -> int:
    """Open a case to somebody, as an officer does; returns the person's id."""
    with database.transaction() as session:
        link = invite_family(
            session,
            case=session.get_one(Case, case_id),
            name=name,
            email=email,
            relation=relation,
            by=world.officer(session),
            now=clock(),
        )
        return link.person.id


def routes(app: Flask) -> list[tuple[str, str]]:
    """(method, address) of every route of the family's own pages about a case."""
    return [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("family.") and "case_id" in rule.arguments
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def addressed(rule: str, **ids: int) -> str:
    return re.sub(r"<int:(\w+)>", lambda match: str(ids[match[1]]), rule)


def test_an_officer_invites_a_parent_who_then_reads_their_childs_case(
    visitor: Make, world: World, database: Database
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}")
    officer.follows("The family: invite them")
    typed = {"name": "Carys Evans", "email": "Carys.Evans@example.org", "relation": "mother"}
    page = officer.sends("Invite", typed)
    assert "Carys Evans" in page.main
    mail = next(each for each in officer.post_is_sent() if each.to == "carys.evans@example.org")
    assert "/invitation/" in mail.text
    assert "read the case" in mail.subject
    assert "Sian" not in mail.text + mail.subject
    with database.reading() as session:
        carys = session.scalars(select(Person).where(Person.email == "carys.evans@example.org")).one()
        assert carys.roles == {Role.PARENT}
    page = visitor(carys.id).opens("/")
    assert page.heading == "Sian"
    assert page.links()["My child’s case"] == "/my-child/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter their name"),
        ({"relation": ""}, "Choose who they are"),
        ({"email": "nonsense"}, "does not look like an email address"),
        ({"email": "therapist@health.example"}, "somebody who works with the hub"),
    ],
)
def test_who_cannot_be_invited_is_said_at_the_field(
    visitor: Make, world: World, typed: dict[str, str], sentence: str, database: Database
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/family")
    page = officer.sends("Invite", {"name": "C", "email": "c@example.org", "relation": "father", **typed})
    assert sentence in page.errors()[0]
    with database.reading() as session:
        assert session.scalars(select(FamilyLink)).all() == []


def test_only_officers_open_a_case_to_the_family(visitor: Make, world: World, parent: int) -> None:
    for who in (world.manager_id, world.dco_id, world.therapist_id, parent):
        somebody = visitor(who)
        assert somebody.opens(f"/cases/{world.case_id}/family").status == 404
        assert somebody.posts(f"/cases/{world.case_id}/family", {"name": "X"}).status_code == 404


def test_a_parent_sees_in_plain_words_where_the_case_is_and_what_happens_next(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    page = visitor(parent).opens("/my-child/")
    assert "The council decides whether to carry out an assessment, and tells you. By 21 December 2026" in page.main
    with database.transaction() as session:
        by, case = world.officer(session), world.case(session)
        world.asked(session, clock())
        for said in (
            Decided(DecisionKind.AGREED_TO_ASSESS, date(2026, 11, 20), note="The panel was split."),
            Decided(DecisionKind.PANEL, date(2026, 11, 20), outcome=DecisionOutcome.NOT_ISSUE, note="Too mild."),
        ):
            record_decision(session, case=case, decided=said, by=by, now=clock())
    page = visitor(parent).opens("/my-child/")
    assert "20 November 2026 The council agreed to carry out an assessment" in page.main
    assert "Speech and Language Therapy 23 November 2026 4 January 2027 Waiting for advice" in page.main
    assert "you get the final plan. By 29 March 2027" in page.main
    for internal in ("split", "mild", "do not issue", "Rhys", "Awaiting allocation"):
        assert internal not in page.main


def test_a_case_brought_over_in_its_assessment_is_not_told_that_a_decision_is_overdue(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    """Its agreement to assess was made in another system, and is no row here."""
    with database.transaction() as session:
        case = world.case(session)
        case.stage, case.decide_by = Stage.ASSESSMENT, date(2026, 10, 20)
    page = visitor(parent).opens("/my-child/")
    assert "The council asks professionals for advice." in page.main
    assert "decides whether to carry out an assessment" not in page.main
    assert "overdue" not in page.main


@pytest.mark.parametrize("stage", ["draft", "held", "with quality check", "published", "released"])
def test_only_published_advice_is_ever_read_by_the_family(
    visitor: Make, app: Flask, world: World, parent: int, database: Database, clock: Clock, stage: str
) -> None:
    making = {"draft": a_draft, "published": a_publication, "released": a_publication}
    request_id = (
        making[stage](database, world, clock())
        if stage in making
        else a_submission(database, world, clock(), BLOCKED if stage == "held" else "")
    )
    if stage == "released":
        with database.transaction() as session:
            submission = latest_submission(session, session.get_one(Request, request_id))
            assert submission is not None
            by = world.officer(session)
            release_advice(session, submission=submission, reason="A slip.", by=by, council=world.council, now=clock())
    somebody = visitor(parent)
    page = somebody.opens("/my-child/")
    assert WORDS not in page.main
    assert "epilepsy" not in page.main
    assert ("Read the advice" in page.main) is (stage == "published")
    case = f"/my-child/{world.case_id}/advice/{request_id}"
    for path in (case, f"{case}/advice.pdf", f"{case}/advice.docx"):
        assert somebody.opens(path).status == (200 if stage == "published" else 404), path
    for path in (f"/requests/{request_id}/advice", f"/requests/{request_id}/advice.pdf", f"/cases/{world.case_id}"):
        assert somebody.opens(path).status == 404  # the staff's own pages stay the staff's


def test_the_published_advice_reads_as_it_was_submitted_and_its_download_is_in_the_history(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    request_id = a_publication(database, world, clock())
    somebody = visitor(parent)
    somebody.opens("/my-child/")
    page = somebody.follows("Read the advice")
    assert WORDS in page.main
    assert "Tomasz Nowak" in page.main
    for internal in ("The family uses this word", "What the guidance says", "Set aside"):
        assert internal not in page.main
    page = somebody.follows("PDF")
    assert page.response.content_type == "application/pdf"
    assert "Evans" not in page.response.headers["Content-Disposition"]
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "downloaded")).one()
        assert (entry.by_id, entry.details["request"]) == (parent, request_id)


def test_all_published_advice_comes_in_one_file_unless_it_may_tell_of_another_child(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    request_id = a_publication(database, world, clock())
    somebody = visitor(parent)
    somebody.opens(f"/my-child/{world.case_id}")
    page = somebody.follows("Download all advice that you can read")
    assert page.response.content_type == "application/pdf"
    with database.transaction() as session:  # it turns out that the words are about somebody else
        case = world.case(session)
        case.child_name, case.known_as, case.pronouns = "Benedict Hall", "Ben", "he/him"
    for path in ("advice.pdf", f"advice/{request_id}/advice.pdf", f"advice/{request_id}/advice.docx"):
        page = somebody.opens(f"/my-child/{world.case_id}/{path}")
        assert page.status == 409
        assert "it has to be looked at first" in page.main


def test_a_file_is_read_with_its_published_advice_only(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock, settings: Settings
) -> None:
    request_id = a_publication(database, world, clock())
    data = b"%PDF-1.7 a clinic letter"
    with database.transaction() as session:
        upload = Upload(
            request=session.get_one(Request, request_id),
            name="letter.pdf",
            media_type="application/pdf",
            size=len(data),
            sha256=FileStore(settings.data_dir).store(data),
            uploaded_at=clock(),
            uploaded_by=world.therapist(session),
        )
        session.add(upload)
        session.flush()
        upload_id = upload.id
    somebody = visitor(parent)
    somebody.opens(f"/my-child/{world.case_id}/advice/{request_id}")
    assert somebody.follows("letter.pdf").response.content_type == "application/pdf"
    path = f"/my-child/{world.case_id}/advice/{request_id}/files/{upload_id}"
    with database.transaction() as session:
        session.get_one(Request, request_id).state = RequestState.RETURNED_FOR_CHANGES
    assert somebody.opens(path).status == 404
    with database.transaction() as session:
        session.get_one(Request, request_id).state = RequestState.PUBLISHED
        session.get_one(Upload, upload_id).removed_at = clock()
    assert somebody.opens(path).status == 404


def test_another_childs_case_is_not_there_whatever_is_tried(
    visitor: Make, app: Flask, world: World, parent: int, other_case: int, database: Database, clock: Clock
) -> None:
    request_id = a_publication(database, world, clock())  # of the parent's own case
    with database.reading() as session:
        theirs = session.scalars(select(Request.id).where(Request.case_id == other_case)).one()
    somebody = visitor(parent)
    for method, rule in routes(app):
        for case_id, request in ((other_case, theirs), (other_case, request_id), (999999, request_id)):
            path = addressed(rule, case_id=case_id, request_id=request, upload_id=1)
            answer = somebody.client.get(path) if method == "GET" else somebody.posts(path, {"words": "x"})
            assert answer.status_code == 404, (method, path)
            assert "Tomos" not in answer.get_data(as_text=True)
        if "request_id" in rule:
            path = addressed(rule, case_id=world.case_id, request_id=theirs, upload_id=1)
            assert somebody.opens(path).status == 404, path


def test_whose_access_was_ended_sees_nothing_from_that_moment_on_any_device(
    visitor: Make, app: Flask, world: World, parent: int, database: Database, clock: Clock
) -> None:
    request_id = a_publication(database, world, clock())
    phone = visitor(parent)
    assert phone.opens("/my-child/").heading == "Sian"
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/family")
    assert "Ended" in officer.sends("End it").main
    assert phone.opens("/my-child/").path == "/sign-in"
    again = visitor(parent)
    assert again.opens("/my-child/").status == 404  # no longer of any family
    for method, rule in routes(app):
        path = addressed(rule, case_id=world.case_id, request_id=request_id, upload_id=1)
        answer = again.client.get(path) if method == "GET" else again.posts(path, {"words": "x"})
        assert answer.status_code == 404, (method, path)
    page = officer.opens(f"/cases/{world.case_id}/family")
    assert "until 23 November 2026" in page.main


def test_ending_one_case_leaves_a_siblings_open_and_an_unused_invitation_stops_working_with_the_last(
    visitor: Make, world: World, parent: int, other_case: int, database: Database, clock: Clock
) -> None:
    assert opened_to(database, other_case, world, clock, "Carys Evans", "carys.evans@example.org") == parent
    page = visitor(parent).opens("/my-child/")
    assert page.heading == "Choose a case"
    assert {"Sian Evans", "Tomos Pritchard"} <= set(page.links())

    def end(case_id: int) -> None:
        with database.transaction() as session:
            wanted = select(FamilyLink).where(FamilyLink.case_id == case_id, FamilyLink.ended_at.is_(None))
            end_family_link(session, link=session.scalars(wanted).one(), by=world.officer(session), now=clock())

    end(other_case)
    assert visitor(parent).opens("/my-child/").heading == "Sian"
    assert visitor(parent).opens(f"/my-child/{other_case}").status == 404
    end(world.case_id)
    with database.reading() as session:
        assert session.get_one(Person, parent).roles == frozenset()
        assert session.scalars(select(SingleUseLink).where(SingleUseLink.used_at.is_(None))).all() == []


def test_every_link_that_a_parent_is_shown_leads_somewhere_and_to_nobody_else(
    visitor: Make, world: World, parent: int, other_case: int, database: Database, clock: Clock
) -> None:
    a_publication(database, world, clock())
    seen = {}
    for page in walk(visitor(parent)):
        if not page.path.startswith("/account"):
            seen[page.path] = page.status
            assert "Tomos" not in page.html
            assert "sian" not in page.path
    assert [path for path, status in seen.items() if status != 200] == []
    assert f"/my-child/{world.case_id}" in seen
    staff = ("/cases", "/requests", "/my-cases", "/team-cases", "/post", "/people", "/letters", "/quality")
    assert [path for path in seen if path.startswith(staff)] == []


def test_somebody_with_the_role_and_no_case_is_told_so(
    visitor: Make, world: World, parent: int, database: Database
) -> None:
    with database.transaction() as session:
        session.scalars(select(FamilyLink)).one().ended_at = session.get_one(Case, world.case_id).opened_at
    assert visitor(parent).opens("/my-child/").heading == "Nothing is open to you"
    assert visitor(parent).opens(f"/my-child/{world.case_id}").status == 404


def test_a_parents_views_are_added_and_stand_first_on_the_case_page(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        world.case(session).concerns = "She cannot follow the lesson."
    somebody = visitor(parent)
    somebody.opens("/my-child/")
    assert somebody.sends("Save what I want to say", {"words": " ", "whose": "parent"}).errors()
    page = somebody.sends("Save what I want to say", {"whose": "parent", "words": "She is happiest when she sings."})
    assert "Thank you" in page.main
    somebody.sends("Save what I want to say", {"whose": "child", "words": "I want to go on the school trip."})
    therapist = visitor(world.therapist_id).opens(f"/cases/{world.case_id}").main
    order = [
        therapist.index(each)
        for each in ("I want to go on the school trip", "She is happiest", "She cannot follow", "Requests for advice")
    ]
    assert order == sorted(order)


def test_words_about_somebody_else_wait_for_the_coordinator(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
    somebody = visitor(parent)
    somebody.opens("/my-child/")
    words = "She copies everything. Her brother Rhys Evans has epilepsy and was excluded from school."
    page = somebody.sends("Save what I want to say", {"whose": "parent", "words": words})
    assert "the coordinator reads it before others on the case can" in page.main
    assert "epilepsy" not in visitor(world.therapist_id).opens(f"/cases/{world.case_id}").main
    officer = visitor(world.officer_id)
    assert "Seen by the council only" in officer.opens(f"/cases/{world.case_id}").main
    officer.follows("The family: invite them")
    officer.sends("Let everyone on the case read it")
    assert "epilepsy" in visitor(world.therapist_id).opens(f"/cases/{world.case_id}").main


def test_one_parent_reads_neither_the_others_words_nor_the_others_request(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    father = opened_to(database, world.case_id, world, clock, "Huw Evans", "huw@example.org", "father")
    with database.transaction() as session:
        case = world.case(session)
        case.concerns = "We moved away from her father."  # Carys asked
        add_view(
            session,
            case=case,
            whose=Whose.PARENT,
            words="We live in Quay Street now.",
            shown=True,
            by=session.get_one(Person, parent),
            now=clock(),
        )
    page = visitor(father).opens("/my-child/")
    assert "Quay Street" not in page.html
    assert "moved away" not in page.html
    page = visitor(parent).opens("/my-child/")
    assert "Quay Street" in page.main
    assert "moved away" in page.main


def test_a_young_person_speaks_for_themselves(visitor: Make, world: World, database: Database, clock: Clock) -> None:
    sian = opened_to(database, world.case_id, world, clock, "Sian Evans", "sian@example.org", "young person")
    somebody = visitor(sian)
    page = somebody.opens("/")
    assert page.links()["My case"] == "/my-child/"
    assert not page.soup.select("input[name=whose]")
    somebody.sends("Save what I want to say", {"words": "I like my school.", "whose": "parent"})
    with database.reading() as session:
        assert session.scalars(select(FamilyView)).one().whose is Whose.CHILD


def test_what_the_officer_enters_for_them_is_checked_too(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/family")
    words = "Her brother Rhys Evans has epilepsy."
    page = officer.sends("Save what they said", {"whose": "parent", "words": words})
    assert "tell of somebody else" in page.errors()[0]
    page = officer.sends("Save what they said", {"whose": "parent", "words": words, "read_it": "y"})
    assert "Saved" in page.main


def test_the_family_hears_that_there_is_something_new_and_nothing_more(
    visitor: Make, world: World, parent: int, database: Database, clock: Clock
) -> None:
    registered(database, parent)
    with database.transaction() as session:
        agreed = Decided(DecisionKind.AGREED_TO_ASSESS, date(2026, 11, 20))
        record_decision(session, case=world.case(session), decided=agreed, by=world.officer(session), now=clock())
    told = [each for each in visitor(parent).post_is_sent() if each.to == "carys.evans@example.org"]
    news = [each for each in told if "something new" in each.subject]
    assert len(news) == 1
    assert "/my-child/" in news[0].text
    assert "Sian" not in news[0].text


def registered(database: Database, person_id: int) -> None:
    """Give the person an account."""
    with database.transaction() as session:
        person = session.get_one(Person, person_id)
        assert account_of(session, person) is None
        session.add(Account(password_hash="x", phone="+447700900123", person=person))
