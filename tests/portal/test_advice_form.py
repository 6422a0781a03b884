"""The advice template as a form: nothing that was typed is lost or changed on its way through it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.advice import (
    BACKGROUND_PARTS,
    PROVISION_PARTS,
    Area,
    AreaAdvice,
    Background,
    Outcome,
    Profile,
    Provision,
    Step,
)
from portal.advice_form import (
    KINDS,
    Draft,
    empty_sections,
    from_fields,
    name_of,
    unanswered,
    without_empty_parts,
)
from portal.arranging import Changed, pressed, restored

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30) | st.sampled_from(
    ["\n\nfirst line empty", "Zoë’s “plan”", " spaces ", "<b>&amp;</b>", "1:1"]
)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)) | st.none()
PROVISIONS = st.builds(Provision, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
OUTCOMES = st.builds(
    Outcome,
    outcome=TEXT,
    kind=st.sampled_from([*KINDS, None]),
    steps=st.lists(st.builds(Step, TEXT, DAYS), max_size=3).map(tuple),
    provisions=st.lists(PROVISIONS, max_size=3).map(tuple),
)
AREAS = st.builds(AreaAdvice, st.sampled_from(Area), TEXT, TEXT, outcomes=st.lists(OUTCOMES, max_size=3).map(tuple))
DRAFTS = st.builds(
    Draft,
    areas=st.lists(AREAS, max_size=4).map(tuple),
    background=st.builds(Background, TEXT, TEXT, TEXT, TEXT, TEXT),
    health_care_plan_attached=st.booleans(),
    pep_attached=st.booleans(),
)


def to_fields(draft: Draft) -> dict[str, str]:
    """The draft as a browser would post it; an unticked box is left out."""
    written = {f"background-{part}": getattr(draft.background, part) for part in BACKGROUND_PARTS}
    ticks = {"health_care_plan_attached": draft.health_care_plan_attached, "pep_attached": draft.pep_attached}
    written |= {name: "yes" for name, ticked in ticks.items() if ticked}
    for number, area in enumerate(draft.areas):
        written |= _area_fields(f"areas-{number}", area)
    return written


def _area_fields(name: str, area: AreaAdvice) -> dict[str, str]:
    written = {f"{name}-area": area.area.value, f"{name}-strengths": area.strengths, f"{name}-needs": area.needs}
    for number, outcome in enumerate(area.outcomes):
        place = f"{name}-outcomes-{number}"
        written |= {f"{place}-outcome": outcome.outcome, f"{place}-kind": outcome.kind or ""}
        for index, step in enumerate(outcome.steps):
            written[f"{place}-steps-{index}-text"] = step.text
            written[f"{place}-steps-{index}-by"] = step.by.isoformat() if step.by else ""
        for index, provision in enumerate(outcome.provisions):
            written |= {f"{place}-provisions-{index}-{part}": getattr(provision, part) for part in PROVISION_PARTS}
    return written


@given(DRAFTS)
def test_what_is_written_into_the_form_is_read_back_the_same(draft: Draft) -> None:
    read = from_fields(to_fields(draft))
    assert read.draft == draft
    assert not read.problems


@given(DRAFTS)
def test_browsers_line_breaks_change_nothing(draft: Draft) -> None:
    posted = {name: value.replace("\n", "\r\n") for name, value in to_fields(draft).items()}
    assert from_fields(posted).draft == draft


@given(st.dictionaries(st.text(max_size=40) | st.from_regex(r"areas-\d{1,3}-(outcomes-\d+-)?\w+"), st.text()))
def test_whatever_is_posted_is_read_without_an_error(posted: dict[str, str]) -> None:
    read = from_fields(posted)
    assert from_fields(to_fields(read.draft)).draft == read.draft


@given(DRAFTS, st.text(max_size=30) | st.from_regex(r"(add|delete)-(outcome|step|provision):areas-\d(-\w+-\d){0,2}"))
def test_no_button_loses_a_word_that_it_was_not_pressed_for(draft: Draft, action: str) -> None:
    changed = pressed(action, draft)
    if changed is not None and not changed.deleted:
        before, after = to_fields(draft), to_fields(changed.draft)
        assert {name: after.get(name) for name in before} == before


def test_add_and_delete_come_back_to_where_they_were_pressed() -> None:
    draft = Draft(areas=(AreaAdvice(Area.HEALTH),))
    for action, anchor in (
        ("add-outcome:areas-0", "areas-0-outcomes-0-outcome"),
        ("add-outcome:areas-0", "areas-0-outcomes-1-outcome"),
        ("add-step:areas-0-outcomes-1", "areas-0-outcomes-1-steps-0-text"),
        ("add-provision:areas-0-outcomes-1", "areas-0-outcomes-1-provisions-0-support"),
        ("delete-step:areas-0-outcomes-1-steps-0", "areas-0-outcomes-1-steps"),
        ("delete-provision:areas-0-outcomes-1-provisions-0", "areas-0-outcomes-1-provisions"),
        ("delete-outcome:areas-0-outcomes-0", "areas-0-outcomes"),
        ("open-area:social-care", "areas-1"),
        ("close-area:areas-1", "other-areas"),
    ):
        changed = pressed(action, draft)
        assert changed is not None, action
        assert changed.anchor == anchor
        draft = changed.draft
    assert draft == Draft(areas=(AreaAdvice(Area.HEALTH, outcomes=(Outcome(),)),))


@given(DRAFTS, st.data())
def test_what_was_deleted_can_be_put_back_where_it_was(draft: Draft, data: st.DataObject) -> None:
    places = sorted({name.rpartition("-")[0] for name in to_fields(draft) if name.startswith("areas")})
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    verb = "close-area" if place.count("-") == 1 else f"delete-{place.split('-')[-2].removesuffix('s')}"
    deleted = pressed(f"{verb}:{place}", draft)
    assert deleted is not None
    assert deleted.deleted == place
    again = restored(deleted.draft, draft, place)
    assert again is not None
    assert again.draft == draft


@given(DRAFTS, st.data())
def test_moving_and_copying_lose_nothing_and_moving_back_is_as_before(draft: Draft, data: st.DataObject) -> None:
    places = sorted({name.rpartition("-")[0] for name in to_fields(draft) if name.count("-") > 3})
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    words = sorted(to_fields(draft).values())
    moved = pressed(f"down:{place}", draft)
    if moved is not None:
        assert sorted(to_fields(moved.draft).values()) == words
        assert pressed(f"up:{moved.anchor}", moved.draft) == Changed(draft, place)
    copied = pressed(f"copy:{place}", draft)
    assert copied is not None
    again = copied.anchor.rpartition("-")[0]
    assert pressed(f"delete-{place.split('-')[-2][:-1]}:{again}", copied.draft) is not None
    assert pressed(f"delete-{place.split('-')[-2][:-1]}:{again}", copied.draft).draft == draft  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "action",
    ["up:areas-0", "copy:areas-0", "save", "delete-step:areas-0", "add-outcome:areas-7", "open-area:sport", "x:y"],
)
def test_a_button_that_is_not_there_does_nothing(action: str) -> None:
    assert pressed(action, Draft(areas=(AreaAdvice(Area.HEALTH),))) is None


@pytest.mark.parametrize("typed", ["2027-01-31", "31/1/2027", "31 January 2027", " 31  Jan 2027 ", "31.01.2027"])
def test_a_date_may_be_typed_as_people_write_it(typed: str) -> None:
    posted = {"areas-0-area": "health", "areas-0-outcomes-0-steps-0-by": typed}
    assert from_fields(posted).draft.areas[0].outcomes[0].steps[0].by == date(2027, 1, 31)


def test_a_date_that_is_none_is_given_back_as_it_was_typed_with_a_sentence() -> None:
    name = "areas-0-outcomes-0-steps-0-by"
    read = from_fields({"areas-0-area": "health", "areas-0-outcomes-0-steps-0-text": "Swim", name: "by summer"})
    assert read.unread == {name: "by summer"}
    assert "real date" in read.problems[name]
    assert read.draft.areas[0].outcomes[0].steps[0].text == "Swim"


def test_parts_that_nothing_was_written_in_are_not_submitted() -> None:
    outcome = Outcome("Swim", steps=(Step(), Step("Float")), provisions=(Provision(), Provision(ratio="1:1")))
    draft = Draft(areas=(AreaAdvice(Area.HEALTH, outcomes=(Outcome(), outcome)), AreaAdvice(Area.SOCIAL_CARE)))
    left = Outcome("Swim", steps=(Step("Float"),), provisions=(Provision(ratio="1:1"),))
    assert without_empty_parts(draft, [Area.HEALTH]).areas == (AreaAdvice(Area.HEALTH, outcomes=(left,)),)
    assert len(without_empty_parts(draft, list(Area)).areas) == 2


def test_the_starred_questions_are_those_of_the_social_care_guide() -> None:
    assert unanswered(Draft(), Profile.HEALTH) == []
    written = Draft(background=Background(first_contact="In May", support_in_place=" "))
    assert unanswered(written, Profile.SOCIAL_CARE) == ["background-support_in_place", "background-support_effect"]


def test_an_empty_section_is_named_with_its_place() -> None:
    draft = Draft(areas=(AreaAdvice(Area.HEALTH, strengths="Sings"),))
    assert empty_sections(draft) == [("areas-0-needs", "Health: needs"), ("areas-0-outcomes", "Health: outcomes")]


def test_a_field_is_named_after_its_place_in_the_advice() -> None:
    assert name_of("/areas/0/outcomes/1/provisions/0/provided_by") == "areas-0-outcomes-1-provisions-0-provided_by"
