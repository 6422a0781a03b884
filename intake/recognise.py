"""What an item is: one of the ten kinds, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from hub.language.needed import Candidates, Wanted, needed, ways_of
from hub.language.small_letters import Small, in_small_letters, keeps_places
from intake.extract.dates import dates_in
from intake.extract.labels import Asked, labelled_in
from intake.extract.mentions import NOT_THE_CHILD, is_a_childs, mentions_in
from intake.item import Channel, Item, Passage, Voice
from intake.sentences import sentences_of
from intake.words import any_of, compiled, joined, load


class Kind(StrEnum):
    """The contract's ten kinds."""

    __hash__ = str.__hash__  # an Enum's own is written in Python, and asked for often

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


@dataclass(frozen=True, slots=True)
class _Clue:
    """Words that speak for a kind; looked for only in a sentence that holds one of the strings of `when`."""

    kind: Kind
    weight: float
    when: tuple[str, ...]
    unless: str  # the guard of words that ask for something: they may be a denial, a question, a tale; else ''
    adds: bool  # whether it counts only beside other clues of its kind
    pattern: re.Pattern[str]
    small: Small | None  # the same for a sentence in lower case


@cache
def _clues() -> tuple[_Clue, ...]:
    return tuple(_clue(entry) for entry in load("kinds")["clue"])


@cache
def _candidates() -> Candidates:
    """Which clues a sentence can give, by the letters that each needs."""
    return Candidates(
        [clue.when for clue in _clues()], [ways_of(clue.pattern.pattern, clue.pattern.flags) for clue in _clues()]
    )


def _clue(entry: Mapping[str, Any]) -> _Clue:
    pattern = compiled("kinds", joined(entry["words"])).pattern
    return _Clue(
        kind=Kind(entry["kind"]),
        weight=float(entry["weight"]),
        when=tuple(entry.get("when", needed(pattern.pattern, pattern.flags))),
        unless=entry.get("unless", ""),
        adds=bool(entry.get("adds")),
        pattern=pattern,
        small=in_small_letters(pattern),
    )


@cache
def _words(table: str, key: str) -> Wanted:
    """One of the lists of words that are no clues."""
    return compiled("kinds", joined(load("kinds")[table][key]))


_A_HINT = 2.5  # a clue weaker than this never makes a kind sure
_ONCE_MORE = 0.5  # what a further clue of a kind is worth beside its strongest


_NOTHING = "Nothing in it is a request, advice or news of a case."
_NOTHING_SAID = 0.7  # how sure an item without any clue is none of our kinds


def _by_whom_it_concerns(item: Item, *, hinted: bool) -> Recognition:
    """The likeliest kind of what gives no clue: words about somebody's child are news or a question, for a person."""
    text = "\n".join(one.text for one in item.of(Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT))
    said = "\n".join(one.text for one in item.of(Voice.WRITER, Voice.FORWARDED))
    day = item.received.date()
    born = any(is_a_childs(one.day, day) and (day - one.day).days > _TWO_YEARS for one in dates_in(said, before=day))
    if (born or _words("guard", "of_a_child").search(text)) and not item.signals.is_list:
        return Recognition(Kind.QUERY if "?" in text else Kind.CASE_UPDATE, 0.4, (_NOTHING,))
    if "?" in said and _words("guard", "of_a_case").search(text) and not item.signals.is_list:
        return Recognition(Kind.QUERY, 0.4, (_NOTHING,))
    somebodys = hinted or bool(_words("guard", "of_a_case").search(f"{item.subject}\n{text}"))
    return Recognition(Kind.OTHER, 0.5 if somebodys else _NOTHING_SAID, (_NOTHING,))


_TWO_YEARS = 730  # days: whoever was born later is seldom the subject of a letter, and a later date is no birth


def is_formal(item: Item) -> bool:
    """Whether a tribunal, a mediator or a court wrote, or somebody complains."""
    said = item.of(Voice.SUBJECT, Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT)
    return any(_words("guard", "formal").search(one.text) for one in said)


