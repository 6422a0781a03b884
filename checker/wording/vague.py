"""Words that look like an answer and are none: “regularly”, “as needed”, “a number of sessions”."""

from __future__ import annotations

import re

from checker.wording.phrases import phrases

# an answer made of nothing but these, at least one of them vague by itself, could never be seen to be missing
_VAGUE = frozenset(
    "ongoing regular regularly frequent frequently occasional occasionally ad-hoc adhoc hoc flexible flexibly often"
    " sometimes"
    " periodically intermittent intermittently needed need needs required requires requirement necessary appropriate"
    " possible"
    " available advised indicated feasible practicable able requested permits permitting allows allowing some lots"
    " plenty enough"
    " sufficient adequate various variable varies varied varying depends depending dependent yes no continue continued"
    " continuing"
    " minimal high low medium several few many number range when where times suitable relevant reasonable determined".split()
)
_BESIDE = frozenset(
    "a an the as and or if is it be will by to of on in at from for with per his her their him them he she they that"
    " this ad"
    " basis time times sessions session visits visit hours minutes amount level levels support input clinically"
    " whenever"
    " much long more less due course subject according line necessary staff staffing capacity timetable school child"
    " demand"
    " arising arises arise change changes through throughout until then now again throughout very quite most"
    " professional"
    " judgement discretion service clinical".split()
)
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
