"""Which of the people that an item names is the child."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from math import log

from rapidfuzz import fuzz

from intake.extract.labels import Asked, Labelled, Owner
from intake.extract.lower_case import everyday_words, mentions_in_lower_case
from intake.extract.mentions import NOT_THE_CHILD, Cue, Mention, mentions_in
from intake.extract.names import (
    NAME,
    fold,
    is_given,
    name_words,
    names_for,
    same_first_name,
    same_person,
    split_known_as,
    tidy_name,
)
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice
from intake.words import load

_SURELY_ANOTHER = 0.9
SURELY = 0.97  # a form's own answer
_MAY_BE_THE_CHILD = frozenset(Cue) - NOT_THE_CHILD
_CUES_OF_THE_CHILD = tuple(cue for cue in Cue if cue not in NOT_THE_CHILD)


@dataclass(slots=True)
class Person:
    """Everybody who is called by the same name, with every mention."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    known_as: str = ""

    def strongest(self, cues: Iterable[Cue]) -> float:
        """The strongest of these cues in any mention; 0 without."""
        wanted = frozenset(cues)
        strongest = 0.0
        for one in self.mentions:
            for cue, weight in one.cues:
                if weight > strongest and cue in wanted:
                    strongest = weight
        return strongest

    @property
    def is_somebody_else(self) -> bool:
        """Whether more says that it is a relative or a professional than that it is the child."""
        against = self.strongest(NOT_THE_CHILD)
        return against > 0.3 and against >= self.strongest(_MAY_BE_THE_CHILD) - 0.01

    @property
    def score(self) -> float:
        """How much says that this is the child: each cue once, at its strongest."""
        strongest: dict[Cue, float] = {}
        for one in self.mentions:
            for cue, weight in one.cues:
                if weight > strongest.get(cue, 0.0):
                    strongest[cue] = weight
        each = (strongest[cue] for cue in _CUES_OF_THE_CHILD if cue in strongest)
        often = 0.05 * min(6, len(self.mentions)) + 0.3 * (" " in self.name)
        return sum(-log(1 - min(weight, SURELY)) for weight in each) + often

    @property
    def is_given_a_birth(self) -> bool:
        """Whether a child's date of birth stands beside the name."""
        return any(one.born is not None for one in self.mentions)


def labelled_names(labelled: Sequence[Labelled]) -> list[tuple[Found[str], Labelled]]:
    """The names that forms give as the child's, each with the label that anchors it."""
    found: list[tuple[Found[str], Labelled]] = []
    first: Labelled | None = None
    for one in labelled:
        if not may_be_the_childs(one):
            continue
        if one.asked is Asked.FIRST_NAME:
            first = one
        elif one.asked is Asked.SURNAME:
            found += _whole_name(first, one, labelled)
        elif one.asked is Asked.NAME and not _A_GROWN_UP.match(one.value):
            name = _answered(one.value)
            if name:
                weight = SURELY if one.owner is Owner.CHILD else 0.8
                end = one.start + len(one.value.split("\t")[0])
                found.append((found_at(name, one.passage, one.start, min(end, one.end), weight), one))
    if first is not None and not found and _answered(first.value):
        found.append((found_at(_answered(first.value), first.passage, first.start, first.end, 0.8), first))
    return found


_A_GROWN_UP = re.compile(r"(?:Mrs?|Ms|Dr|Prof)\b")


def may_be_the_childs(one: Labelled) -> bool:
    """Whether a label asks for something of the child's, as far as its words and its section tell."""
    return one.owner is Owner.CHILD or (one.owner is Owner.NOBODY and one.section in (Owner.CHILD, Owner.NOBODY))


_THE_NEXT_LABEL = re.compile(r"\s{3,}|\s+(?=[A-Z][a-z]+(?: [a-z/]+){0,2}:)")


_MORE_ABOUT_THEM = re.compile(r"\s*[,;(–-]\s*(?=(?:born|aged?|year|yr|dob|known|he|she|\d)\b)|\s+(?:born|aged?)\b|\.\s")


