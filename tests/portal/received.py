"""Received post as the hub has read it, for tests: an e-mailed request, and news about nobody in particular."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hub.database import Database
from hub.models import Channel, PostItem, PostState, Reading
from hub.services.cases import Requester, open_case

LETTER = (
    "Dear SEND team,\n\nPlease assess my son Tomos Aled Pritchard, born 3 September 2015, <b>at Brackenfield</b>.\n\n"
    "His NHS number is 999 000 0018."
)


def evidence(words: str, confidence: float = 0.97) -> dict[str, Any]:
    start = LETTER.index(words)
    return {
        "source": "body",
        "page": None,
        "start": start,
        "end": start + len(words),
        "text": words,
        "confidence": confidence,
    }


def received_request(database: Database, now: datetime) -> int:
    """An e-mailed request that the hub has read, with an unconfirmed case; the reading's id."""
    with database.transaction() as session:
        case = open_case(
            session,
            channel=Channel.MAIL,
            received_on=date(2026, 11, 20),
            requester=Requester("Bethan Pritchard", "parent", "bethan@example.org", ""),
            child={
                "child_name": "Tomos Aled Pritchard",
                "date_of_birth": date(2015, 9, 3),
                "nhs_number": "9990000018",
            },
            by=None,
            now=now,
        )
        item = received_item(now, "0007.eml")
        reading = Reading(
            number=1,
            kind="ehc-needs-assessment-request",
            result={
                "why": ["The date of birth could be read in two ways."],
                "kind": "ehc-needs-assessment-request",
                "child": {
                    "name": "Tomos Aled Pritchard",
                    "date_of_birth": "2015-09-03",
                    "nhs_number": "9990000018",
                },
                "requester": {"name": "Bethan Pritchard", "role": "parent", "email": "bethan@example.org"},
                "clock_starts": "2026-11-20",
                "texts": {"body": LETTER},
                "evidence": {
                    "child.name": evidence("Tomos Aled Pritchard"),
                    "child.date_of_birth": evidence("3 September 2015", 0.6),
                    "child.nhs_number": evidence("999 000 0018"),
                },
            },
            read_at=now,
            needs_review=True,
            item=item,
        )
        reading.case = case
        session.add(reading)
        session.flush()
        return reading.id


def received_news(database: Database, now: datetime) -> int:
    """Something that is no request, of a child who was not named."""
    with database.transaction() as session:
        reading = Reading(
            number=1,
            kind="case-update",
            result={"why": ["No child was named."], "child": {"name": "Sian Evans"}},
            read_at=now,
            needs_review=True,
            item=received_item(now, "0008.eml"),
        )
        session.add(reading)
        session.flush()
        return reading.id


def received_item(now: datetime, name: str) -> PostItem:
    """An item that waits for a person."""
    return PostItem(
        channel=Channel.MAIL,
        account="send@council.example",
        folder="INBOX",
        uid=name,
        name=name,
        sha256="0" * 64,
        size=len(LETTER),
        received_at=now - timedelta(days=3),
        stored_at=now,
        state=PostState.WAITING,
    )
