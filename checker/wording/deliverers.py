"""Who delivers a provision, as opposed to who receives it, reviews it or advised it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.wording.lexicon import any_of, lexicon
from checker.wording.phrases import phrases

_LISTS = lexicon("deliverers")
_SOMEBODY = any_of(_LISTS["roles"] + _LISTS["services"])

_MENTION = phrases("{somebody}", somebody=_SOMEBODY)
_ACTS = phrases(
    r"(?:by|from|with|via|through|using) (?:[^\s.;:]+ ){0,6}?(?:{somebody})",
    r"(?:{somebody})~(?:led|delivered|run|supported)",
    r"(?:{somebody})(?: (?:\([^)]{1,40}\)|or [^\s.;]+|and [^\s.;]+(?: [^\s.;]+)?|on duty|in class))?"
    r" (?:will|to|should|shall|must|can|would|is to|are to|provides?|delivers?|runs?|leads?|visits?|supports?|offers?"
    r"|teaches) ?(?!(?:be|receive|attend|have|access|need|get) )",
    r"(?:{somebody}):",
    r"(?:I|we|our (?:team|service)|my (?:team|service|colleague)) (?:will|am|are|can|shall|plan|continue)",
    r"by (?:[^\s.;:]+ ){0,3}?(?:{family})",
    r"(?:{family}) (?:will|to|should|can) ?(?!(?:be|receive|attend|have|access|need|get) )",
    # the guide's own example: a family with a personal budget chooses who delivers
    r"(?:personal budget|direct payments?)",
    somebody=_SOMEBODY,
    family=any_of(_LISTS["family"]),
)
_RECEIVES = re.compile(
    r"(?i)\b(?:training|advice|guidance|information|resources|strategies|feedback|handover|workshops?|support|consultation|supplied"
    r"|given|sent|delivered|offered|available|provided|modelled|supervision|liais\w+)\s+(?:[\w-]+\s+){0,3}(?:to|for|with|of)\s+(?:[^\s.;]+\s+){0,4}$"
)
_ADVISED = re.compile(
    r"(?i)\b(?:advised|recommended|suggested|designed|written|devised|set|set out|drawn up|agreed|prescribed"
    r"|reviewed|monitored|assessed|overseen|diagnosed|requested|identified|review|reviews)\s+(?:by|with|from)\s+(?:[^\s.;]+\s+){0,4}$"
)
_NOBODY = phrases(
    r"(?:the |an? |any )?(?:{nobody})(?: (?:to be (?:identified|confirmed)|as (?:appropriate|required|needed)))?",
    nobody=any_of(_LISTS["nobody"]),
)


_UNNAMED = phrases(
    r"(?:an? |the )?(?:appropriate|relevant|suitable|external|outside|other|another|some|suitably [^\s.;]+)"
    r"(?: [^\s.;]+)? {somebody}",
    somebody=_SOMEBODY,
)
_THERAPY = phrases(
    r"(?P<kind>speech and language|speech|occupational|music|play|art|drama|family|psycho|physio) ?therapy"
)


def says_who_delivers(text: str) -> bool:
    """Whether the text names a role, a service or a person who is to deliver the support."""
    return any(True for _ in _delivering(text)) or _is_by_its_own_therapist(text)


def somebody_in(text: str) -> list[tuple[int, int]]:
    """Where roles, teams and services are named, whatever they do there."""
    return [match.span() for match in _MENTION.finditer(text)]


def names_nobody(text: str) -> bool:
    """Whether an answer to “by whom” is only “an appropriate professional”, “external agencies” …"""
    return bool(_NOBODY.fullmatch(" ".join(text.split()).strip(" .;,-–()")))


def _delivering(text: str) -> Iterator[re.Match[str]]:
    for match in _ACTS.finditer(text):
        mention = _MENTION.search(match.group())
        before = text[: match.start() + (mention.start() if mention else 0)]
        if not (_ADVISED.search(before) or _RECEIVES.search(before) or _UNNAMED.search(match.group())):
            yield match


def _is_by_its_own_therapist(text: str) -> bool:
    """Speech and language therapy whose reviewer is the speech and language therapist: the guide's own example."""
    return any(
        re.search(rf"{re.escape(therapy['kind'])}\s?therapist", text, re.IGNORECASE)
        for therapy in _THERAPY.finditer(text)
    )
