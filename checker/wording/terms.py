"""Terms of the professions in a text: listed ones, words made like clinical ones, and acronyms, listed or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from checker.wording.lexicon import lexicon
from checker.wording.wordlist import WordList, WordParts, fold
from hub.language.names import given_names

_ACRONYM = re.compile(r"(?<![\w.&’'-])(?:[A-Z][-–])?[A-Z][A-Za-z]{0,4}[A-Z](?:[-–][A-Z0-9]{1,3})?\d?(?=s?(?![\w]))")
_VOWEL = re.compile(r"[AEIOUY]")
_NOTED = re.compile(
    r"\b(?P<weeks>\d{1,2}/(?:52|40))\b|(?<!\w)(?:(?P<found>\+)|-)ve\b"
    r"|\b(?P<sight>VA)(?=:? (?:\d|of \d|R\b|L\b|RE\b|LE\b|right|left|both|unaided|aided|with|is \d|was \d))"
    r"|(?<![\w&])(?P<joined>[A-Z]&[A-Z])(?![\w&])"
)
_NOTES = ("/52", "/40", "+ve", "-ve", "VA", "&")
_MEANINGS = {"weeks": "weeks", "found": "found", "sight": "how small a letter can be read, and from how far"}
_JOINED = {
    "O&M": "orientation and mobility (finding one's way with little or no sight)",
    "R&E": "receptive and expressive (understanding and talking)",
}
# “A&E” and what is no shorthand of a profession
_JOINED_KNOWN = frozenset(("A&E", "Q&A", "R&B", "B&B", "M&S", "H&M", "B&Q", "P&O", "T&C", "D&T", "C&A", "R&R"))
_CODE = re.compile(
    r"\b(?:(?P<gene>(?:1?\d|2[0-2]|X)[pq]\d\d(?:\.\d{1,3})?(?: ?(?:micro)?(?:deletion|duplication))?)"
    r"|[FGQ]\d\d\.\d)(?![\w.])"
)
_CODED = re.compile(r"\d[pq.]\d")
# how an English word may begin and end: what doesn't is an acronym
_ONSET = re.compile(
    r"(?:[BCDFGHJKLMNPQRSTVWXZ]|[BCFGPS]L|[BCDFGPTKW]R|[GWRKPSTC]H|[GK]N|DW|PS|QU|S[CKMNPQTW]|S[CPT]R|SHR|SPL|THR"
    r"|TW)?[AEIOUY]"
)
_CODA = re.compile(
    r"[AEIOUY](?:CH|CK|CT|DG|FF|FT|GH|GHT|GN|L[BCDFKLMPTV]|LTH|MB|MN|MP|MPT|N[CDGKNT]|NCH|NTH|NGTH|PH|PT"
    r"|R[BCDFGKLMNPRTV]|RCH"
    r"|RST|RTH|SH|SK|SM|SP|SS|ST|TCH|TH|TT|W[KLN]|XT|ZZ|DD|GG|BB|[BCDFGHJKLMNPRSTVWXZ])?S?\Z"
)
_LINE = 120  # letters each side in which a text typed in capitals shows
_IZE = re.compile(r"is(?=(?:e[ds]?|ing|ation)\b)")
_BREAK = "\0"  # between words that are folded together
_STARTS = re.compile(r"(?:^|[.!?:;(\n•·*-])\s*$")


@dataclass(frozen=True, slots=True)
class Term:
    """A term at its place: what it is filed under, and plain words for it (“” where we know none).

    `is_guess`: it is on no list, but made like a clinical word; the plain words then say only what kind of thing it is.
    """

    name: str
    start: int
    end: int
    plain: str
    is_acronym: bool = False
    is_guess: bool = False


@lru_cache(maxsize=256)
def terms_in(text: str) -> tuple[Term, ...]:
    """Every listed term and every acronym that families need not know, in order, the longest where they overlap."""
    found = [*_listed(text), *_acronyms(text), *_made_like_clinical(text), *_noted(text)]
    kept: list[Term] = []
    for term in sorted(found, key=lambda term: (term.start, term.start - term.end, term.is_guess)):
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return tuple(term for term in kept if term.plain or term.is_acronym)


def _listed(text: str) -> Iterator[Term]:
    words, terms = _list()
    for found in words.find(text):
        term = terms[found.name]
        written = text[found.start : found.end]
        # “Jia” is somebody, “GCSEs” are not several GCS
        if not (term.is_acronym and (written.istitle() or written.upper() in _acronym_words("known"))):
            yield replace(term, start=found.start, end=found.end)


@cache
def _list() -> tuple[WordList, Mapping[str, Term]]:
    """The listed terms in all their forms and spellings, and what each is filed under."""
    filed = [(form, term) for term, forms in _entries() for form in forms]
    forms = fold(_BREAK.join(form for form, _ in filed))
    american = _IZE.sub("iz", forms.replace("ae", "e").replace("oe", "e").replace("our", "or"))
    terms: dict[str, Term] = {}
    for form, other, (_, term) in zip(forms.split(_BREAK), american.split(_BREAK), filed, strict=True):
        for spelling in (form, form if term.is_acronym else other, _plural(form)):
            terms.setdefault(spelling, term)
    return WordList(terms), terms


def _entries() -> Iterator[tuple[Term, list[str]]]:
    """Each listed term with its forms."""
    groups = [group for group in lexicon("jargon").values() if isinstance(group, dict)]
    listed = [(entry, plain) for group in groups for entry, plain in group.items()]
    listed += [(entry, plain) for plain, names in lexicon("medicines")["medicines"].items() for entry in names]
    for entry, plain in listed:
        forms = entry.split(", ")
        yield Term(forms[0].lower(), 0, 0, plain), forms
    for form, term in _acronym_list().items():
        if _is_no_word(form):
            yield term, [form]


def _plural(form: str) -> str:
    """Its plural where that isn't made with -s: “anomalies”, “prognoses”."""
    if form.endswith("y") and form[-2:-1] not in "aeou":
        return form[:-1] + "ies"
    return form[:-2] + "es" if form.endswith("is") else form


