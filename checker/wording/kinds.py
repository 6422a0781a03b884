"""Kinds of provision that are not sessions: equipment, a training, a plan."""

from __future__ import annotations

from checker.wording.lexicon import any_of, lexicon
from checker.wording.phrases import phrases

_THING = any_of(lexicon("equipment")["things"])
_ACT = any_of(lexicon("equipment")["acts"])

_SUPPLIED = phrases(
    r"(?:supply|supplied|issued?|loan(?:ed)?|fit(?:ted)?|prescribed?|installed?|purchased?|ordered?|lend|lent|given"
    r"|provide[ds]?(?: with)?|has|have|provision of|use of|use|access to|wears?|wearing)"
    r" (?:[^\s.;]+ ){0,5}?(?:{thing})",
    r"(?:{thing})(?: [^\s.;]+){0,4} (?:to be|will be|should be|must be|is to be|has been|have been)"
    r"(?: \w+)? (?:supplied|issued|loaned|fitted|prescribed|installed|purchased|ordered|provided|available|made|used)",
    thing=_THING,
)
_NAMED = phrases(
    r"\A(?:an? |the |one |two |his |her |their |appropriate |own )?(?:[^\s.;]+ ){0,3}?"
    r"(?:{thing})(?= ?(?:\Z|[.,;:(]| for | to | so | and ))",
    thing=_THING,
)
_ACTS = phrases("{act}", act=_ACT)


def is_equipment(text: str) -> bool:
    """Whether the provision is a thing that is there once supplied, such as a walking frame."""
    return bool(_SUPPLIED.search(text) or _NAMED.match(text.strip()))


def is_no_session(text: str) -> bool:
    """Whether it is equipment, a training, a plan, a medicine …: nobody asks of it how long each time."""
    return bool(_ACTS.search(text)) or is_equipment(text)
