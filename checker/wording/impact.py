"""Diagnoses in a text, and whether it says what they mean for the child's life."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.vague_needs import fields_in, goes_well, is_vague
from checker.wording.wordlist import WordList
from hub.language.text import Sentence, plain

_LISTS = lexicon("conditions")
_CONDITIONS = WordList(_LISTS["conditions"])
_DIAGNOSED = phrases(
    r"diagnos(?:is|es) of|diagnosed with|diagnos[ei]s ?:|diagnoses ?:|medical history ?:|conditions? ?:"
)
_NOT_SO = re.compile(
    r"(?i)\b(?:no|not|without|ruled out|excluded|denies|awaiting|waiting|referred|assess(?:ed|ment) for|suspect(?:s"
    r"|ed)?|query|queried|screen(?:ed|ing)?|brothers?|sisters?|mother|father|mums?|dad|siblings?|parents|baby"
    r"|cousins?|uncle|aunt\w*|grand\w+|nan|twin|maternal|paternal|family history)\b(?:['’]s)?:?(?:\s+(?!but\b"
    r"|because\b|and\b)[^\s.;,]+){0,6}\s*$"
)
# the service, lesson or plan for a condition is named after it
_NAMED_AFTER = re.compile(
    r"(?i)[\s-]+(?:[\w-]+\s+)?(?:nurses?|clinics?|teams?|training|awareness|programmes?|groups?|units?|schools?"
    r"|provision|base|pathway|plans?|services?|friendly|outreach|register|champion|passport|policy|assessments?)\b"
    r"|(?:\s+(?:was|were|has been|have been|is|are)\s+(?:ruled out|excluded|not (?:confirmed|diagnosed|present)"
    r"|unlikely|suspected|queried|being)\b)"
)
# How the child gets on: difficulty, need, effect, feeling, doing.
_IMPACT = phrases(
    r"impact\w*|affect(?:s|ed|ing)?|effects? (?:on|of)|results? in|resulting in|leads? to|leading to|means?|meaning",
    r"caus(?:es|ing)|makes? (?:it|him|her|them|this)|making it|so (?:that )?(?:he|she|they)|as a result|consequently",
    r"therefore|difficult(?:y)?|difficulties|struggl\w+|hard|harder|challeng\w+|trouble|problems? (?:with|in)|finds?",
    r"has to|have to|unable|cannot|can ?not|can't|isn't|doesn't|won't|not able|less able|limited|limits|reduced"
    r"|weak\w*|poor|slow\w*",
    r"tir(?:ed|es|ing)|fatigue\w*|pain\w*|requir(?:es|ing)|rel(?:y|ies)|depends?|dependent|uses|wears|helped by",
    r"needs? (?:help|support|to|an?|adults?|someone|time|extra|more|reminders?|prompt\w*|things|his|her|their)",
    r"can|able to|learns|understands|experienc(?:es|ing)|becomes?|gets|feels?|anxious|upset\w*",
    r"worr(?:y|ies|ied)|distress\w*|overwhelm\w*|frustrat\w*|angry|miss(?:es|ing)?|avoids?|refus(?:es|al)|falls?",
    r"stops|prevents|leaves|hits|bites|runs|shouts|cries|hides|flaps|covers|wakes|sleeps|eats|drops|forgets|loses",
    r"speaks|talks|plays|walks|sits|writes|reads|hears|moves|joins|follows|copes|concentrat\w+|washes|sees(?! (?:dr"
    r"|mr|mrs|ms|prof|us|me|camhs|(?:his|her|their|the|an?) (?:consultant|doctor)))",
    r"in response to|when (?:he|she|they|there|it|the|plans|routines?)|during|at school|in class|in lessons?|at home",
    r"function\w*|everyday|day~to~day|daily (?:life|living|tasks)|independen\w+|mobil\w+|attendance|absence from"
    r"|absent|away|off (?:school|sick)",
)
_AFFECTS = phrases(r"impact\w*|affect(?:s|ed|ing)?")
_HISTORY = phrases(
    r"born|birth~?weight|admitted|nicu|scbu|antenatal\w*|pregnancy|delivered by|underwent|operations?|surgery"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|first seizure|onset|mri|eeg|ct scan|blood tests?|immunis\w+|milestones",
)
# how it is treated says nothing of how the child gets on
_TREATED = phrases(
    r"(?:uses?|takes?|given|fitted with|treated with|on|has) (?:[\w-]+ ){0,2}(?:insulin(?: pump)?|pump|inhalers?"
    r"|medication|medicines?|tablets?|injections?|epipens?|cpap|shunt|patch(?:es)?|cream)"
)
# what is recommended says nothing of how the child is
_RECOMMENDS = phrases(
    r"should|ought|would (?:benefit|need|suit|be (?:sensible|better|best|right|helpful))|recommend\w*|suggest\w*"
    r"|in (?:my|our) (?:\w+ )?(?:view|opinion)|only option|(?:I|we) (?:think|feel|believe|support|request)|(?:needs?"
    r"|requires?) (?:an? )?(?:[\w-]+ ){0,3}(?:teaching assistant|ta|school|setting|placement|place|provision|support"
    r"|hours)"
)
_SOMEBODY_ELSE = re.compile(
    r"(?i)\W*(?:(?:his|her|their|the|both|everyone|everybody) )?(?:mum|mam|dad|mother|father|parents?|family"
    r"|brothers?|sisters?|siblings?|twin|nan|gran\w*|carers?|step\w+|at home|in the family)\b"
)
# how a condition works in the body, which is not how the child gets on
_IN_THE_BODY = re.compile(
    r"(?i)\([^()]{3,200}\)|\b(?:which |this |that )?(?:means?|meaning|is when|is where|so)(?: that)? (?:(?:his|her"
    r"|their|the) )?(?:[\w-]+ ){0,2}(?:pancreas|body|cells?|blood|lungs?|airways?|brain|heart|kidneys?|liver|gut"
    r"|bowels?|immune system|chromosomes?|genes?|bones?|nerves?|hormones?|enzymes?)\b[^.;]{0,150}"
)
# how a condition runs, which is not how the child gets on either
_COURSE = phrases(
    r"(?:(?:his|her|their|the) )?(?:pain|symptoms?|attacks?|it|this|they|condition) (?:comes? (?:in|and goe?s?)"
    r"|goes|flares?(?: up)?|fluctuates?|var(?:y|ies)|waxes|is (?:up and down|variable|unpredictable))",
    r"(?:(?:which|that|and|but) )?(?:(?:we|I|they|doctors) (?:cannot|can't|can not)|(?:nobody|no~one) can) predict"
    r"(?: (?:it|them))?|cannot be predicted",
)
# days away from school are no picture of what several conditions mean
_AWAY = phrases(
    r"(?:is|was|were|been|has been) (?:often |frequently |sometimes )?(?:off|absent|away)(?: (?:from )?school| sick)?"
    r"|miss(?:es|ed)? (?:\w+ ){0,3}(?:days?|weeks?|school)|attendance|absences?|off school|(?:days|time) off"
)
_PRONOUNS = frozenset(("he", "she", "they", "his", "her", "him", "their", "them"))
_LISTING = frozenset(_LISTS["listing"])
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LEFT_OVER = 3  # more words than this that belong to no list are a description, of whatever kind
_AREAS = 2  # a difficulty in so many areas is some picture of the child
_HEADS = ("syndrome", "disease", "disorder", "dystrophy", "dysplasia", "deficiency", "palsy", "malformation")
_RARE = re.compile(
    rf"(?i)(?<![\w'’-])(?!(?:the|this|that|an?|any|no|his|her|their|of)\s)[\w'’-]{{3,30}}\s(?:{'|'.join(_HEADS)})s?\b"
)
_NEAR = 80  # letters
_GOES_ON = 120  # letters after the last condition: so long a sentence goes on to something else
_DICTATED = 300  # letters: a sentence so long tells more than one thing


class Told(Enum):
    """What a sentence says of a diagnosis."""

    NOTHING = auto()
    DIAGNOSIS = auto()  # in a sentence: “Sian has epilepsy”
    LIST = auto()  # in a list of them: “Autism; asthma; eczema”
    IMPACT = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence at its place in the typed text, and what it says."""

    start: int
    end: int
    told: Told


