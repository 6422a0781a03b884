"""The child's school, nursery or college."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.names import fold
from intake.extract.value import Found, best, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of, load

_KIND = (
    rf"(?:(?:{'|'.join(load('places')['in_a_schools_name'])}) )*(?:{'|'.join(load('places')['a_schools_name_ends'])})"
)
_WORD = r"[A-Z][\w’'.-]{0,30}"
SCHOOL_NAME = re.compile(
    rf"(?<![\w])(?:The )?(?:(?:St\.?|Saint|SS) )?{_WORD}"
    rf"(?: (?:of|the|and|&|at|in|on|de|upon|le|for|with|by|{_WORD})){{0,6}}? {_KIND}"
    rf"(?:(?:,| at| in)? ?(?<=College) of {_WORD}(?: {_WORD})?)?"
)
_ATTENDS = any_of("places", "attends")
_BEFORE = any_of("places", "not_now")
_NOT_FIRST = re.compile(rf"^(?:{'|'.join(load('places')['before_a_school'])})+")
_ONLY_KIND = any_of("places", "any_school")


def school_in(
    item: Item, labelled: Sequence[Labelled], *, by_school: bool, sources: frozenset[str] = frozenset()
) -> Found[str] | None:
    """The school that the child attends.

    A school's own letterhead or signature counts only where the school is the one that asks (`by_school`).
    """
    candidates: list[Found[str]] = []
    for one in labelled:
        if (one.asked is Asked.SCHOOL and one.owner in (Owner.CHILD, Owner.NOBODY, Owner.SCHOOL, Owner.PARENT)) or (
            one.asked is Asked.NAME and one.owner is Owner.SCHOOL and one.section is Owner.SCHOOL
        ):
            candidates += _on_form(one)
    for passage in item.passages:
        if sources and passage.source not in sources:
            continue
        if passage.voice in (Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT, Voice.SUBJECT):
            candidates += _in_words(passage)
        elif by_school and passage.voice in (Voice.SIGNATURE, Voice.SMALL_PRINT):
            candidates += [_at(passage, match, 0.78) for match in SCHOOL_NAME.finditer(passage.text)]
    if not candidates:
        candidates = [found for passage in item.of(Voice.QUOTED) for found in _in_chain(passage)]
    sensible = [one for one in candidates if one.value and not _ONLY_KIND.match(one.value)]
    return _fullest(best(sensible), sensible)


def _in_chain(passage: Passage) -> Iterator[Found[str]]:
    yield from _in_words(passage)
    for one in labelled_in(passage):
        if one.asked is Asked.SCHOOL:
            yield from _on_form(one)


def _fullest(chosen: Found[str] | None, candidates: list[Found[str]]) -> Found[str] | None:
    """The longest writing of the same school."""
    if chosen is None:
        return None
    same = [one for one in candidates if fold(one.value).startswith(fold(chosen.value)) and one.confidence > 0.7]
    return max(same, key=lambda one: len(one.value), default=chosen)


def _on_form(one: Labelled) -> Iterator[Found[str]]:
    value = re.split(r"\t|\s*[;|]\s*|,\s*(?=\d|[A-Z][a-z]+ (?:Road|Street|Lane))|\s+\(|\s{3,}|\n", one.value)[0].strip(
        " .,"
    )
    value = re.sub(r"\s*[,–-]?\s*(?:Year|Yr|Y) ?\d{1,2}\b.*$|\s*,\s*Reception\b.*$", "", value)
    if (
        not 3 <= len(value) <= 90
        or re.search(r"@|\bnone\b|\bn/?a\b|not (?:in|at)|home educated", value, re.I)
        or len(value.split()) > 10
        or _A_SENTENCE.search(value)
    ):
        return
    if not re.search(r"[A-Z]", value) or re.fullmatch(r"[\d\s/.-]+", value):
        return
    yield found_at(value, one.passage, one.start, one.start + len(value), 0.96)


_A_SENTENCE = re.compile(r"\b(?:is|are|was|were|have|has|had|that|no|not|did|does|form|transport)\b")
_NAMED_ONLY = re.compile(
    r"\b(?i:attend(?:s|ing)?|goes to|go to|is (?:now |currently )?at|he's at|she's at|pupil at|place at|starts at"
    r"|teachers? at|started at|a day at|at school at|moved to|joined|on roll at|enrolled at"
    r"|based at|in (?:year \w+|y\d+|reception|nursery) at|(?:year|yr|y) ?\d{1,2},? (?:at )?|school is|school:)[ \n]"
    r"(?P<school>(?:St\.? [A-Z][\w’']+|[A-Z][\w’']+(?: [A-Z][\w’']+){0,2}))"
    r"(?=[,.\n;)]| (?:and|in|but|since|until|have|has|for)\b)"
)
_SAINTS = re.compile(
    r"(?:\d,|\bat|\bfrom|\bto)[ \n](?P<school>St\.? [A-Z]\w+['’]?s)"
    r"(?=[.\n;)]|, \w| (?:and|in|but|since|have|has)\b)"
)
_WITHOUT_CAPITALS = re.compile(
    r"\b(?i:attends|go(?:e?s)?|is|is at|at) (?:to |at )?(?P<school>(?i:(?:st )?[a-z'’]{3,20}(?: [a-z'’]{3,20})?"
    r" (?:academy|primary|primry|school|nursery|college|infants?|juniors?|high)(?: school)?))\b"
)


def _loosely_named(passage: Passage) -> Iterator[Found[str]]:
    """“He is at St Chad's”, “goes to oakfield academy”: a name without its kind, or without its capitals."""
    for pattern, weight in ((_NAMED_ONLY, 0.74), (_SAINTS, 0.73), (_WITHOUT_CAPITALS, 0.73)):
        for match in pattern.finditer(passage.text):
            said = match["school"]
            if not re.search(r"\b(?:my|the|his|her|a|this|that|school is|home|present|least|first)\b", said):
                yield found_at(" ".join(said.split()), passage, match.start("school"), match.end("school"), weight)


def _in_words(passage: Passage) -> Iterator[Found[str]]:
    yield from _loosely_named(passage)
    for match in SCHOOL_NAME.finditer(passage.text):
        before = passage.text[max(0, match.start() - 60) : match.start()].replace("\n", " ")
        if _BEFORE.search(before[-40:]):
            continue
        lead = _NOT_FIRST.match(match.group())
        attends = _ATTENDS.search(before) or (lead and re.search(r"(?:At|From|Attends) $", lead.group()))
        yield _at(passage, match, 0.93 if attends else 0.75)


def _at(passage: Passage, match: re.Match[str], weight: float) -> Found[str]:
    lead = _NOT_FIRST.match(match.group())
    begin = match.start() + (lead.end() if lead and not match.group().startswith("The ") else 0)
    if lead and match.group().startswith("The ") and lead.end() > 4:
        begin = match.start() + lead.end()
    value = " ".join(passage.text[begin : match.end()].split())
    return found_at(value, passage, begin, match.end(), weight)
