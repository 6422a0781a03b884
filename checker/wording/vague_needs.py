"""Sentences that say no more than that there is a difficulty, and sentences that show how one looks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from hub.language.names import may_name
from hub.language.text import Sentence, Word

_LISTS = lexicon("vague_needs")
_TOPICS: dict[str, frozenset[str]] = {field: frozenset(words) for field, words in _LISTS["topics"].items()}
_GENERAL = "general"  # the topics that are everything and nothing


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for name in lists for word in _LISTS[name])


_DIFFICULTY, _HEDGE, _ADJECTIVES = _words("difficulty"), _words("hedge"), _words("adjectives")
_DENIAL, _DENIED, _HELP = _words("denial"), _words("denied"), _words("help")
_TECHNICAL, _FLAT = _words("technical"), _words("flat")
_VARIES, _BODILY = _words("varies"), _words("bodily")
_NEEDS, _AFFECTS, _NAMED_BY = _words("needs"), _words("affects"), _words("named_by")
_COULD_DO = ("do", "with")
_SMALL = _words("difficulty", "hedge", "adjectives", "degree", "small", "places", "denial", "denied")
_VAGUE = _SMALL.union(_HELP, *_TOPICS.values())
_AFFECTED = (_SMALL | _words("all_of_life")) - _words("plain_effects")
_KNOWN = _VAGUE | _AFFECTED | _AFFECTS
_NAMED = _words("beside", "places").union(*_TOPICS.values())
_BEFORE_A_NOUN = _words("degree").union(*_TOPICS.values()) | {"of"}
_LETTERS = re.compile(r"[a-z]+|\d+")
# “is a polite and caring boy who …”: what is said of the child as a person is no need
_PRAISE = re.compile(
    r"\W*(?:[\w'-]+ ){1,3}?is an? (?:[\w'-]+,? (?:and )?){1,6}?(?:boy|girl|child|lad|lady|man|woman|person|pupil"
    r"|student|teenager|toddler|learner)(?:,? (?:with|who) |,? but )"
)
# that it falls short, whatever it is: one more word for a difficulty
_SHORTFALL = phrases(
    r"(?:could|should|might|needs? to|has to) (?:be|get|do) (?:a (?:bit|little|lot) |much |far |rather )?(?:better"
    r"|higher|greater"
    r"|stronger|improved)|room for (?:improvement|growth|development|progress)|(?:needs?|could do with"
    r"|requires?) (?:(?:some|more|a bit of|a lot of"
    r"|further) )?(?:work|improving|developing|strengthening|building(?: up)?|polishing)(?: on)?|needs? to (?:improve"
    r"|develop|work on|get better at)|areas? (?:of|for) (?:development|improvement|growth|weakness|difficulty|concern)"
    r"|(?:area|something|one) (?:that|which) (?:requires?|needs?) (?:\w+ )?(?:development|support|work|attention|help"
    r"|thought)|in need of (?:\w+ )?(?:development|support|work|attention|help|improvement)|all over the place|mixed"
    r" picture|mixed bag|(?:a|some) (?:long |fair )?way to go|not there yet|on (?:our|the) radar|takes? (?:its"
    r"|their) toll|gets? the"
    r" better of (?:him|her|them)|gets? on top of (?:him|her|them)|a lot (?:to deal with|going on)|ups and downs"
    r"|(?:not|never|n't) (?:meet|reach|fulfil|achiev)(?:ing|es)? (?:his|her|their) (?:full )?potential"
    r"|needs (?:in the area of|in relation to|relating to|related to|with regard to)|in a (?:bit of a |right "
    r"|real )?(?:state|pickle|muddle)|on (?:our|their) toes"
    r"|not what (?:it|they|we|one|you|I)(?:'d)? (?:(?:could|should|might|would) )?(?:be|expect|hope|like)|takes some"
    r" managing|(?:falls?|falling) short|hit and miss|something of a (?:worry|concern|struggle)"
    r"|works? in progress|leaves? (?:a (?:lot|bit|little)|much|something) to be desired|got a lot on|been through (?:a"
    r" lot|the mill|so much)|a lot (?:on (?:his|her|their) (?:plate|mind|shoulders)|to (?:carry|cope with|manage))"
    r"|(?:having|had) an? (?:hard|tough|rough|difficult|bumpy|rocky) (?:time|year|term|start|few \w+)"
    r"|not (?:quite )?(?:him|her|them)self|out of sorts|(?:an )?uphill (?:struggle|battle)"
    r"|(?:hard|tough|heavy) going|(?:below|under) par|on the (?:low|weak|slow|poor) side"
    r"|a (?:bit|little) (?:much|of a handful)|(?:is|are|can be) (?:quite )?a handful|has (?:his|her"
    r"|their) moments|{isnt} (?:always |quite |really |yet )?(?:where (?:it|they|he|she|we|I) (?:should|would"
    r"|could)(?: (?:be|like|want|hope|expect))?|(?:doing )?as (?:good|strong|well|easy|secure|far on) as (?:it|they"
    r"|he|she|we|I) (?:should|could|would|might)(?: (?:be|like|hope|expect|want))?|(?:a|his|her|their) (?:strength"
    r"|strong point|forte|strong suit)|(?:straightforward|plain sailing|brilliant|fantastic|up to scratch|the best))",
    isnt=r"(?:not|\w+n't|never)",
)
# said of what goes well, which shows no difficulty
_GOES_WELL = phrases(
    r"(?:no|without|any) (?:particular |real |significant |other )?(?:difficult(?:y|ies)|problems?|concerns?|issues?"
    r"|worries)|gets? on (?:well|ok|okay|fine|happily)|(?:is|are) (?:doing )?(?:well|fine|okay|good) (?:at|in|with)"
    r"|does well|enjoys?|loves?|likes?|good at"
)
_LIMITED = phrases(r"but|however|although|though|unless|until|only|except|when|if|not|cannot|\w+n't|too|never|less|\d+")
_OPENING = re.compile(r"\W*(?:in|at|with|for|during|as for) [\w'-]+")
_STRANGERS = 9  # words: more than a phrase for a shortfall, or praise, takes up
_BRIEF = 3  # words: “is unsettled”
_LONGEST = 30  # words: a longer sentence says something


def is_vague(sentence: Sentence, names: Collection[str] = ()) -> bool:
    """Whether the sentence says only that there is a difficulty with something general: all its words do.

    `names` are the child's, in small letters.
    """
    if len(sentence.words) > _LONGEST or _says_more(sentence, names):
        return False
    said = _said(sentence, names)
    affects = next((index for index, word in enumerate(said) if word in _AFFECTS), len(said))
    if not (_VAGUE.issuperset(said[:affects]) and _AFFECTED.issuperset(said[affects + 1 :])):
        return False
    words = frozenset(said)
    if words & _TECHNICAL and words & _FLAT and (words & _DIFFICULTY) <= _FLAT:
        return False
    if words & _VARIES and _fields(words) <= _BODILY:
        return False
    return bool(
        affects < len(said)
        or (words & _DIFFICULTY and not words & _DENIAL)
        or (words & _ADJECTIVES and (words & _HEDGE or len(said) <= _BRIEF))
        or (words & _DENIAL and words & _DENIED)
        or _needs_something(said)
    )


def _says_more(sentence: Sentence, names: Collection[str]) -> bool:
    """Whether words on no list say something, as a quick look shows: no name, no phrase for a shortfall, no praise."""
    strangers = sum(
        word.low not in _KNOWN and word.low.isalpha() and not word.is_capital and word.bare not in names
        for word in sentence.words
    )
    if strangers == 0:
        return False
    return strangers > _STRANGERS or not (_SHORTFALL.search(sentence.text) or _PRAISE.match(sentence.low))


def _needs_something(said: Sequence[str]) -> bool:
    """Whether it says “needs support” or “sensory needs”; “needs to”, “needs time” say what is needed."""
    for before, word in pairwise(("", *said)):
        says_so = word in _NEEDS or (before, word) == _COULD_DO
        if says_so and (before in _BEFORE_A_NOUN or not _HELP.isdisjoint(said)):
            return True
    return False


def is_bare_topic(sentence: Sentence) -> bool:
    """Whether it only names an area of life: “Attention and listening”."""
    return _NAMED.issuperset(_said(sentence)) and bool(fields_in(sentence))


def fields_in(sentence: Sentence) -> frozenset[str]:
    """The areas of life that the sentence names; none where it only names all of them."""
    return _fields(_said(sentence)) - {_GENERAL}


def _fields(said: Collection[str]) -> frozenset[str]:
    return frozenset(field for field, words in _TOPICS.items() if not words.isdisjoint(said))


def shows(sentence: Sentence, fields: Collection[str]) -> bool:
    """Whether the sentence shows what a difficulty in any of the fields looks like."""
    return any(_shown(field).search(sentence.low) for field in fields)


def turns_from(sentence: Sentence, fields: Collection[str]) -> bool:
    """Whether it begins with another area of life: “In maths …” is no word on grammar."""
    opening = _OPENING.match(sentence.low)
    if not opening:
        return False
    named = _fields(_LETTERS.findall(opening.group()))
    return bool(named) and named.isdisjoint(fields)


def goes_well(sentence: Sentence) -> bool:
    """Whether the sentence tells what goes well, with no “but” and no limit to it."""
    return bool(_GOES_WELL.search(sentence.text)) and not _LIMITED.search(sentence.text)


@cache
def _shown(field: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _LISTS['shown'][field]))})")


def _said(sentence: Sentence, names: Collection[str] = ()) -> list[str]:
    """Its words one by one in small letters, without names; a figure stands for itself, a phrase that it falls short
    for a difficulty.
    """
    praise = _PRAISE.match(sentence.low)
    start = sentence.start + (praise.end() if praise else 0)
    words = [word for word in sentence.words if word.start >= start and word.text[0].isalnum()]
    short = [
        (sentence.start + found.start(), sentence.start + found.end()) for found in _SHORTFALL.finditer(sentence.text)
    ]
    said = ["difficulty"] * len(short)
    for index, word in enumerate(words):
        falls_short = any(first <= word.start < last for first, last in short)
        if not (falls_short or word.bare in names or _is_name(words, index, sentence.is_shouted)):
            said += _LETTERS.findall(word.bare)
    return said


def _is_name(words: Sequence[Word], index: int, shouted: bool) -> bool:
    """Whether the word is a person's name: one by a list, or a capital within the sentence or before “has”, “finds”."""
    if shouted or not words[index].is_capital or words[index].bare in _VAGUE:
        return False
    after = words[index + 1].low if index + 1 < len(words) else ""
    return may_name(words[index], expected=index > 0 or after in _NAMED_BY, shouted=shouted)
