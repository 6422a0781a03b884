"""One child or several: twins, a table of pupils, two forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from intake.extract.child import Child, described, the_child_in
from intake.extract.child_numbers import nhs_number_in, upn_in
from intake.extract.dates import dates_in
from intake.extract.labels import Labelled, Owner
from intake.extract.mentions import Cue, Mention, is_a_childs
from intake.extract.names import fold, same_person
from intake.extract.naming import NOBODY_NAMED, People, labelled_names, people_in
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of

_PLURAL = any_of("child", "several")
_FOR_BOTH = any_of("child", "for_both")
_A_SIBLING = "A brother or sister is named with a birth: check for whom the request is."
_ONE_OF_THEM = any_of("child", "one_of_them")


def children_in(item: Item, labelled: Sequence[Labelled], *, is_young_person: bool = False) -> tuple[Child, ...]:
    """Every child the item is about, in order; one with nothing known where it names none."""
    day = item.received.date()
    on_forms = _on_forms(labelled, item, day)
    if on_forms:
        return on_forms
    people = people_in(item, labelled, day, is_young_person=is_young_person)
    return _in_words(item, people, day) or (the_child_in(item, labelled, people, day),)


def _on_forms(labelled: Sequence[Labelled], item: Item, day: date) -> tuple[Child, ...]:
    """Two forms, or one form with two children: each with what stands between its name and the next one's."""
    heads: list[tuple[Found[str], Labelled]] = []
    for found, one in labelled_names(labelled):
        if one.owner is Owner.CHILD and not any(same_person(found.value, other.value) for other, _ in heads):
            heads.append((found, one))
    if len(heads) < 2 or not _really_several(heads, item):
        return ()
    order = {id(one): number for number, one in enumerate(labelled)}
    children = []
    for number, (found, one) in enumerate(heads):
        begin = order[id(one)]
        end = order[id(heads[number + 1][1])] if number + 1 < len(heads) else len(labelled)
        own = list(labelled[begin:end])
        if one.column:
            own = [each for each in labelled if each.passage is one.passage and each.column == one.column]
        child = described(found, (), (), own, NOBODY_NAMED, day)
        children.append(replace(child, sources=frozenset({one.passage.source})))
    return tuple(children)


def _really_several(heads: Sequence[tuple[Found[str], Labelled]], item: Item) -> bool:
    """Whether two names on forms are two requests: on two documents, or with two dates of birth, or said to be."""
    if len({one.passage.source for _, one in heads}) > 1:
        return True
    if any(_PLURAL.search(passage.text) for passage in item.of(Voice.WRITER, Voice.SUBJECT, Voice.FORWARDED)):
        return True
    if all(one.column for _, one in heads):
        return True
    labels = {one.label.lower() for _, one in heads}
    return len(labels) == 1 or any(re.search(r"\b(?:2|two|second)\b", label) for label in labels)


def _in_words(item: Item, people: People, day: date) -> tuple[Child, ...]:
    """“My twins Ava Reid (3/4/16) and Noah Reid (3/4/16)”: named with their births, and said to be several."""
    if any(person.strongest((Cue.FORM,)) for person in people.likely):
        return ()
    siblings = [person for person in people.others if person.strongest((Cue.SIBLING,)) and person.is_given_a_birth]
    for passage in item.spoken():
        if not _PLURAL.search(passage.text) or _ONE_OF_THEM.search(passage.text):
            continue
        named = [*people.likely, *(siblings if _FOR_BOTH.search(passage.text) else ())]
        children: list[Child] = []
        for one in _with_births([m for person in named for m in person.mentions if m.passage is passage]):
            if not any(child.name and same_person(child.name.value, one.name) for child in children):
                children.append(_child(one, day, doubt=any(one in person.mentions for person in siblings)))
        children = children or _with_one_birth(passage, people, day)
        if len(children) > 1:
            return tuple(children)
    return ()


_BORN_TOGETHER = re.compile(
    r"\b(?:twins?|triplets|both(?: of (?:them|whom))?|they|the (?:two|pair)"
    r"|(?:two|three) (?:\w+ )?(?:sons|daughters|boys|girls|children))\b[^.\n]{0,60}"
    r"\b(?:born|d\.?o\.?b\.?|dates? of birth|birthdays?)\b[^.\n\d]{0,25}$",
    re.I,
)
_MOST = 4  # children of one birth, and one to spare


def _with_one_birth(passage: Passage, people: People, day: date) -> list[Child]:
    """“My twins, born 3/4/16 … Ava Reid can't … Noah Reid won't …”: the birth is said once, the names later."""
    born = next(
        (
            one
            for one in dates_in(passage.text, before=day)
            if is_a_childs(one.day, day) and _BORN_TOGETHER.search(passage.text[max(0, one.start - 120) : one.start])
        ),
        None,
    )
    named = [person for person in people.likely if " " in person.name and not person.is_given_a_birth]
    if born is None or not 2 <= len(named) <= _MOST or len({fold(person.name).split()[-1] for person in named}) > 1:
        return []
    firsts = [next((one for one in person.mentions if one.passage is passage), None) for person in named]
    return [_child(replace(one, born=born), day, doubt=False) for one in _in_order(firsts)]


def _in_order(mentions: Sequence[Mention | None]) -> list[Mention]:
    return sorted((one for one in mentions if one is not None), key=lambda one: one.start)


_TOGETHER = re.compile(r"(?: ?-[^\W\d_]+)?,? (?:and|&|und|y)[.,]? |, ")  # a scan may part “Adu -Bennett”


def _with_births(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that have a birth; “Ava and Noah Reid, born 3/4/16” share the surname and the day."""
    found: list[Mention] = []
    ordered = sorted(mentions, key=lambda one: one.start)
    for one, following in pairwise([*ordered, None]):
        if one is None:
            continue
        joined = following is not None and _TOGETHER.fullmatch(one.passage.text, one.end, following.start)
        if one.born is None and joined and following is not None and following.born is not None:
            one = replace(one, name=_with_the_surname_of(following.name, one.name), born=following.born)
        if one.born is not None:
            found.append(one)
    return found


def _with_the_surname_of(whole: str, name: str) -> str:
    """A first name, or a name whose surname was cut at a hyphen, with the surname of the one named beside it."""
    first, *last = name.split()
    surname = whole.split()[1:]
    cut = bool(last) and len(surname) == 1 and surname[0].startswith(f"{last[-1]}-")
    return " ".join([first, *surname]) if not last or cut else name


def _child(mention: Mention, day: date, *, doubt: bool) -> Child:
    """The child of a mention, with the numbers on its own line."""
    passage, written = mention.passage, mention.born
    end = passage.text.find("\n", mention.start)
    text = passage.text[mention.start : end if end >= 0 else None]
    line = replace(passage, text=text, offset=passage.offset + mention.start)
    nhs, nhs_doubts = nhs_number_in([line], [])
    upn, upn_doubts = upn_in([line], [])
    return Child(
        name=found_at(mention.name, passage, mention.start, mention.end, 0.92),
        date_of_birth=found_at(written.day, passage, written.start, written.end, 0.92) if written else None,
        nhs_number=nhs,
        upn=upn,
        doubts=(*nhs_doubts, *upn_doubts, *([_A_SIBLING] if doubt else ())),
    )
