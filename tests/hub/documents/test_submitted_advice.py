from __future__ import annotations

import io
import re
import subprocess
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.advice import (
    Advice,
    Area,
    AreaAdvice,
    Background,
    Child,
    KnownPerson,
    Outcome,
    Professional,
    Profile,
    Provision,
    Step,
)
from hub.documents.read import read
from hub.documents.sheet import PROVISION_COLUMNS, STEP_COLUMNS
from hub.documents.template import advice_from
from hub.documents.write import pdf, word
from tests.components import program

_MADE: dict[str, Any] = {
    "reference": "INV-2026-0042",
    "submitted_on": date(2026, 11, 23),
    "council": "Invented Borough Council",
}

ADVICE = Advice(
    id="A-1",
    profile=Profile.HEALTH,
    professional=Professional("Dr Anjali Rao", "Speech and Language Therapist", "Children’s therapies"),
    child=Child(
        "Siân Evans",
        "Siân",
        date(2012, 3, 4),
        "943 476 5919",
        "she/her",
        looked_after=True,
        address_confidential=True,
        school="Invented Primary School",
        health_care_plan_attached=True,
        pep_attached=True,
    ),
    written_on=date(2026, 10, 1),
    areas=(
        AreaAdvice(
            Area.HEALTH,
            "She manages her own morning routine.\n\nShe is proud of swimming two lengths.",
            "Siân experiences multiple absence seizures a day.\nThis may result in her missing information.",
            (
                Outcome(
                    "By the end of Key Stage 3 Siân will tell an adult when she feels a seizure coming.",
                    "health",
                    (Step("Recognise two warning signs.", date(2027, 1, 31)), Step("Talk about it with a friend.")),
                    (
                        Provision("Training for staff", "Epilepsy Nurse", "1:8", "2 hours", "Once a year", "July 2027"),
                        Provision("A review with\n\nher parents", "", "", "45 minutes", "Every 6 months", ""),
                    ),
                ),
                Outcome("Use two coping strategies.", provisions=(Provision("A 6-week group, 1 hour per week."),)),
            ),
        ),
        AreaAdvice(Area.COMMUNICATION_AND_INTERACTION, needs="Long instructions are hard for her."),
        AreaAdvice(Area.SENSORY_AND_PHYSICAL),
    ),
    background=Background("September 2021", "", "Her mother told us of her sleep.", "Six sessions", "Asks for help."),
)

_MARKUP = [
    "*",
    "_",
    "#let x = 1",
    "$x$",
    "<w:t>",
    "&amp;",
    "]]>",
    "\\",
    "`",
    "@ref",
    "{{ }}",
    "= H",
    "- item",
    '"',
    "//",
]
_STRANGE = [
    "😀",
    "👨‍👩‍👧",
    "❤️",
    "Łódź",
    "Ŵyn",
    "½",
    "“quoted”",
    "e\u0301",
    "x" * 90,
    "\u00a0",
    "\u00ad",
    "\x07",
    "\uf0b7",
]
_words = st.one_of(
    st.sampled_from(["Siân", "will", "walk", "to", "school", "by", "July", *_MARKUP, *_STRANGE]),
    st.text(st.characters(codec="utf-8", max_codepoint=0x17F), max_size=12),
)
_texts = st.lists(_words, max_size=8).map(" ".join) | st.sampled_from(["", "One.\n\nTwo.\nThree."])
_dates = st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1))
_provisions = st.builds(Provision, _texts, _texts, _texts, _texts, _texts, _texts)
_outcomes = st.builds(
    Outcome,
    _texts,
    st.none() | _texts,
    st.lists(st.builds(Step, _texts, _dates), max_size=2).map(tuple),
    st.lists(_provisions, max_size=2).map(tuple),
)
_areas = st.builds(AreaAdvice, st.sampled_from(list(Area)), _texts, _texts, st.lists(_outcomes, max_size=2).map(tuple))
_advices = st.builds(
    Advice,
    id=st.just("A-1"),
    areas=st.lists(_areas, max_size=3, unique_by=lambda area: area.area).map(tuple),
    profile=st.none() | st.sampled_from(list(Profile)),
    professional=st.builds(Professional, _texts, _texts, _texts),
    child=st.builds(Child, _texts, _texts, _dates, _texts, _texts, st.booleans(), st.booleans(), _texts),
    written_on=_dates,
    background=st.builds(Background, _texts, _texts, _texts, _texts, _texts),
)


