"""The page of one case: its stages, the council's decisions and letters, who is asked, and who writes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from hub.database import Database
from hub.models import CouncilDecision, DecisionKind, DecisionOutcome, HistoryEntry, Person, Request, Stage
from hub.services.decisions import Decided, record_decision
from hub.services.requests import share
from hub.settings import Settings, load_settings
from hub.workflow import RequestState
from tests.portal.requests_made import a_draft
from tests.portal.visitor import Clock, Page, Typed, Visitor
from tests.world import World

Make = Callable[..., Visitor]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A council that has named its usual teams, and has one letter of its own with a slip in it."""
    folder = tmp_path / "council"
    (folder / "letters").mkdir(parents=True)
    said = 'name = "Dunmoor"\nusual_advice = "speech and language therapy, Social Care"\ntelephone = "01632 960200"\n'
    (folder / "council.toml").write_text(said, encoding="utf-8")
    own = docx.Document()
    own.add_paragraph("Dear {{adressee}}")
    own.save(str(folder / "letters" / "final-plan.docx"))
    return load_settings(
        _env_file=None, database_url=database_url, data_dir=tmp_path / "data", demo=True, council=folder
    )


def day(name: str, on: date) -> Typed:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def recorded(officer: Visitor, case_id: int, kind: str, on: date, **more: str) -> Page:
    """Press “Record” on the page of a decision."""
    officer.opens(f"/cases/{case_id}/decisions?kind={kind}")
    return officer.sends("Record", {**day("decided_on", on), **more})


def test_each_stage_that_was_reached_leads_to_what_was_submitted_at_it(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.asked(session, clock())
        agreed = Decided(DecisionKind.AGREED_TO_ASSESS, date(2026, 11, 20))
        record_decision(session, case=world.case(session), decided=agreed, by=world.officer(session), now=clock())
    page = visitor(world.officer_id).opens(f"/cases/{world.case_id}")
    links = {a.get_text(): str(a["href"]) for a in page.soup.select(".hub-stages a")}
    assert links == {"Request": "#request", "Assessment": "#assessment", "Advice": "#advice"}
    assert [each for each in links.values() if not page.soup.select(each)] == []
    greyed = [" ".join(each.get_text(" ").split()) for each in page.soup.select(".hub-stages li") if not each.a]
    assert greyed == ["Draft plan Not yet", "Final plan Not yet", "Review Not yet"]
    current = page.soup.select_one(".hub-stages [aria-current=step]")
    assert current is not None
    assert "Advice" in current.get_text()
    assert "Each request is statutory: it must be answered by law, within six weeks" in page.main


def test_an_officer_records_decisions_and_the_case_moves_on(visitor: Make, world: World, database: Database) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}")
    officer.follows("Record a decision")
    typed = {"kind": "agreed-to-assess", "note": "A close call.", **day("letter_on", date(2026, 11, 20))}
    page = officer.sends("Record", {**day("decided_on", date(2026, 11, 19)), **typed})
    assert "Recorded: Agreed to assess" in page.main
    assert "A close call. 19/11/2026 20/11/2026 21/12/2026 SEND Regulations 2014, reg 5(1) Olwen Price" in page.main
    with database.reading() as session:
        assert world.case(session).stage is Stage.ASSESSMENT


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what was decided or done"),
        ({"kind": "agreed-to-assess"}, "Enter the day of the decision"),
        (
            {"kind": "agreed-to-assess", **day("decided_on", date(2026, 11, 24))},
            "The day of the decision is in the future",
        ),
        ({"kind": "panel", **day("decided_on", date(2026, 11, 20))}, "Choose what the outcome was"),
        (
            {
                "kind": "agreed-to-assess",
                **day("decided_on", date(2026, 11, 20)),
                **day("letter_on", date(2026, 11, 1)),
            },
            "The letter is dated before the decision",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(visitor: Make, world: World, typed: Typed, sentence: str) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/decisions")
    page = officer.sends("Record", typed)
    assert sentence in page.errors()[0]
    target = page.soup.select_one(".govuk-error-summary__list a")
    assert target is not None
    assert page.soup.select(str(target["href"])) != []


def test_a_final_plan_without_a_draft_is_asked_about_and_recorded_when_one_is_sure(
    visitor: Make, world: World, database: Database
) -> None:
    officer = visitor(world.officer_id)
    page = recorded(officer, world.case_id, "final-plan", date(2026, 11, 20))
    assert "No draft plan is recorded" in page.errors()[0]
    assert "Recorded: Final plan issued" in officer.sends("Record", {"sure": "y"}).main
    with database.reading() as session:
        assert world.case(session).plan_on == date(2026, 11, 20)


def test_a_decision_is_put_right_and_struck_out_with_both_still_on_record(
    visitor: Make, world: World, database: Database
) -> None:
    officer = visitor(world.officer_id)
    recorded(officer, world.case_id, "agreed-to-assess", date(2026, 11, 19))
    officer.follows("Correct")
    page = officer.sends("Save correction", day("decided_on", date(2026, 11, 18)))
    assert "Corrected: Agreed to assess" in page.main
    assert "as Olwen Price recorded it" in page.main
    officer.follows("Correct")
    page = officer.sends("Strike it out", {"reason": "It was another child’s."})
    assert "Struck out: Agreed to assess" in page.main
    assert "No decision of this stage" not in page.main
    assert "Decisions that were put right or struck out (3)" in page.main
    with database.reading() as session:
        assert world.case(session).stage is Stage.REQUEST
        assert len(session.scalars(select(CouncilDecision)).all()) == 3


def test_notes_and_what_a_panel_said_are_for_the_council_only(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        said = Decided(DecisionKind.PANEL, date(2026, 11, 20), outcome=DecisionOutcome.NOT_ASSESS, note="Mum was rude.")
        record_decision(session, case=world.case(session), decided=said, by=world.officer(session), now=clock())
    assert "Mum was rude" in visitor(world.officer_id).opens(f"/cases/{world.case_id}").main
    page = visitor(world.therapist_id).opens(f"/cases/{world.case_id}")
    assert "Panel met" in page.main
    for internal in ("rude", "do not assess", "Record a decision", "Write a letter", "Correct"):
        assert internal not in page.main
    for path in ("decisions", "letters/acknowledgement.docx", "family"):
        assert visitor(world.therapist_id).opens(f"/cases/{world.case_id}/{path}").status == 404


def test_a_letter_comes_filled_in_as_word_and_its_making_is_in_the_history(
    visitor: Make, world: World, database: Database
) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}")
    page = officer.follows("Acknowledgement (Word)")
    assert "Evans" not in page.response.headers["Content-Disposition"]
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "letter written")).one()
        assert entry.details["letter"] == "acknowledgement"


