"""Text made plain without losing its places."""

from hypothesis import given
from hypothesis import strategies as st

from hub.language.text import PlainText

LETTER = (
    "Dr. Jones saw Siân  on 3.5.2020, e.g. at home. She’s well!\n• Bullet one\n• bullet two\n"
    "This line is wrapped and\nContinues. HE IS NOT WELL."
)


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = PlainText(LETTER)
    assert [text.original(each.start, each.end).of(LETTER) for each in text.sentences] == [
        "Dr. Jones saw Siân  on 3.5.2020, e.g. at home.",
        "She’s well!",
        "• Bullet one",
        "• bullet two",
        "This line is wrapped and\nContinues.",
        "HE IS NOT WELL.",
    ]


def test_words_are_found_again_in_the_text_as_it_was_typed() -> None:
    text = PlainText("He  is  “Siân’s\u00a0twin”.")
    start = text.plain.index("Sian's")
    assert text.original(start, start + len("Sian's twin")).of(text.typed) == "Siân’s\u00a0twin"


def test_a_sentence_in_capitals_is_known_to_be_shouted() -> None:
    *_, shouted = PlainText(LETTER).sentences
    assert shouted.is_shouted
    assert not PlainText("He has ADHD and sees CAMHS each month.").sentences[0].is_shouted


@given(st.text(alphabet=st.sampled_from("aéÉ’“ \n\t.-–\u200b\u0301Ab1!?•ł"), max_size=60))
def test_every_plain_letter_has_its_place_in_any_text(typed: str) -> None:
    text = PlainText(typed)
    for sentence in text.sentences:
        for word in sentence.words:
            span = text.original(word.start, word.end)
            assert 0 <= span.start < span.end <= len(typed)
            assert text.original(word.start, word.start + 1).start == span.start
