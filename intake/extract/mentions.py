"""People whom a passage names, and what the words around each mention say of who it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from hub.language.needed import Wanted
from intake.extract.dates import WrittenDate, dates_in
from intake.extract.names import split_known_as
from intake.extract.runs import is_no_name, names_in
from intake.item import Passage, Voice
from intake.words import compiled, joined, load

_YOUNGEST = 300  # days: a later date right after a name is that of a signature
OLDEST = 26  # a plan can last until the end of the year in which a young person turns 25 (CFA 2014, s. 46)


class Cue(StrEnum):
    """What makes somebody the child, or somebody else."""

    __hash__ = str.__hash__  # an Enum's own is written in Python, and asked for often

    FORM = "form"
    BIRTH = "birth"
    RELATION = "relation"  # “my son Kit”
    CARER_OF = "carer of"  # “the mother of Kit”, “Kit's dad”
    TOPIC = "topic"  # “an assessment for Kit”, “Kit's plan”
    ABOUT = "about"
    SELF = "self"  # “my name is Kit”
    PUPIL = "pupil"  # “Kit is in Year 3”
    TOLD = "told"  # “Kit finds”
    FAMILY = "family"  # the sender's surname
    TITLE = "title"  # of the mail or the file
    SIBLING = "sibling"
    ADULT = "adult"


NOT_THE_CHILD = frozenset({Cue.SIBLING, Cue.ADULT})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at passage.text[start:end], why it may be the child's, how strongly, and a birth said right after it."""

    name: str
    passage: Passage
    start: int
    end: int
    cues: tuple[tuple[Cue, float], ...] = ()
    born: WrittenDate | None = None
    known_as: str = ""


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(load("child")["people"][key].split())


_TITLE_BEFORE = re.compile(r"\b(?P<title>Mr|Mrs|Ms|Miss|Mx|Master|Dr|Doctor|Prof|Professor|Sir|Cllr|Rev)\.? ?$")
_BARE_GAP = re.compile(
    r"(?:['’]s)?(?:,? (?:really|properly|actually|in full))?[\s,;:.(\[/|–-]{1,5}"
    r"|\s*[,/|;(–-]\s*(?:m|f|male|female|boy|girl|y(?:ea)?r? ?\d{1,2}|(?:aged? )?\d{1,2})\s*[,/|;)–-]{1,2}\s*"
    r"|[ \t]*(?:\n[ \t]*(?:boy|girl|male|female|m|f|son|daughter|he/him|she/her|they/them)[.,]?[ \t]*)?\n[ \t]*",
    re.I,
)
_CUED_GAP = re.compile(
    r"[^\n]{0,70}?\n?\s?\b(?:d[./]?\s?o[./]?\s?b\b\.?|date\s+of\s+birth|b(?:irth)?['’ -]?da(?:y|te)(?: is| was)?"
    r"|birth(?: is)?"
    r"|born(?: in \w+(?: \d{4})?)?|b\.?)"
    r"[\s:.,(–-]*(?:(?:on|the|is|it'?s)\s+){0,3}"
    r"|[^\n.()]{0,30}\b(?:turn(?:s|ed|ing)?|will be|is|was|aged?)\b[^\n.()]{0,30}\(",
    re.I,
)
_ENDS = re.compile(r"(?<!\b[A-Z])[.!?][\s\"”)]+(?=[A-Z])|\n\s*\n")


def mentions_in(passage: Passage, day: date) -> Iterator[Mention]:
    """Every person named with a capital, in order."""
    written = list(dates_in(passage.text, before=day))
    for start, end, name, known_as in names_in(passage.text):
        yield _described(passage, start, end, name, known_as, written, day)


