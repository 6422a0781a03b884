"""The template of a request as Word: filled in offline, every field comes back as it was written, whatever it says."""

from __future__ import annotations

import io
import os
from copy import deepcopy
from datetime import date
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.advice import Advice, Area, AreaAdvice, Background, Child, Outcome, Provision, Step
from hub.documents.hidden import hidden_in
from hub.documents.offline import Slip, identified
from hub.documents.offline_reader import KINDS, is_offline, read_offline
from hub.documents.read import read
from hub.documents.sheet import paragraphs
from hub.documents.template import advice_from
from hub.documents.write import template, word

LONG = os.environ.get("EHC_CAMPAIGN") == "long"
MADE_ON = date(2026, 11, 23)
SLIP = Slip("INV-2026-0042", "INV-2026-0042/7", 3, "23 November 2026 at 14:02", date(2027, 1, 4), "Invented Council")
BLANK = Advice("", (AreaAdvice(Area.COMMUNICATION_AND_INTERACTION), AreaAdvice(Area.HEALTH)))

_ODD = [
    "Strengths", "Needs", "Outcome 1", "Provision", "Steps", "Kind of outcome: health", "How often: weekly", "Review",
    "To be provided by", "Health", "Background", "Nothing written in this area.", "a\nb", "a\n\nb", " x ", "N/A", "1.",
    "<w:t>", "&amp;", "]]>", "😀", "👨‍👩‍👧", "Łódź", "“quoted”", "e\u0301", "x" * 90, "\u00a0", "\u00ad", "\x07", "\t",
    "31 January 2027", "Request", "INV-2026-0042/7", "Name", "{{ 7*7 }}", "see above", "\u2028", "a\r\nb",
]  # fmt: skip
_words = st.sampled_from(_ODD) | st.text(max_size=15)
_texts = st.lists(_words, max_size=4).map(" ".join) | st.sampled_from(_ODD)
_steps = st.builds(Step, _texts, st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1)))
_provisions = st.builds(Provision, _texts, _texts, _texts, _texts, _texts, _texts)
_outcomes = st.builds(
    Outcome,
    _texts,
    st.none() | st.sampled_from(KINDS),
    st.lists(_steps, max_size=3).map(tuple),
    st.lists(_provisions, max_size=3).map(tuple),
)
_areas = st.builds(AreaAdvice, st.sampled_from(list(Area)), _texts, _texts, st.lists(_outcomes, max_size=3).map(tuple))
_advices = st.builds(
    Advice,
    id=st.just(""),
    areas=st.lists(_areas, min_size=1, max_size=2, unique_by=lambda area: area.area).map(tuple),
    background=st.builds(Background, _texts, _texts, _texts, _texts, _texts),
)


def settled(value: Any) -> Any:
    """An advice as JSON, its texts as a page has them: paragraphs, lines, nothing unprintable; empty parts left out."""
    if isinstance(value, str):
        return "\n\n".join("\n".join(lines) for lines in paragraphs(value))
    if isinstance(value, dict):
        return {key: settled(each) for key, each in value.items()}
    if isinstance(value, list):
        return [each for each in map(settled, value) if not _is_empty(each)]
    return value


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_empty(each) for key, each in value.items() if key != "area") and "area" not in value
    return value in ("", None, [], False)


