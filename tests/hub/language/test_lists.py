"""The lists behind the answers: each names its source, and none makes a text slow to read."""

import re
import time
import tomllib
from importlib import resources

import pytest

from hub.advice import Child
from hub.language import timing
from hub.language.addresses import homes_in
from hub.language.adoption import revealed_in
from hub.language.family_needs import family_needs_in
from hub.language.identity import Identity, strangers_in
from hub.language.negation import is_denied
from hub.language.people import Circle
from hub.language.phrases import listed, pattern_of
from hub.language.text import plain
from hub.language.whose import disclosures_in

LISTS = sorted(each.name for each in resources.files("hub.language").joinpath("lists").iterdir())
PIECES = (
    "mum and his dad ",
    "14 Elm Grove, ",
    "should attend the Oakfield ",
    "A",
    " ",
    "\n",
    "(",
    "12 ",
    "no contact with ",
    "mum needs a ",
    "their house is ",
    "Ben Oliver ",
    "another boy in the ",
    "d.o.b. 1",
    "943 476 ",
    "she and he ",
    "the refuge on ",
    "is with Mr ",
)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_where_its_words_are_from(name: str) -> None:
    text = resources.files("hub.language").joinpath("lists", name).read_text("utf-8")
    assert "Source:" in text
    assert tomllib.loads(text)


def test_every_phrase_compiles() -> None:
    for name in ("facts", "adoption", "addresses", "family_needs", "identity"):
        for key, phrases in listed(name).items():
            if isinstance(phrases, list):
                assert re.compile(pattern_of(name, key).pattern)


@pytest.mark.parametrize("piece", PIECES)
def test_ten_times_the_text_takes_no_more_than_some_ten_times_as_long(piece: str) -> None:
    circle = Circle.of(Child(name="Leo Marsh", pronouns="he/him"), [])

    def ask(letters: int) -> float:
        text = (piece * letters)[:letters]
        started = time.process_time()
        disclosures_in(text, circle)
        homes_in(plain(text), circle, secret=True)
        revealed_in(plain(text))
        family_needs_in(text, circle)
        strangers_in(text, Identity(Child(), circle, (text,)))
        timing.reviews_in(text)
        timing.frequencies_in(text)
        return time.process_time() - started

    ask(1_000)
    assert ask(20_000) < 40 * ask(2_001) + 0.5


def test_a_denial_is_seen_just_before_the_words() -> None:
    low = "he is not adopted. he was never afraid and was adopted."
    assert is_denied(low, low.index("adopted"))
    assert not is_denied(low, low.rindex("adopted"))
