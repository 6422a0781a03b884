"""The report on a terminal marks exactly the words, whatever surrounds them."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.check import check
from checker.files import Checked
from checker.page import marked, page
from checker.reading import example
from checker.report import report, window
from tests.browser import chromium

TEXTS = st.text(alphabet="ab c\n", min_size=1, max_size=400)


@given(TEXTS, st.data())
def test_the_window_holds_the_words_in_one_line_at_the_place_it_gives(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown, first, last = window(text, start, end, 92)
    assert len(shown) <= 92
    assert "\n" not in shown
    if end - start <= 90:
        assert shown[first:last] == text[start:end].replace("\n", " ")


def test_the_words_of_a_finding_are_underlined() -> None:
    advice = example(strengths="Tom has come to terms with his hypotonia and likes to swim.")
    lines = list(report([Checked("a.json", advice, findings=check(advice))]))
    shown = next(index for index, line in enumerate(lines) if "likes to swim" in line)
    start, end = lines[shown + 1].index("‾"), lines[shown + 1].rindex("‾") + 1
    assert lines[shown][start:end] == "hypotonia"


def test_a_finding_about_the_whole_advice_is_reported_without_words() -> None:
    advice = example(needs="x").to_json() | {"profile": "social-care", "child": {"looked_after": True}}
    read = type(example()).from_json(advice)
    lines = list(report([Checked("a.json", read, findings=check(read))]))
    assert "  The whole advice" in lines


def test_marks_in_html_cover_overlapping_words_once_and_keep_every_letter() -> None:
    advice = example(outcome="Tom & Zoë will develop <better> proprioception.")
    findings = [finding for finding in check(advice) if finding.field.endswith("outcome")]
    html = marked(advice.areas[0].outcomes[0].outcome, findings)
    assert len(findings) > 1
    assert (
        html.replace("<mark>", "").replace("</mark>", "") == "Tom &amp; Zoë will develop &lt;better&gt; proprioception."
    )


def test_the_page_names_the_advice_counts_what_was_found_and_says_each_sentence_of_guidance_once() -> None:
    told = example(needs="Tom has hypotonia and proprioception difficulties.", outcome="Tom will be happier.").to_json()
    told |= {"professional": {"name": "Jo Hall", "role": "Physiotherapist"}, "written_on": "2026-10-01"}
    advice = type(example()).from_json(told)
    found = check(advice)
    html = page([Checked("in/a.json", advice, findings=found), Checked("b.docx", error="This file is damaged.")])
    assert "Jo Hall, Physiotherapist · 1 October 2026" in html
    assert "1 advice checked, nothing stops publication, 1 file could not be read." in html
    assert "This file is damaged." in html
    for quote in {each.guidance for each in found}:
        assert html.count(f"<q>{escape(quote.quote)}</q>") == 1
    assert all(html.count(f'id="{link}"') == 1 for link in re.findall(r'href="#([^"]+)"', html))


def test_words_that_fit_no_field_are_shown_in_the_page_and_what_fits_no_template_is_said_to() -> None:
    left = "This advice was dictated on the way home, on Tuesday."
    html = page([Checked("a.docx", example(needs="x"), text=left), Checked("b.txt", text="Dear colleague, hello.")])
    assert f"<blockquote>{left}</blockquote>" in html
    assert "This file fits no advice template" in html


@pytest.mark.browser
def test_the_page_fits_a_phone_and_prints_each_advice_on_its_own_sheet(tmp_path: Path) -> None:
    advice = example(needs="Tom has hypotonia.", outcome="Tom will be happier.")
    files = [
        Checked(f"a-very-long-name-without-an-end-{number}.json", advice, findings=check(advice)) for number in "12"
    ]
    (tmp_path / "report.html").write_text(page(files), encoding="utf-8")
    with chromium() as browser:
        phone = browser.new_page(viewport={"width": 320, "height": 700})
        phone.goto((tmp_path / "report.html").as_uri())
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320
        phone.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    texts = [each.get_textpage().get_text_range() for each in document]
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    document.close()
    sheets = [{index for index, text in enumerate(texts[1:]) if f"end-{number}.json" in text} for number in "12"]
    assert all(sheets)
    assert sheets[0].isdisjoint(sheets[1])
    assert f"1 / {len(texts)}" in texts[0]
