"""Where somebody lives: street addresses, postcodes, named houses and homes, told apart from clinics and schools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hub.language.names import is_listed, may_name
from hub.language.people import Circle, Mention, Who, is_worker, people_in
from hub.language.phrases import pattern_of, words_of
from hub.language.span import Span
from hub.language.text import PlainText, Sentence, Word

_POSTCODE = r"(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
_LETTERS = r"[A-Z][A-Za-z'.-]{1,24}(?!\w)"
_CAP = r"[A-Z][\w'.-]{0,24}"


@dataclass(frozen=True, slots=True)
class Home:
    """A home given away: where it stands in the plain text, and whether it is a placement or to be kept secret."""

    start: int
    end: int
    is_secret: bool


@cache
def _street() -> re.Pattern[str]:
    kinds = "|".join(sorted((word for word in words_of("places", "street")), key=len, reverse=True))
    number = (
        r"(?:(?i:flat|apartment|apt|no\.?|number|unit|room) ?\d{1,4}[a-z]?,? )?"
        r"(?:\d{1,4}[a-zA-Z]?(?: ?[-/] ?\d{1,4})?,? )"
    )
    flat = rf"(?i:flat|apartment) ?\d{{1,4}}[a-zA-Z]?,? {_CAP}(?: {_CAP}){{0,3}}"
    town = rf"(?:,? ?\n?{_LETTERS}(?:[ -]{_LETTERS}){{0,2}}){{0,3}}"
    code = rf"(?:,? ?\n?{_POSTCODE})?"
    numbered = rf"{number}(?:(?:The|St) )?{_CAP}(?: {_CAP}){{0,2}}? (?i:(?:{kinds})\b)"
    alone = rf"{number}(?:The )?(?:{_CAP} )?(?i:(?:{kinds}))\b"
    return re.compile(rf"(?<![\w/.-])(?:{flat}|{numbered}|{alone}){town}{code}")


@cache
def _unnumbered() -> re.Pattern[str]:
    kinds = "|".join(sorted(words_of("places", "street"), key=len, reverse=True))
    town = rf"(?:,? {_CAP}(?:[ -]{_CAP}){{0,2}}){{0,3}}"
    return re.compile(
        rf"(?:(?:The|St) )?{_CAP}(?: {_CAP}){{0,2}}? (?i:(?:{kinds})\b)(?: (?:by|near|next to|opposite"
        rf"|behind) [\w ]{{3,30}})?{town}"
    )


_BARE_CODE = re.compile(rf"(?<!\w){_POSTCODE}(?!\w)")
_TOWN = re.compile(rf"{_CAP}(?:[ -](?:(?:le|on|upon|under|in|by)[ -])?{_CAP}){{0,3}}")
_HELD_IN = re.compile(
    r"\b(?:foster care|foster (?:carers?|placement|family|home|parents?)|carers?|placement|residential (?:home"
    r"|placement|unit)|children's home|placed|refuge|new placement|kinship carers?)"
    r"(?: (?:is|are|was|who live|living|based|located|currently|with [\w' ]{2,40}?|and [\w' ]{2,30}?"
    r"|\w+ and \w+|[a-z]+)){0,2} (?:in|near|outside|on|off|behind|opposite) (?:the )?",
    re.IGNORECASE,
)
_NEAR = 50  # letters from a dwelling to its street
_TIMES = words_of("grammar", "times")
_ABOUT_CHILD = re.compile(
    r"\b(?:re:?|patient|name|child|d\.?o\.?b\.?|date of birth|born|nhs (?:no|number)|hospital no)\b"
)
_CARER_WORDS = frozenset(["foster", "carer", "carers", "mum", "dad", "mother", "father", "parents", "respite"])
_FAMILIAR = frozenset(["auntie", "aunty", "uncle", "nanny", "mummy", "&"])
_PLACED_WITH = re.compile(
    r"\b(?:placed|placement|lives?|lived|living|stays?|staying|moved|settled|is|are|was|been|remains?)"
    r"(?: (?:is|was|in|now|currently|happily|still|back|well|there|long term|since \w+))*(?: to live)? with [\"']?(?:the )?",
    re.IGNORECASE,
)


def homes_in(text: PlainText, circle: Circle, *, secret: bool, hidden: bool = False) -> list[Home]:
    """Every home that the text gives away, and the carers' names with it, in order; none overlaps another.

    `secret`: the child is looked after, or the address is confidential; `hidden`: the latter, so that a town tells it
    too.
    """
    kept: list[Home] = []
    found = _every_home(text, circle, secret=secret, hidden=hidden)
    for home in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or home.start >= kept[-1].end:
            kept.append(home)
    return kept


def _every_home(text: PlainText, circle: Circle, *, secret: bool, hidden: bool) -> Iterator[Home]:
    previous = ""
    everybody = people_in(text.typed, circle)
    for number, (sentence, mentions) in enumerate(zip(text.sentences, everybody, strict=True)):
        after = "".join(each.low for each in text.sentences[number + 1 : number + 3])
        yield from _carers(sentence, mentions, circle, secret=secret)
        if "carer" in previous or "foster" in previous:
            yield from _couple(sentence, circle)
            yield from _titled(sentence, circle)
        yield from _addresses(text, sentence, (previous, after), secret=secret)
        yield from _houses(text, sentence, secret=secret)
        if hidden:
            yield from _towns(sentence)
        previous = f"{previous} {sentence.low}"[-160:]


# the carers


def _carers(sentence: Sentence, mentions: list[Mention], circle: Circle, *, secret: bool) -> Iterator[Home]:
    for mention in mentions:
        said = "foster" in sentence.low or secret
        if mention.who is Who.CARER and said:
            named = _named(sentence, mention, circle)
            if named:
                yield Home(named.start, named.end, True)
    if secret or "foster" in sentence.low or "placed" in sentence.low:
        yield from _placed_with(sentence, circle)
    if secret:
        yield from _keepers(sentence, circle)


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
    while after < len(words) and words[after].low in (",", "(", ":", "-", "are", "is", "called", "named"):
        after += 1
    last = _people_from(sentence, after, circle)
    if last > after:
        return Span(words[after].start, words[last - 1].end)
    first = next(at for at, word in enumerate(words) if word.start >= mention.start)
    if first > 1 and words[first - 1].low in (",", "("):
        back = first - 1
        while back > 0 and (words[back - 1].is_capital or words[back - 1].low == "and"):
            back -= 1
        if _people_from(sentence, back, circle) == first - 1:
            return Span(words[back].start, words[first - 2].end)
    return None


def _placed_with(sentence: Sentence, circle: Circle) -> Iterator[Home]:
    for found in _PLACED_WITH.finditer(sentence.text):
        at = _word_at(sentence, sentence.start + found.end())
        last = _people_from(sentence, at, circle)
        if last > at and (_is_title(sentence.words[at]) or found.group().split()[0].lower() not in _BEING):
            yield Home(sentence.words[at].start, sentence.words[last - 1].end, True)


def _couple(sentence: Sentence, circle: Circle) -> Iterator[Home]:
    """Two first names together, soon after the carers were spoken of."""
    words = sentence.words
    for at in range(len(words) - 2):
        pair = words[at], words[at + 2]
        two_names = words[at + 1].low in ("and", "&") and all(is_listed(word) and word.is_capital for word in pair)
        if two_names and not {word.bare for word in pair} & (circle.child | circle.professionals):
            yield Home(pair[0].start, pair[1].end, True)


def _people_from(sentence: Sentence, at: int, circle: Circle) -> int:
    """The index after the people named one after another from word `at`: "Mr and Mrs Iqbal", "sue and mike turner"."""
    words, last = sentence.words, at
    while last < len(words):
        low = words[last].bare
        if (
            (low in ("and", "&", ".") and last > at and last + 1 < len(words))
            or _is_title(words[last])
            or (low not in circle.child and _is_name(sentence, at, last))
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


_FUNCTION_WORDS = words_of("grammar", "function_words")


_BEING = ("is", "are", "was", "been", "remain", "remains")
_HAS_CHILD = re.compile(
    r" (?:has|have|had|has been|have been) (?:had|looked after|cared for|fostered|taken in|offered|looking after|caring for"
    r"|fostering) (?:him|her|them|[A-Z]\w+)\b"
)
_AT_SOMEBODYS = re.compile(
    r"\b(?:moved|moves|moving|gone|goes|went|going|returned|returns|stays?|staying|stayed|lives?|living|is|was|been|respite"
    r"|visited (?:him|her|them)|saw (?:him|her|them)|seen)(?: \w+)? (?:to|at|in) (?:the )?",
    re.IGNORECASE,
)
_ITS_PLACE = re.compile(
    rf"(?: (?:farm|house|home|flat|place|bungalow|cottage))?(?: (?:in|on|near|at|off|by) (?:the )?{_CAP}(?: {_CAP}){{0,2}})?"
)


def _keepers(sentence: Sentence, circle: Circle) -> Iterator[Home]:
    """The carers by what they do: "Pauline and Geoff have had him", "moved to Mrs Pargeter's in Tanyard Row"."""
    if _HAS_CHILD.search(sentence.text):
        last = _people_from(sentence, 0, circle)
        if last and _HAS_CHILD.match(sentence.text, sentence.words[last - 1].end - sentence.start):
            yield Home(sentence.words[0].start, sentence.words[last - 1].end, True)
    for found in _AT_SOMEBODYS.finditer(sentence.text):
        at = _word_at(sentence, sentence.start + found.end())
        last = _people_from(sentence, at, circle)
        if (
            last > at
            and sentence.words[last - 1].text.endswith(("'s", "s'"))
            and not _is_parent(sentence, last - 1, circle)
        ):
            tail = _ITS_PLACE.match(sentence.text, sentence.words[last - 1].end - sentence.start)
            yield Home(sentence.words[at].start, sentence.start + (tail.end() if tail else 0), True)


def _is_parent(sentence: Sentence, at: int, circle: Circle) -> bool:
    return sentence.words[at].bare in circle.child | frozenset(circle.known) | circle.professionals


def _word_at(sentence: Sentence, place: int) -> int:
    """The index of the first word that begins at the place or after it."""
    return next((number for number, word in enumerate(sentence.words) if word.start >= place), len(sentence.words))


def _titled(sentence: Sentence, circle: Circle) -> Iterator[Home]:
    """A grown-up named with a title, soon after the carers were spoken of: "Ms Falconbridge lives near"."""
    words = sentence.words
    if not words or not _is_title(words[0]) or words[0].bare in ("dr", "doctor", "prof", "professor"):
        return
    last = _people_from(sentence, 0, circle)
    named = {word.bare for word in words[:last]}
    if last > 1 and not named & circle.professionals and not is_worker(sentence, last - 1):
        yield Home(words[0].start, words[last - 1].end, True)


# addresses


def _addresses(text: PlainText, sentence: Sentence, beside: tuple[str, str], *, secret: bool) -> Iterator[Home]:
    plain = text.plain
    spans = [Span(*found.span()) for found in _street().finditer(plain, sentence.start, sentence.end)]
    spans += [
        Span(*found.span())
        for found in _BARE_CODE.finditer(plain, sentence.start, sentence.end)
        if not any(span.start <= found.start() < span.end for span in spans)
    ]
    for span in spans:
        home = _is_home(text, sentence, span, beside, secret=secret)
        if home:
            yield Home(span.start, span.end, secret or _says_secret(sentence))


def _is_home(text: PlainText, sentence: Sentence, span: Span, beside: tuple[str, str], *, secret: bool) -> bool:
    before = text.low[max(sentence.start, span.start - 70) : span.start].rstrip(" ,")
    if _home_before().search(before):
        return True
    around = sentence.low + " " + (beside[0] if not before.strip() else "")
    if pattern_of("addresses", "elsewhere").search(around):
        return False
    if _ABOUT_CHILD.search(sentence.low) or secret or (not before.strip() and _ABOUT_CHILD.search(beside[1])):
        return True
    return bool(before.strip()) and sentence.text[0].isalnum() and len(span.of(text.plain)) > 9


@cache
def _home_before() -> re.Pattern[str]:
    return re.compile(pattern_of("addresses", "home_before").pattern.removesuffix(r"(?![\w])") + r"$", re.IGNORECASE)


def _says_secret(sentence: Sentence) -> bool:
    return bool(pattern_of("addresses", "secret").search(sentence.low))


# houses and homes by name, and where a placement is


def _houses(text: PlainText, sentence: Sentence, *, secret: bool) -> Iterator[Home]:
    low = sentence.low
    if not (secret or _says_secret(sentence)):
        return
    yield from _named_homes(sentence, low)
    elsewhere = bool(pattern_of("addresses", "elsewhere").search(low)) and "home" not in low
    yield from _lived_at(text, sentence, elsewhere=elsewhere)
    if secret:
        for found in _in_full().finditer(text.plain, sentence.start, sentence.end):
            named = found.group().lower().split(",")
            around = low[: found.start() - sentence.start] + low[found.end() - sentence.start :] + " ".join(named[:-2])
            if not pattern_of("addresses", "elsewhere").search(around):
                yield Home(*found.span(), True)
    for found in pattern_of("addresses", "dwelling").finditer(low):
        street = _unnumbered().search(sentence.text, found.end(), found.end() + _NEAR)
        if street:
            yield Home(sentence.start + found.start(), sentence.start + street.end(), True)
    for found in _HELD_IN.finditer(sentence.text):
        place = _place_after(sentence, found.end())
        if place:
            yield Home(place.start, place.end, True)


def _named_homes(sentence: Sentence, low: str) -> Iterator[Home]:
    """ "Oak House children's home", "the beeches residential unit"."""
    for found in pattern_of("addresses", "homes").finditer(low):
        words = [word for word in sentence.words if word.end <= sentence.start + found.start()]
        first = len(words)
        while (
            first > 0 and len(words) - first < 4 and _in_a_name(words[first - 1].text, words[first - 1].low, sentence)
        ):
            first -= 1
        if any(word.low not in ("the", "foster", "residential", "children's") for word in words[first:]):
            yield Home(words[first].start, sentence.start + found.end(), True)


def _in_a_name(text: str, low: str, sentence: Sentence) -> bool:
    if low in ("the",):
        return text[0].isupper() and not sentence.is_shouted
    if low in words_of("places", "ordinary") | words_of("places", "generic") | words_of("capitals", "not_names"):
        return False
    if text[0].isupper() and not sentence.is_shouted:
        return True
    return (
        low.rstrip("'s") in words_of("places", "bare")
        or low in words_of("places", "bare")
        or low in ("lodge", "house", "cottage")
    )


@cache
def _in_full() -> re.Pattern[str]:
    """A house, its street and its town: "The Old Vicarage, Church Lane, Tetney"."""
    kinds = "|".join(sorted(words_of("places", "street"), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:The )?{_CAP}(?: {_CAP}){{0,2}}, )?(?:{_CAP} ){{1,2}}(?i:(?:{kinds})), {_CAP}(?: {_CAP})?"
    )


_LIVED_AT = re.compile(
    r"\b(?:lives?|lived|living|came|arrived|returned|ran away|runs away|absconds|absconded|placed"
    r"|placement(?: is| was)?|resident|resid(?:es?|ed|ing)|stays?|staying|moved|home:?|refuge is"
    r"|house is|he is|she is|they are|he's|she's|they're|mum (?:is|are)|he was|she was)(?: \w+){0,4}?[ \"']{0,2}(?:at|in|on|to|:|from|up|down|off|along|near) ?[\"'(]{0,2}",
    re.IGNORECASE,
)


def _lived_at(text: PlainText, sentence: Sentence, *, elsewhere: bool) -> Iterator[Home]:
    for found in _LIVED_AT.finditer(sentence.text):
        start = sentence.start + found.end()
        strictly = (_bare_house(),) if _HOME.search(sentence.low) else ()
        for pattern in (_unnumbered(),) if elsewhere else (_unnumbered(), _the_house(), *strictly):
            named = pattern.match(text.plain, start, sentence.end)
            if named and not _is_school(named.group()):
                yield Home(named.start(), named.end(), True)
                break


_HOME = re.compile(r"\b(?:bedded|run by|residential|children's home|care home|carers?|house parents?)\b")


@cache
def _bare_house() -> re.Pattern[str]:
    return re.compile(
        rf"{_CAP}(?: {_CAP}){{0,2}}(?=, (?:a|an|the|which)\b|[.,;]|$)(?:, an? [\w -]{{3,30}}?home|, {_CAP})?"
    )


@cache
def _the_house() -> re.Pattern[str]:
    return re.compile(rf"The {_CAP}(?: {_CAP}){{0,2}}(?:, {_CAP}){{0,2}}")


def _is_school(name: str) -> bool:
    words = set(name.lower().replace(",", " ").split())
    return bool(words & words_of("places", "school"))


_LIVES_IN = re.compile(
    r"\b(?:lives?|lived|living|moved|relocated|staying|stays?|resides?|rehoused|housed)(?: \w+){0,2} (?:in|near"
    r"|to|outside|around) (?:the )?",
    re.IGNORECASE,
)


def _towns(sentence: Sentence) -> Iterator[Home]:
    for found in _LIVES_IN.finditer(sentence.text):
        place = _place_after(sentence, found.end())
        if place:
            yield Home(place.start, place.end, True)


def _place_after(sentence: Sentence, place: int) -> Span | None:
    found = _TOWN.match(sentence.text, place)
    if sentence.is_shouted and found:
        found = re.compile(r"[A-Z]+(?=[.,;]|$)").match(sentence.text, place)
    if not found or found.group().split()[0].lower().rstrip(".,") in _TIMES:
        return None
    return Span(sentence.start + found.start(), sentence.start + len(found.group().rstrip(".")) + found.start())