def said_in(text: str, names: Collection[str] = ()) -> list[Said]:
    """The sentences of a text that names conditions; none where it names no condition.

    `names` are the child's, in small letters: a sentence about the child that is more than a list is a description.
    """
    read = plain(text)
    conditions = conditions_in(read.plain)
    if not conditions:
        return []
    starts = [start for start, _ in conditions]
    in_each = [
        conditions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        for sentence in read.sentences
    ]
    are_several = any(len(named) > 1 for named in in_each)
    said = []
    for sentence, named in zip(read.sentences, in_each, strict=True):
        end = sentence.end
        if named and end - named[-1][1] > _GOES_ON:
            end = named[-1][1]
        said.append(Said(*read.original(sentence.start, end), _told(sentence, len(named), names, are_several)))
    return said


def _told(sentence: Sentence, conditions: int, names: Collection[str], are_several: bool) -> Told:
    if _says_impact(sentence, names, are_several):
        return Told.IMPACT
    if not conditions:
        return Told.NOTHING
    return Told.LIST if conditions > 1 and not _is_about(sentence.text, names) else Told.DIAGNOSIS


def conditions_in(text: str) -> list[tuple[int, int]]:
    """Where diagnoses are named as the child's own, in order: not where they are denied, awaited or a relative's."""
    named = sorted([*((each.start, each.end) for each in _CONDITIONS.find(text)), *_rare_in(text)])
    return [(start, end) for start, end in named if is_own(text, start) and not _NAMED_AFTER.match(text, end)]


