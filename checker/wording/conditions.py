"""Diagnoses as a text names them, listed or not."""

from __future__ import annotations

import re

from checker.wording.lexicon import lexicon
from checker.wording.wordlist import Found, WordList, WordParts, blanked, fold

_LISTS = lexicon("conditions")
_CONDITIONS = WordList(_LISTS["conditions"])
_ENDINGS = WordParts((), _LISTS["endings"])
_NO_ILLNESS = frozenset(map(fold, _LISTS["no_illness"]))
_NOT_SO = re.compile(
    r"(?i)\b(?:no|not|without|undiagnosed|(?:may|might|could) (?:have|be)|wonder\w*|i (?:do )?(?:think"
    r"|believe)|(?:plans?|operation|surgery|operated on|tested|checked|investigated) for|at risk of|ruled out"
    r"|excluded|denies|awaiting|waiting"
    r"|referred|assess(?:ed|ment) for|suspect(?:s|ed)?"
    r"|query|queried|screen(?:ed|ing)?|brothers?|sisters?|mother|father|mums?|dad|siblings?|parents|baby"
    r"|cousins?|uncle|aunt\w*|grand\w+|nan|twin|maternal|paternal|family history)\b(?:['’]s)?:?(?:\s+(?!but\b"
    r"|because\b|and\b|that\b|sa(?:ys|id)\b|reports?|tells\b|told\b|describe|feels\b|thinks\b"
    r"|notice)[^\s.;,]+){0,6}\s*$"
)
_DOES = re.compile(r"(?i)\b(?:he|she|they|i|we|to|should|also|then|sometimes)\s+$")
_VERBS = frozenset(("tics", "add", "adds", "self-harms"))
# the service, lesson or plan for a condition is named after it
_NAMED_AFTER = re.compile(
    r"(?i)[\s-]+(?:[\w-]+\s+)?(?:nurses?|clinics?|teams?|training|awareness|programmes?|groups?|units?|schools?"
    r"|provision|base|pathway|plans?|services?|friendly|outreach|register|champion|passport|policy|assessments?)\b"
    r"|(?:\s+(?:was|were|has been|have been|is|are)\s+(?:\w+ (?:and|but) )?(?:ruled out|excluded|not (?:confirmed"
    r"|diagnosed|present)"
    r"|unlikely|suspected|queried|being)\b)"
)
_HEADS = (
    *("syndrome", "disease", "disorder", "dystrophy", "dysplasia", "deficiency", "palsy", "malformation"),
    *("imperfecta", "atrophy", "sclerosis", "insufficiency", "intolerance", "impairment", "albinism"),
    *("neuropathy", "anomaly", "sequence", "association", "atresia", "stenosis", "mosaicism", "anaemia", "tumour"),
)
_CODE = re.compile(
    r"\b(?:[FGQ]\d\d\.\d|HbS[SC]|(?:[\w.]{0,12}\d[\w.]{0,12}|chromosom\w{1,4}|gene)\s(?:micro)?(?:deletion"
    r"|duplication))\b"
)
_RARE = re.compile(
    rf"(?i)(?<![\w'’-])(?!(?:the|this|that|an?|any|no|his|her|their|of)\s)[\w'’-]{{3,30}}\s(?:{'|'.join(_HEADS)})s?\b"
)
_NEAR = 80  # letters


def conditions_in(text: str) -> list[tuple[int, int]]:
    """Where diagnoses are named as the child's own, in order: not where they are denied, awaited or a relative's."""
    named = [(each.start, each.end) for each in _CONDITIONS.find(text) if not _is_done(text, each)]
    named += [rare for rare in _rare_in(text) if not any(rare[0] < end and start < rare[1] for start, end in named)]
    return [(start, end) for start, end in sorted(named) if is_own(text, start) and not _NAMED_AFTER.match(text, end)]


def _is_done(text: str, found: Found) -> bool:
    """Whether it is what somebody does: “he tics more”, “I add”."""
    return text[found.start : found.end] in _VERBS and bool(
        _DOES.search(text, max(0, found.start - _NEAR), found.start)
    )


def _rare_in(text: str) -> list[tuple[int, int]]:
    """Diagnoses that no list holds: “Wilson's disease”, “uveitis”, “16p11.2 deletion”."""
    low = text.lower()
    found = [each.span() for each in _RARE.finditer(text)] if any(head in low for head in _HEADS) else []
    endings = ((each.start, each.end) for each in _ENDINGS.find(text))
    found += [(start, end) for start, end in endings if fold(text[start:end]) not in _NO_ILLNESS]
    return found + [each.span() for each in _CODE.finditer(text)]


def is_own(text: str, start: int) -> bool:
    """Whether what is named at `start` is said to be so, and of the child: not denied, awaited or a relative's."""
    return not _NOT_SO.search(text[max(0, start - _NEAR) : start])


def without_conditions(text: str) -> str:
    """The text with spaces where it names diagnoses, whoever has them."""
    rest = _CONDITIONS.blanked(text)
    return blanked(rest, _rare_in(rest))
