"""Who delivers a provision, as opposed to who receives it, reviews it or advised it."""

from __future__ import annotations

import re

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import WordList, fold

_LISTS = lexicon("deliverers")
_SOMEBODY = WordList(_LISTS["roles"] + _LISTS["services"])
_FAMILY = WordList(_LISTS["family"])
_NOBODY = frozenset(map(fold, _LISTS["nobody"]))

_BY = re.compile(r"(?i)\b(?:by|from|with|via|through|using)\s+(?:[^\s.;:]+\s+){0,6}$")
_BY_FAMILY = re.compile(r"(?i)\bby\s+(?:[^\s.;:]+\s+){0,3}$")
_DOES = re.compile(
    r"(?i)\s+\(?\d|[\s-]*(?:led|delivered|run|supported)\b|\s*:"
    r"|(?:\s+(?:\([^)]{1,40}\)|or\s+[^\s.;]+|and\s+[^\s.;]+(?:\s+[^\s.;]+)?|on duty|in class"
    r"|(?:who|that|known|trained|named|chosen|familiar|from)(?:\s+[^\s.;]+){1,6}?))?"
    r"\s+(?:will|to|should|shall|must|can|would|is to|are to|provides?|delivers?|runs?|leads?|visits?|supports?|offers?"
    r"|teaches|sessions?|visits?|input|intervention|clinics?|involvement|groups?|consultation|home visits)\b(?!\s+"
    r"(?:be|receive|attend|have|access|need|get)\s)"
)
# telegraphic, as in “15 minutes daily, TA”
_LISTED = re.compile(r"[,;(–-]\s*$")
_LISTED_TO = re.compile(r"\s*(?:[,;).]|$)")
_WE = phrases(
    r"(?:I|we|our (?:team|service)|my (?:team|service|colleague)) (?:will|am|are|can|shall|plan|continue)",
    # the guide's own example: a family with a personal budget chooses who delivers
    r"(?:personal budget|direct payments?)",
    r"(?:at|in) (?:the )?(?:\w+ ){0,3}(?:clinic|audiology|orthotics|hospital)",
)
_RECEIVES = re.compile(
    r"(?i)\b(?:training|advice|guidance|information|resources|strategies|feedback|handover|workshops?|support"
    r"|consultation|supplied|given|sent|delivered|offered|available|provided|modelled|supervision|liais\w+)"
    r"\s+(?:[\w-]+\s+){0,3}(?:to|for|with|of)\s+(?:[^\s.;]+\s+){0,4}$"
)
_ADVISED = re.compile(
    r"(?i)\b(?:advised|recommended|suggested|designed|written|devised|set|set out|drawn up|agreed|prescribed"
    r"|reviewed|monitored|assessed|overseen|diagnosed|requested|identified|review|reviews)"
    r"\s+(?:by|with|from)\s+(?:[^\s.;]+\s+){0,4}$"
)
_WILL_BE = re.compile(
    r"(?i)\b(?:will|to|should|shall|must|can|would)\s+be\s+(?:\w+\s+)?(?:written|drawn up|assessed|prescribed|set up"
    r"|made)\s+(?:by|with)"
    r"\s+(?:[^\s.;]+\s+){0,4}$"
)
_REVIEWS = re.compile(r"(?i)\s+(?:reviews?|assessments?|follow-up)\b")
_UNNAMED = re.compile(
    r"(?i)\b(?:appropriate|relevant|suitable|external|outside|other|another|some|suitably\s+\w+)\s+(?:[^\s.;]+\s+)?$"
)
_THERAPY = phrases(
    r"(?P<kind>speech and language|speech|occupational|music|play|art|drama|family|psycho|physio) ?therapy"
)
_TO_BE_FOUND = re.compile(r"(?i)\s+(?:(?:to be|as)\s+(?:identified|confirmed|appropriate|required|needed))$")
_NEAR = 90  # letters before and after a name that say what it does there


def says_who_delivers(text: str) -> bool:
    """Whether the text names a role, a service or a person who is to deliver the support."""
    if _WE.search(text) or any(_delivers(text, start, end, _BY) for start, end in somebody_in(text)):
        return True
    family = _FAMILY.find(text)
    return any(_delivers(text, each.start, each.end, _BY_FAMILY) for each in family) or _is_by_its_own_therapist(text)


def somebody_in(text: str) -> list[tuple[int, int]]:
    """Where roles, teams and services are named, whatever they do there."""
    return [(each.start, each.end) for each in _SOMEBODY.find(text)]


def names_nobody(text: str) -> bool:
    """Whether an answer to “by whom” is only “an appropriate professional”, “external agencies” …"""
    said = _TO_BE_FOUND.sub("", fold(text).strip(" .;,()"))
    return said in _NOBODY or re.sub(r"^(?:the|an?|any) ", "", said) in _NOBODY


def _delivers(text: str, start: int, end: int, by: re.Pattern[str]) -> bool:
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if _WILL_BE.search(before) or (start == 0 and _REVIEWS.match(after)):
        return True
    stands_alone = _LISTED.search(before) and _LISTED_TO.match(after)
    if not (by.search(before) or _DOES.match(after) or stands_alone):
        return False
    return not (_ADVISED.search(before) or _RECEIVES.search(before) or _UNNAMED.search(before))


def _is_by_its_own_therapist(text: str) -> bool:
    """Speech and language therapy whose reviewer is the speech and language therapist: the guide's own example."""
    return any(
        re.search(rf"{re.escape(therapy['kind'])}\s?therapist", text, re.IGNORECASE)
        for therapy in _THERAPY.finditer(text)
    )
