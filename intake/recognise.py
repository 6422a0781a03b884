"""What an item is: one of the ten kinds, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from intake.item import Channel, Item, Voice
from intake.words import compiled, load
from intake.words.needed import Wanted


class Kind(StrEnum):
    """The contract's ten kinds."""

    ASSESSMENT_REQUEST = "ehc-needs-assessment-request"
    ANNUAL_REVIEW_REQUEST = "annual-review-request"
    ADVICE_REQUEST = "advice-request"
    ADVICE_RETURN = "advice-return"
    QUERY = "query"
    CASE_UPDATE = "case-update"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    SPAM = "spam"
    OTHER = "other"

    @property
    def starts_a_clock(self) -> bool:
        """Whether the law's clock starts on receipt (SEND Regulations 2014, reg 5, 8, 20)."""
        return self in (Kind.ASSESSMENT_REQUEST, Kind.ANNUAL_REVIEW_REQUEST, Kind.ADVICE_REQUEST)

    @property
    def from_nobody(self) -> bool:
        """Whether there is nobody behind it who waits for an answer."""
        return self in (Kind.AUTO_REPLY, Kind.BOUNCE, Kind.SPAM)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A kind, how sure (0 to 1), and why."""

    kind: Kind
    confidence: float
    reasons: tuple[str, ...]


@cache
def _clues() -> tuple[tuple[Kind, float, Wanted], ...]:
    """Every clue: the kind that it speaks for, its weight, its words."""
    return tuple(
        (Kind(clue["kind"]), float(clue["weight"]), compiled("kinds", "|".join(clue["words"])))
        for clue in load("kinds")["clue"]
    )


@cache
def _machines(key: str) -> Wanted:
    """Words that machines use."""
    return compiled("kinds", "|".join(load("kinds")["machine"][key]))


_ASKING_HOW = re.compile(
    r"\b(?:how|whether|when|where|if (?:i|we))\b[^.?!,;]{0,30}$"
    r"|\b(?:tell me|know|advise|confirm|wonder\w*|asking|question)\b[^.?!]{0,20}\b(?:which|what|who)\b[^.?!,;]{0,60}$",
    re.I,
)
_TELL_ME = re.compile(
    r"\b(?:tell me|let me know|advise|confirm|explain|know)\b[^.?!]{0,20}"
    r"\b(?:which|what|who|how|whether|if|when|where)\b",
    re.I,
)


def recognise(item: Item) -> Recognition:
    """What the item is."""
    machine = _machine(item)
    if machine is not None:
        return machine
    scores: dict[Kind, float] = {}
    words: dict[Kind, list[str]] = {}
    for kind, weight, said in _scored(item):
        scores[kind] = scores.get(kind, 0.0) + weight
        words.setdefault(kind, []).append(said)
    _weigh(item, scores)
    ranked = sorted(scores, key=lambda kind: scores[kind], reverse=True)
    if not ranked or scores[ranked[0]] < 2:
        return Recognition(
            Kind.OTHER, 0.55 if not ranked else 0.5, ("Nothing in it is a request, advice or news of a case.",)
        )
    first = ranked[0]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    confidence = min(0.98, 0.5 + 0.07 * min(scores[first], 4) + 0.06 * min(scores[first] - second, 4))
    said = "; ".join(f"“{one}”" for one in list(dict.fromkeys(words[first]))[:3])
    return Recognition(first, confidence, (f"It says {said}.",))


def _machine(item: Item) -> Recognition | None:
    """Delivery failures and automatic replies, by headers first and words second (RFC 3464, RFC 3834)."""
    if item.channel is not Channel.MAIL:
        return None
    signals = item.signals
    sender = item.sender.address
    bounced = _machines("bounced").search(item.subject)
    if signals.is_report or _machines("postmaster").match(sender) or (bounced and (signals.null_sender or not sender)):
        return Recognition(Kind.BOUNCE, 0.98, ("A mail server reports that a message was not delivered.",))
    body = "\n".join(one.text for one in item.of(Voice.WRITER))
    away = bool(_machines("away_subject").match(item.subject)) or bool(_machines("away").search(body[:600]))
    automatic = signals.auto_submitted == "auto-replied" or signals.auto_response or signals.precedence == "auto_reply"
    if automatic or (away and (_machines("away_subject").match(item.subject) or len(body.split()) < 120)):
        return Recognition(Kind.AUTO_REPLY, 0.97 if automatic else 0.9, ("A machine answered, not a person.",))
    return None


def _scored(item: Item) -> Iterator[tuple[Kind, float, str]]:
    for text, factor in _zones(item):
        for kind, weight, pattern in _clues():
            match = pattern.search(text)
            if match and not (kind is Kind.ASSESSMENT_REQUEST and _only_asks(text, match)):
                yield kind, weight * factor, _short(match.group())


def _only_asks(text: str, match: re.Match[str]) -> bool:
    """Whether the words of a request stand in a question about requests."""
    before = text[max(0, match.start() - 110) : match.start()]
    return bool(_ASKING_HOW.search(before) or _TELL_ME.search(match.group()))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 70 else words[:67].rsplit(" ", 1)[0] + " …"


def _zones(item: Item) -> Iterator[tuple[str, float]]:
    """The stretches of the item that say what it is, and how much each weighs."""
    mail = item.channel is Channel.MAIL
    subject = re.sub(r"^\s*(?:(?:re|fw|fwd)\s*:\s*)+", "", item.subject, flags=re.I)
    yield subject, 0.2 if re.match(r"\s*re\s*:", item.subject, re.I) else 0.9
    said = sum(len(one.text.split()) for one in item.of(Voice.WRITER))
    title, body = (1.0, 0.7) if not mail or said < 40 else (0.6, 0.4)
    for passage in item.passages:
        if passage.voice is Voice.WRITER:
            yield passage.text, 0.5 if item.forwarded_from else 1.0
        elif passage.voice is Voice.FORWARDED:
            yield passage.text, 1.0
        elif passage.voice is Voice.FILE_NAME:
            yield passage.text, 0.4
        elif passage.voice is Voice.DOCUMENT and passage.page == 1:
            yield passage.text[:260], title
            yield passage.text[260:4000], body
        elif passage.voice is Voice.SMALL_PRINT:
            yield passage.text, 0.5


_DAMPED: tuple[tuple[Kind, float, tuple[Kind, ...], float], ...] = (
    # once a kind is said so strongly, these others are only its own words read again
    (Kind.CASE_UPDATE, 9, (Kind.ASSESSMENT_REQUEST,), 0.3),
    (Kind.ADVICE_RETURN, 4, (Kind.ASSESSMENT_REQUEST, Kind.ADVICE_REQUEST, Kind.CASE_UPDATE), 0.5),
    (Kind.ADVICE_REQUEST, 5, (Kind.ASSESSMENT_REQUEST,), 0.4),
    (Kind.ANNUAL_REVIEW_REQUEST, 4, (Kind.ASSESSMENT_REQUEST,), 0.6),
    (Kind.ASSESSMENT_REQUEST, 5, (Kind.CASE_UPDATE,), 0.6),
)


def _weigh(item: Item, scores: dict[Kind, float]) -> None:
    """What headers and the item as a whole say for and against a kind."""
    if item.signals.is_list or item.signals.precedence in ("bulk", "list", "junk"):
        scores[Kind.OTHER] = scores.get(Kind.OTHER, 0) + 3
        _damp(scores, (Kind.QUERY, Kind.CASE_UPDATE, Kind.ADVICE_REQUEST), 0.4)
        if scores.get(Kind.SPAM, 0) >= 4:
            scores[Kind.SPAM] += 4
    for kind, strongly, others, factor in _DAMPED:
        if scores.get(kind, 0) >= strongly:
            _damp(scores, others, factor)
    if scores.get(Kind.ASSESSMENT_REQUEST, 0) >= 5 and scores.get(Kind.QUERY, 0) < 6:
        _damp(scores, (Kind.QUERY,), 0.5)


def _damp(scores: dict[Kind, float], kinds: tuple[Kind, ...], factor: float) -> None:
    for kind in kinds:
        scores[kind] = scores.get(kind, 0) * factor
