"""Writing advice without JavaScript: every button saves, nothing typed is lost, findings stand beside the words."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.advice import Advice, Area
from hub.database import Database
from hub.models import DraftVersion, Request
from hub.services.advice import current_draft
from hub.services.requests import allocate, share
from tests.portal.requests_made import BLOCKED, a_draft, a_social_care_request, a_submission, an_allocated_request
from tests.portal.visitor import Clock, Page, Visitor
from tests.world import World

Make = Callable[..., Visitor]
SUPPORT = "areas-0-outcomes-0-provisions-0-support"


@pytest.fixture
def asked(database: Database, world: World, now: datetime) -> int:
    return an_allocated_request(database, world, now)


def draft_of(database: Database, request_id: int) -> Advice:
    return version_of(database, request_id).advice


def version_of(database: Database, request_id: int) -> DraftVersion:
    with database.reading() as session:
        found = current_draft(session, session.get_one(Request, request_id))
        assert found is not None
        return found


def value(page: Page, name: str) -> str:
    found = page.soup.select_one(f'[name="{name}"]')
    assert found is not None, name
    return found.get_text().removeprefix("\n") if found.name == "textarea" else str(found.get("value", ""))


def writing(visitor: Make, world: World, request_id: int) -> Visitor:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{request_id}/write")
    return therapist


def test_the_template_says_who_reads_it_and_by_when_it_is_due(visitor: Make, world: World, asked: int) -> None:
    page = visitor(world.therapist_id).opens(f"/requests/{asked}/write")
    for reader in ("Everything published is read by the family and everyone involved: Sian", "parents or carers"):
        assert reader in page.main
    assert "the other professionals of this case. The Designated Clinical Officer reads it first" in page.main
    assert "statutory request" in page.main
    assert "4 January 2027" in page.main
    assert page.soup.select_one("#areas-0 h2").get_text() == "Communication and interaction"  # type: ignore[union-attr]
    assert "Sian" not in page.soup.title.get_text()  # type: ignore[union-attr]


def test_a_whole_advice_is_written_with_plain_buttons(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    therapist = writing(visitor, world, asked)
    therapist.sends("Add a new outcome", {"areas-0-strengths": "She sings.", "areas-0-needs": "Long\r\ninstructions"})
    therapist.sends("Add a step", {"areas-0-outcomes-0-outcome": "By July 2027 Sian will swim."})
    step = {"areas-0-outcomes-0-steps-0-text": "Float", "areas-0-outcomes-0-steps-0-by": "2027-03-01"}
    therapist.sends("Add a new provision", step)
    therapist.sends("Open Social care", {SUPPORT: "Swimming lessons", "areas-0-outcomes-0-kind": "health"})
    page = therapist.sends("Save changes", {"areas-1-needs": "None known", "background-first_contact": "In May"})
    assert "Your changes are saved" in page.main
    written = draft_of(database, asked)
    first, second = written.areas
    assert first.area is Area.COMMUNICATION_AND_INTERACTION
    assert first.needs == "Long\ninstructions"
    assert second.area is Area.SOCIAL_CARE
    assert second.needs == "None known"
    assert written.background.first_contact == "In May"
    outcome = first.outcomes[0]
    assert outcome.kind == "health"
    assert (outcome.steps[0].text, outcome.steps[0].by) == ("Float", date(2027, 3, 1))
    assert outcome.provisions[0].support == "Swimming lessons"


def test_what_was_deleted_comes_back_with_undo_and_so_does_what_was_typed_just_before(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = writing(visitor, world, request_id)
    page = therapist.sends("Delete outcome", {SUPPORT: "Something typed a second ago"})
    assert not draft_of(database, request_id).areas[0].outcomes
    assert "That was deleted" in page.main
    therapist.sends("Undo", {"areas-0-strengths": "Typed after it"})
    area = draft_of(database, request_id).areas[0]
    assert area.outcomes[0].provisions[0].support == "Something typed a second ago"
    assert area.strengths == "Typed after it"


def test_parts_are_copied_and_moved_with_plain_buttons(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    therapist = writing(visitor, world, request_id)
    page = therapist.sends("Copy provision 1", {SUPPORT: "Listening games"})
    assert len(page.soup.select("#areas-0-outcomes-0-provisions > fieldset")) == 2
    page = therapist.sends("Move down provision 1", {SUPPORT: "Singing games"})
    provisions = draft_of(database, request_id).areas[0].outcomes[0].provisions
    assert [each.support for each in provisions] == ["Listening games", "Singing games"]
    assert provisions[0].frequency == provisions[1].frequency
    assert not page.soup.find("button", string="Move up provision 1 of outcome 1")
    therapist.sends("Copy outcome 1")
    therapist.sends("Delete outcome 1")
    assert len(draft_of(database, request_id).areas[0].outcomes) == 1


def test_findings_stand_beside_their_words_and_above_everything(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now, BLOCKED)
    page = visitor(world.therapist_id).opens(f"/requests/{request_id}/write")
    summary = page.soup.select_one(".advice-summary--block")
    assert summary is not None
    link = summary.select_one("a[href^='#finding-']")
    assert link is not None
    card = page.soup.select_one(str(link["href"]))
    assert card is not None
    beside = card.find_parent(class_="hub-beside")
    assert beside is not None
    assert beside.select_one("textarea[name=areas-0-needs]") is not None
    assert "Rhys" in "".join(each.get_text() for each in card.select("mark"))
    assert card.select_one("blockquote cite") is not None


def test_what_counts_from_the_day_of_writing_is_said_before_submitting(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        world.case(session).date_of_birth = date(2012, 3, 4)
    request_id = a_draft(database, world, now)
    therapist = writing(visitor, world, request_id)
    therapist.sends("Save changes", {"areas-0-outcomes-0-outcome": "By July 2027 Sian will hop ten times."})
    for path in ("write", "submit"):
        assert "in Year 9 or above" in therapist.opens(f"/requests/{request_id}/{path}").main


def test_one_card_says_everything_about_one_provision(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    therapist = writing(visitor, world, asked)
    therapist.sends("Add a new outcome")
    therapist.sends("Add a new provision", {"areas-0-outcomes-0-outcome": "By July 2027 Sian will swim."})
    page = therapist.sends("Save changes", {SUPPORT: "Regular access to speech and language support."})
    box = page.soup.select_one("#areas-0-outcomes-0-provisions-0")
    assert box is not None
    cards = [each for each in box.select(".hub-card") if each.select(".advice-messages")]
    assert len(cards) == 1
    assert len(cards[0].select(".advice-messages")[0].select("li")) >= 3


def test_a_date_that_cannot_be_read_is_given_back_and_everything_else_is_saved(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    therapist = writing(visitor, world, asked)
    therapist.sends("Add a new outcome")
    therapist.sends("Add a step")
    name = "areas-0-outcomes-0-steps-0-by"
    page = therapist.sends("Save changes", {name: "by summer", "areas-0-needs": "Kept"})
    assert page.errors()
    assert value(page, name) == "by summer"
    assert draft_of(database, asked).areas[0].needs == "Kept"
    page = therapist.sends("Save changes", {name: "31 January 2027"})
    assert not page.errors()
    assert draft_of(database, asked).areas[0].outcomes[0].steps[0].by == date(2027, 1, 31)


def test_two_tabs_never_overwrite_each_other_silently(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    first, second = writing(visitor, world, asked), writing(visitor, world, asked)
    first.sends("Save changes", {"areas-0-needs": "From the first tab"})
    page = second.sends("Save changes", {"areas-0-needs": "From the second tab"})
    assert page.status == 409
    assert "You saved this advice in another tab or on another device at 09:30" in page.main
    pair = page.soup.select(".hub-beside--even .hub-words")
    assert [each.get_text() for each in pair] == ["From the second tab", "From the first tab"]
    assert "From the first tab" in page.main
    assert value(page, "areas-0-needs") == "From the second tab"
    assert draft_of(database, asked).areas[0].needs == "From the first tab"
    second.sends("Save changes")
    assert draft_of(database, asked).areas[0].needs == "From the second tab"


def test_a_co_writers_words_are_never_overwritten_and_both_texts_stand_side_by_side(
    visitor: Make, world: World, asked: int, database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        colleague, manager = world.person(session, "colleague"), world.manager(session)
        share(session, request=session.get_one(Request, asked), writers=[colleague], by=manager, now=now)
    therapist, second = writing(visitor, world, asked), visitor(world.colleague_id)
    second.opens(f"/requests/{asked}/write")
    second.sends("Save changes", {"areas-0-strengths": "She sings."})
    page = therapist.sends("Save changes", {"areas-0-strengths": "She swims."})
    assert "Ciara Byrne saved this advice at 09:30" in page.main
    pair = page.soup.select(".hub-beside--even .hub-words")
    assert [each.get_text() for each in pair] == ["She swims.", "She sings."]
    assert draft_of(database, asked).areas[0].strengths == "She sings."


def test_the_same_words_saved_again_are_no_conflict(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    therapist = writing(visitor, world, asked)
    for _ in range(2):  # the answer to the first never came
        again = {"areas-0-area": "communication-and-interaction", "areas-0-needs": "Mine", "version": "0"}
        assert therapist.posts(f"/requests/{asked}/write", again).status_code == 302
    assert version_of(database, asked).number == 1


def test_nothing_typed_is_lost_when_the_session_has_ended(
    visitor: Make, world: World, asked: int, database: Database, clock: Clock
) -> None:
    therapist = writing(visitor, world, asked)
    clock.move_on(minutes=40)
    page = therapist.sends("Save changes", {"areas-0-needs": "An evening's\nwork"})
    assert page.status == 401
    assert "Your words are safe" in page.heading
    therapist.is_signed_in_as(world.therapist_id)
    page = therapist.sends("Bring back what I typed")
    if page.status == 400:  # a new session has a new token
        therapist.sends("Save changes")
    assert draft_of(database, asked).areas[0].needs == "An evening's\nwork"


def test_a_token_from_before_signing_in_again_loses_nothing(
    visitor: Make, world: World, asked: int, database: Database
) -> None:
    therapist = writing(visitor, world, asked)
    page = therapist.sends("Save changes", {"areas-0-needs": "Typed", "csrf_token": "of an earlier session"})
    assert page.status == 400
    assert value(page, "areas-0-needs") == "Typed"
    therapist.sends("Save changes")
    assert draft_of(database, asked).areas[0].needs == "Typed"


def test_what_was_typed_is_given_back_when_the_request_went_to_somebody_else(
    visitor: Make, world: World, asked: int, database: Database, now: datetime
) -> None:
    therapist = writing(visitor, world, asked)
    with database.transaction() as session:
        to, by = world.person(session, "colleague"), world.manager(session)
        allocate(session, request=session.get_one(Request, asked), to=to, by=by, now=now)
    page = therapist.sends("Save changes", {"areas-0-needs": "My words"})
    assert page.status == 404
    assert "My words" in page.main


def test_what_was_typed_is_given_back_when_the_advice_was_submitted_in_another_tab(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now)
    first, second = writing(visitor, world, request_id), writing(visitor, world, request_id)
    first.sends("Preview and submit")
    first.sends("Submit advice")
    page = second.sends("Save changes", {"areas-0-needs": "One more thing"})
    assert page.status == 409
    assert "has been submitted" in page.main
    assert "One more thing" in page.main


def test_a_draft_is_private_to_its_writer(visitor: Make, world: World, database: Database, now: datetime) -> None:
    request_id = a_draft(database, world, now)
    for who in ("manager", "colleague", "officer", "dco", "social_worker"):
        somebody = visitor(getattr(world, f"{who}_id"))
        assert somebody.opens(f"/requests/{request_id}/write").status == 404, who
        assert somebody.opens(f"/requests/{request_id}/advice").status == 404, who


def test_after_submitting_the_template_is_read_only(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_submission(database, world, now)
    page = visitor(world.therapist_id).opens(f"/requests/{request_id}/write")
    assert page.path == f"/requests/{request_id}/advice"
    assert not page.soup.select("textarea")


def test_social_care_sees_which_questions_are_starred(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_social_care_request(database, world, now)
    page = visitor(world.social_worker_id).opens(f"/requests/{request_id}/write")
    starred = [each.get_text() for each in page.soup.select("label") if each.get_text().startswith("* ")]
    assert len(starred) == 3


def test_personal_budget_and_education_plan_are_asked_for_where_they_apply(
    visitor: Make, world: World, asked: int, database: Database, now: datetime
) -> None:
    only_some = "textarea[name=background-pep], textarea[name=background-personal_budget]"
    assert not visitor(world.therapist_id).opens(f"/requests/{asked}/write").soup.select(only_some)
    request_id = a_social_care_request(database, world, now)
    with database.transaction() as session:
        world.case(session).looked_after = True
    worker = visitor(world.social_worker_id)
    page = worker.opens(f"/requests/{request_id}/write")
    assert len(page.soup.select(only_some)) == 2
    assert "nothing here comes from the Personal Education Plan" in page.main
    said = {"background-pep": "She is to have a mentor.", "background-personal_budget": "£15 an hour, agreed in May."}
    page = worker.sends("Save changes", said)
    assert "nothing here comes from the Personal Education Plan" not in page.main
    page = worker.opens(f"/requests/{request_id}/submit")
    for words in said.values():
        assert words in page.main


def test_words_that_look_like_markup_stay_words(visitor: Make, world: World, asked: int) -> None:
    therapist = writing(visitor, world, asked)
    page = therapist.sends("Save changes", {"areas-0-needs": "</textarea><script>alert(1)</script> {{ 7*7 }}"})
    assert value(page, "areas-0-needs") == "</textarea><script>alert(1)</script> {{ 7*7 }}"
    assert not BeautifulSoup(page.html, "html.parser").find("script", string="alert(1)")


FIELDS = st.sampled_from(
    [
        "version",
        "action",
        "undo",
        "areas-0-area",
        "areas-0-needs",
        "areas-0-outcomes-0-outcome",
        "areas-0-outcomes-0-steps-0-by",
        "areas-9999-area",
        "background-first_contact",
        "pep_attached",
    ]
)
VALUES = (
    st.text(max_size=20)
    | st.sampled_from(
        ["-1", "999999999999999999999", "undo:areas-0", "delete-outcome:areas-0-outcomes-0", "health", "preview", "\0"]
    )
    | st.sampled_from(["Ä", "rewrite:x", "up:areas-0-outcomes-9", "copy:areas-0-outcomes-0", "set-aside:x", "[how?]"])
)


def test_whatever_is_posted_to_the_template_is_answered_and_never_fails(
    visitor: Make, world: World, asked: int
) -> None:
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{asked}/write")
    token = value(page, "csrf_token")

    @given(st.dictionaries(FIELDS | st.text(max_size=10), VALUES, max_size=6))
    @settings(max_examples=40, deadline=None, database=None)
    def post(typed: dict[str, str]) -> None:
        response = therapist.client.post(f"/requests/{asked}/write", data={**typed, "csrf_token": token})
        assert response.status_code < 500
        checked = therapist.client.post(f"/requests/{asked}/check", data={**typed, "csrf_token": token})
        assert checked.status_code == 200
        assert therapist.client.get(f"/requests/{asked}/write").status_code == 200

    post()
