"""An item that came on paper or as a bare file: a scan, a Word or PDF form, a letter, with the day it was received."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from intake.enclosed import Enclosed, is_packed, stem
from intake.extract.dates import dates_in
from intake.item import Channel, Item, Passage, Voice
from intake.message import LONDON, Attachment, Correspondent
from intake.words import any_of

_STAMP = re.compile(r"\b(?:date )?rec(?:eive|ei?v|'?)d\b", re.I)
_COUNCIL = any_of("places", "council")
_NOT_THE_COUNCIL = any_of("places", "not_the_council")
_LATE_SCAN = timedelta(days=14)


_SEVERAL = "It is a packed folder of several files: check that they belong together."


def item_from_paper(data: bytes, name: str, *, scanned_at: datetime) -> Item:
    """Read a paper item's bytes; `scanned_at` (aware) is its receipt unless the council's own stamp says otherwise."""
    source = PurePath(name).name
    file = Attachment(source, "", data)
    enclosed = Enclosed()
    enclosed.add(file)
    read = "\n".join(one.text for one in enclosed.passages if one.voice is not Voice.FILE_NAME)
    received, doubts = _receipt(read, scanned_at)
    if is_packed(data) and len(enclosed.texts) > 1:
        doubts = (*doubts, _SEVERAL)
    named = Passage("file name", stem(source), Voice.FILE_NAME)
    return Item(
        channel=Channel.PAPER,
        received=received,
        sender=Correspondent(),
        subject="",
        passages=(*enclosed.passages, named),
        attachments=(file,),
        problems=(*enclosed.problems, *doubts),
        texts=tuple(enclosed.texts),
    )


def _receipt(text: str, scanned_at: datetime) -> tuple[datetime, tuple[str, ...]]:
    """The day of the council's stamp, else the scan; with the doubts that a person has to settle."""
    scan_day = scanned_at.astimezone(LONDON).date()
    stamps = [(day, ours) for day, ours in _stamps(text, scan_day) if scan_day - timedelta(days=400) < day <= scan_day]
    days = [day for day, ours in stamps if ours is not False]
    if not days:
        return scanned_at, ()
    first = min(days)
    doubts: list[str] = []
    if len(set(days)) > 1:
        doubts.append("The paper carries more than one received stamp: the earliest is taken. Decide the date.")
    elif all(ours is None for _, ours in stamps):
        doubts.append("The received stamp doesn't say whose it is: check that it is the council's.")
    if scan_day - first > _LATE_SCAN:
        doubts.append("The paper was scanned more than two weeks after its received stamp: check the date.")
    return datetime.combine(first, time(), LONDON), tuple(doubts)


def _stamps(text: str, before: date) -> Iterator[tuple[date, bool | None]]:
    """Each received stamp's day, and whether it is the council's (None where nothing near it tells)."""
    lines = [line for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines):
        mark = _STAMP.search(line)
        if not mark or len(line.split()) > 14 or not _is_a_stamp(line, mark):
            continue
        near = "\n".join([line[mark.start() :], *lines[number + 1 : number + 3]])
        above = lines[number - 1] if number and len(lines[number - 1].split()) <= _A_DATES_LINE else ""
        found = [next(iter(dates_in(text, before=before)), None) for text in (near, line, above)]
        day = next((one for one in found if one and one.start < _BESIDE), None)
        if above and found[2]:
            yield found[2].day, _whose(lines, number - 1)
        elif day:
            yield day.day, _whose(lines, number)


_A_DATES_LINE = 4  # words in a line that holds a stamp's date
_BESIDE = 60  # characters between a stamp's word and its date


def _is_a_stamp(line: str, mark: re.Match[str]) -> bool:
    """Whether the word stands as in a stamp, and not in a sentence (“we received your letter”)."""
    before = line[: mark.start()].split()
    return mark.group().isupper() or not before or (len(line.split()) <= 8 and before[-1].lower() not in _IN_A_SENTENCE)


_IN_A_SENTENCE = frozenset({"i", "we", "he", "she", "they", "has", "have", "was", "been", "is", "first", "had", "who"})


def _whose(lines: list[str], number: int) -> bool | None:
    """Whose stamp it is, by the nearest words: its own line, then those around it; None where they differ."""
    below = number + 1 if not _begins_another_stamp(lines, number + 2) else number
    for places in ((number,), (number - 1, below), (number - 2, below + 1)):
        said = {_names_whom(lines[near]) for near in places if 0 <= near < len(lines)} - {None}
        if said:
            return said.pop() if len(said) == 1 else None
    return None


def _begins_another_stamp(lines: list[str], number: int) -> bool:
    return number < len(lines) and bool(_STAMP.match(lines[number].strip()))


def _names_whom(line: str) -> bool | None:
    """Whether a line names the council (True), somebody else (False) or nobody."""
    if len(line.split()) > 12 or re.match(r"\s*(?:dear|to|fao)\b", line, re.I):
        return None
    if _NOT_THE_COUNCIL.search(line):
        return False
    return True if _COUNCIL.search(line) else None