def _letters(text: str) -> Counter[str]:
    """What is written, whatever the spacing and the way of composing letters.

    Left out are hyphens, which pdfium can't tell from those at the ends of lines. Right-to-left lines, whose other
    characters it rewrites, have a test of their own.
    """
    kept = (each for each in unicodedata.normalize("NFKC", text) if not each.isspace())
    return Counter(each for each in kept if each not in "-\ufffe" and unicodedata.category(each) not in _UNSEEN)


_UNSEEN = ("Cf", "Cc", "Mn", "Me")


def _word_text(data: bytes) -> str:
    """The text of a Word file by python-docx, as an independent reader: body only."""
    document = docx.Document(io.BytesIO(data))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


def _pdf_text(data: bytes) -> str:
    """The text of a PDF by pdfium, without what runs at the head and foot of each page and what a table repeats."""
    opened = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    return "\n".join(pages)


def _running(data: bytes) -> Counter[str]:
    """The letters of what runs at the head and foot of every page."""
    opened = pypdfium2.PdfDocument(data)
    pages = len(opened)
    opened.close()
    each = f"{_MADE['council']} Confidential: contains personal information {_MADE['reference']}"
    return _letters(" ".join(f"{each} Page {number} of {pages}" for number in range(1, pages + 1)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_advices)
def test_word_and_pdf_say_the_same_and_every_text_whatever_was_typed(advice: Advice) -> None:
    printed = pdf(advice, **_MADE)
    in_word, in_pdf = _letters(_word_text(word(advice, **_MADE))), _letters(_pdf_text(printed)) - _running(printed)
    assert in_word - in_pdf == Counter()
    repeated = in_pdf - in_word  # the head of a table goes on at the top of the next page
    assert set(repeated) <= set(_letters("".join((*PROVISION_COLUMNS.values(), *STEP_COLUMNS))))
    assert _letters(" ".join(field.text.replace("\uf0b7", "•") for field in advice.texts())) - in_word == Counter()


@pytest.mark.parametrize("make", [word, pdf])
def test_the_submitted_advice_comes_back_from_its_own_file(make: Callable[..., bytes]) -> None:
    back = advice_from(read(make(ADVICE, **_MADE), "advice"), id="A-1")
    expected = ADVICE if make is word else _with_lines_as_paragraphs(ADVICE)
    assert back.advice == expected
    assert back.unplaced == ""


def _with_lines_as_paragraphs(advice: Advice) -> Advice:
    """On paper the end of a line and of a paragraph look alike."""
    health, *others = advice.areas
    return replace(advice, areas=(replace(health, needs=health.needs.replace("\n", "\n\n")), *others))


_plain_words = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x17F), min_size=1, max_size=12)
_sentences = st.lists(_plain_words, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
_ordinary = st.lists(_sentences, max_size=3).map("\n\n".join)
_ordinary_outcomes = st.builds(
    Outcome,
    _sentences,
    st.none() | st.sampled_from(["education", "health", "social care"]),
    st.lists(st.builds(Step, _sentences, _dates), max_size=2).map(tuple),
    st.lists(st.builds(Provision, _sentences, _ordinary, _ordinary, _ordinary, _ordinary, _ordinary), max_size=2).map(
        tuple
    ),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(
            AreaAdvice,
            st.sampled_from(list(Area)),
            _ordinary,
            _ordinary,
            st.lists(_ordinary_outcomes, max_size=2).map(tuple),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda area: area.area,
    ).map(tuple)
)
def test_ordinary_advice_makes_the_round_trip_through_word(areas: tuple[AreaAdvice, ...]) -> None:
    advice = replace(ADVICE, areas=areas)
    assert advice_from(read(word(advice, **_MADE), "advice.docx"), id="A-1").advice == advice


def test_the_same_advice_gives_the_same_bytes() -> None:
    assert word(ADVICE, **_MADE) == word(ADVICE, **_MADE)
    assert pdf(ADVICE, **_MADE) == pdf(ADVICE, **_MADE)


def test_each_page_of_the_pdf_carries_the_reference_and_its_number() -> None:
    long = replace(ADVICE, areas=(AreaAdvice(Area.HEALTH, strengths="She likes to read. " * 400),))
    opened = pypdfium2.PdfDocument(pdf(long, **_MADE))
    texts = [page.get_textpage().get_text_range() for page in opened]
    opened.close()
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "INV-2026-0042" in text


def test_the_pdf_is_tagged_has_a_title_and_a_language() -> None:
    data = pdf(ADVICE, **_MADE)
    opened = pypdfium2.PdfDocument(data)
    assert opened.get_metadata_value("Title") == (
        "Advice for an education, health and care needs assessment: INV-2026-0042"
    )
    assert opened.is_tagged()
    opened.close()
    assert re.search(rb"/Lang ?\(en-GB\)", data)
    assert b"pdfuaid:part" in data


def test_the_word_file_has_real_headings_marked_header_rows_and_names_nobody() -> None:
    data = word(ADVICE, **_MADE)
    document = docx.Document(io.BytesIO(data))
    headings = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style]
    assert ("Heading 1", "Health") in headings
    assert ("Heading 2", "Strengths") in headings
    provision = next(table for table in document.tables if table.cell(0, 0).text == "Support needed")
    assert provision.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.language == "en-GB"
    footer = document.sections[0].footer._element.xml
    assert all(each in footer for each in ("INV-2026-0042", "PAGE", "NUMPAGES"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert not any("thumbnail" in name or "comments" in name for name in packed.namelist())
        assert b"python-docx" not in b"".join(packed.read(name) for name in packed.namelist())


def test_other_people_whom_the_case_knows_are_not_in_the_file() -> None:
    advice = replace(ADVICE, people=(KnownPerson("Zebedee Quillfeather", "sibling"),))
    assert "Quillfeather" not in _word_text(word(advice, **_MADE)) + _pdf_text(pdf(advice, **_MADE))


def test_an_area_without_a_word_says_so_and_an_empty_part_is_left_out() -> None:
    for text in (_word_text(word(ADVICE, **_MADE)), _pdf_text(pdf(ADVICE, **_MADE))):
        assert text.count("Nothing written in this area.") == 1
        assert text.count("Strengths") == 1


def test_emoji_and_right_to_left_names_are_printed() -> None:
    said = "She loves 😀 👨‍👩‍👧 and her friend שלום, and مرحبا."
    advice = Advice("A-1", (AreaAdvice(Area.HEALTH, strengths=said),))
    for text in (_word_text(word(advice, **_MADE)), _pdf_text(pdf(advice, **_MADE))):
        assert all(each in text for each in ("😀", "👨", "👩", "👧", "שלום", "مرحبا"))


def test_a_script_that_no_font_here_knows_is_written_as_its_code_points_in_the_pdf() -> None:
    unassigned = "\u0378"
    advice = Advice("A-1", (AreaAdvice(Area.HEALTH, strengths=f"She says {unassigned} at home."),))
    assert "She says [U+0378] at home." in _pdf_text(pdf(advice, **_MADE))


def test_an_independent_reader_finds_every_text_in_the_pdf(tmp_path: Path) -> None:
    path = tmp_path / "advice.pdf"
    path.write_bytes(pdf(ADVICE, **_MADE))
    said = subprocess.run(
        [program("pdftotext", "poppler-utils"), str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert not _letters(" ".join(field.text for field in ADVICE.texts())) - _letters(said)


@pytest.mark.libreoffice
def test_the_word_file_opens_and_prints_with_every_text(tmp_path: Path) -> None:
    (tmp_path / "advice.docx").write_bytes(word(ADVICE, **_MADE))
    subprocess.run(
        [
            program("soffice", "libreoffice-writer-nogui"),
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "advice.docx"),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    printed = _pdf_text((tmp_path / "advice.pdf").read_bytes())
    assert not _letters(" ".join(field.text for field in ADVICE.texts())) - _letters(printed)
    assert "Page 1 of" in printed