def _described(
    passage: Passage, start: int, end: int, name: str, known: str, written: Sequence[WrittenDate], day: date
) -> Mention:
    text = passage.text
    before = [] if _is_told_after_a_greeting(text, start, end) else _before(text, start)
    born = _birth_after(text, end, written, day)
    cues: list[tuple[Cue, float]] = []
    if _tail("parent_of").search(" ".join(before[-4:])):  # “Kit Moss, son of Ann Moss, born 3/4/15”
        cues, born = [(Cue.ADULT, 0.95)], None
    if born is not None:
        child = is_a_childs(born.day, day)
        cues.append((Cue.BIRTH, 0.95) if child else (Cue.ADULT, 0.95))
        born = born if child else None
    title = _TITLE_BEFORE.search(text, max(0, start - 12), start)
    if title and title["title"] not in ("Miss", "Master"):
        cues.append((Cue.ADULT, 0.9))
    cues += _said_before(before, single=" " not in name)
    cues += _said_after(text, end, starts=_begins_a_sentence(text, start) and " " not in name)
    if passage.voice is Voice.SUBJECT or passage.voice is Voice.FILE_NAME:
        cues.append((Cue.TITLE, _weight_of_title(passage, name)))
    known = known or split_known_as(name + text[end : end + 50].split("\n")[0])[1]
    return Mention(name, passage, start, end, tuple(cues), born, known)


def is_a_childs(born: date, day: date) -> bool:
    """Whether somebody born then is young enough for a plan."""
    return born <= day and (day - born).days < OLDEST * 365.25


def _weight_of_title(passage: Passage, name: str) -> float:
    answers = re.match(r"\s*re\s*:", passage.text, re.I)
    return (0.6 if answers else 0.78) if " " in name else 0.5


def _birth_after(text: str, end: int, written: Sequence[WrittenDate], day: date) -> WrittenDate | None:
    """The date that follows a name as its birth: right after it, or after “born”, with nobody else between."""
    follows = next((one for one in written if one.start >= end), None)
    if follows is None or follows.start - end > 95:
        return None
    gap = text[end : follows.start]
    if _BARE_GAP.fullmatch(gap):
        return follows if (day - follows.day).days > _YOUNGEST else None
    if not _CUED_GAP.fullmatch(gap) or _ENDS.search(gap.lstrip(" .,;:")):
        return None
    between = _SAID_BETWEEN.sub("", gap)
    return None if any(not is_no_name(word) for word in re.findall(r"\b[A-Z][a-z]+", between)) else follows


def _is_told_after_a_greeting(text: str, start: int, end: int) -> bool:
    """Whether a name begins the sentence after a greeting: “Hello, Kit left us on Sunday”."""
    goes_on = text[start - 2 : start] == ", " and re.match(r" [a-z]", text[end : end + 2])
    return bool(goes_on) and _GREETED.search(text, max(0, start - 40), start) is not None


_GREETED = re.compile(r"\b(?:hello|hi|hey|dear|morning|afternoon|evening|thanks|thank you)\b[^\n.!?,]{0,20}, \Z", re.I)


_SAID_BETWEEN = re.compile(  # whose son, known as what, and the labels of numbers
    r"\b(?:[SDWsdw]/[OoRr]|(?:son|daughter|child) of)[: ]+(?:[A-Z][\w.’'-]* ?){1,4}|\([^)]*\)|\(?known as [^),]*"
    r"|NHS|D\.?O\.?B\.?|Do[Bb]|UPN|Date|Birth|Born"
)


def _before(text: str, start: int) -> list[str]:
    """Up to eight words in front of a name, in the same sentence."""
    part = text[max(0, start - 75) : start]
    ends = [match.end() for match in _ENDS.finditer(part + "A")]
    said = part[ends[-1] :] if ends and ends[-1] <= len(part) else part
    words = said.lower().replace("’", "'").split()
    if start > 75 and words:
        words = words[1:]
    return [word for word in (one.strip(',;()[]"“”*–-|') for one in words) if word][-8:]


def _said_before(words: list[str], *, single: bool) -> Iterator[tuple[Cue, float]]:
    """What the words in front of a name make of it, read backwards."""
    tail = " ".join(words[-4:])
    if _tail("somebody_else").search(tail):
        yield Cue.SIBLING, 0.97
        return
    for cue, key, weight in ((Cue.ADULT, "adult", 0.95), (Cue.SELF, "self", 0.9), (Cue.RELATION, "pronoun", 0.93)):
        if _tail(key).search(tail):
            yield cue, weight
            return
    rest = list(words)
    while rest and rest[-1].rstrip(":") in _words("fillers"):
        rest.pop()
    if rest and rest[-1].endswith(":") and rest[-1][:-1] in _words("topic"):
        yield Cue.ABOUT, 0.85
    if rest:
        yield from _headed(rest[-1].rstrip(":."), rest[:-1], single=single)