def own_answer(value: str) -> str:
    """A form's answer without what follows it on the line under another label."""
    return _THE_NEXT_LABEL.split(value)[0]


def _answered(value: str) -> str:
    """The name that a form's answer gives, also where some of it has no capital."""
    text = _MORE_ABOUT_THEM.split(own_answer(value))[0]
    text = re.sub(r"^(?:baby|birth|legal|full|given)[- ]names?:? ", "", text, flags=re.I)
    text, known = split_known_as(text)
    if known and " " not in text.strip() and " " in known:  # “Dimitri, known as Dimi Ioannou”
        text = f"{text} {known.split(' ', 1)[1]}"
    name = tidy_name(text)
    words = tidy_name(text.title()).split() if not name and len(text.split()) <= 4 else []
    return name or (" ".join(words) if words and not any(fold(word) in everyday_words() for word in words) else "")


def _whole_name(
    first: Labelled | None, last: Labelled, labelled: Sequence[Labelled]
) -> Iterator[tuple[Found[str], Labelled]]:
    """First name and surname asked for apart, in either order."""
    if first is None:
        first = next((one for one in labelled if one.asked is Asked.FIRST_NAME and may_be_the_childs(one)
                      and one.passage is last.passage and one.start > last.start), None)  # fmt: skip
    if first is None or first.passage is not last.passage:
        return
    given = first.value.split("\t")[0]
    name = tidy_name(f"{given.title() if given.isupper() else given} {last.value.split(chr(9))[0].title()}")
    if name:
        start, end = min(first.start, last.start), max(first.end, last.end)
        anchor = last if last.start < first.start else first
        yield found_at(name, last.passage, start, end, SURELY), anchor


@dataclass(frozen=True, slots=True)
class People:
    """Everybody whom an item names: who may be the child, the likeliest first, and who is somebody else."""

    likely: tuple[Person, ...]
    others: tuple[Person, ...]

    @property
    def births_of_others(self) -> frozenset[tuple[str, int]]:
        """Where the births of others stand, as source and place: of other whole names, relatives and grown-ups."""
        sure = (
            person
            for person in (*self.likely[1:], *self.others)
            if " " in person.name or person.strongest(NOT_THE_CHILD) >= 0.9
        )
        mentions = (mention for person in sure for mention in person.mentions)
        return frozenset((one.passage.source, one.passage.offset + one.born.start) for one in mentions if one.born)


NOBODY_NAMED = People((), ())


def people_in(item: Item, labelled: Sequence[Labelled], day: date, *, is_young_person: bool = False) -> People:
    """Everybody whom the item names."""
    known = next(
        (tidy_name(one.value) for one in labelled if one.asked is Asked.KNOWN_AS and may_be_the_childs(one)), ""
    )
    on_forms = [_on_form(found, one, known) for found, one in labelled_names(labelled)]
    mentions = list(on_forms)
    for passage in item.passages:
        if passage.voice not in (Voice.QUOTED, Voice.SMALL_PRINT, Voice.SIGNATURE):
            mentions += (one for one in mentions_in(passage, day) if not _is_part_of_one(one, on_forms))
            mentions += mentions_in_lower_case(passage, day)
    if is_young_person:
        mentions += own_name(item)
    own = name_words(tidy_name(item.sender.name))
    mentions = [_of_the_senders_family(one, own) for one in mentions]
    adults = [] if is_young_person else _adults(item, labelled)
    likely: list[Person] = []
    others: list[Person] = []
    for person in _grouped(mentions):
        child = not _is_one_of(person, adults) and _may_be_the_child(person, is_young_person)
        (likely if child else others).append(person)
    return People(tuple(sorted(likely, key=lambda one: -one.score)), tuple(others))


def _is_part_of_one(mention: Mention, wholes: Sequence[Mention]) -> bool:
    """Whether a name is some of the words of a whole name that a form gives there: “Ní Bhriain, Caoimhe”."""
    words = set(name_words(mention.name))
    return any(
        one.passage is mention.passage
        and one.start <= mention.start
        and mention.end <= one.end
        and words < set(name_words(one.name))
        for one in wholes
    )


