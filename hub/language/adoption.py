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
_FOUND = re.compile(  # before "adopters": a denial that tells of a plan all the same
    r"\b(?:looking|look|search\w*|seek\w*|sought|find(?:ing)?|found|waiting|family finding) (?:for )?(?:\w+ )?$"
    r"|\bno longer \w+ (?:for )?$"
)
_OF_THINGS = re.compile(  # after "life story", "adopter": of a frog, of new gadgets
    r" (?:of (?!(?:him|her|his|their|them|how|who)\b)|for (?:each|every|it)\b(?! child)|for (?:the|an?) (?!child))"
)
_FIRST_TO = re.compile(r"\b(?:early|keen|late|quick|slow|first|enthusiastic|willing|eager|ready) $")
_MADE_UP = re.compile(
    r"\b(?:in|of|for|from|about) (?:an?|the|his|her|their|this|one of \w+) (?:\w+ )?"
    r"(?:story|stories|game|poem|film|cartoon|comic|novel|play|programme)\b"
)
_BEFORE_CHILD = re.compile(  # after "adopted" where it is said of no person yet
    r"(?:[^\w\s'\"]|$|(?:him|them|me|us|you|when|while|at|as|from|in|by|and|or|aged|after|before|since|because|but|so"
    r"|who|together|too|also|with|through|under|internationally|legally|child\w*|sons?|daughters?|brothers?|sisters?"
    r"|siblings?|parents?|mums?|mothers?|dads?|fathers?|famil\w+|twins?|boys?|girls?|bab(?:y|ies)|young|people|persons?"
    r"|status|surname|name|kids?|cousins?|adults?|out|late|early|very|is|was|has|had|have|this|last|on|if|though"
    r"|although|until|which|that)\b"
    r"|her(?! (?!when\b|at\b|as\b|from\b|in\b|and\b|aged\b|after\b|before\b|since\b|through\b|because\b|too\b|but\b"
    r"|(?:brother|sister|sibling|twin|cousin|son|daughter|mum|dad|parent)s?\b)\w)"
    r"|(?:his|their) (?:\w+ )?(?:bro|sis|sib|twin|cousin|child|bab|half)"
    r"|(?:two|three|four|five|both|all|another|older|younger|other|several) (?:\w+ )?"
    r"(?:child|boy|girl|sib|bro|sis|bab|kid|lad|of))"
)
_DETERMINER = re.compile(r"^(?:an?|the) ")
_SOON = 60  # letters after "adopted" in which a story is spoken of
_REAL = re.compile(r"real (?!famil)|first (?:mum|mother|mam|dad|father)")


def revealed_in(text: PlainText) -> list[Span]:
    """Places in the plain text that reveal it, in order; "looked after" alone does not."""
    return merged([*_said(text), *_adopted(text)])


def _said(text: PlainText) -> Iterator[Span]:
    for found in pattern_of("adoption", "reveals").finditer(text.low):
        words = found.group()
        before = text.low[max(0, found.start() - 40) : found.start()]
        if is_denied(text.low, found.start()) and "adopt" in words and not _FOUND.search(before):
            continue
        is_of_things = words.endswith(("life story", "adopter", "adopters"))
        if is_of_things and (_OF_THINGS.match(text.low, found.end()) or _FIRST_TO.search(before)):
            continue
        if _GENERAL.search(text.low[max(0, found.start() - 25) : found.end()]) and not _FOUND.search(before):
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
        if _is_of_a_stranger(text, found) or _MADE_UP.search(text.low, found.end(), found.end() + _SOON):
            continue
        if found.group().split()[-1:] == [found.group().strip()] and not _is_of_a_child(text, found.end()):
            continue
        yield Span(*found.span())


def _is_of_a_child(text: PlainText, end: int) -> bool:
    """Whether "adopted", with nothing before it that makes it undergone, goes on to a child: not "his song"."""
    following = text.plain[end:].lstrip(" ")
    is_name = following[:1].isupper() and following[1:2].islower()
    return is_name or bool(_BEFORE_CHILD.match(following.lower()))


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
