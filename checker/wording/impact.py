"""Whether a text that names diagnoses says what they mean for the child's life."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from checker.wording.condition_families import families_of, speaks_of
from checker.wording.conditions import conditions_in, without_conditions
from checker.wording.history import is_now, is_record
from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.terms import terms_in
from checker.wording.vague_needs import fields_in, goes_well, is_vague
from checker.wording.wordlist import blanked
from hub.language.needed import Wanted
from hub.language.text import Sentence, plain

_LISTS = lexicon("conditions")
_DIAGNOSED = phrases(
    r"diagnos(?:is|es) of|diagnosed with|diagnos[ei]s ?:|diagnoses ?:|medical history ?:|conditions? ?:"
    r"|as follows"
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
    r"(?:does|do|is|are|has) not(?! (?:have|been|known|diagnosed|under|on|yet))|watch(?:es)?|turns|rides|chooses"
    r"|points|signs|crawls|rolls|stands|holds|lies|screams|rocks|chews|spits|drools|dribbles|coughs|faints"
    r"|shakes|trembles|stares|blinks|wanders|interrupts|fidgets|copies|skips|stays|answers|repeats|whispers|nods"
    r"|squints|scratches|wets|soils|vomits|chokes|gags|bumps|trips|leans|pushes|throws|kicks|bleeds|wheezes"
    r"|itch(?:es|y)",
    r"speaks|talks|plays|walks|sits|writes|reads|hears|moves|joins|follows|copes|concentrat\w+|washes|sees(?! (?:dr"
    r"|mr|mrs|ms|prof|us|me|camhs|(?:his|her|their|the|an?) (?:\w+ ){0,2}(?:consultant|doctor"
    r"|clinic|team|nurse|service)))",
    r"(?:has|have|had) no(?! (?:known|history|other|further|allerg\w*))|(?:has|have) (?:not|never) been (?:in|at|to"
    r"|out)|never|nobody|no~one|no longer",
    r"in response to|when (?:he|she|they|there|it|the|plans|routines?)",
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
    r"|(?:steroid|oxygen|insulin|transfusion|ventilator|tube|dialysis)~dependent"
)
# what is recommended says nothing of how the child is
_RECOMMENDS = phrases(
    r"should|ought|would (?:benefit|need|suit|also|be (?:sensible|better|best|right|helpful|the))|recommend\w*"
    r"|suggest\w*|advise[ds]?|(?:my|our) (?:\w+ ){0,2}(?:view|opinion|belief)|please|(?:would|kindly) ask|(?:my"
    r"|our) (?:full )?support|leave (?:it|that|this) to|not for me to|only option|(?:I|we) (?:think|feel|believe"
    r"|support|request)|must (?:have|be|go|stay|get)|(?:right|best|better|ideal|suitable|appropriate) (?:\w+ )?{place}",
    r"(?:needs?|requires?|going to need|could do with|cannot be educated|can't be educated|{place} (?:is|are|isn't"
    r"|for|at))(?: [^\s,;]+){0,8}? (?:{place}|{staff})|(?:needs?|requires?) (?:an? |some |the )?(?:[\w-]+ ){0,4}"
    r"(?:support|hours|scheme|programme|approach)",
    r"(?:wants?|wish(?:es)?|hopes?|likes?|would like|'d like)(?: [^\s,;]+){0,6}? {place}",
    r"(?:place|placement) (?:at|in)|starts? (?:at|there)|one~to~one|two~to~one|1:1|2:1",
    place=r"(?:schools?|colleges?|settings?|placements?|place|provision|units?|mainstream|base|schooling|academy|nursery)",
    staff=r"(?:teaching assistants?|tas?|assistants?|adults?|mentors?|key workers?|staffing|grown~up)"
    r"(?! to (?!be |support|help|assist|work|facilitate)\w+)",
)
_SOMEBODY_ELSE = re.compile(
    r"(?i)\W*(?:(?:I|we)\s(?:understand|gather|note|hear|know|am told|am aware|have heard)(?:\s+that)?\s+)?(?:and\s+"
    r"|but\s+|so\s+|because\s+|since\s+|which\s+)?(?:(?:[\w’'-]+[’']s?|his|her|their|the|an?|both|everyone"
    r"|everybody)\s+)?(?:(?:older|younger|big|little|elder|eldest|youngest|baby|maternal|paternal|own"
    r"|other|two|three|four|five|six|birth|foster|adoptive|new|late)\s+){0,2}(?:mum|mam|mom|dad|mother|father"
    r"|parents?|family|brothers?|sisters?|siblings?|twins?|nan|gran\w*|carers?|step\w+|cousins?"
    r"|aunt\w*|uncles?|partner|boyfriend|girlfriend|classmates?|half\W(?:brother|sister)s?|at home|in the family"
    r"|(?:mr|mrs|ms|miss) [a-z]+)\b"
)
# whoever says or does it, it is of the child
_OF_THE_CHILD = phrases(
    r"(?:says?|said|reports?|reported|tells?|told|describes?|notes?|noticed?|thinks?|finds?) (?:us |me )?that",
    r"(?:says?|said|reports?|reported|tells?|told|describes?|described|notes?|noticed?|thinks?|finds?|explains?"
    r"|explained|worr(?:y|ies)|feels?)(?: \w+){0,2}? (?:that )?(?:{child})|(?:has|have) to|(?:help|dress|feed|carr"
    r"|lift|wash|remind|prompt|wake|calm|push|hold|toilet)\w* (?:him|her|them)",
    child=r"he|she|they|his|her|their",
)
# where and with whom the child lives, and how that came to be
_LIVES = phrases(
    r"(?:lives?|lived|living|stay(?:s|ed|ing)|is|was) (?:with|at)(?! risk)|placed (?:for|with|in)|placement|adopt\w*"
    r"|prospective|guardianship|foster\w*|birth (?:mum|mother|father|dad|parents?)|tummy mummy|forever (?:family|home)"
    r"|life~story|children's home|secure unit|shares? a (?:bed)?room|tenancy|bailiffs|arrears|judge|court|custody"
    r"|taken into care|came into care|looked after|moved in with|contact with"
)
_FOLLOWS_FROM_IT = phrases(
    r"means?|meant|meaning|so (?:that )?(?:he|she|they)|makes? (?:it|him|her|them)|as a result|therefore|because of"
    r" (?:this|it)|(?:this|which) (?:affects?|stops?|prevents?|leads?|causes?)"
)
_CLAUSE = re.compile(r"(?i)[,;:](?!\d)|[–—()]|\s-\s|\b(?:and|but|so|because|since|which|although|though)\b")
# a clause that goes on with what the one before recommends or records
_GOES_ON_WITH = re.compile(
    r"(?i)[,;–—(\s]*(?:(?:and|but)\s+)?(?:not|rather|instead|with|in|at|for|where|which|who|ideally|preferably|from"
    r"|on|to)\b"
)
# what is said to be no difficulty
_NO_DIFFICULTY = Wanted(
    phrases(
        r"{is} not (?:the|a|an|any|seen as an?) (?:cause|concern|problem|difficulty|worry|barrier|need|part)",
        r"{is} an? (?:advantage|strength|asset|bonus)|favourite",
        **{"is": "(?:is|are|was|were)"},
    )
)
# what is said of papers and plans
_PAPERS = Wanted(
    phrases(
        r"you|you'll|papers|letters?|enclosed|attached|(?:care|health|medical|emergency|action|protection"
        r"|safety) plans?"
        r"|plans? (?:for|from)"
    )
)
_USES_SOMETHING = phrases(r"uses?|wears?|requires?|needs?|cannot|can't|unable|rel(?:y|ies)")
# how a condition works in the body, which is not how the child gets on
_IN_THE_BODY = re.compile(
    r"(?i)\((?![^()]*\b(?:he|she|they)\b)[^()]{3,200}\)|\b(?:which |this |that )?(?:means?|meaning|is when|is where"
    r"|so)(?: that)? (?:(?:his|her"
    r"|their|the) )?(?:[\w-]+ ){0,2}(?:pancreas|body|cells?|blood|lungs?|airways?|brain|heart|kidneys?|liver|gut"
    r"|bowels?|immune system|chromosomes?|genes?|bones?|nerves?|hormones?|enzymes?)\b[^.;]{0,150}"
    r"|\b(?:which |that )?(?:affect(?:s|ing)|in|of) (?:(?:his|her|their|the|both|all|one|two|three|four|each)\s)*"
    r"(?:(?:left|right|upper|lower|top|bottom)\s)*(?:legs?|arms?|limbs|ears?|eyes?|side|sides|ankles?|hips?|knees?|feet"
    r"|foot|hands?|lungs?|joints?|spine|skin|body|face|kidneys?)\b"
)
# how a condition runs, which is not how the child gets on either
_COURSE = phrases(
    r"(?:(?:his|her|their|the) )?(?:\w+ )?(?:pain|symptoms?|attacks?|it|this|they|condition|health|hearing|sight"
    r"|vision|chest|skin"
    r"|mood|appetite|energy|strength) (?:(?:can|may|tends? to) )?(?:comes? (?:in|and goe?s?)|goes|drops?|dips?"
    r"|worsens|gets worse|flares?(?: up)?"
    r"|fluctuates?|var(?:y|ies)|wax(?:es)?|ebbs?|is (?:very )?(?:up and down|variable|unpredictable|changeable))",
    r"(?:(?:which|that|and|but) )?(?:(?:we|I|they|doctors) (?:cannot|can't|can not)|(?:nobody|no~one) can) predict"
    r"(?: (?:it|them))?|cannot be predicted",
)
_UNSTEADY = Wanted(
    phrases(
        r"up and down|comes? and goe?s?|flar(?:e|es|ed|ing)(?: up)?|wax\w* and wan\w*|ebbs? and flows?|fluctuat\w*"
        r"|var(?:y|ies) |from (?:one )?(?:day|week|month|time|hour) to (?:the )?\w+|on and off|some days than others"
        r"|unpredictab\w+|without warning|in (?:clusters|spells|crises|bouts|waves)|relaps\w+|good (?:and bad )?(?:days"
        r"|weeks)|gets worse|worse (?:at|in|when)"
    )
)
# days away from school are no picture of what several conditions mean
_AWAY = Wanted(
    phrases(
        r"(?:is|was|were|been|has been) (?:often |frequently |sometimes )?(?:off|absent|away)(?: (?:from )?school"
        r"| sick)?"
        r"|miss(?:es|ed)? (?:\w+ ){0,3}(?:days?|weeks?|school)|attendance|absences?|absent|off school|(?:days|time) off"
        r"|(?:cannot|can't|does not|doesn't|unable to) (?:always )?(?:get|come|go) (?:in|to school)|out of school"
        r"|(?:keeps?|stops?|kept|has) (?:him|her|them) (?:off|away|coming|going|from|home|at home|in bed)|off for"
        r"|in hospital|not (?:always )?well enough|(?:too (?:ill|unwell|poorly|tired|sore)) to (?:come|go|get|attend"
        r"|be)"
        r"|in and out of (?:school|class|college|nursery|hospital)|(?:makes|gets|manages) it in(?:to school)?|(?:at"
        r"|stays) home"
    )
)
_OVER = re.compile(r"\b(?:put right|resolved|outgr[eo]wn?|grew out of|grown out of|cured|was corrected|has cleared)\b")
_DEFINES = re.compile(
    r"(?i)\W{0,3}(?:here |for short )?(?:=|(?:is|are|means|stands? for|refers? to)\b)(?! (?:part|one|the reason|why"
    r"|a factor"
    r"|well|under|now|still|not))"
)
_PRONOUNS = frozenset(("he", "she", "they", "his", "her", "him", "their", "them"))
_LISTING = frozenset(_LISTS["listing"])
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LABEL = re.compile(r"\W*[\w' -]{1,40}:")  # “Harry: autism, dyslexia.”
_HAS = re.compile(r"(?i)\b(?:has|have|had|lives with|presents with)\b")
_LEFT_OVER = 2  # more words than this that belong to no list are a description, of whatever kind
_AREAS = 2  # a difficulty in so many areas is some picture of the child
_NEAR = 60  # letters
_GOES_ON = 120  # letters after the last condition: so long a sentence goes on to something else


# “Tom's tics come in clusters” tells how they run, and names nothing that is new
_KNOWN_ALREADY = re.compile(r"(?i)(?:\b(?:his|her|their)|\w[’']s?)\s+(?:\w+\s+)?$")
_FOUND = phrases(
    r"diagnos\w*|confirmed|identified|established|includ\w+|(?:is|are|was|were)(?! (?:\w+ )?(?:up"
    r" and|unpredictable|variable|erratic|better|worse|under control|well|stable|controlled|managed|in remission|not))"
)


class Told(Enum):
    """What a sentence says of a diagnosis."""

    NOTHING = auto()
    DIAGNOSIS = auto()  # in a sentence: “Sian has epilepsy”
    LIST = auto()  # in a list of them: “Autism; asthma; eczema”
    IMPACT = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence at its place in the typed text, what it says, and the conditions that it names, in small letters."""

    start: int
    end: int
    told: Told
    low: str
    named: tuple[str, ...]
    is_of_child: bool  # a sentence about the child, and not a piece of a list