def _of_the_senders_family(one: Mention, own: tuple[str, ...]) -> Mention:
    """A whole name with the sender's surname and another first name may be the child's, where nothing else is said."""
    if one.cues or len(own) < 2:
        return one
    words = name_words(one.name)
    if len(words) < 2 or words[0] == own[0] or words[-1] != own[-1]:
        return one
    beside_another = re.search(r"(?:\band|&) $", one.passage.text[: one.start][-5:])
    return one if beside_another else replace(one, cues=((Cue.FAMILY, _A_GUESS),))


_A_GUESS = 0.6


def _on_form(found: Found[str], one: Labelled, known: str) -> Mention:
    start, end = found.evidence.start - one.passage.offset, found.evidence.end - one.passage.offset
    cue = (Cue.FORM, found.confidence / one.passage.confidence)
    return Mention(found.value, one.passage, start, end, (cue,), known_as=known or split_known_as(one.value)[1])


def _may_be_the_child(person: Person, is_young_person: bool) -> bool:
    if not any(cue not in NOT_THE_CHILD for one in person.mentions for cue, _ in one.cues):
        return False
    if " " not in person.name and not _is_known_otherwise(person):
        return False
    if (
        person.strongest((Cue.SELF,))
        and not is_young_person
        and not person.strongest((Cue.FORM,))
        and not person.is_given_a_birth
    ):
        return False
    return not person.is_somebody_else


_SAID_OF_SOMEBODY = _MAY_BE_THE_CHILD - {Cue.TITLE, Cue.TOLD, Cue.ABOUT}


def _is_known_otherwise(person: Person) -> bool:
    """Whether a single word is somebody's name: by the list of names, or by more than a title or a verb."""
    said = person.strongest(_SAID_OF_SOMEBODY)
    return is_given(person.name) or said > 0.65


_ENOUGH_OF_ONE = 50  # mentions of one person


def _grouped(mentions: list[Mention]) -> list[Person]:
    """Mentions of one person together: the fuller names first, single words and initials with who has them."""
    people: list[Person] = []
    by_initial: dict[str, list[Person]] = {}
    for one in sorted(mentions, key=_fullness):
        words = name_words(one.name)
        near = by_initial.setdefault(words[0][:1] if words else "", [])
        same = [person for person in near if _says_the_same(words, person)] or _called_for_short(words, by_initial)
        same = same if not _is_a_siblings(one) else [each for each in same if words[0] == name_words(each.name)[0]]
        same = same or _by_surname(one, words, people)
        if same:
            person = same[0] if len(same) == 1 else max(same, key=_likelihood)
            if len(person.mentions) < _ENOUGH_OF_ONE:
                person.mentions.append(one)
        else:
            person = Person(one.name, [one])
            people.append(person)
            near.append(person)
            if len(words) > 1 and _is_family_first(words):
                by_initial.setdefault(words[-1][:1], []).append(person)
        if one.known_as and not person.known_as:
            person.known_as = one.known_as
            by_initial.setdefault(fold(one.known_as)[:1], []).append(person)
    return people


def _is_a_siblings(one: Mention) -> bool:
    """Whether a whole name is said to be a brother's or sister's: Princess isn't Prince for short then."""
    return " " in one.name and any(cue is Cue.SIBLING for cue, _ in one.cues)


def _fullness(one: Mention) -> tuple[int, bool]:
    """More words first, an initial last: “Caleb Moss” before “C Moss”."""
    words = name_words(one.name)
    return -len(words), len(words[0]) == 1 if words else True


def _by_surname(one: Mention, words: tuple[str, ...], people: Sequence[Person]) -> list[Person]:
    """The one child of a whole name whom a surname alone can mean: a name cut short, nobody's title beside it."""
    if len(words) != 1 or is_given(one.name) or any(cue in NOT_THE_CHILD for cue, _ in one.cues):
        return []
    found = [person for person in people if words[0] == name_words(person.name)[-1] and " " in person.name]
    return [person for person in found if not person.is_somebody_else and person.score > 1] if len(found) == 1 else []


def _likelihood(person: Person) -> tuple[bool, float]:
    return not person.is_somebody_else, person.score


