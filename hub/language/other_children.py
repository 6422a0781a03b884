"""Other children, named without a word that says who they are: "plays with Ali", "bitten by Mason"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from hub.language.names import given_names, is_listed, may_name
from hub.language.people import Circle, Mention, Who, is_worker
from hub.language.phrases import words_of
from hub.language.span import Span
from hub.language.text import PlainText, Sentence, Word

_PLAYS = re.compile(
    r"\b(?:(?:frightened|scared|afraid|wary|jealous|terrified|envious|fond) of"
    r"|play(?:s|ed|ing)?(?: \w+){0,2}? (?:with|alongside|next to|beside)|alongside|described|talks about"
    r"|relationship with|close to"
    r"|copies|copied|copying|followed|chased|kept apart from|separated from|away from|same class as"
    r"|same group as|(?:set|group|class|team|form|pair|table|house) with|(?:influenced|led|led astray"
    r"|manipulated|exploited|groomed|supplied|threatened|befriended|controlled|scared|upset) by)"
    r"(?: both| either)? $",
    re.IGNORECASE,
)
_QUARRELS = re.compile(
    r"\b(?:(?:man|woman|boy|girl|lad|lass|child|pupil|someone|somebody|person|guy|bloke|teenager|adult|lady|uncle)"
    r"(?: \w+){0,3} (?:called|named|known as)|sits? (?:next to|beside|with|by|between|opposite)"
    r"|seated (?:next to|beside|with|by)|sat (?:next to"
    r"|beside|with|by)"
    r"|friend(?:s|ship|ships)? (?:with|like|called|named|such as|including)|friendly with|best friends? (?:is"
    r"|are)|friends (?:is|are)"
    r"|fall(?:s|en|ing)? out with|fell out with|argu(?:es?|ed|ing|ments?) with|fights?(?: with)?|fought with"
    r"|fighting with"
    r"|incidents? (?:with|involving)|altercations? with|clash(?:es|ed|ing)? with|conflict with"
    r"|partnered with|paired with"
    r"|(?:hit|hits|hitting|bit|bites|bitten|biting|pushed|pushes|pushing|kicked|kicks|kicking|punched|punches"
    r"|scratched|slapped|hurt|hurts"
    r"|bull(?:ied|ies|ying)|teased|called names|blamed|grabbed|assaulted|targeted|picked on)(?: by)?)(?: both"
    r"| either)? $",
    re.IGNORECASE,
)
_LIVES_WITH = re.compile(  # the carers: a question of where the child is placed
    r"\b(?:lives?|living|lived|stays?|staying|stayed|placed|placement|moved in|settled)(?: \w+){0,3} with"
    r"(?: \w+ (?:and|&))? ?$"
    r"|\b(?:is|are|was|goes|went|respite)(?: \w+){0,3} (?:with|to|at) \w+ (?:and|&) $|\bcalled \w+ (?:and|&) $"
)
_NO_OBJECT = words_of("grammar", "no_object")
_OF_THEIRS = re.compile(r" (?:behaviour|name (?:came|comes|was|is|kept|keeps|gets|got|crops|cropped|often|also))\b")
_WHOSE = re.compile(r" (his|her|their)\b(?= \w)")
_OWNED_BY = {"his": "he", "her": "she", "their": "they"}
_MADE_UP = re.compile(
    r"\b([a-z][\w'-]+)'?,? (?:being|is|was|who is|who's|\() ?(?:(?:his|her|their|the|a|an|my) )(?:[\w-]+ ){0,3}?"
    rf"(?:{'|'.join(sorted(words_of('capitals', 'pets')))})\b"
)
_DOES_TO = re.compile(
    r"^(?: [A-Z][\w'-]*\.?)? in (?:his|her|their|the same|my) (?:class|year|form|group|house|set|tutor|bubble|unit)\b"
    r"|^(?: [A-Z][\w'-]*\.?)?,? (?:from|in) (?:[Yy](?:ea)?r? ?\d+|the year (?:above|below)|another class"
    r"|the other class)\b"
    r"|^(?: (?:and|&) [A-Z][\w'-]+)?,?(?: who)? (?:always |often |both )?(?:wind|egg|set|rile|boss|gang"
    r"|order|drag|lead|show|follow|push|trip|beat|tell|laugh)s?"
    r" (?:(?:him|her|them) (?:up|on|off|about|around|over|down|astray)|up on (?:him|her|them))\b"
    r"|^(?: (?:[A-Z]\.|[A-Z][\w'-]+))?,?(?: (?:always|often|sometimes|also|then|keeps|kept|has|had|was|is|been"
    r"|likes to)){0,2}"
    r" (?:mock|mimick?|taunt|tease|ridicule|jeer|snigger|shove|thump|whack|pinch|scratch|spit|spat|snatch|steal|stole"
    r"|provok|goad|threaten|bull(?:y|i)|hit|push|kick|punch|slap|bit|bite|hurt|grab|trip|attack|corner|laugh|shout|swear"
    r"|imitat|insult|humiliat|harass|pester)(?:e|s|es|ed|ing|ting|ping|bing)?(?: at| on| up)?"
    r" (?:(?:him|them|his|their)\b|her\b)"
    r"|^ (?:has|had) been (?:bullying|teasing|hitting|hurting|following|texting|messaging|threatening)\b"
    r"|^(?: [A-Z]\.?)? (?:hit|bit|pushed|kicked|punched|slapped|hurt|bullied|teased) (?:him|her|them)\b|^ ?names\b"
    r"|^(?: [A-Z][\w'-]*)?,? who is (?:also|non-?verbal|autistic|deaf|blind|younger|older|aged|\w+ years|in|on|at|\d)\b"
    r"|^(?: [A-Z][\w'-]*)?,? who (?:also )?(?:lives|has|goes|attends|was|sits|told|said|hit|shares|travels"
    r"|rides|plays|takes)\b|^ ?(?:would|will"
    r"|did|does|has|had) (?:not )?\w+ (?:with |to |at )?(?:him|them|her(?! \w))\b"
    r"|^ (?:is|was) (?:his|her|their) (?:(?:best|good|close|only|old|new|foster|half|twin) )*"
    r"(?:friend|brother|sister|cousin|boyfriend|girlfriend|twin|neighbour)\b"
    r"|^ \([^)]{1,15}\) (?:hit|bit|pushed|kicked|punched|hurt|bullied|teased|has|is|was)\b"
    r"|^ ?(?:(?:and|,|&) [A-Z][\w'-]+ )?(?:hit|hits|bit|bites|pushed|pushes|kicked|kicks|punched|punches"
    r"|call(?:s|ed) (?:him|her|them|names)"
    r"|(?:took|takes)(?= (?:his|her|their|things|toys|turns? off|it off)\b)"
    r"|teased|teases|bullied|bullies|laughed at|shouted at|threw"
    r"|pulled|pinched|scratched"
    r"|(?:was|were) (?:also )?(?:hurt|upset|excluded|involved)|told (?:him|her|them) to)\b"
)


class OtherNames:
    """Finds names of other children, and remembers them through a text."""

    def __init__(self, text: PlainText, circle: Circle) -> None:
        self.text = text
        self.circle = circle
        self.named: set[str] = set()  # other children, named once

    def remember(self, sentence: Sentence, found: Iterable[Span]) -> None:
        """Know from now on the names that stand in these places of the sentence."""
        for each in found:
            inside = (word for word in sentence.words if each.start <= word.start and word.end <= each.end)
            self.named |= {word.bare for word in inside if is_listed(word)} - self.circle.child

    def names_in(self, sentence: Sentence, mentions: list[Mention]) -> Iterator[Span]:
        """The names of other children in the sentence, those beside one another together."""
        taken = [(each.start, each.end) for each in mentions]
        listed = given_names()
        at = 0
        while at < len(sentence.words):
            word = sentence.words[at]
            last = at
            if (word.text[0].isupper() or word.bare in listed) and not any(
                start <= word.start < end for start, end in taken
            ):
                last = self._bare_name(sentence, at, mentions)
            if last > at:
                yield Span(word.start, sentence.words[last - 1].end)
            at = max(last, at + 1)

    def _bare_name(self, sentence: Sentence, at: int, mentions: list[Mention]) -> int:
        """The index after a name that its company shows to be another child's, else `at`."""
        word = sentence.words[at]
        if self._is_no_child(sentence, at):
            return at
        if word.is_capital and word.bare in self.named:
            return at + 1
        before = self.text.plain[max(sentence.start, word.start - 40) : word.start]
        strong = _QUARRELS.search(before) or self._does_to_child(word)
        beside = strong or _PLAYS.search(before) or self._in_the_childs_doings(sentence, at, mentions)
        is_doubtful = at == 0 or sentence.words[at - 1].low in ("at", "to", "from", "the")
        is_unsure = is_doubtful and not is_listed(word) and not _is_followed_by_name(sentence, at)
        if not beside or is_unsure or not self._names_other(word, sentence, strong=bool(strong)):
            return at
        end = at + 1 + _is_followed_by_name(sentence, at)
        while end + 1 < len(sentence.words) and sentence.words[end].low in ("and", ",", "&"):
            if not self._names_other(sentence.words[end + 1], sentence, strong=False):
                break
            end += 2
        return end

    def _does_to_child(self, word: Word) -> bool:
        """Whether what follows is done to the child: of a boy "takes his ball", but not "takes her aids out"."""
        after = self.text.plain[word.end : word.end + 40]
        if word.low.endswith("'s") and _OF_THEIRS.match(after):
            return True
        done = _DOES_TO.match(after)
        if not done:
            return False
        owned = _WHOSE.match(after, done.end())
        return not owned or self.circle.pronoun in ("", _OWNED_BY[owned[1]])

    @cached_property
    def made_up(self) -> frozenset[str]:
        """Names that the text gives to a toy, a pet or somebody of a story: "Bea, being her rabbit"."""
        return frozenset(found[1] for found in _MADE_UP.finditer(self.text.low))

    def _is_no_child(self, sentence: Sentence, at: int) -> bool:
        """Whether the word is no name, or that of a worker, a place, a carer or somebody made up."""
        word = sentence.words[at]
        if word.bare in self.made_up:
            return True
        if not (word.is_capital or is_listed(word)) or is_worker(sentence, at) or _is_in_a_longer_name(sentence, at):
            return True
        if any(each.low in words_of("capitals", "fiction") for each in sentence.words[max(0, at - 7) : at]):
            return True
        return bool(_LIVES_WITH.search(self.text.low, max(sentence.start, word.start - 60), word.start))

    def _in_the_childs_doings(self, sentence: Sentence, at: int, mentions: list[Mention]) -> bool:
        """Whether a listed name is what the child's verb is done to, and no interest or lesson of the child's."""
        word = sentence.words[at]
        child = max((each.end for each in mentions if each.who is Who.CHILD and each.end <= word.start), default=-1)
        before = [each for each in sentence.words[max(0, at - 8) : at] if each.start >= child >= 0]
        if (
            not (word.is_capital and is_listed(word))
            or not before
            or before[-1].low in _NO_OBJECT
            or not before[-1].text.isalpha()
        ):
            return False
        after = sentence.words[at + 1].low if at + 1 < len(sentence.words) else ""
        if after in words_of("identity", "auxiliaries") and any(each.owns and each.end == child for each in mentions):
            return False  # "without his glasses Tobias can't see"
        return not before[-1].is_capital and not any(each.low in words_of("speech", "taught") for each in before)

    def _names_other(self, word: Word, sentence: Sentence, *, strong: bool) -> bool:
        name = word.bare
        if name in self.circle.child | self.circle.professionals | words_of("capitals", "work"):
            return False
        if strong and not sentence.is_shouted and word.is_capital:
            return may_name(word, expected=True, shouted=False)
        return may_name(word, expected=is_listed(word), shouted=sentence.is_shouted)


def _is_in_a_longer_name(sentence: Sentence, at: int) -> bool:
    """Whether the word is an acronym, or ends a place's name: "MACS", "Brook House"."""
    word = sentence.words[at]
    if sentence.is_shouted or is_listed(word):
        return False
    is_acronym = word.text.isupper() and len(word.text) > 2
    return (
        is_acronym
        or word.bare in words_of("places", "street", "last")
        or (at > 1 and sentence.words[at - 1].is_capital and not is_listed(sentence.words[at - 1]))
    )


def _is_followed_by_name(sentence: Sentence, at: int) -> bool:
    """Whether a surname may follow, so that a first word is known to be a name."""
    following = sentence.words[at + 1 : at + 2]
    return bool(following) and may_name(following[0], expected=True, shouted=sentence.is_shouted)
