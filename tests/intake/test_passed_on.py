"""What a colleague passes on: the council may have had it earlier; and one's own message sent once more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from intake.item import Channel
from intake.reading import read_post

RECEIVED = datetime(2026, 3, 24, 10, 16, tzinfo=UTC)  # a Tuesday
ASKS = "Please assess my son Tom Dale, born 4 May 2015, for an EHC plan. He cannot read.\n\nAnn Dale\n"
BELOW = (
    f"-----Original Message-----\nFrom: Ann Dale <ann@post.example>\nSent: 12 March 2026 08:31\nTo: Portage\n\n{ASKS}"
)
COLLEAGUE = "Jo Bell <jo.bell@shire.gov.uk>"
MOTHER = "Ann Dale <ann@post.example>"


def _read(mail: str) -> dict[str, Any]:
    (line,) = read_post(mail.encode(), "x.eml", Channel.MAIL, received=RECEIVED, now=RECEIVED).results
    return line.to_json()


def _mail(sender: str, subject: str, body: str, kind: str = "text/plain; charset=utf-8") -> str:
    head = (
        f"Received: from a by mx.shire.gov.uk; Tue, 24 Mar 2026 10:15:47 +0000\nFrom: {sender}\nTo: sen@shire.gov.uk\n"
    )
    return f"{head}Subject: {subject}\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}"


def _with_a_letter(cover: str) -> str:
    letter = f'Content-Type: text/plain\nContent-Disposition: attachment; filename="letter.txt"\n\n{ASKS}'
    body = f"--B\nContent-Type: text/plain\n\n{cover}\n\n--B\n{letter}\n--B--\n"
    return _mail(COLLEAGUE, "Tom Dale", body, "multipart/mixed; boundary=B")


@pytest.mark.parametrize(
    ("cover", "day"),
    [
        ("This was handed in at reception on 16 March. Jo", "2026-03-16"),
        ("Arrived here last Thursday.", "2026-03-19"),
        ("A letter received by Customer Services 18/03/2026.", "2026-03-18"),
    ],
)
def test_the_day_that_a_colleague_names_is_the_earliest_receipt_and_a_person_decides(cover: str, day: str) -> None:
    line = _read(_with_a_letter(cover))
    assert line["clock_starts"] == day
    assert line["needs_review"]


def test_a_colleague_who_had_it_for_weeks_names_no_day_so_a_person_decides() -> None:
    line = _read(_with_a_letter("This has been sitting in our inbox for two weeks."))
    assert line["clock_starts"] == "2026-03-24"
    assert any("earlier" in why for why in line["why"])


@pytest.mark.parametrize("cover", ["Please see attached, scanned today.", "His mother rang on Monday about this."])
def test_a_cover_note_that_says_nothing_of_when_it_came_changes_nothing(cover: str) -> None:
    line = _read(_with_a_letter(cover))
    assert line["clock_starts"] == "2026-03-24"
    assert not line["needs_review"]


def test_an_officer_who_passes_a_letter_on_is_not_the_one_who_asks() -> None:
    line = _read(_mail(COLLEAGUE, "FW: Tom Dale", f"Came to Portage. Treat as the request.\n\n{BELOW}"))
    assert line["requester"]["name"] == "Ann Dale"
    assert line["clock_starts"] == "2026-03-12"
    assert line["needs_review"]


def test_ones_own_request_sent_again_is_read_and_a_chaser_starts_no_clock() -> None:
    own = "On Mon, 9 Mar 2026 at 10:00, Ann Dale <ann@post.example> wrote:\n\n> " + ASKS.replace("\n", "\n> ")
    again = _read(_mail(MOTHER, "Re: request", f"Sending this again as it bounced.\n\n{own}"))
    assert again["kind"] == "ehc-needs-assessment-request"
    assert again["needs_review"]
    chaser = _read(_mail(MOTHER, "Re: request", f"Any news on this?\n\n{own}"))
    assert chaser["kind"] == "query"
    assert chaser["clock_starts"] is None


def test_a_review_that_is_only_mentioned_is_no_request_for_one() -> None:
    news = "For Aarav's file: we moved house. His targets will need to be rewritten at the next review."
    assert _read(_mail(MOTHER, "New address", news))["kind"] == "case-update"


def test_a_letter_that_reached_another_family_is_for_a_person() -> None:
    line = _read(_mail(MOTHER, "Tom Dale", "Can you check the address? The letter about a different child came to me."))
    assert any("reached another" in why for why in line["why"])


def test_a_professional_who_says_when_they_are_away_is_no_machine() -> None:
    said = "OT advice for Tom Dale (4 May 2015) is below. I'm on leave from Friday.\n\nNeeds: he tips his chair."
    assert _read(_mail("Kim Orr <kim.orr@nhs.net>", "OT advice", said))["kind"] == "advice-return"
