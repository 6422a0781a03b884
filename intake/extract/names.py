"""Names of people as written in post: EVANS, Sian; Siân O'Neill-MacLeod; jayden smith; one name alone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from hub.language.names import given_names
from intake.words import load

_LATIN = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isalpha()]
_LETTER = "".join(_LATIN).replace("ªº", "") + "\u0300-\u036f"  # with the accents that some systems write apart
_UPPER = "".join(letter for letter in _LATIN if letter.isupper())
_WORD = rf"(?:[{_UPPER}][{_LETTER}]{{0,30}}(?:[’'`-][{_LETTER}]{{1,30}}){{0,4}})"
_PARTICLES = (
    "de da di do dos das del della du van von der den ten ter la le bin ibn binti bint al el ul ud ap ab ferch y te"
)
PARTICLES = frozenset(_PARTICLES.split())
_PARTICLE = rf"(?:{_PARTICLES.replace(' ', '|')}|st\.?)"
NAME = rf"{_WORD}(?:[ ]+(?:{_PARTICLE}[ ]+)*{_WORD}){{0,4}}"
_LOWER_WORD = rf"[{_LETTER}][{_LETTER}’'-]{{1,30}}"
LOWER_NAME = rf"{_LOWER_WORD}(?: {_LOWER_WORD}){{0,2}}"
_NAME_ONLY = re.compile(rf"^{NAME}$")
_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|mx|master|dr|prof|professor|rev|sir|cllr|baby)\b\.?\s+", re.I)
_KNOWN_AS = re.compile(
    r"[\s(,]*(?:also |now |usually |normally |otherwise |always |better |likes to be |preferred name"
    r"|prefers(?: to be called)?|goes by)?\s*"
    r"(?:\bknown as|\bk/?a\b|\baka|a\.k\.a\.?|called|prefers|preferred name is|goes by"
    r"|\b(?:english|western|pet|short|nick|school|day|chosen|preferred|home) ?name(?: is)?)[:\s]+[\"“'‘]?"
    rf"(?P<known>{_WORD}(?: {_WORD})?)[\"”'’]?\)?",
    re.I,
)
_GOES_BY = re.compile(
    r"known as|k/?a\b|a\.k\.a|called|prefer|goes by|\w name\b", re.I
)  # without which there is no “known as”
_NICKNAME = re.compile(rf"[(“\"‘']\s*({_WORD})\s*[)”\"’']")

# Words with a capital that are no part of a person's name in this post.
NOT_NAMES: frozenset[str] = frozenset(load("not_names")["words"].split())
SURNAMES_TOO: frozenset[str] = frozenset(load("not_names")["surnames_too"].split())
_ALSO_GIVEN: frozenset[str] = frozenset(load("not_names")["also_given"].split())
GIVEN_TOO: frozenset[str] = frozenset(load("not_names")["given_too"].split())


def fold(text: str) -> str:
    """Lower case, without accents, apostrophes one way, so that Siân and SIAN are the same letters."""
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", text.translate(_ODD_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'").replace("`", "'")


_ODD_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss"})


_BETWEEN_WORDS = re.compile(r"[\s,.-]+")


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """A name's words, folded, hyphens parted and apostrophes dropped."""
    return tuple(word.replace("'", "") for word in _BETWEEN_WORDS.split(fold(name)) if word)


def is_given(word: str) -> bool:
    """Whether a word is a first name by the lists; of a double name the first half counts."""
    first = fold(word).split("-")[0]
    return first in given_names() or first in _ALSO_GIVEN or first in GIVEN_TOO


@cache
def _whole_names() -> dict[str, frozenset[str]]:
    """The names that a short one may stand for: ollie → oliver, olivia."""
    of: dict[str, set[str]] = {}
    for line in load("short_names")["names"].strip().split("\n"):
        whole, *short = line.split()
        for one in short:
            of.setdefault(one, set()).add(whole)
    return {short: frozenset(whole) for short, whole in of.items()}


def names_for(first: str) -> frozenset[str]:
    """A folded first name with the whole names that it may be short for."""
    return _whole_names().get(first, frozenset()) | {first}


def same_first_name(one: str, other: str) -> bool:
    """Whether two folded first names may be one person's: the same, or one short for the other (Sam, Samuel)."""
    short, long = sorted((one, other), key=len)
    return one in names_for(other) or other in names_for(one) or (len(short) > 2 and long.startswith(short))


