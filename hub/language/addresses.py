"""Where somebody lives: street addresses, postcodes, named houses and homes, told apart from clinics and schools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hub.language.carers import carers_in
from hub.language.people import Circle, Mention, Who, people_in
from hub.language.phrases import pattern_of, words_of
from hub.language.span import Span
from hub.language.text import PlainText, Sentence

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
    kinds = "|".join(sorted(words_of("places", "street", "numbered"), key=len, reverse=True))
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


@cache
def _dictated() -> re.Pattern[str]:
    """The same where nothing is written in capitals: "at 91 the lanes"."""
    kinds = "|".join(sorted(words_of("places", "street"), key=len, reverse=True))
    return re.compile(rf"\b(?:at|to|is|in) (?P<home>\d{{1,4}}[a-z]? (?:the )?(?:[a-z'-]+ ){{0,2}}?(?:{kinds})\b)")


@cache
def _any_number() -> re.Pattern[str]:
    """A number and a name of any kind, where only an address can stand: "lives at 3 Fron Deg, Y Felinheli"."""
    name = rf"{_LETTERS}(?: (?:(?:y|yr|ar|the|of|de|du|na|an) )?{_LETTERS}){{0,3}}"
    town = rf"(?:, (?:[YO] )?{_LETTERS}(?:[ -]{_LETTERS}){{0,2}}){{0,3}}(?:,? {_POSTCODE})?"
    return re.compile(
        r"\b(?i:lives?|lived|living|resid(?:es?|ing)|stay(?:s|ing)|placed|address|home|moved|rehoused|based)"
        r"(?: [a-z]+){0,3}?(?: (?:at|to|is|was|in)|:) "
        rf"(?P<home>(?i:(?:flat|no\.?|number) )?\d{{1,4}}[a-z]?,? (?!(?:AM|PM|Years?|Months?)\b){name}{town})"
        r"(?! (?i:class|group|room|team|form|year|set|table|house points?)\b)"
    )


_ADDRESS_IS = re.compile(
    r"\b(?:address|home|placement|whereabouts)(?: \([^()\n]{2,60}\)| - [^-\n]{2,40} -|, [^,.\n]{2,40},)?"
    r"(?:(?: (?:is|was|remains))(?: (?:now|currently|still|given as|at))?|:|=) ?$"
)
_NO_HOME = re.compile(
    r"\b(?:our|office|school|clinic|email|e-mail|work|web|team|nursery|college|return|correspondence)\b"
)
_BARE_CODE = re.compile(rf"(?<!\w){_POSTCODE}(?!\w)")
_TOWN = re.compile(rf"{_CAP}(?:[ -](?:(?:le|on|upon|under|in|by)[ -])?{_CAP}){{0,3}}")
_HELD_IN = re.compile(
    r"\b(?:foster care|foster (?:carers?|placement|family|home|parents?)|carers?|placement|residential (?:home"
    r"|placement|unit)|children's home|placed|refuge|new placement|kinship carers?)"
    r"(?: (?:is|are|was|who live|living|based|located|currently|with [\w' ]{2,40}?|and [\w' ]{2,30}?"
    r"|\w+ and \w+|[a-z]+)){0,2}(?: (?:on|at|in) an? \w+)? (?:in|near|outside) (?:the )?"
    r"(?:(?-i:[a-z]+) (?:in|of|on|at) (?:the )?){0,2}"
    r"|\b(?:confidential (?:address|location|place)|refuge|children's home|residential home|hostel|safe house"
    r"|b&b|bed and breakfast|temporary accommodation)"
    r"(?: is| was)? (?:in|near|on|off|at|behind|opposite|above|by) (?:the )?"
    r"(?:(?-i:[a-z]+) (?:in|of|on|at) (?:the )?){0,2}",
    re.IGNORECASE,
)
_IN_TOWN = re.compile(rf",? (?:in|on|at|near) (?:the )?{_CAP}(?: {_CAP}){{0,2}}")
_HOUSE = rf"{_CAP}(?: {_CAP})? (?:House|Lodge|Cottage|Manor|Villa|Farm|Barn|Grange|View|Court|Place|Rise)"
_HOUSE_STAFF = re.compile(
    rf"({_HOUSE})(?:'s)? (?:[Ss]taff|[Rr]esidents|[Mm]anager|[Kk]ey ?worker)"
    r"|(?:[Kk]ey ?worker|[Ss]taff|[Mm]anager|[Cc]arers|[Rr]esidents|[Yy]oung people|[Bb]edroom)"
    rf" (?:at|from|in) ({_HOUSE})"
)
_BEDROOM_AT = re.compile(
    rf"(?:[Bb]edroom|[Kk]ey ?worker|other (?:residents|young people)) at ((?:The )?{_CAP}(?: {_CAP}){{0,2}})"
)
_NEAR = 50  # letters from a dwelling to its street
_TIMES = words_of("grammar", "times")
_ABOUT_CHILD = re.compile(
    r"\b(?:re:?|patient|name|child|d\.?o\.?b\.?|date of birth|born|nhs (?:no|number)|hospital no)\b"
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
        for named in carers_in(sentence, mentions, circle, previous, secret=secret):
            yield Home(*named, is_secret=True)
        yield from _addresses(text, sentence, (previous, after), secret=secret)
        yield from _houses(text, sentence, mentions, secret=secret)
        if hidden or pattern_of("addresses", "unknown_to").search(sentence.low):
            yield from _towns(sentence)
        previous = f"{previous} {sentence.low}"[-160:]


# addresses


def _addresses(text: PlainText, sentence: Sentence, beside: tuple[str, str], *, secret: bool) -> Iterator[Home]:
    plain = text.plain
    spans = [Span(*found.span()) for found in _street().finditer(plain, sentence.start, sentence.end)]
    spans += [
        Span(*found.span())
        for found in _BARE_CODE.finditer(plain, sentence.start, sentence.end)
        if not any(span.start <= found.start() < span.end for span in spans)
    ]
    if sentence.text[:1].islower():
        spans += [Span(*found.span("home")) for found in _dictated().finditer(plain, sentence.start, sentence.end)]
    certain = list(_certain_homes(text, sentence))
    yield from (Home(*span, secret or _says_secret(sentence)) for span in certain)
    for span in spans:
        home = _is_home(text, sentence, span, beside, secret=secret)
        if home:
            yield Home(span.start, span.end, secret or _says_secret(sentence))


def _certain_homes(text: PlainText, sentence: Sentence) -> Iterator[Span]:
    """What stands where only an address does: a number and a name after "lives at", a name after "the address is"."""
    for found in _any_number().finditer(text.plain, sentence.start, sentence.end):
        first = found["home"].split(" ", 1)[1].split()[0].lower().strip(",.")
        is_place = first not in _TIMES | words_of("capitals", "titles") and not _is_school(found["home"])
        if is_place and not pattern_of("addresses", "elsewhere").search(found["home"].lower()):
            yield _without_stop(found["home"], found.start("home"))
    if "address" not in sentence.low or _NO_HOME.search(sentence.low):
        return
    for found in _house_and_town().finditer(text.plain, sentence.start, sentence.end):
        if _ADDRESS_IS.search(text.low, sentence.start, found.start()):
            yield _without_stop(found.group(), found.start())


def _without_stop(said: str, start: int) -> Span:
    return Span(start, start + len(said.rstrip(".,")))


@cache
def _house_and_town() -> re.Pattern[str]:
    name = rf"(?:The |\d{{1,4}}[a-z]?,? )?{_LETTERS}(?: {_LETTERS}){{0,3}}"
    return re.compile(
        rf"(?<![\w'-])(?<!, )(?<![A-Z]\w )(?:{name})(?:, {_LETTERS}(?: {_LETTERS}){{0,2}}){{0,3}}(?:,? {_POSTCODE})?"
    )


def _is_home(text: PlainText, sentence: Sentence, span: Span, beside: tuple[str, str], *, secret: bool) -> bool:
    before = text.low[max(sentence.start, span.start - 70) : span.start].rstrip(" ,")
    if _home_before().search(before):
        return True
    elsewhere = pattern_of("addresses", "elsewhere")
    if not before.strip() and _ABOUT_CHILD.search(beside[0][-_NEAR:]) and not elsewhere.search(sentence.low):
        return True
    around = (
        text.low[max(sentence.start, span.start - 90) : min(sentence.end, span.end + 80)]
        + " "
        + (beside[0] if not before.strip() else "")
    )
    if elsewhere.search(around):
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


def _houses(text: PlainText, sentence: Sentence, mentions: list[Mention], *, secret: bool) -> Iterator[Home]:
    low = sentence.low
    if not (secret or _says_secret(sentence) or _HOME.search(low)):
        return
    yield from _named_homes(sentence, low)
    yield from _called_homes(sentence)
    elsewhere = bool(pattern_of("addresses", "elsewhere").search(low)) and "home" not in low
    yield from _lived_at(text, sentence, elsewhere=elsewhere)
    if secret:
        yield from _houses_in_full(text, sentence)
    yield from _dwellings(sentence)
    for found in _HELD_IN.finditer(sentence.text):
        place = _place_after(sentence, found.end())
        if place and not _is_of_relative(mentions, sentence.start + found.start()):
            yield Home(place.start, place.end, True)


def _is_of_relative(mentions: list[Mention], place: int) -> bool:
    """Whether a brother, sister or other relative is last spoken of before the place: where they are is theirs."""
    before = [each for each in mentions if each.start < place and not each.owns]
    return bool(before) and before[-1].who in (Who.SIBLING, Who.KIN, Who.PEER)


def _houses_in_full(text: PlainText, sentence: Sentence) -> Iterator[Home]:
    """ "The Old Vicarage, Church Lane, Tetney", where no clinic or school is spoken of."""
    low = sentence.low
    for found in _in_full().finditer(text.plain, sentence.start, sentence.end):
        named = found.group().lower().split(",")
        around = low[: found.start() - sentence.start] + low[found.end() - sentence.start :] + " ".join(named[:-2])
        if not pattern_of("addresses", "elsewhere").search(around):
            yield Home(*found.span(), True)


def _dwellings(sentence: Sentence) -> Iterator[Home]:
    """ "Their bungalow is the last one on Sandygate Close", "second drive after the Travellers Rest"."""
    for found in pattern_of("addresses", "dwelling").finditer(sentence.low):
        street = _unnumbered().search(sentence.text, found.end(), found.end() + _NEAR)
        if street:
            yield Home(sentence.start + found.start(), sentence.start + street.end(), True)
    for found in pattern_of("addresses", "landmark").finditer(sentence.low):
        place = _TOWN.match(sentence.text, found.end() + 1)
        if place and not sentence.is_shouted:
            further = _IN_TOWN.match(sentence.text, place.end())
            yield Home(sentence.start + found.start(), sentence.start + (further or place).end(), True)


def _named_homes(sentence: Sentence, low: str) -> Iterator[Home]:
    """ "Oak House children's home", "the beeches residential unit"."""
    for found in pattern_of("addresses", "homes").finditer(low):
        words = [word for word in sentence.words if word.end <= sentence.start + found.start()]
        first = len(words)
        while (
            first > 0 and len(words) - first < 4 and _in_a_name(words[first - 1].text, words[first - 1].low, sentence)
        ):
            first -= 1
        kinds = ("the", "foster", "residential", "children's")
        if any(word.low not in kinds and word.text not in ("house", "lodge", "cottage") for word in words[first:]):
            yield Home(words[first].start, sentence.start + found.end(), True)


def _called_homes(sentence: Sentence) -> Iterator[Home]:
    """ "a residential home called Fernlea", "the children's home, Rowan Lodge", "Rowan Lodge staff"."""
    for found in pattern_of("addresses", "called").finditer(sentence.low):
        named = _TOWN.match(sentence.text, found.end() + 1)
        name = named.group() if named else ""
        if named and not (_is_school(name) or pattern_of("addresses", "elsewhere").search(name.lower())):
            yield Home(sentence.start + named.start(), sentence.start + named.end(), True)
    for found in _BEDROOM_AT.finditer(sentence.text):
        if not _is_school(found[1]):
            yield Home(sentence.start + found.start(1), sentence.start + found.end(1), True)
    for found in _HOUSE_STAFF.finditer(sentence.text):
        start, end = found.span(1 if found[1] else 2)
        yield Home(sentence.start + start, sentence.start + end, True)


def _in_a_name(text: str, low: str, sentence: Sentence) -> bool:
    if not {"break", "respite", "breaks"}.isdisjoint(low.split("-")):
        return False
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
    r"|house is|s?he is|they are|s?he's|they're|mum (?:is|are)|s?he was)"
    r"(?: \w+){0,4}?[ \"']{0,2}(?:at|in|on|to|:|from|up|down|off|along|near) ?[\"'(]{0,2}",
    re.IGNORECASE,
)


def _lived_at(text: PlainText, sentence: Sentence, *, elsewhere: bool) -> Iterator[Home]:
    for found in _LIVED_AT.finditer(sentence.text):
        start = sentence.start + found.end()
        strictly = (_bare_house(),) if _HOME.search(sentence.low) else ()
        for pattern in (_unnumbered(),) if elsewhere else (_unnumbered(), _the_house(), *strictly):
            named = pattern.match(text.plain, start, sentence.end)
            if named and not (_is_school(named.group()) or _is_somebody(named.group())):
                yield Home(named.start(), named.end(), True)
                break
        else:
            yield from _street_further_on(text, sentence, start, elsewhere=elsewhere)


def _street_further_on(text: PlainText, sentence: Sentence, start: int, *, elsewhere: bool) -> Iterator[Home]:
    """ "staying at the Travelodge on Wigford Way": the street a few words on, in the same breath."""
    street = _unnumbered().search(text.plain, start, min(sentence.end, start + _NEAR))
    if street and not elsewhere and not _BREATH.search(text.low, start, street.start()):
        yield Home(start, street.end(), True)


_BREATH = re.compile(r"[,;.:]|\b(?:and|but|who|which|with|walk\w*|goes|go|plays?|works?|to|when|for)\b")
_HOME = re.compile(
    r"\b(?:bedded|run by|home for (?:\w+ ){1,2}(?:young|children|boys|girls|teenagers)|residential"
    r"|children's home|care home|carers?|house parents?)\b"
)


@cache
def _bare_house() -> re.Pattern[str]:
    return re.compile(
        rf"(?:the )?{_CAP}(?: {_CAP}){{0,2}}(?=, (?:a|an|the|which)\b|[.,;]|$)(?:, an? [\w -]{{3,30}}?home|, {_CAP})?"
    )


@cache
def _the_house() -> re.Pattern[str]:
    return re.compile(rf"The {_CAP}(?: {_CAP}){{0,2}}(?:, {_CAP}){{0,2}}")


def _is_somebody(name: str) -> bool:
    return name.split()[0].lower().rstrip(".") in words_of("capitals", "titles")


def _is_school(name: str) -> bool:
    words = set(name.lower().replace(",", " ").split())
    return bool(words & words_of("places", "school"))


_LIVES_IN = re.compile(
    r"\b(?:lives?|lived|living|moved|relocated|staying|stays?|resides?|rehoused|housed)(?: \w+){0,2}? (?:in|near"
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
