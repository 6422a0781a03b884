"""History and medical detail in a text: how much of each a sentence tells, and whether it speaks of now."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import WordList, fold
from hub.language.span import Span
from hub.language.text import Sentence, plain

_KINDS = ("events", "happened", "clinics", "birth", "procedures", "tests", "medicines")
_NUMBER = r"\d{1,2}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|several"
_TIME = r"days?|weeks?|months?|years?|hours?|mths?|yrs?|wks?"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
# a time in the past, as far as words alone can tell
_WHEN = phrases(
    r"(?:(?:in|during|from|until|early|late|mid)~{month}|\d{1,2}(?:st|nd|rd|th)? {month})(?:,? (?:19|20)\d\d)?"
    r"|{month},? ?(?:'\d\d|(?:19|20)\d\d)|in (?:nursery|reception|(?:school )?years? \d{1,2})|(?:autumn|spring"
    r"|summer) term\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}/(?:19|20)?\d\d|(?:19|20)\d\d(?:[-/]\d\d)?",
    r"(?:at|by|from|until|till|aged?|around) (?:the age of |age |about |around )?{number}~(?:and a half )?(?:{time})"
    r"|(?:at|aged?) (?:the age of |age |about |around )?{number}(?=[\s,.;:)]|\Z)",
    r"when (?:he|she|they) (?:was|were) (?:just |only |about |around )?(?:{number}|an? (?:baby|toddler|infant)|born)",
    r"at birth|in (?:his|her|their|early|the)? ?(?:infancy|early childhood|first (?:year|months|weeks))"
    r"|as an? (?:baby|toddler|infant|newborn|neonate)|in utero|(?:on )?day {number} of life|(?:on|in|by|at) (?:day"
    r"|week|month) {number}",
    r"(?:{number} {time}|the (?:following|next|same) (?:day|week|month|year)|shortly|soon|later (?:that )?(?:day"
    r"|week|month|year)) (?:later|ago|after(?:wards)?|before|earlier|previously)",
    r"(?:the|that) (?:following|next|same) (?:day|week|month|year|spring|summer|autumn|winter|term)",
    r"initially|subsequently|thereafter|previously|formerly|historically|following this|after (?:this|that|which)"
    r"|eventually|at (?:the|that) time",
    month=_MONTH,
    number=_NUMBER,
    time=_TIME,
)
_GESTATION = phrases(
    r"(?:2[2-9]|3\d|4[0-3]) ?\+ ?\d|(?:2[2-9]|3\d|4[0-3]) ?/ ?40|(?:at|of) (?:2[2-9]|3\d|4[0-3]) weeks|(?:born"
    r"|delivered|weigh(?:ing|ed)) (?:\w+ )?\d(?:[.,]\d+)? ?(?:kg|g|lbs?|pounds)|born (?:very |extremely )?early"
)
_MEASURED = phrases(
    r"\d[\d.,]{0,7} ?(?:mg|mgs|mcg|micrograms?|milligrams?|ml|mls|millilitres|iu|units|puffs?|kcal"
    r"|sachets?)(?:/(?:kg|day|ml|dose))?",
    r"\d[\d.,]{0,7} ?(?:mmol(?:/mol|/l)?|g/d?l|ug/l|ng/ml|iu/l|u/l|nmol/l|pmol/l|mmhg|bpm|kpa|kg)",
    r"\d[\d.,]{0,3}(?:st|nd|rd|th) (?:per)?centile|bd|tds|qds|nocte|prn",
)
_RESULT = re.compile(rf"(?i)(?<![\w./])\d{{1,3}}(?:\.\d+)?(?![\d./])(?!\w*\s(?:{_MONTH}|{_TIME})\b)")
_MEDICINE_ENDINGS = tuple(lexicon("history")["medicine_endings"])
_LETTERHEAD = phrases(
    r"d\.?o\.?b\.?|date of birth|typed|dictated|clinic date|date of (?:clinic|report|letter|typing)|dear|nhs (?:no"
    r"|number)|our ref|your ref|hospital (?:no|number)|re ?:|cc ?:|yours (?:sincerely|faithfully)|signed|tel"
)
_PRESENT = phrases(
    r"(?:is|are)(?! (?:now |also |currently )?(?:known|under|followed|seen|prescribed|open|reviewed|on|noted"
    r"|recorded|documented|reported|an? (?:\w+ )?history|the (?:first|second|third|eldest|youngest|only)))",
    r"(?:has|have)(?! (?:also |now |previously |since |recently |only |never )?(?:been|had|undergone|attended"
    r"|received|an? (?:\w+ )?history))",
    r"can(?:not| not|'t)?|does|do(?:es)? ?n[o']t|needs?(?! plan)|requires?|finds?|struggles?|uses?|rel(?:y|ies)"
    r"|continues?|remains?|becomes?|gets?|means?|makes?|tires?|walks?|speaks?|misses|affects?|impacts?|limits?"
    r"|prevents?|causes?|leads?|wakes?|sleeps?|eats|feels?|worr(?:y|ies)|avoids?|copes?|depends?|wears?|likes?"
    r"|enjoys?|says|wants?|leaves?|falls?|manages?|stops|benefits?|seeks|understands?|knows?|experiences?|prefers?"
    r"|now|still|today|will|must|should|isn't|aren't|hasn't",
)
_PAST = phrases(
    r"was|were|had|did|began|became|came|went|left|saw|spent|fell|felt|made|met|took|told|underwent|wrote|has been"
    r"|have been|has had|[a-z]{2,}ed"
)
_SEEN_FOR_THIS = phrases(
    r"(?:when|while|as) (?:I|we)|(?:I|we) (?:also |then )?(?:saw|spoke|met|visited|watched|assessed)|observed"
    r"|observation|in (?:the|my|our|this) (?:session|lesson|clinic room)|(?:during|for|at) (?:the|my|our"
    r"|this) (?:session|visit|assessment|observation|lesson|advice|report)"
)
# when a thing was first done or seen, which is how it was
_BEGAN = phrases(
    r"first|referred|re~referred|met|born|started|began|joined|moved|discharged|used to|assessed by|seen (?:by|in|at)"
)
_DIGITS = re.compile(r"\d+")
_SHORTEST = 6  # letters of a medicine's name: “april” is none
_FEW = 4  # a text with fewer listed words and figures tells no history worth reading closely
_FEW_TIMES = 2  # an assessment for this advice takes so many days; more are a chronology
_FEW_CLINICS = 2  # so many are where the child is seen; more are a list


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence at its place in the typed text, with how many things it tells of the past and of medical detail."""

    start: int
    end: int
    past: int
    detail: int
    is_present: bool
    is_past: bool