def said_in(text: str, names: Collection[str] = ()) -> list[Said]:
    """The sentences of a text that names conditions; of one that names but one, from the last that says an impact on.

    None where it names none. `names` are the child's, in small letters: a sentence about the child that is more than a
    list is a description.
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
    for sentence, named in zip(reversed(read.sentences), reversed(in_each), strict=True):
        end = sentence.end
        if named and end - named[-1][1] > _GOES_ON:
            end = named[-1][1]
        new = [place for place in named if not _is_known_already(read.plain, sentence, *place)]
        is_definition = _is_definition(read.plain, sentence, named, names)
        told = Told.NOTHING if is_definition else _told(sentence, len(new), names, are_several)
        called = tuple(read.low[slice(*place)] for place in named)
        place = read.original(sentence.start, end)
        own_words = _LABEL.sub("", sentence.text)
        is_of_child = _is_about(own_words, names) or bool(_HAS.search(own_words))
        if _WORD.search(sentence.text):
            said.append(Said(*place, told, sentence.low, called, is_of_child))
        if told is Told.IMPACT and len(conditions) == 1 and _is_of_it(sentence, read.low[slice(*conditions[0])]):
            break
    return said[::-1]


def _is_of_it(sentence: Sentence, condition: str) -> bool:
    """Whether an impact is this condition's, as far as is known of such conditions."""
    return not families_of(condition) or speaks_of(sentence.low, condition)