def _called_for_short(words: tuple[str, ...], by_initial: Mapping[str, list[Person]]) -> list[Person]:
    """Who may be meant by a short first name alone (“Ollie”): the one person of a longer name, not several."""
    if len(words) != 1 or len(words[0]) < 3:
        return []
    initials = {one[:1] for one in names_for(words[0])}
    people = [person for one in sorted(initials) for person in by_initial.get(one, ())]
    found = [
        person for person in people if " " in person.name and same_first_name(words[0], name_words(person.name)[0])
    ]
    return found if len(found) == 1 else []


def _may_be_the_same(name: str, person: Person) -> bool:
    """Whether the chain's name is the child's, also where its surname is spelt in another way."""
    words, own = name_words(name), name_words(person.name)
    alike = len(words) > 1 and words[0] == own[0] and fuzz.ratio(" ".join(words[1:]), " ".join(own[1:])) >= _MISSPELT
    return alike or _says_the_same(words, person)


def _is_family_first(words: tuple[str, ...]) -> bool:
    """Whether a name may be written with the family's first, as in Vietnam, China and Korea."""
    return words[0] in _families()


@cache
def _families() -> frozenset[str]:
    return frozenset(load("child")["names"]["family_first"].split())


def _says_the_same(words: tuple[str, ...], person: Person) -> bool:
    """Whether words can name the person: all of the fuller name, its first alone, an initial, the short form."""
    own = name_words(person.name)
    if not words or not own:
        return False
    if len(words) > 1 and len(words[0]) == 1:
        return words[-1] == own[-1] and own[0].startswith(words[0])
    if words[1:] == own[1:] and len(words) == 2 and same_first_name(words[0], own[0]):
        return True
    if len(words) == 1 and words[0] == own[-1] and _is_family_first(own):
        return True
    if words[0] != own[0]:
        return bool(person.known_as) and words[0] == name_words(person.known_as)[0]
    return len(words) == 1 or set(words) <= set(own) or set(own) <= set(words)


def _adults(item: Item, labelled: Sequence[Labelled]) -> list[str]:
    """People whom headers and forms name as parent, professional or writer."""
    names = [item.sender.name, item.forwarded_from.name if item.forwarded_from else ""]
    names += [
        split_known_as(one.value)[0]
        for one in labelled
        if one.asked in (Asked.NAME, Asked.SIGNED)
        and one.owner in (Owner.PARENT, Owner.REQUESTER, Owner.GP, Owner.PROFESSIONAL, Owner.SIBLING, Owner.SCHOOL)
    ]
    tidy = [tidy_name(name) for name in names]
    return [name for name in tidy if len(name.split()) > 1]


def _is_one_of(person: Person, adults: Sequence[str]) -> bool:
    words = name_words(person.name)
    if person.strongest((Cue.FORM, Cue.BIRTH)) >= 0.95:
        return len(words) > 1 and any(words == name_words(adult) for adult in adults) and not person.is_given_a_birth
    return any(
        words == name_words(adult) or (len(words) == 1 and words[0] in name_words(adult)[:1]) for adult in adults
    )


def own_name(item: Item) -> Iterator[Mention]:
    """A young person who writes for themself signs with the name we need."""
    name = tidy_name(item.sender.name)
    for passage in item.of(Voice.SIGNATURE, Voice.WRITER):
        at = passage.text.find(name) if name else -1
        if at >= 0:
            yield Mention(name, passage, at, at + len(name), ((Cue.SELF, 0.85),))
            return
    for passage in item.of(Voice.SIGNATURE):
        match = re.search(rf"^[ \t]*({NAME})[ \t]*$", passage.text, re.M)
        if match and tidy_name(match.group(1)):
            yield Mention(tidy_name(match.group(1)), passage, match.start(1), match.end(1), ((Cue.SELF, 0.85),))
            return


# choosing -----------------------------------------------------------------------------------------------------------


