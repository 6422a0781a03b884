"""Whose words are whose in the body of an e-mail: new words, a forward, the quoted chain, signatures, small print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from intake.extract.dates import dates_in
from intake.item import Passage, Voice
from intake.message import LONDON, Correspondent
from intake.words import any_of

_FORWARD_MARK = re.compile(
    r"^[ >]*(?:-{2,} ?forwarded (?:message|by)\b.*|begin forwarded message:?|-{5,} ?forwarded .*)$", re.I | re.M
)
_REPLY_MARKS = (
    re.compile(r"^[ >]*-{2,} ?original message ?-{2,}.*$", re.I | re.M),
    re.compile(r"^[ >]*on .{6,120}?\bwrote ?:\s*$", re.I | re.M | re.S),
    re.compile(r"^[ >]*_{10,}\s*\n(?=[ >]*\*?from:)", re.I | re.M),
)
_HEADER_BLOCK = re.compile(
    r"^[ >]*\*?from:\*?[ \t]*(?P<from>\S[^\n]*)\n"
    r"(?:[ >]*\*?(?:sent|date|to|cc|subject|reply-to|importance|attachments):\*?[^\n]*\n?){1,7}",
    re.I | re.M,
)
_SENT = re.compile(r"^[ >]*\*?(?:sent|date):\*?[ \t]*(.+)$", re.I | re.M)
_TO = re.compile(r"^[ >]*\*?to:\*?[ \t]*(.+)$", re.I | re.M)
_SUBJECT = re.compile(r"^[ >]*\*?subject:\*?[ \t]*(.+)$", re.I | re.M)
_FORWARDING_SUBJECT = re.compile(r"^\s*(?:re:\s*)?(?:fw|fwd)\s*:", re.I)
_ADDRESS = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_CLOSING = any_of("letters", "closing")
_SMALL_PRINT = any_of("letters", "small_print")
_EXTERNAL_BANNER = re.compile(
    r"\A\s*\W*(?:caution|external|warning|\[external\]|this message came from outside|you don't often get email)"
    r"[^\n]*\n(?:[^\n]*(?:do not click|unless you|learn why|links or)[^\n]*\n)*",
    re.I,
)
_QUOTED_LINE = re.compile(r"^[ ]?>", re.M)
_GREETING = re.compile(r"^\s*(?:hi|hello|dear|good (?:morning|afternoon)|morning|afternoon)\b[^\n]{0,60}$", re.I | re.M)
_AT_MOST_IN_A_COVER_NOTE = 60  # words above a forward that still only pass it on


@dataclass(frozen=True, slots=True)
class Forward:
    """Where a forwarded message came from: its writer, to whom, and when it says it was sent (London time if bare)."""

    author: Correspondent
    to: str
    sent: datetime | None
    subject: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The body of a message in its passages, and the message it passes on, if it does."""

    passages: tuple[Passage, ...]
    forward: Forward | None


@dataclass(frozen=True, slots=True)
class _Seam:
    """Where an earlier message begins in the body."""

    start: int
    text_from: int
    forwarded: bool
    head: Forward | None


def split_chain(body: str, *, subject: str, sender: Correspondent, asks: bool = True) -> Chain:
    """Part the body by writer; offsets are those of `body`.

    `asks` is whether the sender may ask for something: an officer of the council only passes on.
    """
    seams = _seams(body, forwarding=bool(_FORWARDING_SUBJECT.match(subject)))
    first = seams[0].start if seams else len(body)
    banner = _EXTERNAL_BANNER.match(body)
    begin = min(banner.end(), first) if banner else 0
    passages = list(_own_words(body, begin, first, Voice.WRITER, sender))
    forward = None
    passed_on = _passed_on(body, begin, seams) or _sent_again(body, begin, seams, sender)
    for number, seam in enumerate(seams):
        end = seams[number + 1].start if number + 1 < len(seams) else len(body)
        if seam is passed_on:
            forward = seam.head or Forward(sender if asks else Correspondent(), "", None, "")
            passages += _own_words(body, seam.text_from, end, Voice.FORWARDED, forward.author)
            if asks and asks_itself(body[begin:first]):  # it passes on what it got to support what it asks
                forward = None
        else:
            passages.append(_passage(body, seam.text_from, end, Voice.QUOTED, Correspondent()))
    return Chain(tuple(one for one in passages if one.text.strip()), forward)


def asks_itself(text: str) -> bool:
    """Whether the words above what is passed on make a request of their own."""
    return bool(any_of("role", "own_child").search(text) or any_of("role", "asks_itself").search(text))


def _passed_on(body: str, begin: int, seams: list[_Seam]) -> _Seam | None:
    """The message that the forward is about: the first in the chain that is more than a cover note itself."""
    if not seams or not seams[0].forwarded or not is_cover(body[begin : seams[0].start]):
        return None
    for number, seam in enumerate(seams):
        last = number + 1 == len(seams) or not seams[number + 1].forwarded
        if last or not is_cover(body[seam.text_from : seams[number + 1].start]):
            return seam
    return None


_AGAIN = re.compile(
    r"\b(?:again|re-?send(?:ing)?|re-?sent|forward(?:ing|ed)?|bounced|came back|wrong (?:e-?mail )?address"
    r"|(?:did ?n[o'’]t|not) (?:arrive|get through|sen[dt]|go))\b",
    re.I,
)


