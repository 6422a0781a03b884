"""The child or young person that an item is about: name, known-as, date of birth, NHS number, UPN. Or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from intake.extract.birth import date_of_birth_in
from intake.extract.child_numbers import nhs_number_in, upn_in
from intake.extract.labels import Asked, Labelled
from intake.extract.names import split_known_as, tidy_name
from intake.extract.naming import People, in_the_chain, may_be_the_childs, the_child
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice


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

    @property
    def is_identified(self) -> bool:
        """Whether more than a name is said of the child."""
        return any(one is not None for one in (self.date_of_birth, self.nhs_number, self.upn))


def the_child_in(item: Item, labelled: Sequence[Labelled], people: People, day: date) -> Child:
    """The one child that the item is about; with nothing known where it names none."""
    name, doubts = the_child(item, people)
    spoken = [*item.spoken(), *item.of(Voice.SUBJECT)]
    child = described(name, doubts, spoken, labelled, people, day)
    if child.date_of_birth is None:
        files = list(item.of(Voice.FILE_NAME))
        child = described(name, doubts, [*spoken, *files], labelled, people, day) if files else child
    return _with_the_chain(child, item, people, day)


def described(
    name: Found[str] | None,
    doubts: tuple[str, ...],
    spoken: Sequence[Passage],
    labelled: Sequence[Labelled],
    people: People,
    day: date,
) -> Child:
    """A named child with what the passages and labels say of it."""
    born, birth_doubts = date_of_birth_in(spoken, labelled, people, day)
    nhs, nhs_doubts = nhs_number_in(spoken, labelled)
    upn, upn_doubts = upn_in(spoken, labelled)
    return Child(
        name=name,
        known_as=_known_as(labelled, spoken, name),
        date_of_birth=born,
        nhs_number=nhs,
        upn=upn,
        doubts=(*doubts, *birth_doubts, *nhs_doubts, *upn_doubts),
    )


_LESS_SURE = 0.8  # what stands only in the chain below


def _with_the_chain(child: Child, item: Item, people: People, day: date) -> Child:
    """A name or birth that only the quoted messages below give, where they are about the same child."""
    whole = child.name is not None and min(map(len, child.name.value.split()[:2])) > 1 and " " in child.name.value
    if whole and child.date_of_birth is not None:
        return child
    person = in_the_chain(item, child.name.value if child.name else "", people, day)
    if person is None:
        return child
    mention = max(person.mentions, key=lambda one: (one.name == person.name, one.born is not None))
    written = next((one for one in person.mentions if one.born is not None), None)
    name, born = child.name, child.date_of_birth
    if not whole:
        name = found_at(mention.name, mention.passage, mention.start, mention.end, _LESS_SURE)
    if born is None and written is not None and written.born is not None:
        born = found_at(written.born.day, written.passage, written.born.start, written.born.end, _LESS_SURE)
    return replace(child, name=name, date_of_birth=born)


def _known_as(labelled: Sequence[Labelled], spoken: Sequence[Passage], name: Found[str] | None) -> Found[str] | None:
    for one in labelled:
        if one.asked is Asked.KNOWN_AS and may_be_the_childs(one) and tidy_name(one.value):
            return found_at(tidy_name(one.value), one.passage, one.start, one.end, 0.95)
        if one.asked is Asked.NAME and may_be_the_childs(one) and split_known_as(one.value)[1]:
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
