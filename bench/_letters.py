"""Ordinary letters by e-mail, each about another invented child, for as many as a benchmark wants."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

FIRST = ("Amber", "Bilal", "Chloe", "Daniel", "Ebony", "Farid", "Greta", "Hugo", "Imani", "Jonas")
PARTS = (
    ("Ash", "Black", "Cold", "Dun", "East", "Fair", "Green", "Harp", "Kings", "Long"),
    ("bur", "den", "er", "ing", "len", "min", "ok", "per", "sel", "wick"),
    ("bank", "combe", "dale", "field", "gate", "ham", "ley", "mere", "stead", "worth"),
)
TEXT = """I am writing to ask for an EHC needs assessment for my child {name}, born {born:%d/%m/%Y}.

{first} is finding school very hard. They struggle to read what their class reads and get anxious when plans change, so
most mornings end in tears and we are late. The school has tried a reading group and a quiet corner, but after two terms
little has changed. We have asked for help before and were told to wait.

Please let me know what happens next. My telephone number is 07700 900{number:03d}.

With kind regards
{parent}
"""


def letters(number: int) -> Iterator[bytes]:
    """That many e-mails, no two about one child."""
    now = datetime.now(UTC)
    names = itertools.product(FIRST, *PARTS)
    for count, (first, *parts) in zip(range(number), names, strict=False):
        name = f"{first} {''.join(parts)}"
        born = date(2010, 1, 1) + timedelta(days=count % 3000)
        parent = f"Parent {name.split()[1]}"
        said = TEXT.format(name=name, first=first, born=born, number=count % 1000, parent=parent)
        yield (
            (
                f"Return-Path: <parent{count}@mail.example>\n"
                f"Received: from mx.example by mail.northshire.gov.uk; {now:%a, %d %b %Y %H:%M:%S} +0000\n"
                f"From: {parent} <parent{count}@mail.example>\nTo: SEN Team <sen@northshire.gov.uk>\n"
                f"Subject: Request for an EHC needs assessment\nMessage-ID: <{count}@mail.example>\n"
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + said
            )
            .replace("\n", "\r\n")
            .encode()
        )
