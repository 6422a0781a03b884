"""Damaged copies of our own post, of every kind: each is read or left to a person; none ends the reader or hangs.

200 of them in `make test`, 2,000 in `make campaign`.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from intake.item import Channel
from intake.reading import Read, looks_like_mail
from intake.safely import read_safely, side_by_side
from tests.intake.corpus import load
from tests.intake.outlook_files import saved_message, winmail
from tests.intake.test_formats import ASKS, FILES, HEADERS, with_file

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MUTANTS = 2_000 if os.environ.get("EHC_CAMPAIGN") == "long" else 200
PARTS = 10  # so that a failure says where, and two workers share them
_CRASHES = re.compile("stumbled|fell over|nested too deeply to be read|took longer")


def _post() -> list[tuple[str, bytes]]:
    """Whole items of every kind: mails, mails with files, files alone."""
    mails = [(item.file, item.data) for item in load("tuning") if len(item.data) < 200_000]
    packed = winmail(body=ASKS, files={"form.docx": FILES["a letter.docx"]})
    made = [("winmail.eml", with_file("winmail.dat", packed)), ("in a mail.eml", with_file("x.msg", _saved()))]
    return [*mails, *made, *FILES.items()]


def _saved() -> bytes:
    return saved_message(subject="request", body=ASKS, headers=HEADERS, files={"form.docx": FILES["a letter.docx"]})


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(1, len(data)) :]


def _drop(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 400)]


def _insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.randbytes(chance.randrange(1, 60))


def _repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randrange(1, 300)] * chance.randint(1, 50)


def _shuffle_lines(data: bytearray, chance: random.Random) -> None:
    lines = data.split(b"\n")
    first = min(len(lines), chance.randint(2, 30))
    head = lines[:first]
    chance.shuffle(head)
    data[:] = b"\n".join([*head, *lines[first:]])


def _swap_numbers(data: bytearray, chance: random.Random) -> None:
    numbers = list(re.finditer(rb"\d+", data))[:400]
    if numbers:
        found = chance.choice(numbers)
        data[found.start() : found.end()] = chance.choice([b"0", b"-1", b"99999999999", b"65536", b"1e9"])


_HARMS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(_flip, _cut, _drop, _insert, _repeat, _shuffle_lines, _swap_numbers),
)


def mutant(number: int, post: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """One damaged item: the same number always makes the same."""
    chance = random.Random(number)
    name, whole = chance.choice(post)
    data = bytearray(whole)
    for _ in range(chance.randint(1, 3)):
        if len(data) > 2:
            chance.choice(_HARMS)(data, chance)
    return name, bytes(data)


def _read(named: tuple[str, bytes]) -> Read:
    name, data = named
    channel = Channel.MAIL if looks_like_mail(name, data) else Channel.PAPER
    return read_safely(data, name, channel, received=NOW, now=NOW)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutants_of_our_own_post_are_each_read_or_left_to_a_person(part: int) -> None:
    post = _post()
    numbers = range(part, MUTANTS, PARTS)
    for number, read in zip(numbers, side_by_side(_read, (mutant(each, post) for each in numbers)), strict=True):
        assert read.results, f"mutant {number}"
        for result in read.results:
            assert result.to_json()["kind"]
            assert not _CRASHES.search(" ".join(result.why)), f"mutant {number}: {result.why}"