def _rare_in(text: str) -> list[tuple[int, int]]:
    """Diagnoses that no list holds: “Wilson's disease”."""
    low = text.lower()
    if not any(head in low for head in _HEADS):
        return []
    return [found.span() for found in _RARE.finditer(text) if not _CONDITIONS.find(found.group())]


def is_own(text: str, start: int) -> bool:
    """Whether what is named at `start` is said to be so, and of the child: not denied, awaited or a relative's."""
    return not _NOT_SO.search(text[max(0, start - _NEAR) : start])


def _says_impact(sentence: Sentence, names: Collection[str], are_several: bool) -> bool:
    """Whether it says how the child gets on, besides naming conditions, how they began and what is recommended."""
    if _SOMEBODY_ELSE.match(sentence.text) or _is_too_vague(sentence, names) or goes_well(sentence):
        return False
    if len(sentence.text) < _DICTATED and (_HISTORY.search(sentence.text) or _RECOMMENDS.search(sentence.text)):
        return False
    rest = sentence.text
    for no_impact in (_TREATED, _IN_THE_BODY, _COURSE):
        rest = no_impact.sub(" ", rest)
    rest = _DIAGNOSED.sub(" ", _CONDITIONS.blanked(rest))
    if are_several and _AWAY.search(rest):
        return bool(_IMPACT.search(_AWAY.sub(" ", rest)))
    return bool(_IMPACT.search(rest)) or (_is_about(rest, names) and _words_left(rest) > _LEFT_OVER)


def _is_too_vague(sentence: Sentence, names: Collection[str]) -> bool:
    """Whether it is vague about one area of life, and doesn't say either that anything is affected."""
    return is_vague(sentence, names) and len(fields_in(sentence)) < _AREAS and not _AFFECTS.search(sentence.text)


def _is_about(sentence: str, names: Collection[str]) -> bool:
    words = {word.group().lower().removesuffix("'s") for word in _WORD.finditer(sentence)}
    return not words.isdisjoint(_PRONOUNS) or not words.isdisjoint(names)


def _words_left(sentence: str) -> int:
    """How many words belong to no list: not to naming, dating or treating a condition."""
    words = [word.group() for word in _WORD.finditer(sentence)]
    return sum(word.lower() not in _LISTING and word[0].islower() and len(word) > 2 for word in words)