def is_name(text: str) -> bool:
    """Whether a tidied text can be a person's name."""
    words = text.split()
    if not 1 <= len(words) <= 6 or not _NAME_ONLY.match(text):
        return False
    first, *others = (fold(word).rstrip(".") for word in words)
    if len(text) < 2 or (first in NOT_NAMES and (first not in GIVEN_TOO or not others)):
        return False
    known = is_given(first) or "-" in first
    may_be = SURNAMES_TOO | GIVEN_TOO | {"st"} if known else frozenset()
    return all(word not in NOT_NAMES or word in may_be for word in others)


def split_known_as(text: str) -> tuple[str, str]:
    """A name, and the name that the person goes by, if it is said beside it."""
    known = _KNOWN_AS.search(text) if _GOES_BY.search(text) else None
    if known and known.start() > 0:
        return text[: known.start()].strip(" ,("), known["known"].strip()
    nick = _NICKNAME.search(text)
    if nick and nick.start() > 0 and fold(nick.group(1)) not in NOT_NAMES:
        rest = (text[: nick.start()] + " " + text[nick.end() :]).strip()
        return " ".join(rest.split()), nick.group(1)
    return text, ""


_NO_LONGER_A_NAME = re.compile(r"\s*(?:[\t|;/\n]|\(|\bd\.?o\.?b\b|\bdate of birth\b|\bnhs\b|\bupn\b|\d)", flags=re.I)
_POSSESSIVE = re.compile(r"[’'`]s$")
_INITIAL = re.compile(r"\b([A-Z])\.(?=\s)")
_SHOUTED_START = re.compile(r"^(?:Mc|Mac|Fitz)(?=[A-Z]{2})")


@lru_cache(maxsize=512)
def tidy_name(text: str) -> str:
    """A name in the order and case in which it would be spoken; '' where the text can't be one."""
    text = _NO_LONGER_A_NAME.split(text, maxsplit=1)[0]
    text = _TITLE.sub("", " ".join(text.split())).strip(" .,:;–-_*\"“”'‘")
    text = _INITIAL.sub(r"\1", _POSSESSIVE.sub("", text))
    text = _in_order(text)
    words = [_cased(word, shouting=text.isupper() or text.islower()) for word in text.split()]
    name = " ".join(words)
    return name if is_name(name) else ""


def _in_order(text: str) -> str:
    last, comma, first = text.partition(",")
    if comma and _says_an_office(first):
        return last.strip()
    if comma and first.strip() and len(last.split()) <= 3 and len(first.split()) <= 3:
        return f"{_TITLE.sub('', first.strip())} {_soften(last.strip())}"
    words = text.split()
    shouted = [_is_shouted(word) for word in words]
    if len(words) > 1 and any(shouted) and not all(shouted):
        loud = [_soften(word) for word, up in zip(words, shouted, strict=True) if up]
        quiet = [word for word, up in zip(words, shouted, strict=True) if not up]
        return " ".join([*quiet, *loud])
    return text


def _says_an_office(text: str) -> bool:
    """Whether what follows a name is no first name: “SENDCo”, “Year 3”, “Learning Support Manager”."""
    words = [fold(word).strip(".:;()") for word in text.split()[:4]]
    named = any(word in NOT_NAMES and word not in GIVEN_TOO and word not in SURNAMES_TOO for word in words)
    return named or any(_A_PROFESSION.search(word) for word in words)


_A_PROFESSION = re.compile(r"(?:[od]?ist|ician|iatrist|adviser|advisor|advocate|leader)$")


def _is_shouted(word: str) -> bool:
    """Whether a word is in capitals, but for the small letters of “McCREADY” and “O’SHEA”."""
    rest = _SHOUTED_START.sub("", word)
    return len(rest) > 1 and rest.isupper()


def _soften(word: str) -> str:
    return " ".join(_cased(one, shouting=_is_shouted(one)) for one in word.split())


def _cased(word: str, *, shouting: bool) -> str:
    if not shouting or (word.islower() and re.fullmatch(_PARTICLE, word)):
        return word
    spoken = re.sub(rf"[{_LETTER}]+", lambda part: part.group().capitalize(), word)
    spoken = re.sub(r"[’'`]S\b", "'s", spoken)
    return re.sub(r"^Mc([a-z])", lambda part: "Mc" + part.group(1).upper(), spoken)


def same_person(one: str, other: str) -> bool:
    """Whether two written names can be the same person's: one's words are all among the other's, first name too."""
    a, b = name_words(one), name_words(other)
    if not a or not b:
        return False
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return short[0] == long[0] and set(short) <= set(long)