def chases(item: Item) -> bool:
    """Whether it asks after something that was sent before."""
    return any(_words("guard", "chases").search(one.text) for one in item.of(Voice.WRITER, Voice.DOCUMENT))


def went_astray(item: Item) -> bool:
    """Whether it says that something about one family reached another."""
    return any(_words("guard", "astray").search(one.text) for one in item.of(Voice.WRITER))


def recognise(item: Item) -> Recognition:
    """What the item is."""
    machine = _machine(item)
    if machine is not None:
        return machine
    scores: dict[Kind, float] = {}
    strongest: dict[Kind, float] = {}
    words: dict[Kind, list[str]] = {}
    for kind, weight, said in sorted(_scored(item), key=lambda clue: -clue[1]):
        scores[kind] = scores[kind] + weight * _ONCE_MORE if kind in scores else weight
        strongest.setdefault(kind, weight)
        words.setdefault(kind, []).append(said)
    _weigh(item, scores, strongest)
    ranked = sorted(scores, key=lambda kind: scores[kind], reverse=True)
    if not ranked or scores[ranked[0]] < 2:
        return _by_whom_it_concerns(item, hinted=bool(ranked))
    first = ranked[0]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    confidence = _confidence(item, first, scores[first], second, strongest.get(first, 0))
    known = strongest.get(Kind.OTHER, 0) >= _ASKED
    asked_after = first is not Kind.QUERY or chases(item)
    if first in (Kind.QUERY, Kind.CASE_UPDATE) and (known or not asked_after) and _is_nobodys_case(item):
        return Recognition(Kind.OTHER, _NEWS if known else 0.5, ("It speaks of no child and no plan.",))
    said = "; ".join(f"“{one}”" for one in list(dict.fromkeys(words.get(first, ())))[:3])
    return Recognition(first, confidence, (f"It says {said}." if said else "It came through a mailing list.",))


def _confidence(item: Item, first: Kind, score: float, second: float, strongest: float) -> float:
    """How sure the likeliest kind is: by its score, its lead, its strongest clue, and what the item wishes for."""
    confidence = 0.36 + 0.05 * min(score, 4) + 0.08 * min(score - second, 4)
    if strongest < _A_HINT:
        confidence = min(confidence, 0.5)
    if first is Kind.ASSESSMENT_REQUEST and _is_undecided(item):
        confidence = min(confidence, 0.5)
    if first is Kind.CASE_UPDATE and second < 1 and _only_tells(item):
        confidence = max(confidence, _NEWS)
    if first is Kind.CASE_UPDATE and score < _PLAINLY and _may_ask_for_an_assessment(item):
        confidence = min(confidence, 0.5)
    return confidence


_NEWS = 0.87
_PLAINLY = 9.0  # a withdrawal and the like: no wish beside it makes it a request


def _may_ask_for_an_assessment(item: Item) -> bool:
    """Whether somebody wishes for something in words that speak of an assessment, however they put it."""
    said = "\n".join(one.text for one in item.of(Voice.SUBJECT, Voice.WRITER, Voice.FORWARDED))
    return "assess" in said.lower() and _words("guard", "wishes").search(said) is not None


def _only_tells(item: Item) -> bool:
    """Whether it asks for nothing at all."""
    said = item.of(Voice.SUBJECT, Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT)
    return not any(_words("guard", "asks_at_all").search(one.text) for one in said)


def _is_nobodys_case(item: Item) -> bool:
    """Whether a message of its own, answering none, has no word that could be about a child or a plan."""
    alone = item.channel is Channel.MAIL and not (item.references or item.signals.is_list or any(item.of(Voice.QUOTED)))
    if not alone:
        return False
    said = "\n".join(one.text for one in item.of(Voice.SUBJECT, Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT))
    if any(is_a_childs(one.day, item.received.date()) for one in dates_in(said, before=item.received.date())):
        return False
    if any(_words("guard", key).search(said) for key in ("of_a_case", "of_a_child")):
        return False
    named = (one for passage in item.of(Voice.WRITER) for one in mentions_in(passage, item.received.date()))
    return not any(cue not in NOT_THE_CHILD for one in named for cue, _ in one.cues)