@cache
def _tail(key: str) -> Wanted:
    return compiled("child", joined(load("child")["tail"][key]))


def _headed(head: str, before: list[str], *, single: bool) -> Iterator[tuple[Cue, float]]:
    """What the nearest telling word, and those before it, make of a name."""
    if _BY_MARRIAGE.sub("", head) in _words("relation") and (head != "old" or _AN_AGE.search(" ".join(before[-2:]))):
        yield _whose_relation(before), 0.93
    elif head in _words("of"):
        yield from _of(head, before)
    asked_for = head in _words("sibling") and _ASKED_FOR.search(" ".join(before[-6:]))
    if asked_for:
        yield Cue.TOPIC, 0.96
    for key, cue, weight in (
        ("" if asked_for else "sibling", Cue.SIBLING, 0.95),
        ("adult", Cue.ADULT, 0.9),
        ("addressed", Cue.ADULT, 0.9),
        ("examined", Cue.TOPIC, 0.85),
    ):
        if key and head in _words(key):
            yield cue, weight
    if single and head in _words("place_before"):
        yield Cue.ADULT, 0.3


_ASKED_FOR = re.compile(  # “an assessment for his sister Tia”
    r"\b(?:(?:assessments?|ehcp|ehcna|plan|request|this|one|same|assess|about)(?: is| be)?(?: for| of)?|it(?:'?s| is))"
    r" (?:his|her|their)(?: \w+)?$"
)
_AN_AGE = re.compile(r"\d|\b(?:years?|yrs?|months?)$")  # “nine year old Kit”, not “the old chapel”
_BY_MARRIAGE = re.compile(r"^(?:great-|step-|foster-|adopted-|adoptive-)+")


def _whose_relation(before: list[str]) -> Cue:
    """“My son” is the child; “his mother, my daughter”, “her brother's child”, “my other son” somebody else."""
    if any(word in _words("adult") for word in before[-3:]):
        return Cue.ADULT
    others = before[-1:] == ["other"] or any(word in _words("sibling") for word in before[-2:])
    return Cue.SIBLING if others else Cue.RELATION


def _of(head: str, before: list[str]) -> Iterator[tuple[Cue, float]]:
    """“The mother of Kit”, “an assessment for Kit”, “with regard to Kit”."""
    near = [word.rstrip(":.") for word in before]
    if head in ("re", "regarding", "concerning", "about", "ref"):
        yield Cue.ABOUT, 0.9
    elif any(word in _words("adult") for word in near[-2:]) and head in ("of", "to", "for"):
        yield Cue.CARER_OF, 0.92
    elif any(word in _words("topic") for word in near):
        yield Cue.TOPIC, 0.88
    elif near[-1:] and near[-1] in _words("in_behalf"):
        yield Cue.ABOUT, 0.85
    elif head == "for":
        yield Cue.ABOUT, 0.5


def _said_after(text: str, end: int, *, starts: bool) -> Iterator[tuple[Cue, float]]:
    rest = text[end : end + 90]
    for key, row in _after().items():
        if row[0].match(rest):
            weight = row[2]
            if starts and Cue(key) in (Cue.TOLD, Cue.PUPIL):
                weight -= 0.25
            yield row[1], weight


@cache
def _after() -> dict[str, tuple[re.Pattern[str], Cue, float]]:
    """The patterns of what follows a name."""
    return {
        row["cue"]: (re.compile("(?:" + "|".join(row["words"]) + ")"), Cue(row["cue"]), float(row["weight"]))
        for row in load("child")["after"]
    }


def _begins_a_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return start == 0 or before.endswith("\n") or bool(re.search(r"[.!?:]\s+$", before))
