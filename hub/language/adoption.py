"""What reveals that a child was adopted, is under special guardianship, or has left care."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from hub.language.negation import is_denied
from hub.language.people import relation_words
from hub.language.phrases import listed, pattern_of, words_of
from hub.language.span import Span, merged
from hub.language.text import PlainText

_GENERAL = re.compile(
    r"(?:for|offers?|to|carers and|carers or|carers,"
    r"|parents and) (?:all )?(?:prospective )?adopt(?:ive (?:parents|families)|ers)$"
)
_CONTACT = re.compile(
    r"(?:contact with|letters? (?:to|from)|photos? of|visits? (?:to|with)|sees|loss of) (?:(?:his|her|their|my|the) )?$"
)
_OF_ANYBODY = re.compile(r"who (?:was|were|is|had been|has been)\b")
_DETERMINER = re.compile(r"^(?:an?|the) ")
_REAL = re.compile(r"real (?!famil)|first (?:mum|mother|mam|dad|father)")


def revealed_in(text: PlainText) -> list[Span]:
    """Places in the plain text that reveal it, in order; "looked after" alone does not."""
    return merged([*_said(text), *_adopted(text)])


def _said(text: PlainText) -> Iterator[Span]:
    for found in pattern_of("adoption", "reveals").finditer(text.low):
        words = found.group()
        if is_denied(text.low, found.start()) and "adopt" in words:
            continue
        if _GENERAL.search(text.low[max(0, found.start() - 25) : found.end()]):
            continue
        if _REAL.search(words) and not _of_parents(text, *found.span()):
            continue
        yield Span(found.start() + len(words) - len(_DETERMINER.sub("", words, count=1)), found.end())


def _of_parents(text: PlainText, start: int, end: int) -> bool:
    """Whether "real mum", "first dad" is said of a parent lost: by what the sentence goes on to say, or by contact."""
    if _CONTACT.search(text.low[max(0, start - 30) : start]):
        return True
    return bool(
        re.match(
            r"[^.;\n]{0,60}\b(?:keep|never met|not met|never known"
            r"|couldn't|could not|adopt\w*|gave (?:him|her|me)|contact|look after)",
            text.low[end : end + 90],
        )
    )


def _adopted(text: PlainText) -> Iterator[Span]:
    for found in pattern_of("adoption", "adopted").finditer(text.low):
        after, before = (
            text.low[found.end() : found.end() + 40].lstrip(" "),
            text.low[max(0, found.start() - 40) : found.start()],
        )
        if _other_after().match(after) or _other_before().search(before) or is_denied(text.low, found.start()):
            continue
        if _is_of_a_stranger(text, found):
            continue
        yield Span(*found.span())


def _is_of_a_stranger(text: PlainText, found: re.Match[str]) -> bool:
    """Whether it is told of nobody near the child: "a footballer who was adopted"."""
    who = _OF_ANYBODY.match(found.group())
    before = text.low[max(0, found.start() - 30) : found.start()].split()
    near = relation_words().keys() | words_of("adoption", "children")
    return bool(who and before and before[-1].isalpha() and before[-1] not in near)


@cache
def _other_after() -> re.Pattern[str]:
    return re.compile(listed("adoption")["other_after"])


@cache
def _other_before() -> re.Pattern[str]:
    return re.compile(
        rf"\b{listed('adoption')['other_before']}(?: (?:who|that|which))?(?: (?:has|have|had|is|was|were|are"
        rf"|should|be|been|to be|to|will|can|who|that))*(?: (?:recently|now|also|previously|already"
        rf"|\w+ly))?\s*$"
    )
