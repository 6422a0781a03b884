"""Names in mails whose writers use no capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from hub.language.needed import Wanted
from intake.extract.dates import WrittenDate, dates_in
from intake.extract.mentions import Cue, Mention, is_a_childs
from intake.extract.names import LOWER_NAME, fold, is_given, is_name, tidy_name
from intake.item import Passage
from intake.words import compiled, load

_BEFORE_A_DATE = re.compile(rf"(?P<name>{LOWER_NAME})[ ,(]*(?:(?:d\.?o\.?b\.?|born)[ :]*)?$", re.I)
_THEN_A_DATE = re.compile(
    r"[\s,(:]*(?:who is \d+ )?(?:(?:he|she) (?:was|is) )?(?:d\.?o\.?b\.?|born|b)?[\s:.]*(?:on )?", re.I
)
_NEAR = 40  # characters
_CUES = {"relation": 0.85, "self": 0.8, "pronoun": 0.85, "for": 0.8}


@cache
def everyday_words() -> frozenset[str]:
    """Words that end a name written without capitals."""
    return frozenset(load("child")["common"].split())


def mentions_in_lower_case(passage: Passage, day: date) -> Iterator[Mention]:
    """Names without capitals: beside a relation, in “his name is …”, or right before a child's birth."""
    written = list(dates_in(passage.text, before=day))
    for key, weight in _CUES.items():
        for match in _pattern(key).finditer(passage.text):
            yield from _named(passage, match, written, weight)
    for one in written:
        if is_a_childs(one.day, day):
            yield from _before_a_date(passage, one)


@cache
def _pattern(key: str) -> Wanted:
    return compiled("child", load("child")["lower"][key].replace("<name>", f"(?P<name>{LOWER_NAME})"))


def _before_a_date(passage: Passage, written: WrittenDate) -> Iterator[Mention]:
    begin = max(passage.text.rfind("\n", 0, written.start) + 1, written.start - 50)
    match = _BEFORE_A_DATE.search(passage.text, begin, written.start)
    words = match["name"].split() if match and match["name"].islower() else []
    for count in (3, 2):
        if match and len(words) >= count and is_given(words[-count]) and words[-count] not in everyday_words():
            said = " ".join(words[-count:])
            name = tidy_name(said.title())
            if name:
                start = match.start("name") + match["name"].rindex(said)
                yield Mention(name, passage, start, match.end("name"), ((Cue.BIRTH, 0.85),), written)
            return


def _named(passage: Passage, match: re.Match[str], written: list[WrittenDate], weight: float) -> Iterator[Mention]:
    """The words of a match that can be a name: up to the first that is an everyday one."""
    said = _without_everyday_words(match["name"])
    name = tidy_name(re.sub(r"['’]s$", "", said).title()) if said and not is_name(said.split()[0]) else ""
    if not name:
        return
    begin, end = match.start("name"), match.start("name") + len(said)
    born = next((one for one in written if end <= one.start <= end + _NEAR), None)
    if born is not None and not _THEN_A_DATE.fullmatch(passage.text, end, born.start):
        born = None
    first = said.split()[0]
    if born or is_given(first) or not first.endswith(("s", "ed", "ing")):  # “my son struggles”
        yield Mention(name, passage, begin, end, ((Cue.RELATION, weight),), born)


def _without_everyday_words(said: str) -> str:
    kept: list[str] = []
    for word in said.split():
        if fold(word).rstrip(",.") in everyday_words():
            break
        kept.append(word)
    return " ".join(kept).rstrip(",.")