@settings(max_examples=120 if LONG else 12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(_advices)
def test_every_field_with_whatever_was_written_in_it_survives_the_way_out_and_in(advice: Advice) -> None:
    document = read(template(advice, SLIP, made_on=MADE_ON), "template.docx")
    found = read_offline(document)
    back, _ = found.draft.advice("")
    assert settled(back.to_json()) == settled(advice.to_json())
    assert found.unplaced == []
    assert SLIP.request in found.requests


def filled(fill: Any) -> Any:
    """The blank template after somebody has worked on it in Word, as it is read."""
    document = docx.Document(io.BytesIO(template(BLANK, SLIP, made_on=MADE_ON)))
    fill(document)
    packed = io.BytesIO()
    document.save(packed)
    return read_offline(read(packed.getvalue(), "template.docx"))


def heading(document: Any, text: str, number: int = 0) -> Any:
    return [each for each in document.paragraphs if each.text == text][number]


def written_under(document: Any, title: str, text: str, number: int = 0) -> None:
    """Type in the box under a heading and its note."""
    found = document.paragraphs
    places = [place for place, each in enumerate(found) if each.text == title]
    found[places[number] + 2].text = text


def test_words_typed_anywhere_under_a_heading_land_in_its_field() -> None:
    def fill(document: Any) -> None:
        needs = heading(document, "Needs")
        needs.insert_paragraph_before("She sings.")  # at the end of the strengths
        written_under(document, "Outcome 1", "By July 2027 she will swim.")

    area = filled(fill).draft.advice("")[0].areas[0]
    assert area.area is Area.COMMUNICATION_AND_INTERACTION
    assert area.strengths == "She sings."
    assert area.outcomes[0].outcome == "By July 2027 she will swim."


def test_a_list_stays_a_list() -> None:
    def fill(document: Any) -> None:
        needs = heading(document, "Needs")
        needs.insert_paragraph_before("She likes:")
        for each in ("songs", "stories"):
            needs.insert_paragraph_before(each, style="List Bullet")
        needs.insert_paragraph_before("And her friends.")

    area = filled(fill).draft.advice("")[0].areas[0]
    assert area.strengths == "She likes:\n\n- songs\n- stories\n\nAnd her friends."


def test_rows_are_filled_and_added_in_its_tables() -> None:
    def fill(document: Any) -> None:
        steps, provision = document.tables[1], document.tables[2]
        steps.cell(1, 0).text, steps.cell(1, 1).text = "Float", "1st March 2027"
        steps.cell(2, 0).text, steps.cell(2, 1).text = "Dive", "by the summer of 2027"
        cells = provision.add_row().cells
        cells[0].text, cells[4].text = "Swimming lessons", "Weekly"

    found = filled(fill)
    outcome = found.draft.advice("")[0].areas[0].outcomes[0]
    assert outcome.steps == (Step("Float", date(2027, 3, 1)), Step("Dive"))
    assert outcome.provisions == (Provision("Swimming lessons", frequency="Weekly"),)
    assert [(each.under, each.words.text) for each in found.unplaced] == [
        ("Communication and interaction, Outcome 1, Steps, To be achieved by", "by the summer of 2027")
    ]


def test_an_outcome_that_was_copied_below_is_an_outcome_of_its_own() -> None:
    def fill(document: Any) -> None:
        end = heading(document, "Health")._p
        copied = [heading(document, "Outcome 2")._p]
        while copied[-1].getnext() is not end:
            copied.append(copied[-1].getnext())
        for each in copied:
            end.addprevious(deepcopy(each))
        for number in range(2):
            written_under(document, "Outcome 2", f"Written {number}", number)

    outcomes = filled(fill).draft.advice("")[0].areas[0].outcomes
    assert [each.outcome for each in outcomes] == ["Written 0", "Written 1"]


def test_what_stands_where_nothing_belongs_is_kept_apart_with_its_heading() -> None:
    def fill(document: Any) -> None:
        heading(document, "Strengths").insert_paragraph_before("She was seen in May.")

    found = filled(fill)
    assert [(each.under, each.words.text) for each in found.unplaced] == [
        ("Communication and interaction", "She was seen in May.")
    ]


def test_the_file_says_whose_it_is_on_each_page_and_in_its_properties_and_hides_nothing() -> None:
    advice = Advice("", BLANK.areas, child=Child("Siân Evans", "Siân", date(2012, 3, 4)))
    data = template(advice, SLIP, made_on=MADE_ON)
    document = docx.Document(io.BytesIO(data))
    assert identified(document.core_properties.identifier) == ("INV-2026-0042/7", 3)
    footer = document.sections[0].footer._element.xml
    assert all(each in footer for each in ("INV-2026-0042/7", "PAGE", "NUMPAGES"))
    opened = read(data, "template.docx")
    assert is_offline(opened)
    assert hidden_in(data, opened) == ()
    assert data == template(advice, SLIP, made_on=MADE_ON)


def test_the_check_of_a_file_reads_it_field_by_field_and_knows_the_child() -> None:
    child = Child("Siân Evans", "Siân", date(2012, 3, 4))
    advice = Advice("", (AreaAdvice(Area.HEALTH, needs="How often: weekly"),), child=child)
    back = advice_from(read(template(advice, SLIP, made_on=MADE_ON), "x.docx"), id="A").advice
    assert back is not None
    assert back.areas == advice.areas
    assert back.child == child


@pytest.mark.parametrize("said", ["INV-1/2", "INV-1/2 v3"])
def test_a_request_is_known_by_its_name(said: str) -> None:
    assert identified(said) is not None


def test_submitted_advice_is_no_template() -> None:
    data = word(BLANK, reference="INV-2026-0042", submitted_on=MADE_ON)
    assert not is_offline(read(data, "advice.docx"))
