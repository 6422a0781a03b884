"""The child or young person that an item is about: name, known-as, date of birth, NHS number, UPN. Or several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from intake.extract.dates import dates_in
from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.names import (
    LOWER_NAME,
    NAME,
    NOT_NAMES,
    WHOLE_NAME,
    fold,
    is_name,
    name_words,
    same_person,
    split_known_as,
    tidy_name,
)
from intake.extract.numbers import LOOSE_NHS_SHAPE, UPN_SHAPE, is_nhs_number, is_upn
from intake.extract.value import Found, best, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of, load
from intake.words.needed import Wanted

OLDEST = 26  # a plan can last until the end of the year in which a young person turns 25 (CFA 2014, s. 46)


@dataclass(frozen=True, slots=True)
class Child:
    """What an item says about one child; `doubts` are reasons for a person to look."""

    name: Found[str] | None = None
    known_as: Found[str] | None = None
    date_of_birth: Found[date] | None = None
    nhs_number: Found[str] | None = None
    upn: Found[str] | None = None
    doubts: tuple[str, ...] = ()
    sources: frozenset[str] = field(default=frozenset())


_SIBLING = any_of("child", "sibling")
_ADULT = any_of("child", "adult")
_CHILD_WORD = any_of("child", "child")
_PLURAL = any_of("child", "several")


@cache
def _cues() -> tuple[tuple[Wanted, float], ...]:
    """The words beside which a child is named, and how sure each makes the name."""
    parts = {
        "<name>": f"(?P<name>{NAME})",
        "<whole>": f"(?P<name>{WHOLE_NAME})",
        "<relation>": load("child")["parts"]["relation"],
    }
    cues = []
    for cue in load("child")["cue"]:
        words = cue["words"]
        for part, expression in parts.items():
            words = words.replace(part, expression)
        cues.append((Wanted(re.compile(words)), float(cue["weight"])))
    return tuple(cues)


_LOWER_CUE = re.compile(
    rf"\b(?:my|our) (?:[\w'’-]+ )?(?:son|daughter|child|boy|girl) (?:is called |called |named )?(?P<name>{LOWER_NAME})"
    r"(?=\s*(?:,|\(|dob|d\.o\.b|date of birth|who|is\b|has\b|born|aged|needs))",
    re.I,
)
_LOWER_OF = re.compile(
    rf"\b(?:i am|i['’]m|im|this is) (?P<name>{LOWER_NAME}?)['’]?s"
    r" (?:mum|mam|mother|dad|father|nan|gran\w*|carer|foster carer)\b"
    rf"|\b(?:his|her|their) name(?:['’]?s| is) (?P<called>{LOWER_NAME})(?=,? (?:born|dob|d\.o\.b|and|he|she)|[,.(])"
    rf"|\b(?:mum|mam|mother|dad|father|nan|gran\w*|carer) (?:of|to) (?P<other>{LOWER_NAME})",
)
_A_PLACE = re.compile(
    r"\s*(?:Primary|Infant|Junior|Academy|School|College|Nursery|Road|Street|Lane|Surgery|Hospital|Centre)\b"
)
_OLD_VOICES = frozenset({Voice.QUOTED, Voice.SMALL_PRINT})
_DOB_CUE = re.compile(
    r"(?:d\.?\s?o\.?\s?b\b\.?|date[ -]of[ -]birth|birth ?date|birthday|\bborn\b(?: on)?|\bb\.)[^\n\d]{0,24}$", re.I
)


def children_in(item: Item, *, is_young_person: bool = False) -> tuple[Child, ...]:
    """Every child the item is about, in order; one with nothing known where it names none."""
    labelled = [one for passage in item.spoken() for one in labelled_in(passage)]
    day = item.received.date()
    several = _several_on_forms(labelled, item, day) or _several_in_words(item, labelled, day)
    if several:
        return several
    name, doubts = _one_name(item, labelled, is_young_person=is_young_person)
    return (_described(item, labelled, name, doubts, day),)


# names ------------------------------------------------------------------------------------------------------------


def _labelled_names(labelled: Sequence[Labelled]) -> list[tuple[Found[str], Labelled]]:
    found: list[tuple[Found[str], Labelled]] = []
    first: Labelled | None = None
    for one in labelled:
        if not _may_be_the_childs(one):
            continue
        if one.asked is Asked.FIRST_NAME:
            first = one
        elif one.asked is Asked.SURNAME:
            found += _whole_name(first, one, labelled)
        elif one.asked is Asked.NAME:
            name = tidy_name(split_known_as(one.value)[0])
            if name:
                weight = 0.97 if one.owner is Owner.CHILD else 0.8
                end = one.start + len(one.value.split("\t")[0])
                found.append((found_at(name, one.passage, one.start, min(end, one.end), weight), one))
    if first is not None and not found and tidy_name(first.value):
        found.append((found_at(tidy_name(first.value), first.passage, first.start, first.end, 0.8), first))
    return found


def _may_be_the_childs(one: Labelled) -> bool:
    return one.owner is Owner.CHILD or (one.owner is Owner.NOBODY and one.section in (Owner.CHILD, Owner.NOBODY))


def _whole_name(
    first: Labelled | None, last: Labelled, labelled: Sequence[Labelled]
) -> Iterator[tuple[Found[str], Labelled]]:
    """First name and surname asked for apart, in either order."""
    if first is None:
        first = next((one for one in labelled if one.asked is Asked.FIRST_NAME and _may_be_the_childs(one)
                      and one.passage is last.passage and one.start > last.start), None)  # fmt: skip
    if first is None or first.passage is not last.passage:
        return
    name = tidy_name(f"{first.value.split(chr(9))[0]} {last.value.split(chr(9))[0].title()}")
    if name:
        start, end = min(first.start, last.start), max(first.end, last.end)
        anchor = last if last.start < first.start else first
        yield found_at(name, last.passage, start, end, 0.97), anchor


def _free_names(item: Item) -> Iterator[Found[str]]:
    for passage in item.passages:
        if passage.voice in _OLD_VOICES or passage.voice in (Voice.SIGNATURE, Voice.FILE_NAME):
            continue
        discount = 0.95 if passage.voice is Voice.SUBJECT else 1.0
        for pattern, weight in _cues():
            for match in pattern.finditer(passage.text):
                yield from _candidate(passage, match.start("name"), match["name"], weight * discount)
        yield from _in_lower_case(passage)
        if passage.voice is Voice.SUBJECT:
            yield from _from_title(passage, 0.78)
    for passage in item.of(Voice.FILE_NAME):
        yield from _from_title(passage, 0.72)


def _in_lower_case(passage: Passage) -> Iterator[Found[str]]:
    """Names in mails whose writers use no capitals."""
    for pattern in (_LOWER_CUE, _LOWER_OF):
        for match in pattern.finditer(passage.text):
            part = next(name for name, said in match.groupdict().items() if said)
            name = tidy_name(match[part].title())
            if name and not is_name(match[part]) and not {fold(word) for word in name.split()} & _COMMON_WORDS:
                yield found_at(name, passage, match.start(part), match.end(part), 0.8)


_COMMON_WORDS = frozenset(
    [
        "has",
        "is",
        "was",
        "needs",
        "who",
        "with",
        "and",
        "at",
        "in",
        "as",
        "he",
        "she",
        "to",
        "a",
        "the",
        "please",
        "really",
        "very",
        "been",
        "struggles",
        "struggling",
        "goes",
    ]
)


def _candidate(passage: Passage, start: int, written: str, weight: float) -> Iterator[Found[str]]:
    """The name at a place, without words in front or behind that are none; nothing for a sibling's or an adult's."""
    before = passage.text[max(0, start - 40) : start]
    if _SIBLING.search(before.rpartition(".")[2]) or re.search(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? $", before):
        return
    words = written.split(" ")
    while words and _no_name(words[0]):
        start += len(words[0]) + 1
        words = words[1:]
    kept: list[str] = []
    for word in words:
        if _no_name(word):
            break
        kept.append(word)
    written = " ".join(kept)
    written = re.sub(r"['’]s$", "", written)
    name = "" if _initials(written.split()) else tidy_name(written)
    if name and not _A_PLACE.match(passage.text, start + len(written)):
        yield found_at(name, passage, start, start + len(written), weight)


def _no_name(word: str) -> bool:
    return re.sub(r"['’]s$", "", fold(word)).strip(",.:;") in NOT_NAMES


def _from_title(passage: Passage, weight: float) -> Iterator[Found[str]]:
    """A name among the other words of a subject line or a file name."""
    text = passage.text.replace("_", " ")
    for match in re.finditer(rf"{NAME}(?:, {NAME})?", text):
        run: list[str] = []
        for word in [*match.group().split(" "), ""]:
            if word and not _no_name(word) and len(word) > 1:
                run.append(word)
                continue
            name = "" if _initials(run) else tidy_name(" ".join(run))
            if len(name.split()) > 1 and not re.search(
                r"\b(?:School|Academy|Primary)\b", text[match.end() : match.end() + 12]
            ):
                at = text.find(run[0], match.start())
                yield found_at(name, passage, at, at + len(" ".join(run)), weight)
            run = []


def _initials(run: Sequence[str]) -> bool:
    """Whether the words are initials or codes (“RMT”, “Yr MK”), not a name."""
    shouted = [2 <= len(word) <= 3 and word.isupper() for word in run]
    return (max(map(len, run), default=0) < 4 and any(shouted)) or (
        any(shouted) and not all(word.isupper() for word in run)
    )


def _one_name(
    item: Item, labelled: Sequence[Labelled], *, is_young_person: bool
) -> tuple[Found[str] | None, tuple[str, ...]]:
    """The child's name by the weight of everything that says it; a doubt where two names weigh alike."""
    adults = [] if is_young_person else _adults(item, labelled)
    candidates = [found for found, _ in _labelled_names(labelled)] + list(_free_names(item))
    if is_young_person and not candidates and item.sender.name:
        candidates = list(_own_name(item))
    candidates = [one for one in candidates if not _is_an_adult(one.value, adults)]
    groups: list[list[Found[str]]] = []
    for one in sorted(candidates, key=lambda found: -len(found.value.split())):
        group = next((g for g in groups if any(_says_the_same(one.value, each.value) for each in g)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    if not groups:
        return None, ()
    groups.sort(key=_weight, reverse=True)
    doubts: tuple[str, ...] = ()
    if len(groups) > 1 and _weight(groups[1]) > 0.85 * _weight(groups[0]):
        first, second = _fullest(groups[0]).value, _fullest(groups[1]).value
        doubts = (f"It could be about {first} or about {second}.",)
    return _with_surname(_fullest(groups[0]), item), doubts


_SURNAME = re.compile(
    rf"\b(?i:his|her|their|child['’]s) (?i:surname|last name|family name)(?i: is|:) (?P<surname>{NAME})"
)


def _with_surname(name: Found[str], item: Item) -> Found[str]:
    """A first name with the surname that is said elsewhere in so many words."""
    if len(name.value.split()) > 1:
        return name
    said = (_SURNAME.search(passage.text) for passage in item.spoken())
    surname = next((tidy_name(match["surname"]) for match in said if match), "")
    return Found(f"{name.value} {surname}", name.evidence) if surname else name


def _says_the_same(name: str, fuller: str) -> bool:
    words = name_words(name)
    return same_person(name, fuller) or (len(words) == 1 and words[0] in name_words(fuller))


def _own_name(item: Item) -> Iterator[Found[str]]:
    """A young person who writes for themself signs with the name we need."""
    name = tidy_name(item.sender.name)
    for passage in item.of(Voice.SIGNATURE, Voice.WRITER):
        at = passage.text.find(name) if name else -1
        if at >= 0:
            yield found_at(name, passage, at, at + len(name), 0.85)
            return
    for passage in item.of(Voice.SIGNATURE):
        match = re.search(rf"^[ \t]*({NAME})[ \t]*$", passage.text, re.M)
        if match and tidy_name(match.group(1)):
            yield found_at(tidy_name(match.group(1)), passage, match.start(1), match.end(1), 0.85)
            return


def _weight(group: list[Found[str]]) -> float:
    """How strongly a name is said: its surest place, and a little for every other."""
    strengths = sorted((one.confidence for one in group), reverse=True)
    return strengths[0] + 0.06 * min(5, len(strengths) - 1)


def _fullest(group: list[Found[str]]) -> Found[str]:
    """The fullest writing of the name, as sure as the surest of those that say it."""
    longest = max(len(name_words(one.value)) for one in group)
    full = [one for one in group if len(name_words(one.value)) == longest]
    chosen = max(full, key=lambda one: (one.confidence, any(ord(c) > 127 for c in one.value)))
    accented = next((one for one in full if fold(one.value) == fold(chosen.value) and not one.value.isascii()), chosen)
    sure = max(one.confidence for one in group)
    sure = sure if accented.confidence >= 0.7 else (sure + accented.confidence) / 2
    return Found(accented.value, replace(accented.evidence, confidence=sure))


def _adults(item: Item, labelled: Sequence[Labelled]) -> list[str]:
    """People whom the item names as parent, professional or writer."""
    names = [item.sender.name, item.forwarded_from.name if item.forwarded_from else ""]
    names += [
        split_known_as(one.value)[0]
        for one in labelled
        if one.asked in (Asked.NAME, Asked.SIGNED)
        and one.owner in (Owner.PARENT, Owner.REQUESTER, Owner.GP, Owner.PROFESSIONAL, Owner.SIBLING, Owner.SCHOOL)
    ]
    tidy = [tidy_name(name) for name in names]
    return [name for name in tidy if len(name.split()) > 1]


def _is_an_adult(name: str, adults: Iterable[str]) -> bool:
    return any(len(name.split()) > 1 and name_words(name) == name_words(adult) for adult in adults)


# dates and numbers --------------------------------------------------------------------------------------------------


def _described(
    item: Item,
    labelled: Sequence[Labelled],
    name: Found[str] | None,
    doubts: tuple[str, ...],
    day: date,
    *,
    passages: Sequence[Passage] | None = None,
) -> Child:
    spoken = list(item.spoken()) + list(item.of(Voice.SUBJECT)) if passages is None else list(passages)
    if passages is None and not any(_any_date(one) for one in spoken):
        spoken += list(item.of(Voice.FILE_NAME))
    born, birth_doubts = _date_of_birth(spoken, labelled, name.value if name else "", day)
    nhs, nhs_doubts = _nhs_number(spoken, labelled)
    upn, upn_doubts = _upn(spoken, labelled)
    return Child(
        name=name,
        known_as=_known_as(labelled, spoken, name),
        date_of_birth=born,
        nhs_number=nhs,
        upn=upn,
        doubts=(*doubts, *birth_doubts, *nhs_doubts, *upn_doubts),
    )


def _any_date(passage: Passage) -> bool:
    return next(iter(dates_in(passage.text)), None) is not None


def _known_as(labelled: Sequence[Labelled], spoken: Sequence[Passage], name: Found[str] | None) -> Found[str] | None:
    for one in labelled:
        if one.asked is Asked.KNOWN_AS and _may_be_the_childs(one) and tidy_name(one.value):
            return found_at(tidy_name(one.value), one.passage, one.start, one.end, 0.95)
        if one.asked is Asked.NAME and _may_be_the_childs(one) and split_known_as(one.value)[1]:
            known = split_known_as(one.value)[1]
            at = one.start + one.value.index(known)
            return found_at(known, one.passage, at, at + len(known), 0.95)
    for passage in spoken if name else ():
        at = passage.text.find(name.value if name else "")
        if at >= 0:
            after = passage.text[at : at + len(name.value if name else "") + 50].split("\n")[0]
            known = split_known_as(after)[1]
            if known:
                begin = at + after.index(known)
                return found_at(known, passage, begin, begin + len(known), 0.85)
    return None


def _date_of_birth(
    spoken: Sequence[Passage], labelled: Sequence[Labelled], name: str, day: date
) -> tuple[Found[date] | None, tuple[str, ...]]:
    candidates: list[Found[date]] = []
    impossible: list[Found[date]] = []
    for one in labelled:
        if one.asked is Asked.DATE_OF_BIRTH and (_may_be_the_childs(one) or one.owner is Owner.SCHOOL):
            for written in dates_in(one.value, before=day):
                weight = 0.97 if one.owner is Owner.CHILD else 0.9
                made = found_at(written.day, one.passage, one.start + written.start, one.start + written.end, weight)
                (candidates if _plausible(written.day, day) else impossible).append(made)
                break
    for passage in spoken:
        candidates += _free_dates(passage, name, day)
    chosen = best(candidates)
    if chosen is None:
        said = [f"The date of birth given ({one.evidence.text}) can't be a child's." for one in impossible]
        return None, tuple(said[:1])
    rivals = {one.value for one in candidates if one.confidence >= chosen.confidence - 0.1}
    if len(rivals) > 1:
        days = " or ".join(sorted(one.isoformat() for one in rivals))
        return chosen, (f"The date of birth could be {days}.",)
    return chosen, ()


def _plausible(born: date, day: date) -> bool:
    return born <= day and (day - born).days < OLDEST * 365.25


def _free_dates(passage: Passage, name: str, day: date) -> Iterator[Found[date]]:
    """Dates that the words around them make somebody's birth, where that somebody is the child."""
    for written in dates_in(passage.text, before=day):
        if not _plausible(written.day, day):
            continue
        before = passage.text[max(0, written.start - 110) : written.start]
        cue = _DOB_CUE.search(before)
        beside = bool(name) and _stands_beside(before, passage.text[written.end : written.end + 4], name)
        if not cue and not beside and not _is_the_age(before, written.day, day):
            continue
        weight = 0.93 if cue else 0.82
        if not _somebody_elses(before[: cue.start() if cue else len(before)], name):
            yield found_at(written.day, passage, written.start, written.end, weight)


def _stands_beside(before: str, after: str, name: str) -> bool:
    """Whether a bare date directly follows the child's name: “Sian Evans (3/4/12)”."""
    tail = re.sub(r"[\s(,;:–-]+$", "", before)
    return fold(tail).endswith(fold(name)) and not after.startswith(":")


def _is_the_age(before: str, born: date, day: date) -> bool:
    """Whether a bare date explains an age said just before it: “im 17 (18/07/2009)”."""
    age = re.search(r"\b(\d{1,2})(?: years? old| yrs?)?,? ?\($", before)
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return bool(age) and int(age.group(1) if age else -1) == day.year - born.year - (not had_birthday)


def _somebody_elses(before: str, name: str) -> bool:
    """Whether the nearest person before a date is a sibling or an adult."""
    clause = re.split(r"(?<=[.!?])\s+(?=[A-Z]|$)|\n\s*\n", before)[-1]
    places = {
        "sibling": max((m.end() for m in _SIBLING.finditer(clause)), default=-1),
        "adult": max((m.end() for m in _ADULT.finditer(clause)), default=-1),
        "child": max((m.end() for m in _CHILD_WORD.finditer(clause)), default=-1),
    }
    if re.match(r" (?:of|to) [A-Z]", clause[places["adult"] :]):  # “I am the mother of Zoe”: the next is Zoe's
        places["child"] = max(places["child"], places["adult"] + 1)
    first = fold(name.split()[0]) if name else ""
    if first:
        places["child"] = max(places["child"], fold(clause).rfind(first))
    nearest = max(places, key=lambda who: places[who])
    return places[nearest] >= 0 and nearest != "child"


_NHS = r"\bnhs\b|\bnational health (?:service )?(?:no|number)"


def _nhs_number(spoken: Sequence[Passage], labelled: Sequence[Labelled]) -> tuple[Found[str] | None, tuple[str, ...]]:
    found: list[Found[str]] = []
    failed: list[str] = []
    for passage, start, written in _beside_label(spoken, labelled, Asked.NHS_NUMBER, _NHS, LOOSE_NHS_SHAPE):
        digits = re.sub(r"\D", "", written)
        if is_nhs_number(digits):
            found.append(found_at(digits, passage, start, start + len(written), 0.97))
        else:
            failed.append(digits)
    if found:
        return found[0], ()
    return None, tuple(f"The NHS number {digits} fails its check." for digits in dict.fromkeys(failed))


def _upn(spoken: Sequence[Passage], labelled: Sequence[Labelled]) -> tuple[Found[str] | None, tuple[str, ...]]:
    found: list[Found[str]] = []
    failed: list[str] = []
    for passage, start, written in _beside_label(spoken, labelled, Asked.UPN, r"\bupn\b|unique pupil", UPN_SHAPE):
        number = re.sub(r"[ -]", "", written).upper()
        if is_upn(number):
            found.append(found_at(number, passage, start, start + len(written), 0.97))
        else:
            failed.append(number)
    for one in labelled:
        if one.asked is Asked.UPN and _may_be_the_childs(one) and not found and not failed:
            digits = re.sub(r"[^A-Za-z0-9]", "", one.value)
            if sum(c.isdigit() for c in digits) >= 8:
                failed.append(digits.upper())
    if found:
        return found[0], ()
    return None, tuple(f"The UPN {number} fails its check." for number in dict.fromkeys(failed))


def _beside_label(
    spoken: Sequence[Passage], labelled: Sequence[Labelled], asked: Asked, cue: str, shape: re.Pattern[str]
) -> Iterator[tuple[Passage, int, str]]:
    """Numbers of a shape that stand beside their label, and are the child's."""
    taken: set[tuple[str, int]] = set()  # places that a label has claimed, whoever it is for
    for one in labelled:
        for match in shape.finditer(one.value) if one.asked is asked else ():
            at = one.start + match.start(1)
            if _is_first(taken, one.passage, at) and _may_be_the_childs(one):
                yield one.passage, at, match.group(1)
    for passage in spoken:
        for label in re.finditer(cue, passage.text, re.I):
            found = shape.search(passage.text[label.end() : label.end() + 45].split("\n\n")[0])
            if found is None or re.search(r"\d", passage.text[label.end() : label.end() + found.start()]):
                continue
            at = label.end() + found.start(1)
            before = passage.text[max(0, label.start() - 60) : label.start()]
            if _is_first(taken, passage, at) and not _somebody_elses(before, ""):
                yield passage, at, found.group(1)


def _is_first(taken: set[tuple[str, int]], passage: Passage, at: int) -> bool:
    """Whether nothing has claimed the place yet; claims it."""
    place = (passage.source, passage.offset + at)
    new = place not in taken
    taken.add(place)
    return new


# several children ---------------------------------------------------------------------------------------------------

_PERSON_AND_BIRTH = re.compile(
    rf"(?P<name>{NAME})[\s,]*(?:\(|[,;:–-]|\s)\s*(?:(?i:d\.?o\.?b\.?|date of birth|born(?: on)?)[\s:.]*)?(?=[\d])"
)


def _several_on_forms(labelled: Sequence[Labelled], item: Item, day: date) -> tuple[Child, ...]:
    """Two forms, or one form with two children: each with what stands between its name and the next one's."""
    names = [(found, one) for found, one in _labelled_names(labelled) if one.owner is Owner.CHILD]
    heads: list[tuple[Found[str], Labelled]] = []
    for found, one in names:
        if not any(same_person(found.value, other.value) for other, _ in heads):
            heads.append((found, one))
    if len(heads) < 2 or not _really_several(heads, item):
        return ()
    order = {id(one): number for number, one in enumerate(labelled)}
    children = []
    for number, (found, one) in enumerate(heads):
        begin = order[id(one)]
        end = order[id(heads[number + 1][1])] if number + 1 < len(heads) else len(labelled)
        own = list(labelled[begin:end])
        child = _described(item, own, found, (), day, passages=())
        children.append(replace(child, sources=frozenset({one.passage.source})))
    return tuple(children)


def _really_several(heads: Sequence[tuple[Found[str], Labelled]], item: Item) -> bool:
    """Whether two names on forms are two requests: on two documents, or with two dates of birth, or said to be."""
    if len({one.passage.source for _, one in heads}) > 1:
        return True
    if any(_PLURAL.search(passage.text) for passage in item.of(Voice.WRITER, Voice.SUBJECT, Voice.FORWARDED)):
        return True
    labels = {one.label.lower() for _, one in heads}
    return len(labels) == 1 or any(re.search(r"\b(?:2|two|second)\b", label) for label in labels)


def _several_in_words(item: Item, labelled: Sequence[Labelled], day: date) -> tuple[Child, ...]:
    """“My twins Ava Reid (3/4/16) and Noah Reid (3/4/16)”: named with their births, and said to be several."""
    if _labelled_names(labelled):
        return ()
    for passage in item.spoken():
        if not _PLURAL.search(passage.text):
            continue
        children: list[Child] = []
        for match in _PERSON_AND_BIRTH.finditer(passage.text):
            written = next(iter(dates_in(passage.text[match.end() : match.end() + 24], before=day)), None)
            found = next(iter(_candidate(passage, match.start("name"), match["name"], 0.92)), None)
            if written is None or written.start > 2 or found is None or not _plausible(written.day, day):
                continue
            if any(child.name and same_person(child.name.value, found.value) for child in children):
                continue
            begin = match.end() + written.start
            born = found_at(written.day, passage, begin, match.end() + written.end, 0.92)
            children.append(Child(name=found, date_of_birth=born))
        if len(children) > 1:
            return tuple(_with_numbers(child, passage, day) for child in children)
    return ()


def _with_numbers(child: Child, passage: Passage, day: date) -> Child:
    """The numbers on the child's own line."""
    if child.name is None:
        return child
    at = child.name.evidence.start - passage.offset
    end = passage.text.find("\n", at)
    line = replace(passage, text=passage.text[at : end if end >= 0 else None], offset=passage.offset + at)
    nhs, nhs_doubts = _nhs_number([line], [])
    upn, upn_doubts = _upn([line], [])
    return replace(child, nhs_number=nhs, upn=upn, doubts=(*nhs_doubts, *upn_doubts))
