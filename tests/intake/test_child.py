"""Whom a mail is about: the child's name and birth among other people's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.item import Channel
from intake.reading import read_post
from intake.result import Result

NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)


def _read(words: str, subject: str = "assessment") -> tuple[Result, ...]:
    head = f"From: Sam Poole <s.poole@example.org>\r\nTo: sen@council.example\r\nSubject: {subject}\r\n"
    data = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\n".encode()
    return read_post(data, "one.eml", Channel.MAIL, received=NOW, now=NOW).results


@pytest.mark.parametrize(
    ("words", "name", "born"),
    [
        ("I want an EHC needs assessment for my son Ted Pike. He is 9, born 4 April 2017.", "Ted Pike", "2017-04-04"),
        ("An EHC needs assessment for our daughter May Nwosu (born 12/4/2016), please.", "May Nwosu", "2016-04-12"),
        ("Please assess Ollie for an EHC plan. He's Oliver Lomax really, 31.01.19.", "Oliver Lomax", "2019-01-31"),
        ("EHC needs assessment, please: Priya Nair / F / 30-09-2016 / Year 4.", "Priya Nair", "2016-09-30"),
        (
            "Kai Marsh (born 2 May 2010) has a plan. Now I request an EHC needs assessment for his sister Tia Marsh, "
            "born 6 June 2015.",
            "Tia Marsh",
            "2015-06-06",
        ),
        (
            "I request an EHC needs assessment for Leila Ahmed, born 7/8/2015, not to be confused with Layla Ahmed, "
            "born 1/2/2018.",
            "Leila Ahmed",
            "2015-08-07",
        ),
        (
            "EHC needs assessment, please, for my son Corin Blake, born 3 May 2016. His teacher's name is Ella Frost.",
            "Corin Blake",
            "2016-05-03",
        ),
        (
            "I want an EHC needs assessment for Friday Abara, DOB 30/05/2014. On Friday Jo fell.",
            "Friday Abara",
            "2014-05-30",
        ),
        ("EHC needs assessment, please: Nila Rao, D/O P. Rao, date of birth 18-08-2015.", "Nila Rao", "2015-08-18"),
        ("I ask for an EHC needs assessment for Joe May. He was 9 in March (22/03/2017).", "Joe May", "2017-03-22"),
        (
            "I want an EHC needs assessment for my daughter Safa Haq, born 17.4.2013. My other daughter Marwa Haq, "
            "born 5.6.2010, has a plan.",
            "Safa Haq",
            "2013-04-17",
        ),
    ],
)
def test_the_child_is_told_from_everybody_else_without_a_person(words: str, name: str, born: str) -> None:
    (line,) = _read(words)
    child = line.to_json()["child"]
    assert (child["name"], child["date_of_birth"], line.needs_review) == (name, born, False)


@pytest.mark.parametrize(
    "words",
    [
        "Please could my daughter Zara, born 3/4/2016, have an EHC needs assessment.",  # no surname
        "We ask for an EHC needs assessment. Ava Reid (3/4/2016), Leo Mills (5/6/2017).",  # which?
    ],
)
def test_who_it_is_goes_to_a_person_where_the_words_leave_it_open(words: str) -> None:
    assert any(line.needs_review for line in _read(words))


def test_twins_below_a_line_that_ends_in_a_figure_are_both_read() -> None:
    words = "EHC needs assessments for both of my children, please.\n\nNoé Osei, born 6/5/21\nInès Osei, born 6/5/21"
    assert [line.to_json()["child"]["name"] for line in _read(words)] == ["Noé Osei", "Inès Osei"]


def test_twins_whose_birth_is_said_once_are_two_requests_with_a_concern_and_a_school_each() -> None:
    words = (
        "Please accept this as two requests for EHC needs assessments, one for each of my twins, born 19 November 2019."
        "\n\nMacsen Pugh is at Fernhill Primary. He cannot walk without help and he falls every day."
        "\n\nGwen Pugh is at Oakmead Primary. She hurts herself and she cannot sleep."
    )
    lines = [line.to_json() for line in _read(words)]
    assert [(line["child"]["name"], line["child"]["date_of_birth"]) for line in lines] == [
        ("Macsen Pugh", "2019-11-19"),
        ("Gwen Pugh", "2019-11-19"),
    ]
    assert [line["school"] for line in lines] == ["Fernhill Primary", "Oakmead Primary"]
    assert "cannot walk" in lines[0]["concerns"]
    assert "hurts herself" in lines[1]["concerns"]


@pytest.mark.parametrize(
    ("words", "kind", "reviewed"),
    [
        ("Form\nChild's name: Ivo Zell\nDate of birth: 31/10/2013\nI request an EHC needs assessment.\n"
         "This is an automatic message, please don't reply to it.", "ehc-needs-assessment-request", False),
        ("The school office is closed for the summer and re-opens on 3 September. I'll reply to you then.",
         "auto-reply", False),
        ("We refer to our letter of 6 February requesting an EHC needs assessment of Ivo Zell (31/10/2013). "
         "Please let us know whether the authority will assess.", "query", True),
        ("The brown bin hasn't been emptied for three weeks. Who do I speak to?", "other", False),
        ("A notice of appeal has been registered for Ivo Zell (31/10/2013).", "case-update", True),
        ("We moved here. Ivo Zell, born 31/10/2013, was to be assessed in Leeds. We'd like you to start again.",
         "case-update", True),
    ],
)  # fmt: skip
def test_look_alikes_are_told_apart_and_what_may_be_a_request_goes_to_a_person(
    words: str, kind: str, reviewed: bool
) -> None:
    (line,) = _read(words, subject="Ivo")
    assert (line.kind, line.needs_review) == (kind, reviewed)


def test_whom_a_circular_names_is_nobodys_case() -> None:
    (line,) = _read("The fire alarm will be tested on Wednesday. Fire wardens are Moira Strand (2) and Wendy Holt (3).")
    assert line.to_json()["child"]["name"] is None