def _sent_again(body: str, begin: int, seams: list[_Seam], sender: Correspondent) -> _Seam | None:
    """The sender's own earlier message, where the words above it say only that it is sent once more."""
    first = next(iter(seams), None)
    if first is None or first.head is None or not sender.address:
        return None
    own = first.head.author.address.lower() == sender.address.lower()
    cover = body[begin : first.start]
    return first if own and is_cover(cover) and _AGAIN.search(cover) and "?" not in cover else None


def is_cover(text: str) -> bool:
    """Whether the words above a forward are few enough only to pass it on."""
    closing = _CLOSING.search(text)
    said = text[: closing.start()] if closing and closing.start() else text
    return len(_GREETING.sub("", said).split()) <= _AT_MOST_IN_A_COVER_NOTE


def _seams(body: str, *, forwarding: bool) -> list[_Seam]:
    found: list[_Seam] = []
    for mark in _FORWARD_MARK.finditer(body):
        found.append(_seam_at(body, mark.start(), mark.end(), forwarded=True))
    for pattern in _REPLY_MARKS:
        for mark in pattern.finditer(body):
            found.append(_seam_at(body, mark.start(), mark.end(), forwarded=forwarding and not _wrote(mark.group())))
    for block in _HEADER_BLOCK.finditer(body):
        if _SENT.search(block.group()) or _SUBJECT.search(block.group()):
            head = _head(block)
            forwarded = forwarding or bool(_FORWARDING_SUBJECT.match(head.subject))
            found.append(_Seam(block.start(), block.end(), forwarded, head))
    apart = _without_overlaps(sorted(found, key=lambda seam: (seam.start, -seam.text_from)))
    return _quoted_tail(body, apart, forwarding=forwarding)


def _wrote(mark: str) -> bool:
    return mark.rstrip().lower().endswith(("wrote:", "wrote :"))


def _seam_at(body: str, start: int, end: int, *, forwarded: bool) -> _Seam:
    block = _HEADER_BLOCK.search(body, end, end + 800)
    if block and not body[end : block.start()].strip(" \n>*-_"):
        return _Seam(start, block.end(), forwarded, _head(block))
    mark = body[start:end]
    address = _ADDRESS.search(mark)
    who = re.search(r",\s*([^,<>]+?)\s*(?:<|\bwrote)", mark)
    author = Correspondent(who.group(1) if who else "", address.group() if address else "")
    return _Seam(start, end, forwarded, Forward(author, "", None, ""))


def _without_overlaps(seams: list[_Seam]) -> list[_Seam]:
    kept: list[_Seam] = []
    for seam in seams:
        if not kept or seam.start >= kept[-1].text_from:
            kept.append(seam)
    return kept


def _quoted_tail(body: str, seams: list[_Seam], *, forwarding: bool) -> list[_Seam]:
    """Lines that begin with “>” are earlier words even where nothing announces them."""
    first = _QUOTED_LINE.search(body)
    if first and (not seams or first.start() < seams[0].start):
        rest = [line for line in body[first.start() :].split("\n") if line.strip()]
        if sum(line.lstrip().startswith(">") for line in rest) * 2 > len(rest):
            return [_Seam(first.start(), first.start(), forwarding, None), *seams]
    return seams


def _head(block: re.Match[str]) -> Forward:
    said = block.group()
    return Forward(
        author=_correspondent(block["from"]),
        to=_first(_TO, said),
        sent=sent_at(_first(_SENT, said)),
        subject=_first(_SUBJECT, said),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1).strip() if found else ""


def _correspondent(text: str) -> Correspondent:
    address = _ADDRESS.search(text)
    name = re.sub(r"[<\[(].*$", "", text).replace('"', "").strip(" *")
    if "@" in name:
        name = ""
    return Correspondent(name, address.group() if address else "")


def sent_at(text: str) -> datetime | None:
    """The time that a forwarded header gives; where it names no zone, England's."""
    try:
        when = parsedate_to_datetime(text)
        if 1990 < when.year < 2200:
            return when if when.tzinfo else when.replace(tzinfo=LONDON)
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    day = next(iter(dates_in(text)), None)
    if day is None:
        return None
    clock = re.search(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]\.?m)?", text, re.I)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (12, 0)
    if clock and (clock[3] or "").lower().startswith("p") and hour < 12:
        hour += 12
    return datetime(day.day.year, day.day.month, day.day.day, hour % 24, minute % 60, tzinfo=LONDON)


def _own_words(body: str, start: int, end: int, voice: Voice, author: Correspondent) -> Iterator[Passage]:
    """One writer's words, with the signature and the small print cut off."""
    print_from = next((m.start() for m in _SMALL_PRINT.finditer(body, start, end) if m.start() > start + 20), end)
    sign_from = _signature(body, start, print_from)
    yield _passage(body, start, sign_from, voice, author)
    yield _passage(body, sign_from, print_from, Voice.SIGNATURE, author)
    yield _passage(body, print_from, end, Voice.SMALL_PRINT, author)


def _signature(body: str, start: int, end: int) -> int:
    """Where the signature begins: at the last closing formula that is followed by little."""
    closings = [m for m in _CLOSING.finditer(body, start, end) if m.end() - m.start() > 1]
    for closing in closings:
        after = body[closing.end() : end]
        if len(after.split()) <= 90 and not re.search(r"\b(?:PS|P\.S\.?)\b", after) and not _still_a_form(after):
            return closing.start()
    return end


def _still_a_form(after: str) -> bool:
    return bool(re.search(r"^\s*(?:child|pupil|d\.?o\.?b|date of birth|name of child)[^\n]{0,30}:", after, re.I | re.M))


def _passage(body: str, start: int, end: int, voice: Voice, author: Correspondent) -> Passage:
    return Passage("body", body[start:end], voice, offset=start, author=author)
