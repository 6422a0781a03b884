"""Short letters for tests that care about filing, not about reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

FIRST = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_FIRST_NAMES = ["Amber", "Bilal", "Chloe", "Daniel", "Ebony", "Farid", "Greta", "Hugo", "Imani", "Jonas"]
_LAST_NAMES = [
    *("Marlow", "Nickson", "Osgood", "Pettit", "Quayle", "Rutherford", "Sandiford", "Thackeray", "Underhill"),
    *("Venables", "Whittaker", "Yardley", "Abernathy", "Blenkinsop", "Cholmeley", "Dunstable", "Entwistle"),
    *("Fothergill", "Gathercole", "Hebblethwaite"),
]


def child(number: int) -> tuple[str, date]:
    """The name and birth of an invented child; no two alike below 200."""
    name = f"{_FIRST_NAMES[number % 10]} {_LAST_NAMES[number // 10 % 20]}"
    return name, date(2012, 1, 1) + timedelta(days=37 * number % 4001)


def request(number: int, *, extra: str = "") -> bytes:
    """A parent's e-mail that asks for an assessment of that child."""
    name, born = child(number)
    arrived = FIRST + timedelta(minutes=number)
    return (
        f"Received: from mx.example by mail.northshire.gov.uk; {arrived:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"From: Parent {name.split()[1]} <parent{number}@mail.example>\r\n"
        "To: sen@northshire.gov.uk\r\n"
        f"Subject: EHC needs assessment\r\nMessage-ID: <{number}{extra}@mail.example>\r\n\r\n"
        f"I would like to request an EHC needs assessment for my child {name}, born {born:%d/%m/%Y}. "
        "They struggle with reading and are anxious in class.\r\n"
    ).encode()
