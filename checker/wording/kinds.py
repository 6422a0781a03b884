"""Kinds of provision that are not sessions: equipment, a training, a plan."""

from __future__ import annotations

import re

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import WordList

_THINGS = WordList(lexicon("equipment")["things"])
_ACTS = WordList(lexicon("equipment")["acts"])

_SUPPLY = re.compile(
    r"(?i)\b(?:suppl(?:y|ied)|issued?|loan(?:ed)?|fit(?:ted)?|prescribed?|install(?:ed)?|purchased?|ordered?|lend"
    r"|lent|given"
    r"|provide[ds]?|has|have|provision of|use of|use|access to|wears?|wearing)\s+(?:[^\s.;]+\s+){0,5}$"
)
_SUPPLIED = re.compile(
    r"(?i)(?:\s+[^\s.;]+){0,4}\s+(?:(?:to|will|should|must|is to)\s+be|ha(?:s|ve)\s+been)(?:\s+\w+)?\s+(?:supplied"
    r"|issued|loaned|fitted|prescribed|installed|purchased|ordered|provided|available|made|used|written|updated"
    r"|drawn\s+up|created)\b"
)
_NAMED = re.compile(r"\s*(?:[^\s.;]+\s+){0,4}$")
_BEGINS = re.compile(r"\s*(?:[^\s.;,]+\s+){0,9}$")
_NAMED_ONLY = re.compile(
    r"(?i)\s*(?:$|[.,;:(]|(?:for|to|so|and)\s|with\s+"
    r"(?![^.;,]{0,60}\b(?:tuition|training|lessons?|sessions?|coaching|teaching|practice|instruction|course)\b)(?:an?\s+)?(?!(?:the|his|her|their|my|our|h?l?[ts]as?|teach\w*|adults?"
    r"|staff|physio\w*|therapist|nurse|support|help|mum|dad|me|us)\b)\w)"
)
_SESSION = phrases(
    r"sessions?|groups?|therapy|practice|lessons?|visits?|coaching|training|teaching|clinics?|checks?|reviews?"
    r"|appointments?"
)
# Care done to the body each time: it takes as long as it takes, unless it is being taught or seen in clinic.
_CARE = phrases(
    r"(?:check|test|measure|take|record|monitor)(?:s|ed|ing)? (?!with )(?:[^\s.;]+ ){0,2}"
    r"(?:blood (?:sugars?|glucose|pressure)|ketones?|temperature|oxygen|sats|peak flow|pulse)",
    r"(?:blood (?:sugar|glucose|pressure)|ketone|temperature|oxygen|peak flow) (?:checks?|tests?|readings?)",
    r"suction(?:s|ed|ing)?|cathet\w+|stoma bag|(?:chang|empt)(?:es?|y|ies|ied|ed|ing) (?:[^\s.;]+ ){0,2}(?:pads?|nappy"
    r"|nappies|stoma|dressings?)",
)
_TAUGHT_OR_SEEN = phrases(
    r"sessions?|groups?|therapy|practice|lessons?|visits?|coaching|training|trains?|teach(?:es)?|taught|learn\w*|clinics?"
    r"|appointments?|shows?|shown|meetings?|calls?|workshops?|support"
)
_NEAR = 90


def is_equipment(text: str) -> bool:
    """Whether the provision is a thing that is there once supplied, such as a walking frame."""
    return any(_is_supplied(text, each.start, each.end) for each in _THINGS.find(text))


def is_no_session(text: str) -> bool:
    """Whether it is equipment, a plan, a medicine …: nobody asks of it how long each time."""
    is_care = _CARE.search(text) and not _TAUGHT_OR_SEEN.search(text)
    begins_so = any(act.start <= _NEAR and _BEGINS.match(text[: act.start]) for act in _ACTS.find(text))
    return bool(is_care) or is_equipment(text) or (begins_so and not _SESSION.search(text))


def _is_supplied(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    is_named_first = start <= _NEAR and _NAMED.match(before) and _NAMED_ONLY.match(after)
    return bool(_SUPPLY.search(before) or _SUPPLIED.match(after) or is_named_first)
