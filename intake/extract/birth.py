"""The child's date of birth; never a parent's, a sibling's or the day of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from intake.extract.dates import date_in_boxes, dates_in, number_said
from intake.extract.labels import Asked, Labelled, Owner
from intake.extract.mentions import is_a_childs
from intake.extract.names import fold
from intake.extract.naming import People, Person, may_be_the_childs, own_answer
from intake.extract.value import Found, best, found_at
from intake.item import Passage
from intake.words import any_of

_SIBLING = any_of("child", "sibling")
_ADULT = any_of("child", "adult")
_CHILD_WORD = any_of("child", "child")
_CUE = re.compile(
    r"(?:d[./]?\s?o[./]?\s?b\b\.?|dat[ae][\s-]of[\s-]birth|birth ?date|birthday|b['’-]?day|\bbirth\b|\bborn\b(?: on)?"
    r"|\bb\.)"
    r"[^\n\d]{0,30}$",
    re.I,
)
_IS_OF = re.compile(r"\b(?:s?he|they)(?:['’]?s| is| are|['’]re) $", re.I)  # “he is 24.01.2015”
_RIGHT_BESIDE = 60  # characters of a form's answer: name, then birth
_CLAUSE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z]|$)|\n\s*\n")
_YEAR_APART = re.compile(
    r"\b(?:on|is) (?P<day>the \w+(?: \w+)? of \w+|(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z]\w+)[^.\n]{0,30}?"
    r"\bborn (?:in )?(?P<year>(?:19|20)\d\d)",
    re.I,
)


def date_of_birth_in(
    spoken: Sequence[Passage], labelled: Sequence[Labelled], people: People, day: date
) -> tuple[Found[date] | None, tuple[str, ...]]:
    """The surest date, and the doubts: two that could be it, or one that can't be a child's."""
    candidates: list[Found[date]] = []
    impossible: list[Found[date]] = []
    for made in _on_forms(labelled, day):
        (candidates if is_a_childs(made.value, day) else impossible).append(made)
    child = people.likely[0] if people.likely else None
    candidates += _beside_the_name(child, spoken)
    taken = people.births_of_others
    for passage in spoken:
        found = _in_words(passage, child.name if child else "", day)
        candidates += [one for one in found if (one.evidence.source, one.evidence.start) not in taken]
    chosen = best(candidates)
    if chosen is None:
        said = [f"The date of birth given ({one.evidence.text}) can't be a child's." for one in impossible]
        return None, tuple(said[:1])
    rivals = {one.value for one in candidates if one.confidence >= chosen.confidence - 0.1}
    if len(rivals) > 1:
        days = " or ".join(sorted(one.isoformat() for one in rivals))
        return chosen, (f"The date of birth could be {days}.",)
    return chosen, ()


def _on_forms(labelled: Sequence[Labelled], day: date) -> Iterator[Found[date]]:
    for one in labelled:
        if one.asked is Asked.NAME and one.owner is Owner.CHILD:
            beside = next(dates_in(own_answer(one.value), before=day), None)
            if beside and is_a_childs(beside.day, day) and beside.start < _RIGHT_BESIDE:
                yield found_at(beside.day, one.passage, one.start + beside.start, one.start + beside.end, 0.93)
        if one.asked is Asked.DATE_OF_BIRTH and (may_be_the_childs(one) or one.owner is Owner.SCHOOL):
            written = next(dates_in(one.value, before=day), None) or date_in_boxes(one.value, before=day)
            if written:
                weight = 0.97 if one.owner is Owner.CHILD else 0.9
                yield found_at(written.day, one.passage, one.start + written.start, one.start + written.end, weight)


def _beside_the_name(child: Person | None, spoken: Sequence[Passage]) -> Iterator[Found[date]]:
    for one in child.mentions if child else ():
        if one.born is not None and one.passage in spoken:
            yield found_at(one.born.day, one.passage, one.born.start, one.born.end, 0.95)


def _in_words(passage: Passage, name: str, day: date) -> Iterator[Found[date]]:
    """Dates that the words around them make somebody's birth, where that somebody is the child."""
    for written in dates_in(passage.text, before=day):
        if not is_a_childs(written.day, day):
            continue
        before = passage.text[max(0, written.start - 130) : written.start]
        cue = _CUE.search(before) or _IS_OF.search(before)
        if not cue and not _is_the_age(before, written.day, day):
            continue
        if not somebody_elses(before[: cue.start() if cue else len(before)], name):
            yield found_at(written.day, passage, written.start, written.end, 0.9)
    for apart in _YEAR_APART.finditer(passage.text):
        whole = next(dates_in(f"{apart['day'].removeprefix('the ')} {apart['year']}"), None)
        if whole and is_a_childs(whole.day, day) and not somebody_elses(passage.text[: apart.start()][-130:], name):
            yield found_at(whole.day, passage, apart.start("day"), apart.end("year"), 0.85)


_AN_AGE = re.compile(r"\b(\w+)(?: years? old| yrs?)?(?: (?:in|last|this|next|on|at|since|just) [\w ]{2,20})?,? ?\($")


def _is_the_age(before: str, born: date, day: date) -> bool:
    """Whether a bare date explains an age said just before it: “im 17 (18/07/2009)”, “he's nine (14.10.16)”."""
    age = _AN_AGE.search(before)
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return bool(age) and number_said(age.group(1) if age else "") == day.year - born.year - (not had_birthday)


def somebody_elses(before: str, name: str) -> bool:
    """Whether the nearest person before a date or number is a sibling or an adult."""
    clause = _CLAUSE.split(before)[-1]
    places = {
        "sibling": max((m.end() for m in _SIBLING.finditer(clause)), default=-1),
        "adult": max((m.end() for m in _ADULT.finditer(clause)), default=-1),
        "child": max((m.end() for m in _CHILD_WORD.finditer(clause)), default=-1),
    }
    if re.match(r" (?:of|to|for) [A-Z]", clause[places["adult"] :]):  # “I am the mother of Zoe”: the next is Zoe's
        places["child"] = max(places["child"], places["adult"] + 1)
    first = fold(name.split()[0]) if name else ""
    if first:
        places["child"] = max(places["child"], fold(clause).rfind(first))
    nearest = max(places, key=lambda who: places[who])
    return places[nearest] >= 0 and nearest != "child"