def _is_known_already(text: str, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a condition is spoken of as known: “Tom's tics …”, but not “Tom's autism was confirmed”."""
    before, after = max(sentence.start, start - _NEAR), min(sentence.end, end + _NEAR)
    return bool(_KNOWN_ALREADY.search(text, before, start)) and not _FOUND.search(text, end, after)


def _is_definition(text: str, sentence: Sentence, named: Sequence[tuple[int, int]], names: Collection[str]) -> bool:
    """Whether it only says what a word means: “GAD is generalised anxiety disorder, that is, worry”."""
    if not named or _WORD.search(text, sentence.start, named[0][0]) or _is_about(sentence.text, names):
        return False
    return bool(_DEFINES.match(text, named[0][1])) and not _AFFECTS.search(sentence.text)


def _told(sentence: Sentence, conditions: int, names: Collection[str], are_several: bool) -> Told:
    if conditions and _OVER.search(sentence.text):
        return Told.NOTHING
    if says_impact(sentence, names, are_several=are_several):
        return Told.IMPACT
    if not conditions:
        return Told.NOTHING
    return Told.LIST if conditions > 1 and not _is_about(sentence.text, names) else Told.DIAGNOSIS


def says_impact(sentence: Sentence, names: Collection[str], *, are_several: bool = False) -> bool:
    """Whether it says how the child gets on, besides naming conditions, how they began and what is recommended."""
    if is_of_somebody_else(sentence) or _is_too_vague(sentence, names) or goes_well(sentence):
        return False
    rest = sentence.text
    for no_impact in (_TREATED, _IN_THE_BODY, *(() if are_several else (_COURSE,))):
        rest = no_impact.sub(" ", rest)
    rest = _DIAGNOSED.sub(" ", without_conditions(" ".join(_telling_clauses(rest, are_several))))
    terms = [(each.start, each.end) for each in terms_in(rest)]
    left = _words_left(blanked(rest, terms))
    if terms and left <= _LEFT_OVER and not _USES_SOMETHING.search(rest):  # “Metacognition is weak.”
        return False
    names_one = bool(conditions_in(sentence.text))
    return bool(_IMPACT.search(rest)) or (_is_about(sentence.text, names) and left > _LEFT_OVER + names_one)


def may_tell(sentence: Sentence) -> bool:
    """Whether it may tell how the child gets on: not what was, is recommended or is a relative's."""
    return not is_of_somebody_else(sentence) and bool(_telling_clauses(sentence.text, are_several=False))


def is_of_somebody_else(sentence: Sentence) -> bool:
    """Whether it tells of a relative, with no effect on the child."""
    found = _SOMEBODY_ELSE.match(sentence.text)
    return bool(
        found and not (_OF_THE_CHILD.search(sentence.text, found.end()) or _FOLLOWS_FROM_IT.search(sentence.text))
    )


def _telling_clauses(sentence: str, are_several: bool) -> list[str]:
    """The clauses that may tell how the child gets on: not what was, what is recommended, or where the child lives.

    Of several conditions, how one of them runs and what school it costs is no picture of what they mean.
    """
    no_telling: list[re.Pattern[str] | Wanted] = [_RECOMMENDS, _HISTORY, _PAPERS, _NO_DIFFICULTY]
    if not _FOLLOWS_FROM_IT.search(sentence):
        no_telling += [_LIVES, _SOMEBODY_ELSE]
    if are_several:
        no_telling += [_UNSTEADY, _AWAY]
    is_of_the_past = is_record(sentence)
    telling = []
    is_left_out = False
    for clause in _clauses(sentence):
        goes_on = is_left_out and _GOES_ON_WITH.match(clause)
        is_left_out = bool(
            goes_on or (is_of_the_past and not is_now(clause)) or any(_tells(each, clause) for each in no_telling)
        )
        if not is_left_out:
            telling.append(clause)
    return telling


def _tells(what: re.Pattern[str] | Wanted, clause: str) -> bool:
    if what is _SOMEBODY_ELSE:
        return bool(what.match(clause)) and not _OF_THE_CHILD.search(clause)
    return bool(what.search(clause))


def _clauses(sentence: str) -> list[str]:
    """The sentence in pieces, each with the word that it hangs on."""
    cuts = [0, *(found.start() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    return [sentence[first:last] for first, last in pairwise(cuts)]


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