def _is_undecided(item: Item) -> bool:
    return any(_words("guard", "undecided").search(one.text) for one in item.of(Voice.WRITER, Voice.FORWARDED))


def _machine(item: Item) -> Recognition | None:
    """Delivery failures and automatic replies, by headers first and words second (RFC 3464, RFC 3834)."""
    if item.channel is not Channel.MAIL:
        return None
    signals = item.signals
    sender = item.sender.address
    bounced = _words("machine", "bounced").search(item.subject)
    if (
        signals.is_report
        or _words("machine", "postmaster").match(sender)
        or (bounced and (signals.null_sender or not sender))
    ):
        return Recognition(Kind.BOUNCE, 0.98, ("A mail server reports that a message was not delivered.",))
    automatic = signals.auto_submitted == "auto-replied" or signals.auto_response or signals.precedence == "auto_reply"
    if automatic or _words("machine", "away_subject").match(item.subject) or _says_away(item):
        return Recognition(Kind.AUTO_REPLY, 0.97 if automatic else 0.9, ("A machine answered, not a person.",))
    return None


def _says_away(item: Item) -> bool:
    """Whether a short message without files says little else than that somebody is away."""
    body = "\n".join(one.text for one in item.of(Voice.WRITER))
    if item.attachments or len(body.split()) >= _A_NOTICE or _is_filled_in(item):
        return False
    if _words("machine", "away").search(body[:600]):
        return True
    return bool(_words("machine", "on_leave").search(body[:150]) and _words("machine", "back").search(body))


_A_NOTICE = 120  # words


def _is_filled_in(item: Item) -> bool:
    """Whether a child's birth is among its labelled lines: a web form's message, though a robot sent it."""
    return any(one.asked is Asked.DATE_OF_BIRTH for passage in item.of(Voice.WRITER) for one in labelled_in(passage))


def _scored(item: Item) -> Iterator[tuple[Kind, float, str]]:
    """Each clue that the item gives, at its strongest; clues that only add, for the kind that has the most besides."""
    clues = _clues()
    strongest = _strongest(item, clues)
    plain: dict[Kind, float] = {}
    for number, (worth, _) in strongest.items():
        if not clues[number].adds:
            plain[clues[number].kind] = max(worth, plain.get(clues[number].kind, 0.0))
    added_to = [clues[number].kind for number in strongest if clues[number].adds and clues[number].kind in plain]
    fullest = max(added_to, key=plain.__getitem__, default=None)
    for number, (worth, said) in strongest.items():
        if not clues[number].adds or clues[number].kind is fullest:
            yield clues[number].kind, worth, said
    yield from _shaped(item, plain)


def _shaped(item: Item, plain: Mapping[Kind, float]) -> Iterator[tuple[Kind, float, str]]:
    """What headings and labels make of an item that no sentence makes a request: advice, or a form that asks."""
    if max(plain.get(Kind.ASSESSMENT_REQUEST, 0.0), plain.get(Kind.ANNUAL_REVIEW_REQUEST, 0.0)) >= _ASKED:
        return
    text = "\n".join(one.text for one in item.spoken())
    heads = [
        found for head in load("kinds")["guard"]["heads_of_advice"] if (found := compiled("kinds", head).search(text))
    ]
    if len(heads) >= _HEADS_OF_ADVICE:
        yield Kind.ADVICE_RETURN, 4.5, " ".join(one.group().strip() for one in heads)
    elif title := _title_of_a_request(item):
        yield Kind.ASSESSMENT_REQUEST, 4.0, _short(title)


_ASKED = 3.5  # a clue of asking that outweighs the shape
_HEADS_OF_ADVICE = 3


