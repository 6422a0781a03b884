"""Whether the words around a term explain it, deny it or only quote it."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from checker.wording.phrases import phrases
from checker.wording.terms import Term, terms_in

_OPENS = re.compile(r"[\s’'”\"]*(?:[a-z]+\s+){0,2}[,–—:-]?\s*\(([^()]{3,200})")
_KIND = (
    "(?:approach|condition|device|difficulty|disorder|form|kind|measure|method|problem|programme|set|system|term|test"
    "|therapy|tool|type|way|word)"
)
_SAYS_SO = phrases(
    r"\A[’”\"\s]*(?:(?:of|in|with|for)(?: [^\s.;,]+){1,4} ?)?(?:difficulties|disorder|skills|is|was)?[\s,–—-]*"
    r"(?:which|this|that|it|also|these)?,? ?(?:means?|meaning|refers? to|is where|is when|happens when|is called"
    r"|that is|(?:is|are) (?:about|how|what|when|to do with)|i\.?e\.?|in other words|in plain (?:english|words)"
    r"|also known as|also called|in short)",
    r"\A[^.;]{0,60}\. ?(?:This|It|That) (?:means|is (?:when|where|how|an? (?:\w+ ){0,3}{kind}))",
    r"\A[^.;:]{0,40},? ?\(?(?:i\.?e\.?|that is to say|in other words)",
    r"\A,? ?(?:which )?is (?:an? |the )(?:\w+ ){0,3}{kind}",
    r"\A[’”\"]?,? or [^.;,]{4,60}(?=,)",
    r"\A[’”\"]? ?(?:[–—]|-(?=\s)) ?(?!and |but |he |she |they |this |his |her |see )[^.;]{8,120}",
    kind=_KIND,
)
_SHOWN = re.compile(r"(?i)\s*:\s*(?:he|she|they|his|her|their|an?|the)\s")
_CALLED = re.compile(
    r"(?i)(?:known as|calls?|called|termed|described as|referred to as|i\.?e\.?,?|labelled"
    r"|the (?:medical|clinical|technical|proper) (?:name|term|word)s? (?:is|for this is|are))\s+[‘'\"“]?(?:an? |the )?$"
)
_DENIED = re.compile(
    r"(?i)(?:\b(?:no|without|denies|denied|excludes?|excluded|ruled out|nil|not (?:had|have|has|show|experience|been "
    r"diagnosed with|present with|indicate|suggest|consistent with)|is not|are not|was not|never had|rather than)"
    r"(?: (?:clear|current|known|any|further|reported|other))*"
    r"(?: (?:signs?|evidence|history|concerns?|indications?|diagnos[ei]s|symptoms?|suggestion|episodes?))?"
    r"(?: (?:of|about|with|regarding|for))?(?: (?:any|a|an))?\s+)$"
)
_QUOTES = re.compile(r"[“\"‘][^“”\"‘’\n]{3,300}[”\"’]")
_SERVICE = re.compile(
    r"(?i)\s+(?:[\w-]+\s+)?(?:team|clinic|service|department|unit|society|association|foundation|trust|nurse"
    r"|consultant)\b"
)
_NEAR = 210  # letters before and after a term in which it may be explained


def is_explained(text: str, term: Term) -> bool:
    """Whether this use of the term comes with plain words: in brackets, after a dash, by “which means” …"""
    before, after = text[max(0, term.start - _NEAR) : term.start], text[term.end : term.end + _NEAR]
    if bracket := _OPENS.match(after):
        return _is_plain(bracket.group(1), term)
    in_a_sentence = text[: term.start].rpartition("\n")[2].strip()
    if in_a_sentence and _SHOWN.match(after):
        return True
    if _SAYS_SO.search(after) or _CALLED.search(before):
        return True
    return _is_in_bracket_after_words(before, after)


def is_denied_or_quoted(text: str, term: Term) -> bool:
    """Whether the text says that it is not so, or gives somebody's own words, or only names a service."""
    if _DENIED.search(text[max(0, term.start - _NEAR) : term.start]) or _SERVICE.match(
        text[term.end : term.end + _NEAR]
    ):
        return True
    quotes = _quotes(text)
    last = bisect_left(quotes, (term.start, 0)) - 1
    return last >= 0 and term.end < quotes[last][1]


@lru_cache(maxsize=64)
def _quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Where somebody's words are given between quotation marks."""
    return tuple(quote.span() for quote in _QUOTES.finditer(text))


def _is_plain(words: str, term: Term) -> bool:
    """Whether words in brackets explain, and are not only the term's other name or another term."""
    if re.fullmatch(r"[A-Z][\w./-]{1,8}|\d[\d./ -]*", words.strip()):
        return False
    inner = terms_in(words)
    left = len(re.findall(r"[A-Za-z]{3,}", words)) - sum(len(each.name.split()) for each in inner)
    return left >= 1 or term.is_acronym


def _is_in_bracket_after_words(before: str, after: str) -> bool:
    if not (re.search(r"\((?:[^(),;\s]+\s+){0,4}$", before) and re.match(r"[^(),;]{0,30}\)", after)):
        return False
    words = before.rpartition("(")[0].rstrip()
    last = terms_in(words[-60:])
    return not (last and last[-1].end == len(words[-60:]))