def the_child(item: Item, people: People) -> tuple[Found[str] | None, tuple[str, ...]]:
    """The likeliest person's name as fully as the item writes it; a doubt where another is nearly as likely."""
    if not people.likely:
        return None, ()
    first = people.likely[0]
    doubts: tuple[str, ...] = ()
    for second in people.likely[1:2]:
        if second.score > 0.72 * first.score and second.strongest(_MAY_BE_THE_CHILD) >= 0.8:
            doubts = (f"It could be about {_fullest(first).value} or about {_fullest(second).value}.",)
    brothers = [one for one in people.others if one.strongest((Cue.SIBLING,)) and one.is_given_a_birth]
    if brothers and not doubts and first.strongest(_SAYS_FOR_WHOM) < _A_GUESS:
        doubts = (f"It could be about {_fullest(first).value} or about {_fullest(brothers[0]).value}.",)
    name = _with_surname(_fullest(first), item)
    if " " not in name.value and not any(_ONE_NAME.search(passage.text) for passage in item.spoken()):
        name = Found(name.value, replace(name.evidence, confidence=min(name.confidence, _HALF_A_NAME)))
    return name, doubts


_HALF_A_NAME = 0.7  # a request without a surname is a person's to complete


_ONE_NAME = re.compile(r"\b(?:one|single|only|no (?:sur|family |last )) ?name\b|\bmononym", re.I)


_SAYS_FOR_WHOM = _MAY_BE_THE_CHILD - {Cue.BIRTH, Cue.PUPIL, Cue.TOLD, Cue.FAMILY}


def _fullest(person: Person) -> Found[str]:
    """The fullest writing of the name, as sure as the surest cue."""
    longest = max(len(name_words(one.name)) for one in person.mentions)
    full = [one for one in person.mentions if len(name_words(one.name)) == longest]
    chosen = next((one for one in full if (Cue.FORM, SURELY) in one.cues), full[0])
    accented = next((one for one in full if fold(one.name) == fold(chosen.name) and not one.name.isascii()), chosen)
    sure = person.strongest(_MAY_BE_THE_CHILD)
    return found_at(accented.name, accented.passage, accented.start, accented.end, sure)


_SURNAME = re.compile(rf"\b(?i:surname|last name|family name)(?i: is|['’]s|:|) (?P<surname>{NAME})")


def _with_surname(name: Found[str], item: Item) -> Found[str]:
    """A first name with the surname that is said elsewhere in so many words, or stood in the chain below."""
    if len(name.value.split()) > 1:
        return name
    said = (_SURNAME.search(passage.text) for passage in item.spoken())
    surname = next((tidy_name(match["surname"]) for match in said if match), "")
    surname = surname or next(filter(None, (_surname_without_capital(name.value, one) for one in item.spoken())), "")
    if surname and fold(surname) != fold(name.value):
        return Found(f"{name.value} {surname}", name.evidence)
    return name


def _surname_without_capital(name: str, passage: Passage) -> str:
    """The word that follows the name somewhere in small letters and ends the sentence: “ellie-may barker.”"""
    sought = rf"\b{re.escape(name.lower())} (?P<surname>[\w'’-]{{2,30}})(?=\s*(?:[.,(\n]|$|\d|born\b|d\.?o\.?b\b))"
    for match in re.finditer(sought, passage.text):
        surname = tidy_name(match["surname"].title())
        if surname and match["surname"] not in everyday_words() and not surname.endswith(("s", "ed", "ing")):
            return surname
    return ""


_MISSPELT = 70  # of 100: a surname that the chain writes in another way


def in_the_chain(item: Item, name: str, said: People, day: date) -> Person | None:
    """Who is meant by a first name, or by none, among those whom the quoted chain names."""
    mentions = [one for passage in item.of(Voice.QUOTED) for one in mentions_in(passage, day)]
    people = [
        one for one in _grouped(mentions) if _may_be_the_child(one, False) and not _is_one_of(one, _adults(item, ()))
    ]
    if name:
        people = [one for one in people if " " in one.name and _may_be_the_same(name, one)]
    else:
        denied = [one.name for one in said.others if one.strongest(NOT_THE_CHILD) >= _SURELY_ANOTHER]
        people = [one for one in people if not any(same_person(other, one.name) for other in denied)]
    return max(people, key=lambda one: one.score, default=None)