def _title_of_a_request(item: Item) -> str:
    """The title of a form that names a child, a birth and difficulties under words of asking; '' where it is none."""
    for passage in item.spoken():
        labels = labelled_in(passage)
        asked = {one.asked for one in labels}
        title = passage.text[: min((one.start for one in labels), default=0)][:_TITLE_ENDS]
        filled = {Asked.DATE_OF_BIRTH, Asked.CONCERNS} <= asked and asked & {Asked.NAME, Asked.FIRST_NAME}
        if (
            filled
            and _words("guard", "a_request").search(title)
            and not _words("guard", "no_form_of_ours").search(title)
        ):
            return title
    return ""


def _strongest(item: Item, clues: Sequence[_Clue]) -> dict[int, tuple[float, str]]:
    """The number of each clue that the item gives, with what it is worth at its best and the words."""
    strongest: dict[int, tuple[float, str]] = {}
    for sentence, factor, on_form in _zones(item):
        lowered = sentence.lower()
        in_place = keeps_places(sentence, lowered)
        form_asks = on_form and not _ONESELF.search(sentence)
        for number in _candidates().in_text(lowered):
            clue = clues[number]
            worth = clue.weight * factor
            if worth <= strongest.get(number, (0.0, ""))[0]:
                continue
            said = "" if form_asks and clue.kind is Kind.QUERY else _said(clue, sentence, lowered, in_place=in_place)
            if said:
                strongest[number] = (worth, _short(said))
    return strongest


_ONESELF = re.compile(r"\b(?:i|we|my|our|us)\b", re.I)
_TRIES = 6  # places in a sentence at which the words of a request may begin


def _said(clue: _Clue, sentence: str, lowered: str, *, in_place: bool) -> str:
    """The words with which a sentence gives the clue, or ''; `in_place` is whether `lowered` keeps its places."""
    pattern, text, match = clue.pattern, sentence, None
    if clue.small is not None:
        match = clue.small.pattern.search(lowered)
        if match is None:
            return ""
        if in_place and clue.small.exact:
            pattern, text = clue.small.pattern, lowered
    if text is sentence:
        match = pattern.search(sentence, match.start() if match and in_place else 0)
    for _ in range(_TRIES):
        if match is None or not clue.unless or not _is_no_request(clue, sentence, match):
            break
        match = pattern.search(text, match.start() + 1)
    else:
        return ""
    return sentence[match.start() : match.end()] if match else ""


def _is_no_request(clue: _Clue, sentence: str, match: re.Match[str]) -> bool:
    """Whether the words of a request stand in a question about requests, in a denial or in a tale of an earlier one."""
    before = sentence[max(0, match.start() - 120) : match.start()]
    said = sentence[match.start() : match.end()]
    return (
        _words("guard", "asks_what").match(sentence) is not None
        or any(_words("guard", key).search(before) for key in ("whether", "never", "told", "done", "answered"))
        or any(_words("guard", key).search(said) for key in ("never_said", clue.unless))
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 70 else words[:67].rsplit(" ", 1)[0] + " …"


_RE = re.compile(r"\s*(?:re|aw|sv)\s*:", re.I)
_PREFIXES = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|sv)\s*:\s*)+", re.I)
_TITLE_ENDS = 260  # characters from the top of a document in which its title stands
_READ_ENDS = 4000


def _zones(item: Item) -> Iterator[tuple[str, float, bool]]:
    """The sentences of the item, how much each weighs, and whether it may be the question of a form."""
    yield _PREFIXES.sub("", item.subject), 0.2 if _RE.match(item.subject) else 0.9, False
    said = sum(len(one.text.split()) for one in item.of(Voice.WRITER))
    alone = item.channel is not Channel.MAIL or said < _A_COVER_NOTE
    for passage in item.passages:
        weight = _WEIGHTS.get(passage.voice)
        if weight is None:
            continue
        if passage.voice is Voice.WRITER and item.forwarded_from:
            weight = 0.5
        for at, sentence in sentences_of(passage.text[:_READ_ENDS]):
            if passage.voice is Voice.DOCUMENT:
                weight = _in_a_document(passage, at, alone=alone)
            yield sentence, weight, passage.voice is Voice.DOCUMENT


