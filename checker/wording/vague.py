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
_WORD = re.compile(r"[^\W_][\w’'-]*")
_LONGEST = 80


def is_vague_answer(text: str) -> bool:
    """Whether a field's whole text is made of such words, so that nobody could see it missing."""
    if len(text) > _LONGEST:
        return False
    words = {word.lower() for word in _WORD.findall(_NOW_AND_THEN.sub(" regularly ", text))}
    words -= {"tbc", "tba", "tbd", "n", "a"}
    return bool(words & _VAGUE) and words <= _VAGUE | _BESIDE
