"""The child's school, nursery or college."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from hub.language.needed import Wanted
from intake.extract.dates import dates_in
from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.mentions import is_a_childs
from intake.extract.names import fold, is_given
from intake.extract.numbers import POSTCODE
from intake.extract.runs import is_no_name
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
_A_PERSONS = re.compile(r"senc|head|teacher|principal|contact|manager|lead|officer", re.I)
_ONLY_KIND = any_of("places", "any_school")


def school_in(
    item: Item,
    labelled: Sequence[Labelled],
    *,
    by_school: bool,
    sources: frozenset[str] = frozenset(),
    beside: Found[str] | None = None,
) -> Found[str] | None:
    """The school that the child attends.

    A school's own letterhead or signature counts only where the school is the one that asks (`by_school`). Of several
    children, each goes to the one that is named right after them (`beside` is the child's name), if any is.
    """
    candidates: list[Found[str]] = []
    for one in labelled:
        if (one.asked is Asked.SCHOOL and one.owner in (Owner.CHILD, Owner.NOBODY, Owner.SCHOOL, Owner.PARENT)) or (
            one.asked is Asked.NAME
            and one.owner is Owner.SCHOOL
            and one.section is Owner.SCHOOL
            and not _A_PERSONS.search(one.label)
        ):
            candidates += _on_form(one)
    for passage in item.passages:
        if sources and passage.source not in sources:
            continue
        if passage.voice in (Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT, Voice.SUBJECT):
            candidates += [*_in_words(passage), *_in_a_row(passage, item.received.date())]
        elif by_school and passage.voice in (Voice.SIGNATURE, Voice.SMALL_PRINT):
            candidates += [_at(passage, match, 0.78) for match in SCHOOL_NAME.finditer(passage.text)]
    if not candidates:
        candidates = [found for passage in item.of(Voice.QUOTED) for found in _in_chain(passage)]
    sensible = [
        one for one in candidates if one.value and not _ONLY_KIND.match(one.value) and not _NO_SCHOOL.search(one.value)
    ]
    near = [one for one in sensible if beside is not None and _follows(one, beside)]
    return _fullest(best(near or sensible), near or sensible)


def _follows(school: Found[str], name: Found[str]) -> bool:
    same = school.evidence.source == name.evidence.source and school.evidence.page == name.evidence.page
    return same and 0 <= school.evidence.start - name.evidence.end <= _NEAR


_NEAR = 70  # characters: a birth may stand between


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
    said = _UNTIL_NOW.sub("", one.value)
    value = re.split(r"\t|\s*[;|]\s*|,\s*(?=\d|[A-Z][a-z]+ (?:Road|Street|Lane))|\s+\(|\s{3,}|\n", said)[0].strip(" .,")
    value = re.sub(r"\s*[,–-]?\s*(?:Year|Yr|Y) ?\d{1,2}\b.*$|\s*,\s*Reception\b.*$", "", value)
    if (
        not 3 <= len(value) <= 90
        or re.search(r"@|\bnone\b|\bn/?a\b|not (?:in|at)|home educated", value, re.I)
        or len(value.split()) > 10
        or _A_SENTENCE.search(value)
        or _NO_SCHOOL.search(value)
        or (re.search(r"\boffice\b", one.label, re.I) and re.search(r"\d", value))
    ):
        return
    if not re.search(r"[A-Z]", value) or re.fullmatch(r"[\d\s/.-]+", value):
        return
    begin = one.start + max(one.value.find(value), 0)
    yield found_at(value, one.passage, begin, begin + len(value), 0.96)


_UNTIL_NOW = re.compile(r"^[^\n]{3,60}\b(?:until|till|up to)\b[^\n]{0,30}\bnow(?: at)?[: ]+|^now(?: at)? ", re.I)
_NO_SCHOOL = re.compile(
    rf"^(?:{POSTCODE.pattern})|\b(?:request|assessment|address|telephone|details|review|application|report|parent)\b",
    re.I,
)
_A_SENTENCE = re.compile(r"\b(?:is|are|was|were|have|has|had|that|no|not|did|does|form|transport)\b")
_NAMED_ONLY = re.compile(
    r"\b(?i:attend(?:s|ing)?|stud(?:y|ies|ying) (?:in|at)|(?:gone|going|moved|goes|went) up to|now at|and now|still at"
    r"|goes to|go to|is (?:now |currently )?at|he's at|she's at|pupil at|place at|starts at"
    r"|teachers? at|started at|a day at|at school at|moved to|joined|on roll at|enrolled at"
    r"|based at|in (?:year \w+|y\d+|reception|nursery) at|(?:year|yr|y) ?\d{1,2},?(?: at| in)?"
    r"|(?:in|at|to|of) (?:the )?(?:school|nursery|college)|school is|school:)[ \n]"
    r"(?P<school>(?:St\.? [A-Z][\w’']+|[A-Z][\w’']+(?: [A-Z][\w’']+){0,2}))"
    r"(?=[,.\n;)/]| \(| (?:and|in|but|since|until|till|have|has|for|still|now|where|which|with|on)\b)"
)
_LIKE_ELSEWHERE = re.compile(  # “Nursery Little Acorns say”
    r"\b(?:Nursery|School|Academy|College|Pre-?school|Kindergarten) (?P<school>[A-Z][a-z’']+(?: [A-Z][a-z’']+){0,2})"
    r"(?= (?:say|says|said|told|tell|has|have|is|and|where)\b|[.,\n])"
)
_SHOUTED = re.compile(
    r"^(?P<school>[A-Z][A-Z'’.& -]{2,60}? (?:SCHOOL|ACADEMY|COLLEGE|NURSERY|PRE-?SCHOOL|INFANTS|JUNIORS))\b", re.M
)
_SMALL_KIND = re.compile(
    r"\b(?P<school>(?:St\.? )?[A-Z][\w’']+(?: [A-Z][\w’']+){0,2}(?: (?:primary|infants?|junior|high|secondary))*"
    r" (?:school|academy|nursery|college|primary|infants|juniors|pre-?school|secondary|comp))\b"
)
_NO_CAPITALS_NO_KIND = re.compile(
    r"\bin (?:year \w+|yr? ?\d{1,2}|reception|nursery|class \w+) (?:at|in) (?P<school>[a-z’']{4,20}(?: [a-z’']{4,20})?)"
    r"(?=[.,\n]| and\b|\Z)",
    re.I,
)
_SAINTS = re.compile(
    r"(?:\b(?:at|from|to)|\d,)[ \n](?P<school>St\.? [A-Z]\w+['’]?s)"
    r"(?=[.\n;)]|, \w| (?:and|in|but|since|have|has)\b)"
)
_WITHOUT_CAPITALS = re.compile(
    r"\b(?i:attends|go(?:e?s)?|is|is at|at) (?:to |at )?(?P<school>(?i:(?:st )?[a-z'’]{3,20}(?: [a-z'’]{3,20})?"
    r" (?:academy|primary|primry|school|nursery|college|infants?|juniors?|high)(?: school)?))\b"
)


def _loosely_named(passage: Passage) -> Iterator[Found[str]]:
    """“He is at St Chad's”, “goes to oakfield academy”: a name without its kind, or without its capitals."""
    for wanted, weight in _LOOSE:
        for match in wanted.finditer(passage.text):
            said = match["school"]
            first = said.split()[0]
            if not _A_SAINT.match(first) and (is_no_name(first) or is_given(first)):
                continue
            if not re.search(r"\b(?:my|the|his|her|a|this|that|school is|home|present|least|first)\b", said):
                yield found_at(" ".join(said.split()), passage, match.start("school"), match.end("school"), weight)


_A_SAINT = re.compile(r"St\b", re.I)
_LOOSE = (
    (Wanted(_NAMED_ONLY), 0.74),
    (Wanted(_SAINTS), 0.73),
    (Wanted(_WITHOUT_CAPITALS), 0.73),
    (Wanted(_SMALL_KIND), 0.74),
    (Wanted(_LIKE_ELSEWHERE), 0.72),
    (Wanted(_NO_CAPITALS_NO_KIND), 0.7),
)
_A_ROW = r"(?P<school>[A-Z][a-z’']+(?: [A-Z][a-z’']+){0,2})"
_AFTER_A_BIRTH = re.compile(rf"[),]{{0,2}} ?[,/|–-]? ?{_A_ROW}(?=[),.;/\n]| /| till | until | and now |\Z)")
_BEFORE_A_BIRTH = re.compile(rf"[A-Z][\w’'-]+ [A-Z][\w’'-]+, {_A_ROW}, $")
_BESIDE_A_NAME = re.compile(rf"\([A-Z][a-z’']+ [A-Z][\w’'-]+, {_A_ROW}\)")


def _in_a_row(passage: Passage, day: date) -> Iterator[Found[str]]:
    """“Sol Moss, Hollins, 2/2/2012”; “(15.9.2014, Castle View)”: what stands beside a child's name and birth."""
    text = passage.text
    matches = list(_BESIDE_A_NAME.finditer(text))
    for written in dates_in(text, before=day):
        if is_a_childs(written.day, day) and (day - written.day).days > _TWO_YEARS:
            after = _AFTER_A_BIRTH.match(text, written.end)
            before = _BEFORE_A_BIRTH.search(text, max(0, written.start - 90), written.start)
            matches += [match for match in (after, before) if match]
    for match in matches:
        words = match["school"].split()
        if not is_given(words[0]) and not any(is_no_name(word) for word in words):
            yield found_at(match["school"], passage, match.start("school"), match.end("school"), 0.71)


_TWO_YEARS = 730  # days: nobody goes to school or nursery before
_BROKEN = re.compile(r"(?<=[^\n]{45})\n(?=[A-Z])")  # a line broken for its length


def _in_words(passage: Passage) -> Iterator[Found[str]]:
    yield from _loosely_named(passage)
    for match in _SHOUTED.finditer(passage.text):
        lead = _NOT_FIRST.match(match["school"])
        begin = match.start() + (lead.end() if lead else 0)
        said = " ".join(one if one in _SHORT else one.capitalize() for one in passage.text[begin : match.end()].split())
        yield found_at(said, passage, begin, match.end(), 0.72)
    for match in SCHOOL_NAME.finditer(_BROKEN.sub(" ", passage.text)):
        before = passage.text[max(0, match.start() - 60) : match.start()].replace("\n", " ")
        if _BEFORE.search(before[-40:]):
            continue
        lead = _NOT_FIRST.match(match.group())
        attends = _ATTENDS.search(before) or (lead and re.search(r"(?:At|From|Attends) $", lead.group()))
        yield _at(passage, match, 0.93 if attends else 0.75)


_A_SENTENCE_END = re.compile(r"[a-z]{3,}[.!?] ")
_SHORT = frozenset({"RC", "CE", "VA", "VC", "PRU"})


def _at(passage: Passage, match: re.Match[str], weight: float) -> Found[str]:
    ended = max((end.end() for end in _A_SENTENCE_END.finditer(match.group())), default=0)
    said = match.group()[ended:]
    lead = _NOT_FIRST.match(said)
    begin = match.start() + ended + (lead.end() if lead and not said.startswith("The ") else 0)
    if lead and said.startswith("The ") and lead.end() > 4:
        begin = match.start() + ended + lead.end()
    value = " ".join(passage.text[begin : match.end()].split())
    return found_at(value, passage, begin, match.end(), weight)
