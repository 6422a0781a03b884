"""Who looks after a child in care: named beside "foster carers", by "placed with", or by what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.language.names import is_listed, may_name
from hub.language.people import Circle, Mention, Who, is_worker
from hub.language.phrases import words_of
from hub.language.span import Span
from hub.language.text import Sentence, Word

_CAP = r"[A-Z][\w'.-]{0,24}"
_CARER_WORDS = frozenset(["foster", "carer", "carers", "mum", "dad", "mother", "father", "parents", "respite"])
_FAMILIAR = frozenset(["auntie", "aunty", "uncle", "nanny", "mummy", "&"])
_PLACED_WITH = re.compile(
    r"\b(?:placed|placement|live|lives|lived|living|stays?|staying|moved|settled|respite(?: care)?|lodgings|overnights?"
    r"|foster care|weeks?|months?|nights?|year|is|are|was|been|remains?)"
    r"(?: (?:is|are|was|in|now|currently|happily|still|back|well|there|long term|since \w+"
    r"|out of (?:area|county|borough|authority|town)))*(?: to live)? with"
    r" [\"']?(?:an? (?:\w+ )?(?:couple|family|lady|woman|man) (?:called|named) |(?:the|his|her|their) )?"
    r"|\bc/?o[.:]? |\b(?:cared for|looked after|fostered) by (?:the )?",
    re.IGNORECASE,
)
_FUNCTION_WORDS = words_of("grammar", "function_words")
_BEING = ("is", "are", "was", "been", "remain", "remains")
_HAS_CHILD = re.compile(
    r",?(?: who)? (?:(?:has|have|had|has been|have been) (?:had|looked after|cared for|fostered|taken in|looking after"
    r"|caring for|fostering)|fosters?|looks? after|cares? for|(?:is|are) (?:fostering|caring for|looking after))"
    r" (?P<whom>\w+)",
    re.IGNORECASE,
)
_FAMILY_NAMED = re.compile(r"\bfoster (?:family|home|placement|parents?),? ?(?:\(|:|-|are|is|called|with)? ?(?:the )?")
_ARE_CARERS = re.compile(
    r" (?:are|is|have been|has been) (?:now |both )?(?:(?:his|her|their|the|\w+'s) )?(?:\w+[ -]){0,2}?"
    r"(?:foster|kinship|respite|current|long[ -]term|permanent|main)? ?(?:carers?|foster parents?)\b"
)
_AT_SOMEBODYS = re.compile(
    r"\b(?:moved|moves|moving|gone|goes|went|going|returned|returns|stays?|staying|stayed|lives?|living|is|was"
    r"|been|respite|arrives?|arrived|arriving|placed|back"
    r"|visited (?:him|her|them)|saw (?:him|her|them)|seen)(?: \w+){0,2}? (?:to|at|in) (?:the )?",
    re.IGNORECASE,
)
_KEPT = re.compile(r"foster|placed|lodgings|respite|(?:couple|family|lady|woman|man) (?:called|named)|\bmr and mrs\b")
_ITS_PLACE = re.compile(
    r"(?: (?:farm|house|home|flat|place|bungalow|cottage))?"
    rf"(?: (?:in|on|near|at|off|by) (?:the )?{_CAP}(?: {_CAP}){{0,2}})?"
)


def carers_in(
    sentence: Sentence, mentions: list[Mention], circle: Circle, before: str, *, secret: bool
) -> Iterator[Span]:
    """The names of the carers in a sentence; `before`: the words before it, `secret`: it is known to be in care."""
    if "carer" in before or "foster" in before:
        yield from _couple(sentence, circle)
        yield from _titled(sentence, circle)
    for mention in mentions:
        said = "foster" in sentence.low or secret
        if mention.who is Who.CARER and said:
            named = _named(sentence, mention, circle)
            if named:
                yield named
    yield from _said_to_be(sentence, circle)
    if secret or _KEPT.search(sentence.low):
        yield from _placed_with(sentence, circle)
        yield from _keepers(sentence, circle)


def _said_to_be(sentence: Sentence, circle: Circle) -> Iterator[Span]:
    """ "Jan and Pete are his foster carers", "his foster family, Jan and Pete"."""
    if "foster" not in sentence.low and "carer" not in sentence.low:
        return
    for found in _FAMILY_NAMED.finditer(sentence.low):
        at = _word_at(sentence, sentence.start + found.end())
        last = _people_from(sentence, at, circle)
        if last > at:
            yield Span(sentence.words[at].start, sentence.words[last - 1].end)
    being = _ARE_CARERS.search(sentence.low)
    last = _people_from(sentence, 0, circle) if being else 0
    if being and last and sentence.words[last - 1].end == sentence.start + being.start():
        yield Span(sentence.words[0].start, sentence.words[last - 1].end)


def _named(sentence: Sentence, mention: Mention, circle: Circle) -> Span | None:
    """The names beside "foster carers": after them, or before ("Mrs Doherty, Leo's foster carer")."""
    words = sentence.words
    if mention.named:
        named = [word for word in words if mention.start <= word.start and word.end <= mention.end]
        named = [
            word
            for word in named
            if word.bare not in _CARER_WORDS | circle.child
            and may_name(word, expected=True, shouted=sentence.is_shouted)
        ] or named
        return Span(named[0].start, named[-1].end)
    after = next((at for at, word in enumerate(words) if word.start >= mention.end), len(words))
    while after < len(words) and words[after].low in (
        ",",
        "(",
        ":",
        "-",
        "are",
        "is",
        "was",
        "were",
        "being",
        "called",
        "named",
        "name",
        "names",
        "the",
    ):
        after += 1
    last = _people_from(sentence, after, circle)
    if last > after:
        return Span(words[after].start, words[last - 1].end)
    first = next(at for at, word in enumerate(words) if word.start >= mention.start)
    if first > 1 and words[first - 1].low in (",", "("):
        back = first - 1
        while back > 0 and (words[back - 1].is_capital or words[back - 1].low == "and"):
            back -= 1
        if back < first - 1 and _people_from(sentence, back, circle) == first - 1:
            return Span(words[back].start, words[first - 2].end)
    return None


def _placed_with(sentence: Sentence, circle: Circle) -> Iterator[Span]:
    for found in _PLACED_WITH.finditer(sentence.text):
        at = _word_at(sentence, sentence.start + found.end())
        last = _people_from(sentence, at, circle)
        is_doubtful = found.group().split()[0].lower() in _BEING
        if last > at and not (is_doubtful and _is_company(sentence, at, last)):
            yield Span(sentence.words[at].start, sentence.words[last - 1].end)


def _is_company(sentence: Sentence, at: int, last: int) -> bool:
    """Whether the child only is with them for a while: "is with Miss Patel for maths"; one first name says nothing."""
    following = sentence.words[last : last + 1]
    is_couple = any(word.low in ("and", "&") for word in sentence.words[at:last])
    is_settled = not following or following[0].low in (".", ",", "and", "since", "until", "at", "while", "now")
    return not is_settled or not (is_couple or _is_title(sentence.words[at]))


def _couple(sentence: Sentence, circle: Circle) -> Iterator[Span]:
    """Two first names together, soon after the carers were spoken of."""
    words = sentence.words
    for at in range(len(words) - 2):
        pair = words[at], words[at + 2]
        two_names = words[at + 1].low in ("and", "&") and all(is_listed(word) and word.is_capital for word in pair)
        if two_names and not {word.bare for word in pair} & (circle.child | circle.professionals):
            yield Span(pair[0].start, pair[1].end)


def _people_from(sentence: Sentence, at: int, circle: Circle) -> int:
    """The index after the people named one after another from word `at`: "Mr and Mrs Iqbal", "sue and mike turner"."""
    words, last = sentence.words, at
    while last < len(words):
        low = words[last].bare
        if (
            (low in ("and", "&", ".") and last > at and last + 1 < len(words))
            or _is_title(words[last])
            or ((low not in circle.child or (last > at and low == circle.surname)) and _is_name(sentence, at, last))
        ):
            last += 1
        else:
            break
    while last > at and words[last - 1].bare in ("and", "&", "."):
        last -= 1
    return last if any(word.bare not in words_of("capitals", "titles") | _FAMILIAR for word in words[at:last]) else at


def _is_title(word: Word) -> bool:
    return word.bare in words_of("capitals", "titles") | _FAMILIAR and word.text != "MS"


def _is_name(sentence: Sentence, at: int, place: int) -> bool:
    word = sentence.words[place]
    initial = len(word.text) == 1 and word.is_capital and place > at
    if initial or may_name(word, expected=True, shouted=sentence.is_shouted):
        return True
    everyday = words_of("given_names", "words")
    if word.low in everyday and place > at and sentence.words[place - 1].low in ("and", "&"):
        return True
    following = sentence.words[place + 1 : place + 3]
    if word.low in everyday and len(following) == 2 and following[0].low in ("and", "&"):
        return is_listed(following[1]) or following[1].low in everyday
    after_name = place > at and (
        is_listed(sentence.words[place - 1]) or sentence.words[place - 1].low in words_of("capitals", "titles")
    )
    return after_name and word.text.isalpha() and word.low not in _FUNCTION_WORDS and len(word.low) > 3


def _keepers(sentence: Sentence, circle: Circle) -> Iterator[Span]:
    """The carers by what they do: "Pauline and Geoff have had him", "moved to Mrs Pargeter's in Tanyard Row"."""
    having = _HAS_CHILD.search(sentence.low)
    if having and having["whom"] in {"him", "her", "them"} | circle.child:
        last = _people_from(sentence, 0, circle)
        if last and sentence.words[last - 1].end == sentence.start + having.start():
            yield Span(sentence.words[0].start, sentence.words[last - 1].end)
    for found in _AT_SOMEBODYS.finditer(sentence.text):
        at = _word_at(sentence, sentence.start + found.end())
        last = _people_from(sentence, at, circle)
        if last > at and _is_keeper(sentence.words[last - 1], circle):
            tail = _ITS_PLACE.match(sentence.text, sentence.words[last - 1].end - sentence.start)
            yield Span(sentence.words[at].start, sentence.start + (tail.end() if tail else 0))


def _is_keeper(word: Word, circle: Circle) -> bool:
    """Whether the place is somebody's whom the case does not know: "Mrs Pargeter's"."""
    known = circle.child | frozenset(circle.known) | circle.professionals
    return word.text.lower().endswith(("'s", "s'")) and word.bare not in known


def _word_at(sentence: Sentence, place: int) -> int:
    """The index of the first word that begins at the place or after it."""
    return next((number for number, word in enumerate(sentence.words) if word.start >= place), len(sentence.words))


def _titled(sentence: Sentence, circle: Circle) -> Iterator[Span]:
    """A grown-up named with a title, soon after the carers were spoken of: "Ms Falconbridge lives near"."""
    words = sentence.words
    if not words or not _is_title(words[0]) or words[0].bare in ("dr", "doctor", "prof", "professor"):
        return
    last = _people_from(sentence, 0, circle)
    named = {word.bare for word in words[:last]}
    if last > 1 and not named & circle.professionals and not is_worker(sentence, last - 1):
        yield Span(words[0].start, words[last - 1].end)
