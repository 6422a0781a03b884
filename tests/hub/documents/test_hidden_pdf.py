from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checker.check import check_text
from hub.documents.document import CannotRead
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.documents.write import pdf, word
from hub.finding import CheckContext, Finding
from hub.hidden import Hidden, HiddenKind
from tests.hub.documents.paper import pdf_of
from tests.hub.documents.planted_pdf import HIDDEN, SUSPICIOUS
from tests.hub.documents.planted_word import CANARY
from tests.hub.documents.test_submitted_advice import ADVICE

_SENTENCE = "Her mother, Carys, drinks."


def _hidden_in(data: bytes) -> list[Hidden]:
    return list(hidden_in(data, read(data, "letter.pdf")))


@pytest.mark.parametrize(
    "hiding",
    [
        "#text(fill: white)[{}]",
        "#box(fill: black, outset: 2pt)[#text(fill: black)[{}]]",
        "#box(width: 9cm)[{}#place(top + left, rect(width: 9cm, height: 1cm, fill: black))]",
    ],
    ids=["white on white", "black on black", "under a box"],
)
def test_words_that_the_drawn_page_does_not_show_are_found(hiding: str) -> None:
    data = pdf_of("Dear Dr Rao, she sleeps well.\n\n#pagebreak()\n" + hiding.format(_SENTENCE))
    assert _hidden_in(data) == [Hidden(HiddenKind.UNSEEN_TEXT, _SENTENCE, 2)]


def _findings(data: bytes) -> list[Finding]:
    document = read(data, "letter.pdf")
    context = CheckContext(hidden=hidden_in(data, document))
    return [each for each in check_text(document.text, context) if each.rule == "hidden-content"]


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_hides_is_found_and_its_words_are_named(kind: str) -> None:
    findings = _findings(HIDDEN[kind]())
    assert [each for each in findings if CANARY in each.message]
    assert {each.field for each in findings} == {"/file"}


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_what_only_looks_suspicious_is_silent(kind: str) -> None:
    assert _findings(SUSPICIOUS[kind]()) == []


@pytest.mark.parametrize("make", [word, pdf])
def test_what_the_hub_writes_itself_hides_nothing(make: Any) -> None:
    assert _hidden_in(make(ADVICE, reference="INV-1", submitted_on=date(2026, 11, 23))) == []


def test_nothing_hides_in_plain_text_and_a_damaged_file_is_refused() -> None:
    assert _hidden_in(b"Seen.") == []
    with pytest.raises(CannotRead):
        _hidden_in(b"%PDF-1.7 damaged")