_A_COVER_NOTE = 40  # words
_WEIGHTS = {
    Voice.WRITER: 1.0,
    Voice.FORWARDED: 1.0,
    Voice.DOCUMENT: 1.0,
    Voice.FILE_NAME: 0.4,
    Voice.SMALL_PRINT: 0.5,
}


def _in_a_document(passage: Passage, at: int, *, alone: bool) -> float:
    """What a document's words weigh: its title most, and more where it came alone than with a message."""
    if passage.page > 1:
        return 0.4
    title, body = (1.0, 0.8) if alone else (0.6, 0.5)
    return title if at < _TITLE_ENDS else body


_FAR_MORE = 1.5  # news or a question that says so much more isn't the other's own words read again
_DAMPED: tuple[tuple[Kind, float, tuple[Kind, ...], float], ...] = (
    # once a kind is said so strongly, these others are only its own words read again
    (Kind.SPAM, 4, (Kind.OTHER, Kind.QUERY), 0.5),
    (Kind.CASE_UPDATE, 9, (Kind.ASSESSMENT_REQUEST,), 0.3),
    (Kind.ADVICE_RETURN, 4, (Kind.ASSESSMENT_REQUEST, Kind.ADVICE_REQUEST, Kind.CASE_UPDATE), 0.5),
    (Kind.ADVICE_REQUEST, 5, (Kind.ASSESSMENT_REQUEST,), 0.4),
    (Kind.ANNUAL_REVIEW_REQUEST, 4, (Kind.ASSESSMENT_REQUEST,), 0.6),
    (Kind.ASSESSMENT_REQUEST, 4.5, (Kind.CASE_UPDATE,), 0.5),
    (Kind.ASSESSMENT_REQUEST, 3.5, (Kind.QUERY, Kind.OTHER), 0.4),
    (Kind.ANNUAL_REVIEW_REQUEST, 3.5, (Kind.QUERY, Kind.CASE_UPDATE, Kind.OTHER), 0.4),
    (Kind.ADVICE_REQUEST, 4, (Kind.QUERY,), 0.4),
)


def _weigh(item: Item, scores: dict[Kind, float], strongest: dict[Kind, float]) -> None:
    """What headers and the item as a whole say for and against a kind."""
    if item.signals.is_list or item.signals.precedence in ("bulk", "list", "junk"):
        scores[Kind.OTHER] = scores.get(Kind.OTHER, 0) + 3
        requests = (Kind.ASSESSMENT_REQUEST, Kind.ANNUAL_REVIEW_REQUEST, Kind.ADVICE_REQUEST)
        _damp(scores, (*requests, Kind.QUERY, Kind.CASE_UPDATE), 0.3)
        if scores.get(Kind.SPAM, 0) >= 4:
            scores[Kind.SPAM] += 5
    if any_of("role", "domain_of_health").search(item.writer.address.rpartition("@")[2].lower()):
        _damp(scores, (Kind.ADVICE_REQUEST,), 0.4)  # those whom the council asks (SEND Regulations 2014, reg 6)
    if any_of("role", "own_child").search("\n".join(one.text for one in item.of(Voice.WRITER))):
        _damp(scores, (Kind.ADVICE_RETURN,), 0.5)  # a family gives its views, not advice
    if strongest.get(Kind.ADVICE_REQUEST, 0) > strongest.get(Kind.ADVICE_RETURN, 0):
        _damp(scores, (Kind.ADVICE_RETURN,), 0.5)
    for kind, strongly, others, factor in _DAMPED:
        if scores.get(kind, 0) >= strongly:
            _damp(
                scores,
                tuple(one for one in others if one.starts_a_clock or scores.get(one, 0) < _FAR_MORE * scores[kind]),
                factor,
            )


def _damp(scores: dict[Kind, float], kinds: tuple[Kind, ...], factor: float) -> None:
    for kind in kinds:
        scores[kind] = scores.get(kind, 0) * factor
