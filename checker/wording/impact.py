"""Diagnoses in a text, and whether it says what they mean for the child's life."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import WordList

_LISTS = lexicon("conditions")
_CONDITIONS = WordList(_LISTS["conditions"])
_DIAGNOSED = phrases(
    r"diagnos(?:is|es) of|diagnosed with|diagnos[ei]s ?:|diagnoses ?:|medical history ?:|conditions? ?:"
)
_NOT_SO = re.compile(
    r"(?i)\b(?:no|not|without|ruled out|excluded|denies|awaiting"
    r"|waiting|referred|suspect(?:s|ed)?|query|queried|screen(?:ed|ing)?"
    r"|brother|sister|mother|father|mum|dad|sibling|family history)\b(?:\s+(?!but\b)[^\s.;,]+){0,6}\s*$"
)
# How the child gets on: difficulty, need, effect, feeling, doing.
_IMPACT = phrases(
    r"impact\w*|affect(?:s|ed|ing)?|effects? (?:on|of)|results? in|resulting in|leads? to|leading to|means?|meaning",
    r"caus(?:es|ing)|makes? (?:it|him|her|them|this)|making it|so (?:that )?(?:he|she|they)|as a result|consequently",
    r"therefore|difficult(?:y)?|difficulties|struggl\w+|hard|harder|challeng\w+|trouble|problems? (?:with|in)|finds?",
    r"unable|cannot|can ?not|can't|isn't|doesn't|won't|not able|less able|limited|limits|reduced|weak\w*|poor|slow\w*",
    r"tir(?:ed|es|ing)|fatigue\w*|pain\w*|requir(?:es|ing)|rel(?:y|ies)|depends?|dependent|uses|wears|helped by",
    r"needs? (?:help|support|to|an?|adults?|someone|time|extra|more|reminders?|prompt\w*|things|his|her|their)",
    r"can|able to|likes|enjoys|prefers|learns|understands|experienc(?:es|ing)|becomes?|gets|feels?|anxious|upset\w*",
    r"worr(?:y|ies|ied)|distress\w*|overwhelm\w*|frustrat\w*|angry|miss(?:es|ing)?|avoids?|refus(?:es|al)|falls?",
    r"stops|prevents|leaves|hits|bites|runs|shouts|cries|hides|flaps|covers|wakes|sleeps|eats|drops|forgets|loses",
    r"speaks|talks|plays|walks|sits|writes|reads|hears|sees|moves|joins|follows|copes|concentrat\w+|washes",
    r"in response to|when (?:he|she|they|there|it|the|plans|routines?)|during|at school|in class|in lessons?|at home",
    r"function\w*|everyday|day~to~day|daily (?:life|living|tasks)|independen\w+|mobil\w+|attendance|absence from",
)
_HISTORY = phrases(
    r"born|birth~?weight|admitted|nicu|scbu|antenatal\w*|pregnancy|delivered by|underwent|operations?|surgery"
    r"|first seizure|onset|mri|eeg|ct scan|blood tests?|immunis\w+|milestones",
)
_PRONOUNS = frozenset(("he", "she", "they", "his", "her", "him", "their", "them"))
_LISTING = frozenset(_LISTS["listing"])
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SENTENCE = re.compile(r"\S(?:[^.!?;\n]|[.!?;](?!\s|\Z)|(?<=[\s:]\d)\.)*(?:[.!?;]+|(?=\n)|\Z)")
_LEFT_OVER = 3  # more words than this that belong to no list are a description, of whatever kind


def conditions_in(text: str) -> list[tuple[int, int]]:
    """Where diagnoses are named as the child's own: not where they are denied, awaited or a relative's."""
    return [
        (each.start, each.end)
        for each in _CONDITIONS.find(text)
        if not _NOT_SO.search(text[max(0, each.start - 80) : each.start])
    ]


def says_impact(text: str, names: Collection[str] = ()) -> bool:
    """Whether the text says anything of how the child gets on, besides naming conditions and how they began.

    `names` are the child's: a sentence about the child that is more than a list is a description, of whatever kind.
    """
    return any(
        _IMPACT.search(rest) or (_is_about(rest, names) and _words_left(rest) > _LEFT_OVER)
        for rest in _present_sentences(text)
    )


def _present_sentences(text: str) -> Iterator[str]:
    """The sentences that tell no history, without the names of conditions."""
    for sentence in _SENTENCE.finditer(text):
        if not _HISTORY.search(sentence.group()):
            yield _DIAGNOSED.sub(" ", _CONDITIONS.blanked(sentence.group()))


def _is_about(sentence: str, names: Collection[str]) -> bool:
    words = {word.group().lower().removesuffix("’s").removesuffix("'s") for word in _WORD.finditer(sentence)}
    return bool(words & (_PRONOUNS | {name.lower() for name in names}))


def _words_left(sentence: str) -> int:
    """How many words belong to no list: not to naming, dating or treating a condition."""
    words = [word.group() for word in _WORD.finditer(sentence)]
    return sum(word.lower() not in _LISTING and word[0].islower() and len(word) > 2 for word in words)


def sentences_with(text: str, places: list[tuple[int, int]]) -> tuple[int, int]:
    """From the start of the first sentence that holds a place to the end of the last."""
    held = [
        sentence.span()
        for sentence in _SENTENCE.finditer(text)
        if any(sentence.start() <= start < sentence.end() for start, _ in places)
    ]
    return held[0][0], held[-1][1]
