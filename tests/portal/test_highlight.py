"""Marked words: the text a person reads is exactly the text that was written."""

from html.parser import HTMLParser

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from portal.highlight import TONES, Mark, highlight, words_id

TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=60) | st.lists(
    st.sampled_from(["<b>", "&amp;", "\n\n", "\r\n", "é", "😀", '"', "</mark>", "Sian", " "]), max_size=20
).map("".join)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    places = st.integers(min_value=-2, max_value=len(text) + 2)
    spans = draw(st.lists(st.tuples(places, places, st.sampled_from(TONES)), max_size=6))
    return text, [Mark(start, end, f"finding-{n}", tone, str(n)) for n, (start, end, tone) in enumerate(spans)]


class Reader(HTMLParser):
    """What a browser shows, and which of it stands in a mark. (BeautifulSoup folds white space.)"""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marked, self._open = "", set[int](), 0
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag == "mark"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.marked |= set(range(len(self.text), len(self.text) + len(data)))
        self.text += data


def parsed(text: str, marks: list[Mark]) -> BeautifulSoup:
    return BeautifulSoup(f"<div>{highlight(text, marks)}</div>", "html.parser")


@given(marked_texts())
def test_the_words_read_exactly_as_they_were_written(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    assert Reader(highlight(text, marks)).text == text


@given(marked_texts())
def test_nothing_that_was_written_becomes_markup(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    assert {each.name for each in parsed(text, marks).find_all()} <= {"div", "mark", "a", "span"}


@given(marked_texts())
def test_every_marked_word_and_no_other_stands_in_a_mark(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    wanted = {i for mark in marks for i in range(max(mark.start, 0), min(mark.end, len(text)))}
    assert Reader(highlight(text, marks)).marked == wanted


@given(marked_texts())
def test_every_card_finds_its_words_once(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    ids = [str(each["id"]) for each in parsed(text, marks).find_all(id=True)]
    shown = [words_id(m.card) for m in marks if max(m.start, 0) < min(m.end, len(text))]
    assert sorted(ids) == sorted(shown)


def test_offsets_count_code_points_so_an_emoji_moves_nothing() -> None:
    page = parsed("😀 Sian 😀", [Mark(2, 6, "finding-1", "warn", "1")])
    assert [each.get_text() for each in page.find_all("mark")] == ["Sian"]


def test_where_marks_overlap_the_one_that_blocks_publication_shows() -> None:
    page = parsed("her brother Tom", [Mark(0, 15, "finding-1", "advise", "1"), Mark(4, 15, "finding-2", "block", "2")])
    marks = page.find_all("mark")
    assert [each.get_text() for each in marks] == ["her ", "brother Tom"]
    link = marks[1].a
    assert link is not None
    assert link["href"] == "#finding-2"
    assert link["data-number"] == "2, 1"


def test_characters_that_html_cannot_hold_do_not_shift_the_marks() -> None:
    page = parsed("a\0b\ud800c", [Mark(4, 5, "finding-1", "warn", "1")])
    assert page.get_text() == "a�b�c"
    assert [each.get_text() for each in page.find_all("mark")] == ["c"]


def test_a_mark_that_nothing_explains_is_no_link() -> None:
    page = parsed("born 3 May", [Mark(5, 10, "", "read")])
    assert [each.get_text() for each in page.find_all("mark")] == ["3 May"]
    assert page.find_all(["a", "span"]) == []
