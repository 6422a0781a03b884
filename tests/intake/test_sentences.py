"""What a passage says, sentence by sentence, and what it asks for: choices not made and denials count for nothing."""

from __future__ import annotations

import pytest

from intake.item import Channel
from intake.reading import read_post
from intake.recognise import Kind
from intake.sentences import sentences_of
from tests.intake.corpus import ARRIVED_AT, mail

ASSESSMENT, REVIEW = Kind.ASSESSMENT_REQUEST, Kind.ANNUAL_REVIEW_REQUEST


def said(text: str) -> list[str]:
    return [" ".join(sentence.split()) for _, sentence in sentences_of(text)]


def test_a_wrapped_line_is_one_sentence_and_a_heading_stays_by_itself() -> None:
    body = "We ask the council to carry out an Education, Health and\nCare needs assessment of Ann. Thank you."
    text = f"Our request\n{body}"
    assert said(text) == [
        "Our request",
        "We ask the council to carry out an Education, Health and Care needs assessment of Ann.",
        "Thank you.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "☐ An assessment\n☒ A review of the plan",
        "[ ] An assessment [X] A review of the plan",
        "An assessment ☐\nA review of the plan ☒",
        "An assessment: no\nA review of the plan: yes",
    ],
)
def test_a_choice_that_was_not_made_is_not_said(text: str) -> None:
    whole = " ".join(said(text))
    assert "review of the plan" in whole
    assert "assessment" not in whole


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Please can you do an ehcp asesment for my lad Tom.", ASSESSMENT),
        ("I want the council to assess my daughter Ann.", ASSESSMENT),
        ("Kindly treat this letter as my request under section 36.", ASSESSMENT),
        ("I asked for an EHC assessment on 3 March. Have you received it?", Kind.QUERY),
        ("How do I ask for an EHC needs assessment?", Kind.QUERY),
        ("We are thinking about asking for an EHC plan. Could you tell us how long it takes?", Kind.QUERY),
        ("Please cancel Ann's EHC needs assessment.", Kind.CASE_UPDATE),
        ("When is Ann's annual review? I want one arranged now.", REVIEW),
        ("Can you bring forward the yearly review of her plan?", REVIEW),
        ("Advice for an EHC needs assessment: please find my report on Ann attached.", Kind.ADVICE_RETURN),
        ("We are carrying out an EHC needs assessment and need your advice within six weeks.", Kind.ADVICE_REQUEST),
    ],
)
def test_what_is_asked_told_or_only_spoken_of(words: str, kind: Kind) -> None:
    data = mail(f"From: Jo Field <jo@mail.example>\nSubject: Ann\n\n{words}\n")
    (line,) = read_post(data, "x.eml", Channel.MAIL, received=None, now=ARRIVED_AT).results
    assert line.kind is kind


def test_words_about_a_child_that_give_no_clue_go_to_a_person() -> None:
    data = mail("From: Jo Field <jo@mail.example>\nSubject: Ann\n\nShe likes trains and her cat.\n")
    (line,) = read_post(data, "x.eml", Channel.MAIL, received=None, now=ARRIVED_AT).results
    assert "It isn't clear what this is." in line.why
