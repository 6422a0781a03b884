"""Words that look like an answer and are none: “regularly”, “as needed”, “a number of sessions”."""

from __future__ import annotations

import re

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases

_VAGUE = frozenset(lexicon("vague_answers")["vague"])
_BESIDE = frozenset(lexicon("vague_answers")["beside"])
_NOW_AND_THEN = phrases(
    r"from time to time|now and (?:then|again)|as and when|every so often|once in a while|off and on|on and off"
    r"|in due course|at (?:regular )?intervals|on demand|as we go"
)
# Here and there in a time that is named, and nobody knows how often: “at regular points throughout the day”.
_HERE_AND_THERE = phrases(
    r"(?:regular(?:ly)?|frequent(?:ly)?|often|intermittent(?:ly)?|periodic(?:ally)?|occasional(?:ly)?"
    r"|repeated(?:ly)?|sporadic(?:ally)?|consistently|sometimes|(?:{some} )+{moments}|at {moments}|dotted|spread"
    r"|scattered|sprinkled|interspersed|distributed|threaded|woven)(?: [^\s.;,:]+){0,2}?"
    r" (?:throughout|across|through|over|during|in|within|of) (?:the|his|her|their|each|every|all)"
    r"(?: (?:whole|entire|course|of|the|school|lesson|working|his|her|their|nursery|college)){0,4}"
    r" (?:days?|weeks?|mornings?|afternoons?|lessons?|sessions?|terms?|timetable|curriculum|routines?|year|month)",
    some="regular|frequent|various|different|several|certain|key|some|appropriate|suitable|planned|agreed|set|other"
    "|natural|many|particular|numerous|a number of|a few|a couple of|timely|opportune|convenient",
    moments="points|times|intervals|moments|occasions|opportunities|junctures|stages|places|breaks",
)
# Only should it suit somebody: “when well enough”, “if the room is free”, “as staffing allows”.
_SHOULD_IT_SUIT = phrases(
    r"(?:{should}) (?:{anything} (?:{seems}) )?(?:{suited})(?= ?(?:[.;,)]|\Z))",
    r"(?:{should}) {anything} (?:[^\s.;,]+ )?(?:allows?|permits?|dictates?|suits?|arises?|presents? itself)",
    should=r"when(?:ever)?|if|once|as|as and when|where(?:ver)?|provided(?: that)?|so far as|as far as|while|whilst",
    anything=r"(?:(?:the|an?|his|her|their|my|our) )?[^\s.;,]+",
    seems="is|are|feels?|seems?|looks?|gets?|has|have|can|can be|is to be|are to be",
    suited=(
        r"(?:(?:an?|the|some|any|spare|enough|sufficient|found|made|seen) )*(?:well|fit|able|ready|willing|receptive"
        r"|amenable|up to (?:it|this)|in the (?:\w+ )?(?:mood|frame of mind)|free|available|possible|practicable"
        r"|feasible|convenient|appropriate|suitable|needed|required|necessary|indicated|funded|staffed|capacity|staff"
        r"|time|space|funding|resources|cover|energy|permitted|allowed)(?: enough| to| to do (?:so|it))?"
    ),
)
_WORD = re.compile(r"[^\W_][\w’'-]*")
_LONGEST = 80


def without_vague_times(text: str) -> str:
    """The text without times that bind nobody: “at regular points in the day”, “when well enough”."""
    return _SHOULD_IT_SUIT.sub(" ", _HERE_AND_THERE.sub(" ", text))


def is_vague_answer(text: str) -> bool:
    """Whether a field's whole text is made of such words, so that nobody could see it missing."""
    if len(text) > _LONGEST:
        return False
    words = {word.lower() for word in _WORD.findall(_NOW_AND_THEN.sub(" regularly ", text))}
    words -= {"tbc", "tba", "tbd", "n", "a"}
    return bool(words & _VAGUE) and words <= _VAGUE | _BESIDE
