"""The report on a terminal marks exactly the words, whatever surrounds them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.check import check
from checker.files import Checked
from checker.page import marked
from checker.reading import example
from checker.report import report, window

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