@cache
def _acronym_list() -> Mapping[str, Term]:
    groups: dict[str, dict[str, str]] = lexicon("acronyms")["stands_for"]
    return {
        form: Term(entry.partition(", ")[0], 0, 0, plain, is_acronym=True)
        for group in groups.values()
        for entry, plain in group.items()
        for form in entry.split(", ")
    }


def acronyms() -> Iterable[Term]:
    """Every acronym on the list."""
    return _acronym_list().values()


@cache
def _acronym_words(kind: str) -> frozenset[str]:
    return frozenset(lexicon("acronyms")[kind]["words"])


def _is_no_word(acronym: str) -> bool:
    """Whether nobody could take it for a word in small letters, or in a text all in capitals."""
    return acronym.upper() in _acronym_words("small_letters") or (
        len(acronym) > 2 and not _VOWEL.search(acronym.upper())
    )


def _acronyms(text: str) -> Iterator[Term]:
    listed = _acronym_list()
    for found in _ACRONYM.finditer(text):
        word = found.group()
        if (word in listed or _looks_unknown(word)) and not _is_shouted(text, found):
            end = found.end() + text.startswith("s", found.end())
            term = listed.get(word) or Term(word, 0, 0, "", is_acronym=True)
            yield replace(term, start=found.start(), end=end)


def _looks_unknown(word: str) -> bool:
    """Whether a word not on the list is surely an acronym: a person's initials and a stressed word are not."""
    base, *version = re.split(r"[-–\d]", word)
    if version and len(base) == 1:  # “Y-BOCS”
        return version[0] not in _acronym_words("words") and version[0].lower() not in given_names()
    return (
        base.isupper()
        and not _is_roman(base)
        and 3 <= len(base) <= 5
        and bool(len(base) == 3 or version or not _is_pronounced(base))
        and base not in _acronym_words("known") | _acronym_words("words")
        and base.lower() not in given_names()
    )


def _is_pronounced(word: str) -> bool:
    """Whether it begins and ends as English words do."""
    return bool(_ONSET.match(word) and _CODA.search(word))


def _is_shouted(text: str, found: re.Match[str]) -> bool:
    """Whether the words beside it on its line are in capitals too, as in a heading or a text typed in capitals."""
    before = text[max(0, found.start() - _LINE) : found.start()].rpartition("\n")[2]
    after = text[found.end() : found.end() + _LINE].partition("\n")[0]
    words = [word for word in re.findall(r"[A-Za-z]{3,}", f"{before} {after}") if not _is_acronym(word)]
    return len(words) > 0 and sum(word.isupper() for word in words) > len(words) / 2


def _is_acronym(word: str) -> bool:
    return word in _acronym_list() or (word.isupper() and (_is_roman(word) or word in _acronym_words("known")))


def _is_roman(word: str) -> bool:
    return set(word) <= set("IVXLCDM")


def _made_like_clinical(text: str) -> Iterator[Term]:
    """Words that no list has, but that begin or end as clinical words and the names of medicines do."""
    parts, kinds, known = _word_parts()
    strangers = _no_terms()
    for found in parts.find(text):
        word = fold(text[found.start : found.end])
        if word in known or word.endswith(strangers) or _is_name(text, found.start, found.end):
            continue
        yield Term(word, found.start, found.end, kinds[found.name], is_guess=True)


@cache
def _no_terms() -> tuple[str, ...]:
    """How words end that name a profession or its clinic."""
    return tuple(lexicon("medical_words")["not"]["endings"])


@cache
def _word_parts() -> tuple[WordParts, Mapping[str, str], frozenset[str]]:
    words: dict[str, Any] = lexicon("medical_words")
    kinds = {
        part: kind for group in ("endings", "beginnings") for kind, parts in words[group].items() for part in parts
    }
    endings = (part for parts in words["endings"].values() for part in parts)
    beginnings = (part for parts in words["beginnings"].values() for part in parts)
    return WordParts(beginnings, endings), kinds, frozenset(words["known"]["words"])


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a capital within a sentence says that the word is a name."""
    return (
        text[start].isupper() and not text[start:end].isupper() and not _STARTS.search(text[max(0, start - 6) : start])
    )


def _noted(text: str) -> Iterator[Term]:
    """Shorthand made with figures and signs: “6/52”, “+ve”, “F84.0”, “16p11.2 deletion”."""
    for code in _CODE.finditer(text) if _CODED.search(text) else ():
        plain = (
            "a small piece of a chromosome missing, doubled or changed" if code["gene"] else "a diagnosis, by its code"
        )
        yield Term(code.group().lower(), *code.span(), plain)
    for note in _NOTED.finditer(text) if any(each in text for each in _NOTES) else ():
        joined = note["joined"]
        if joined and joined not in _JOINED_KNOWN:
            yield Term(joined, note.start(), note.end(), _JOINED.get(joined, ""), is_acronym=True)
        elif not joined:
            plain = next((_MEANINGS[kind] for kind, found in note.groupdict().items() if found), "not found")
            yield Term(plain, note.start(), note.end(), plain)
