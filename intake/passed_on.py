"""When another part of the council had what a colleague passes on: by the message's own date, or by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from intake.chain import Chain, Forward, is_cover
from intake.extract.dates import dates_in
from intake.item import Voice
from intake.message import LONDON, Message

_HAD_IT = re.compile(
    r"\b(?:came|arrived|received|rec['’]?d|got|handed (?:in|over|it|to)|dropped (?:it )?(?:in|off)|delivered|landed"
    r"|reached|had (?:it|this)|sent (?:it |this )?(?:to|in)|left (?:at|with|on)|posted|sitting|been (?:in|with|on)"
    r"|(?:in|on) (?:our|my|the) (?:inbox|tray|post|desk|pigeonhole))\b",
    re.I,
)
_BESIDE = 60  # characters between the word and the day, either way
_LONGEST_AGO = timedelta(days=400)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)}|yesterday)\b", re.I)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_WITHOUT_A_YEAR = re.compile(
    rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<month>(?:{_MONTHS})[a-z]*)\b(?![ ,]+(?:19|20)\d\d)", re.I
)
_LONG_SINCE = re.compile(
    r"\b(?:last (?:week|month|term|year)|(?:\w+ )?(?:days?|weeks?|fortnight|months?) ago"
    r"|(?:for|these) (?:\w+ ){1,2}(?:days|weeks|months)"
    r"|(?:i|we)(?: was|['’]ve been| have been| were) (?:on leave|off sick|away)|slipped through|overlooked)\b",
    re.I,
)
_SEEMS = "A colleague passed this on: another part of the council seems to have had it on {day}. Decide the date."
_SOME_TIME = "A colleague passed this on, and says that the council had it earlier: decide the date."


def is_inside(message: Message) -> bool:
    """Whether sender and mailbox are one council."""
    return any(_one_council(_domain(message.sender.address), _domain(one.address)) for one in message.to)


def first_receipt(
    message: Message, chain: Chain, attached: Sequence[Forward], received: datetime
) -> tuple[datetime, tuple[str, ...]]:
    """The earliest day on which the council may have had what a colleague passes on, with the reason to decide it.

    `attached` are the heads of the messages that came as files; `received` is this message's own receipt, which is
    given where nothing shows an earlier one.
    """
    home = _domain(message.sender.address)
    passed_on = [chain.forward] if chain.forward else attached
    cover = "\n".join(one.text for one in chain.passages if one.voice is Voice.WRITER)
    cover = cover if is_cover(cover) and (chain.forward or attached or message.attachments) else ""
    sent = [one.sent for one in passed_on if one.sent and not _one_council(home, _domain(one.author.address))]
    earlier = [when for when in (*sent, *_said(cover, received)) if when < received]
    if earlier:
        first = min(earlier)
        return first, (_SEEMS.format(day=f"{first.day} {first:%B %Y}"),)
    return received, (_SOME_TIME,) if _HAD_IT.search(cover) and _LONG_SINCE.search(cover) else ()


def _said(cover: str, received: datetime) -> Iterator[datetime]:
    """The days before that of the message on which a colleague says that the council had it."""
    today = received.astimezone(LONDON).date()
    for start, end, day in (*_dates(cover, today), *_weekdays(cover, today)):
        near = cover[max(0, start - _BESIDE) : start] + cover[end : end + _BESIDE // 2]
        if _HAD_IT.search(near) and today - _LONGEST_AGO < day < today:
            yield datetime.combine(day, time(), LONDON)


def _dates(cover: str, today: date) -> Iterator[tuple[int, int, date]]:
    yield from ((one.start, one.end, one.day) for one in dates_in(cover, before=today))
    for found in _WITHOUT_A_YEAR.finditer(cover):
        for year in (today.year, today.year - 1):
            day = next(iter(dates_in(f"{found['day']} {found['month']} {year}")), None)
            if day and day.day < today:
                yield found.start(), found.end(), day.day
                break


def _weekdays(cover: str, today: date) -> Iterator[tuple[int, int, date]]:
    for found in _WEEKDAY.finditer(cover):
        said = found.group().lower()
        ago = 1 if said == "yesterday" else (today.weekday() - _WEEKDAYS.index(said) - 1) % 7 + 1
        yield found.start(), found.end(), today - timedelta(days=ago)


def _one_council(one: str, other: str) -> bool:
    """Whether two domains are one council's: the same, or one lies in the other."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (short == long or (short.endswith(".gov.uk") and long.endswith(f".{short}")))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(">")
