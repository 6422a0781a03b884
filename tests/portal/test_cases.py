"""My cases, Team cases and the case page: each person sees what is theirs, by when it is due, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from hub.database import Database
from hub.models import Answer, Channel, ListChoice, Role, Stage
from hub.services.accounts import invite
from hub.services.cases import Requester, confirm_case, correct_case, open_case
from hub.services.requests import answer_no, request_advice
from hub.workflow import RequestState
from tests.portal.visitor import Clock, Page, Visitor
from tests.world import World

Make = Callable[..., Visitor]


def listed(page: Page) -> list[str]:
    """The children of the list, in its order."""
    return [each.a.get_text(strip=True) for each in page.soup.select("tbody th") if each.a]


def request_row(page: Page, team: str) -> str:
    """The words of a team's line in the table of requests."""
    rows = [" ".join(each.get_text(" ").split()) for each in page.soup.select("tbody tr")]
    return next(each for each in rows if each.startswith(team))


@pytest.fixture
def asked(database: Database, world: World, clock: Clock) -> int:
    """A request for advice that nobody has been assigned to."""
    with database.transaction() as session:
        return world.asked(session, clock()).id


@pytest.fixture
def many(database: Database, world: World, clock: Clock) -> int:
    """45 more confirmed cases of the officer, each with a request to the therapy team; returns how many."""
    with database.transaction() as session:
        for number in range(45):
            case = open_case(
                session,
                channel=Channel.MAIL,
                received_on=date(2026, 10, 1) + timedelta(days=number // 2),
                requester=Requester(),
                child={
                    "child_name": f"Child Number{number:02}",
                    "date_of_birth": date(2015, 1, 1) + timedelta(days=number),
                    "school": "Hilltop School" if number % 2 else "Quay School",
                },
                by=None,
                now=clock(),
            )
            confirm_case(session, case=case, by=world.officer(session), now=clock())
            request_advice(
                session,
                case=case,
                team=world.team(session),
                areas=[],
                by=world.officer(session),
                now=clock(),
                received_on=date(2026, 10, 1) + timedelta(days=number),
            )
    return 45


def test_an_officer_asks_two_teams_for_advice_and_their_mailboxes_are_told_without_a_name(
    visitor: Make, world: World
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/my-cases")
    officer.follows("Sian Evans")
    officer.follows("Ask for advice")
    page = officer.sends(
        "Ask these teams",
        {"teams": [str(world.therapy_id), str(world.social_care_id)], "notes": "Please look at listening."},
    )
    assert "Advice requested from Speech and Language Therapy and Children's Social Care" in page.main
    assert "23/11/2026 04/01/2027" in request_row(page, "Speech and Language Therapy")
    mails = officer.post_is_sent()
    assert {each.to for each in mails} == {"slt@health.example", "care@council.example"}
    assert not [each for each in mails if "Sian" in each.text + each.subject + each.html]


def test_a_team_is_not_asked_twice(visitor: Make, world: World, asked: int) -> None:
    page = visitor(world.officer_id).opens(f"/cases/{world.case_id}/ask")
    offered = [each.get_text(strip=True) for each in page.soup.select("label")]
    assert "Asked already Speech and Language Therapy, 23 November 2026 (awaiting allocation)" in page.main
    assert not [each for each in offered if each.startswith("Speech and Language Therapy")]


def test_no_team_chosen_is_said_at_the_teams(visitor: Make, world: World) -> None:
    officer = visitor(world.officer_id)
    officer.opens(f"/cases/{world.case_id}/ask")
    assert officer.sends("Ask these teams").errors() == [
        "Choose at least one team, or name a person. Nobody has been asked yet."
    ]


def test_only_the_councils_officers_ask_for_advice(visitor: Make, world: World, asked: int) -> None:
    assert visitor(world.manager_id).opens(f"/cases/{world.case_id}/ask").status == 404
    assert visitor(world.dco_id).opens(f"/cases/{world.case_id}/ask").status == 404


def test_a_manager_finds_what_awaits_allocation(visitor: Make, world: World, asked: int) -> None:
    manager = visitor(world.manager_id)
    manager.opens("/team-cases")
    page = manager.follows("Awaiting allocation 1")
    assert listed(page) == ["Sian Evans"]
    page = manager.follows("Sian Evans")
    assert "Nobody assigned yet" in request_row(page, "Speech and Language Therapy")
    assert "Awaiting allocation" in request_row(page, "Speech and Language Therapy")


def test_the_filter_box_does_the_same_as_the_quick_filter(visitor: Make, world: World, asked: int) -> None:
    manager = visitor(world.manager_id)
    manager.opens("/team-cases")
    page = manager.sends("Apply", {"state": "awaiting-advice"})
    assert listed(page) == []
    page = manager.sends("Apply", {"state": ["awaiting-allocation"]})
    assert listed(page) == ["Sian Evans"]


def test_another_teams_professional_sees_neither_list_line_nor_case(visitor: Make, world: World, asked: int) -> None:
    outsider = visitor(world.outsider_id)
    assert listed(outsider.opens("/my-cases")) == []
    assert outsider.opens(f"/cases/{world.case_id}").status == 404
    assert outsider.opens("/team-cases").status == 404


def test_a_colleague_in_the_team_does_not_see_a_case_that_is_not_theirs(
    visitor: Make, world: World, asked: int
) -> None:
    assert visitor(world.colleague_id).opens(f"/cases/{world.case_id}").status == 404


def test_a_name_is_searched_for_with_accents_and_in_any_order_and_never_stands_in_an_address(
    visitor: Make, world: World, many: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/my-cases")
    for typed in ("EVANS, Siân", "sian", "04/03/2017", "4 March 2017"):
        page = officer.sends("Apply", {"q": typed})
        assert listed(page) == ["Sian Evans"], typed
        assert page.response.request.query_string == b""


def test_the_pages_of_a_list_show_each_case_once(visitor: Make, world: World, many: int) -> None:
    officer = visitor(world.officer_id)
    page = officer.opens("/my-cases")
    seen = listed(page)
    while "Next page" in page.links():
        page = officer.follows("Next page")
        seen += listed(page)
    assert len(seen) == len(set(seen)) == many + 1


def test_the_pages_of_a_search_keep_what_was_searched_for(visitor: Make, world: World, many: int) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/my-cases")
    page = officer.sends("Apply", {"q": "child"})
    seen = listed(page)
    while page.soup.find("button", string="Next page"):
        page = officer.sends("Next page")
        seen += listed(page)
    assert len(seen) == len(set(seen)) == many
    assert page.response.request.query_string == b""


def test_overdue_and_due_soon_count_and_show_the_same_requests(visitor: Make, world: World, many: int) -> None:
    manager = visitor(world.manager_id)
    page = manager.opens("/team-cases")
    for name in ("Overdue", "Due soon"):
        words, href = next((text, href) for text, href in page.links().items() if text.startswith(name))
        found = manager.opens(href)
        count = len(listed(found))
        while "Next page" in found.links():
            found = manager.follows("Next page")
            count += len(listed(found))
        assert words == f"{name} {count}"
        assert count > 0


def test_the_setting_and_the_stage_narrow_the_list(visitor: Make, world: World, many: int) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/my-cases")
    page = officer.sends("Apply", {"setting": "Quay School"})
    assert all("Quay School" in each.get_text() for each in page.soup.select("tbody th"))
    assert listed(page)
    assert listed(officer.sends("Apply", {"setting": "", "stage": "final-plan"})) == []


@pytest.mark.parametrize("query", ["after=nonsense", "after=2026-01-01_x", "stage=%00", "state=x&due=y", "q=%00"])
def test_an_address_that_was_tampered_with_still_shows_the_list(visitor: Make, world: World, query: str) -> None:
    assert visitor(world.officer_id).opens(f"/my-cases?{query}").status == 200


def test_the_case_page_puts_the_familys_words_first_and_dates_in_words(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.case(session).concerns = "She is happiest when she sings.\n\nShe cannot follow the lesson."
    page = visitor(world.officer_id).opens(f"/cases/{world.case_id}")
    assert page.main.index("She is happiest") < page.main.index("Requests for advice")
    assert "Decide whether to assess, and tell the parent or young person: 21 December 2026 due in 28 days" in page.main
    assert page.soup.title is not None
    assert "Sian" not in page.soup.title.get_text()


def test_family_members_on_record_are_shown_to_the_council_only(visitor: Make, world: World, asked: int) -> None:
    assert "Rhys Evans" in visitor(world.officer_id).opens(f"/cases/{world.case_id}").main
    assert "Rhys Evans" not in visitor(world.manager_id).opens(f"/cases/{world.case_id}").main


def test_a_no_shows_to_the_officer_as_something_to_decide(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        asked = world.asked(session, clock())
        answer_no(
            session,
            request=asked,
            answer=Answer.NOT_KNOWN,
            details="Child is not known to the service.",
            by=world.manager(session),
            now=clock(),
        )
    officer = visitor(world.officer_id)
    row = request_row(officer.opens(f"/cases/{world.case_id}"), "Speech and Language Therapy")
    assert "Answered: no advice" in row
    assert "Decide what follows" in row
    page = officer.opens("/my-cases")
    assert "Waiting for your decision" in page.main
    assert officer.follows("Sian Evans: Speech and Language Therapy").status == 200
    row = request_row(visitor(world.manager_id).opens(f"/cases/{world.case_id}"), "Speech and Language Therapy")
    assert "Decide what follows" not in row


def test_the_address_of_a_request_leads_to_its_line_on_the_case(visitor: Make, world: World, asked: int) -> None:
    manager = visitor(world.manager_id)
    assert manager.client.get(f"/requests/{asked}").headers["Location"] == f"/cases/{world.case_id}#request-{asked}"
    assert visitor(world.outsider_id).opens(f"/requests/{asked}").status == 404


def test_the_way_back_from_a_case_is_named_after_where_it_leads(visitor: Make, world: World, asked: int) -> None:
    manager, case = visitor(world.manager_id), f"/cases/{world.case_id}"
    for path, words in (("/my-cases", "My cases"), ("/team-cases", "Team cases"), ("/help", "Back to cases")):
        answer = manager.client.get(case, headers={"Referer": f"http://localhost{path}"})
        assert f">{words}</a></nav>" in answer.text
    assert manager.opens(case).links()["Back to cases"] == "/team-cases"


def statements(app: Flask, visitor: Visitor, path: str) -> int:
    """How many statements a page sends to the database."""
    sent: list[str] = []
    engine = app.extensions["hub_database"].page_engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        visitor.opens(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    visitor: Make, world: World, app: Flask, many: int
) -> None:
    for person, path in (
        (world.officer_id, "/my-cases"),
        (world.officer_id, "/team-cases"),
        (world.manager_id, "/team-cases"),
    ):
        somebody = visitor(person)
        counted = []
        for stage in ("assessment", "review"):
            page = somebody.opens(f"{path}?stage={stage}&sort=name")
            assert len(listed(page)) == (20 if stage == "assessment" else 0)
            counted.append(statements(app, somebody, path))
        assert counted[0] == counted[1] <= 5  # who it is and what they chose, counts, rows, settings, to decide


def test_a_list_is_remembered_with_its_filters_and_order_but_never_a_search(
    visitor: Make, world: World, database: Database, many: int
) -> None:
    officer = visitor(world.officer_id)
    officer.opens("/my-cases")
    officer.sends("Apply", {"stage": "assessment", "setting": "Quay School", "sort": "name"})
    officer.sends("Apply", {"q": "Number04"})
    page = visitor(world.officer_id).opens("/my-cases")
    assert "Only: Assessment , Quay School . Clear filters" in page.main
    assert listed(page)[:2] == ["Child Number00", "Child Number02"]
    with database.reading() as session:
        kept = session.get_one(ListChoice, (world.officer_id, "mine")).chosen
    assert kept == {"stage": "assessment", "setting": "Quay School", "sort": "name"}
    page = officer.opens("/my-cases")
    page = officer.follows("Clear filters")
    assert "Clear filters" not in page.main
    assert listed(page)[0] == "Child Number00"  # the order stays
    assert "Clear filters" not in visitor(world.officer_id).opens("/my-cases").main
    assert "Clear filters" not in officer.opens("/team-cases").main  # each list has its own


ORDERS = {
    "due": ("Child Number00", "Child Number44"),
    "name": ("Child Number00", "Sian Evans"),
    "received": ("Sian Evans", "Child Number00"),
    "changed": ("Child Number44", "Sian Evans"),
}


def test_a_list_is_sorted_and_its_pages_follow_the_order(visitor: Make, world: World, many: int) -> None:
    officer = visitor(world.officer_id)
    for sort, ends in ORDERS.items():
        page = officer.opens(f"/team-cases?sort={sort}")
        seen = listed(page)
        while "Next page" in page.links():
            assert "Number" not in page.links()["Next page"]
            page = officer.follows("Next page")
            seen += listed(page)
        assert len(seen) == len(set(seen)) == many + 1, sort
        assert (seen[0], seen[-1]) == ends, sort


SEARCHES = {
    "numb child": 45,
    "number07": 1,
    "chi number1": 10,
    "7/1/15": 1,
    "child 07/01/2015": 1,
    "evans si": 1,
    "e s": 1,
    "evans 5/3/17": 0,
    "xyz": 0,
}


def test_any_list_finds_the_beginnings_of_words_in_any_order(visitor: Make, world: World, many: int) -> None:
    for person, path in ((world.officer_id, "/my-cases"), (world.dco_id, "/team-cases")):
        somebody = visitor(person)
        somebody.opens(path)
        for typed, found in SEARCHES.items():
            page = somebody.sends("Apply", {"q": typed})
            seen = listed(page)
            while page.soup.find("button", string="Next page"):
                page = somebody.sends("Next page")
                seen += listed(page)
            assert len(seen) == found, (path, typed)


def test_a_reference_finds_its_case_however_it_is_typed(visitor: Make, world: World, database: Database) -> None:
    with database.reading() as session:
        reference = world.case(session).reference
    officer = visitor(world.officer_id)
    officer.opens("/team-cases")
    for typed in (
        reference,
        reference.lower(),
        reference.removeprefix("EHC-"),
        reference.replace("-", " "),
        reference[:9],
    ):
        assert listed(officer.sends("Apply", {"q": typed})) == ["Sian Evans"], typed


def test_a_closed_case_and_finished_advice_are_found_by_searching(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        request = world.allocated(session, clock())
        request.state = RequestState.PUBLISHED
        request.case.stage = Stage.CLOSED
    for person in (world.officer_id, world.therapist_id):
        somebody = visitor(person)
        assert listed(somebody.opens("/my-cases")) == []
        assert listed(somebody.sends("Apply", {"q": "sian"})) == ["Sian Evans"]


def test_the_filters_of_whose_move_it_is_count_and_show_the_same(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        no = world.asked(session, clock(), team=world.social_care(session))
        answer = Answer.NOT_KNOWN
        answer_no(
            session,
            request=no,
            answer=answer,
            details="Not known.",
            by=world.person(session, "social_worker"),
            now=clock(),
        )
    officer, therapist = visitor(world.officer_id), visitor(world.therapist_id)
    officer.opens("/my-cases")
    assert listed(officer.follows("Awaiting my answer 1")) == ["Sian Evans"]
    assert not [each for each in officer.opens("/my-cases").links() if each.startswith("Awaiting allocation")]
    therapist.opens("/my-cases")
    assert listed(therapist.follows("Awaiting my answer 1")) == ["Sian Evans"]
    manager = visitor(world.manager_id)
    assert "Mine" not in " ".join(manager.opens("/team-cases").links())
    officer.opens("/team-cases")
    assert listed(officer.follows("Mine 1")) == ["Sian Evans"]


def test_what_was_there_before_somebody_came_is_not_called_new_to_them(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
        request_advice(
            session, case=world.case(session), team=world.social_care(session), areas=[], by=None, now=clock()
        )
    clock.move_on(days=1)
    with database.transaction() as session:
        roles = [(Role.TEAM_MANAGER, world.team(session))]
        person, _ = invite(session, name="Nia Rees", email="nia@health.example", roles=list(roles), now=clock())
        person_id = person.id
    nia = visitor(person_id)
    page = nia.opens("/team-cases")
    assert listed(page) == ["Sian Evans"]
    assert "Not opened yet" not in page.main
    assert "New to me" not in " ".join(page.links())
    assert listed(nia.opens("/team-cases?new=yes")) == []
    clock.move_on(days=1)
    with database.transaction() as session:
        case, by = world.case(session), world.officer(session)
        correct_case(session, case=case, by=by, now=clock(), date_of_birth=date(2017, 4, 3))
    nia.is_signed_in_as(person_id)
    assert "Sian Evans Not opened yet" in nia.opens("/team-cases").main
    assert listed(nia.follows("New to me 1")) == ["Sian Evans"]


def test_a_list_says_how_many_things_are_new_and_the_case_says_which(
    visitor: Make, world: World, database: Database, clock: Clock
) -> None:
    with database.transaction() as session:
        world.allocated(session, clock())
    therapist, officer = visitor(world.therapist_id), visitor(world.officer_id)
    assert "Sian Evans Not opened yet" in therapist.opens("/my-cases").main
    therapist.follows("Sian Evans")
    page = therapist.opens("/my-cases")
    assert "Not opened yet" not in page.main
    assert "New to me" not in " ".join(page.links())
    clock.move_on(hours=20)
    with database.transaction() as session:
        case, by = world.case(session), world.officer(session)
        correct_case(session, case=case, by=by, now=clock(), date_of_birth=date(2017, 4, 3))
        request_advice(session, case=case, team=world.social_care(session), areas=[], by=by, now=clock())
    clock.move_on(minutes=5)
    therapist, officer = visitor(world.therapist_id), visitor(world.officer_id)
    therapist.opens("/my-cases")
    page = therapist.follows("New to me 1")
    assert "Sian Evans 2 things new" in page.main
    page = therapist.follows("Sian Evans")
    assert "New since you last looked on 23 November 2026" in page.main
    assert "The date of birth was corrected" in page.main
    assert "Children's Social Care was asked for advice" in page.main
    clock.move_on(minutes=5)
    assert "The date of birth was corrected" in therapist.opens(f"/cases/{world.case_id}").main  # the same visit
    assert "things new" not in therapist.opens("/my-cases?sort=due").main
    clock.move_on(minutes=25)
    assert "things new" not in officer.opens("/my-cases").main  # one's own acts are no news