def times_in(text: str) -> int:
    """How many times of the past it names."""
    return sum(1 for _ in _WHEN.finditer(text))


def is_now(text: str) -> bool:
    """Whether it speaks of how things are."""
    return bool(_PRESENT.search(text))


def is_record(text: str) -> bool:
    """Whether a sentence tells what was done and seen over time: not at the assessment for this advice."""
    times = times_in(text)
    return times >= _FEW_TIMES or (times > 0 and bool(_BEGAN.search(text)) and not _SEEN_FOR_THIS.search(text))


def told_in(text: str) -> tuple[Told, ...]:
    """The sentences of a text, each with what it tells; none where the text tells hardly anything of the kind."""
    read = plain(text)
    words, kinds = _listed()
    found = [(each.start, kinds[each.name]) for each in words.find(read.plain)]
    if len(found) + len(_DIGITS.findall(read.plain)) < _FEW:
        return ()
    starts = [start for start, _ in found]
    told = []
    for sentence in read.sentences:
        inside = found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        place = read.original(sentence.start, sentence.end)
        told.append(_told(sentence, place, Counter(kind for _, kind in inside)))
    return tuple(told)


def _told(sentence: Sentence, place: Span, kinds: Counter[str]) -> Told:
    said = sentence.text
    medicines = kinds["medicines"] + sum(_is_medicine(word.bare) for word in sentence.words)
    measured = len(_MEASURED.findall(said)) if _DIGITS.search(said) or medicines else 0
    if kinds["tests"]:
        measured = max(measured, len(_RESULT.findall(said)))
    is_present = bool(_PRESENT.search(said))
    return Told(
        *place,
        past=_past(said, kinds),
        detail=kinds["tests"] + medicines + measured,
        is_present=is_present,
        is_past=not is_present and bool(_PAST.search(said)),
    )


def _past(said: str, kinds: Counter[str]) -> int:
    """How many things of the past: what happened around birth, times, and what happened at them."""
    if _LETTERHEAD.search(said):
        return 0
    birth = kinds["birth"] + kinds["procedures"] + len(_GESTATION.findall(said))
    clinics = kinds["clinics"] if kinds["clinics"] > _FEW_CLINICS else 0
    happened = kinds["happened"] + kinds["events"]
    if not birth + clinics + happened + kinds["tests"]:
        return 0
    times = len(_WHEN.findall(said))
    if times <= _FEW_TIMES and _SEEN_FOR_THIS.search(said):
        return 0
    return birth + clinics + times + min(happened, times + 1) * bool(times + birth + clinics)


def _is_medicine(word: str) -> bool:
    """Whether the word ends as only the names of medicines do; those that don't are listed."""
    return len(word) > _SHORTEST and word.endswith(_MEDICINE_ENDINGS)


@cache
def _listed() -> tuple[WordList, dict[str, str]]:
    """Every listed word, and the list it is on."""
    lists = lexicon("history")
    kinds = {fold(word): kind for kind in _KINDS for word in lists[kind] if not _is_medicine(word)}
    return WordList(kinds), kinds
