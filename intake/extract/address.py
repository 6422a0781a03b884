"""The postcode of the child's home; never the school's, a clinic's or the council's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intake.extract.labels import Asked, Labelled, Owner
from intake.extract.names import fold
from intake.extract.numbers import POSTCODE, tidy_postcode
from intake.extract.role import Role
from intake.extract.value import Found, best, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of

_HOME = any_of("places", "home")
_AN_OFFICE = any_of("places", "office")


def postcode_in(
    item: Item, labelled: Sequence[Labelled], *, role: Role | None, child: str, sources: frozenset[str] = frozenset()
) -> Found[str] | None:
    """The postcode of the family's home, or None."""
    candidates: list[Found[str]] = []
    for one in labelled:
        if one.asked in (Asked.ADDRESS, Asked.POSTCODE) and one.owner in (Owner.CHILD, Owner.PARENT, Owner.NOBODY):
            weight = {Owner.CHILD: 0.97, Owner.PARENT: 0.9}.get(one.owner, 0.8)
            if not _AN_OFFICE.search(one.label + " " + _first_line(one.value)):
                candidates += _in_value(one, weight)
    for passage in item.of(Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT, Voice.SIGNATURE):
        if not sources or passage.source in sources:
            candidates += _in_words(passage, role, child)
    return best(candidates)


_A_LONG_LINE = 90  # characters: running text, not an address block


def _first_line(value: str) -> str:
    return value.split("\n")[0]


def _in_value(one: Labelled, weight: float) -> Iterator[Found[str]]:
    match = POSTCODE.search(one.value)
    if match:
        place = (one.start + match.start(1), one.start + match.end(1))
        yield found_at(tidy_postcode(match.group(1)), one.passage, *place, weight)


def _in_words(passage: Passage, role: Role | None, child: str) -> Iterator[Found[str]]:
    for match in POSTCODE.finditer(passage.text):
        block = _block_before(passage.text, match.start(), child)
        said_home = _HOME.search(block[-160:])
        if _AN_OFFICE.search(block) and not said_home:
            continue
        weight = 0.92 if said_home else 0.0
        beside_child = child and fold(child.split()[-1]) in fold(block)
        if not weight and (
            role in (Role.PARENT, Role.YOUNG_PERSON) or (beside_child and passage.voice is Voice.DOCUMENT)
        ):
            weight = 0.82
        if not weight and beside_child and passage.voice in (Voice.WRITER, Voice.FORWARDED):
            weight = 0.8
        if weight:
            yield found_at(tidy_postcode(match.group(1)), passage, match.start(1), match.end(1), weight)


def _block_before(text: str, end: int, child: str) -> str:
    """The lines of the address that ends here: back to an empty line, the child's name or the greeting, six at most."""
    surname = fold(child.split()[-1]) if child else ""
    lines = text[:end].split("\n")
    if len(lines[-1]) > _A_LONG_LINE:
        return lines[-1][-60:]
    block: list[str] = []
    for line in reversed(lines[-6:]):
        if block and (not line.strip() or re.match(r"\s*dear\b", line, re.I)):
            break
        block.append(line)
        if len(line) > _A_LONG_LINE or (surname and surname in fold(line)):
            break
    return "\n".join(reversed(block))