def test_every_letter_and_what_is_wrong_with_a_councils_own_is_listed(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id)
    page = officer.opens("/letters")
    assert "final-plan.docx has {{adressee}}, which the hub does not know" in page.main
    answer = officer.client.get("/letters/draft-plan.docx")
    words = [each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert "{{addressee}}\n{{address}}" in words
    page = officer.opens(f"/cases/{world.case_id}/letters/final-plan.docx")
    assert page.status == 409
    assert "which the hub does not know" in page.heading
    assert visitor(world.therapist_id).opens("/letters").status == 404


def test_the_usual_set_is_asked_in_one_go(visitor: Make, world: World, database: Database) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/ask")
    page = officer.sends("Ask these teams")
    assert "Advice requested from Speech and Language Therapy and Children's Social Care" in page.main
    with database.reading() as session:
        asked = session.scalars(select(Request).order_by(Request.id)).all()
        assert [each.area_names for each in asked] == [["communication-and-interaction"], ["social-care"]]


def test_a_named_person_is_asked_at_once_registered_or_not(visitor: Make, world: World, database: Database) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/ask")
    typed = {"name": "Nia Pugh", "email": "nia@health.example", "their_team": str(world.therapy_id), "teams": []}
    page = officer.sends("Ask these teams", typed)
    assert "Advice requested from Nia Pugh (Speech and Language Therapy)" in page.main
    with database.reading() as session:
        asked = session.scalars(select(Request)).one()
        assert (asked.state, asked.answer) == (RequestState.AWAITING_ADVICE, None)
        assert asked.allocated_to is not None
        assert asked.allocated_to.name == "Nia Pugh"
    told = {each.to for each in officer.post_is_sent()}
    assert {"nia@health.example", "slt@health.example"} <= told


def test_where_one_cannot_be_asked_nobody_is(visitor: Make, world: World, database: Database) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/ask")
    typed = {"name": "Nia Pugh", "email": "nonsense", "their_team": str(world.therapy_id)}
    page = officer.sends("Ask these teams", typed)
    assert "does not look like an email address" in page.errors()[0]
    with database.reading() as session:
        assert session.scalars(select(Request)).all() == []
    page = officer.sends("Ask these teams", {**typed, "email": "nia@health.example", "their_team": ""})
    assert "Choose the team of the person" in page.errors()[0]


def test_two_of_the_team_write_the_one_draft_and_neither_reviews_it(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        asked = world.asked(session, clock()).id
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    page = manager.sends("Save changes", {"to": str(world.therapist_id), "also": [str(world.colleague_id)]})
    assert "Tomasz Nowak and Ciara Byrne are assigned" in page.main
    assert "Tomasz Nowak, Speech and Language Therapist; Ciara Byrne" in page.main
    told = {each.to for each in manager.post_is_sent()}
    assert {"therapist@health.example", "colleague@health.example"} <= told
    for who in (world.therapist_id, world.colleague_id):
        writer = visitor(who)
        writer.opens("/my-cases")
        writer.follows("Sian Evans")
        assert writer.follows("Open").status == 200
    assert visitor(world.social_worker_id).opens(f"/requests/{asked}/advice").status == 404
    manager.opens(f"/requests/{asked}/allocate")
    manager.sends("Save changes", {"also": []})
    assert visitor(world.colleague_id).opens(f"/cases/{world.case_id}").status == 404


def test_a_co_writer_takes_held_advice_back_and_nobody_outside_the_team_is_added(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    request_id = a_draft(database, world, clock())
    with database.transaction() as session:
        request = session.get_one(Request, request_id)
        share(
            session,
            request=request,
            writers=[world.person(session, "colleague")],
            by=world.manager(session),
            now=clock(),
        )
    assert "Tomasz Nowak" in visitor(world.colleague_id).opens(f"/cases/{world.case_id}").main
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{request_id}/allocate")
    manager.sends("Save changes", {"also": [str(world.social_worker_id)]})
    with database.reading() as session:
        assert [each.name for each in session.get_one(Request, request_id).co_writers] == ["Ciara Byrne"]


def test_the_answer_and_its_details_stand_on_the_case_page_for_the_council(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        asked = world.asked(session, clock()).id
    manager = visitor(world.manager_id)
    manager.opens(f"/requests/{asked}/allocate")
    typed = {"provides": "no", "no_answer": "not-known", "details": "Discharged on 3 May 2024."}
    manager.sends("Save changes", typed)
    page = visitor(world.officer_id).opens(f"/cases/{world.case_id}")
    assert "No - Child or young person is not known to the service: Discharged on 3 May 2024." in page.main


def test_a_case_is_allocated_in_six_clicks_from_sign_in(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        asked = world.asked(session, clock()).id
    manager = visitor(world.manager_id)
    manager.opens("/")  # where signing in leads
    pressed = [manager.follows(each).heading for each in ("Team cases", "Awaiting allocation", "Sian Evans")]
    pressed.append(manager.follows("Assign professional").heading)
    pressed.append("a name is chosen in the list")
    pressed.append(manager.sends("Save changes", {"to": str(world.therapist_id)}).heading)
    assert len(pressed) <= 6
    with database.reading() as session:
        assert session.get_one(Request, asked).allocated_to_id == world.therapist_id


def test_the_page_of_a_case_asks_no_more_of_the_database_for_more_requests(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    from tests.portal.test_cases import statements

    with database.transaction() as session:
        world.allocated(session, clock())
    somebody = visitor(world.officer_id)
    path = f"/cases/{world.case_id}"
    somebody.opens(path)
    few = statements(somebody.app, somebody, path)
    with database.transaction() as session:
        request = world.asked(session, clock(), world.social_care(session))
        request.allocated_to = session.get_one(Person, world.social_worker_id)
    assert statements(somebody.app, somebody, path) <= few
