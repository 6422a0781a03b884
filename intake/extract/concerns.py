"""What worries the writer, in the writer's own words: one stretch of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from hub.language.needed import Candidates, Wanted, needed
from hub.language.small_letters import in_small_letters
from intake.extract.labels import Asked, Labelled, Owner, label_of
from intake.extract.names import fold, name_words
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of


def _in_small_letters(key: str) -> Wanted:
    pattern = any_of("concerns", key).pattern
    small = in_small_letters(pattern)
    return Wanted(small.pattern if small and small.exact else pattern)


_WORRY = _in_small_letters("worry")
_BUSINESS = _in_small_letters("business")
_ABOUT = _in_small_letters("about")
_OTHERS = _in_small_letters("others")
_WITHOUT = _in_small_letters("without")
_IDENTITY = _in_small_letters("identity")
_WEIGHED = (_WORRY, _ABOUT, _WITHOUT, _BUSINESS, _IDENTITY, _OTHERS)
_MAY_SAY = Candidates([needed(one.pattern.pattern, one.pattern.flags, most=1000) for one in _WEIGHED])
_HEADING = any_of("concerns", "heading")
_NO_HEADING = any_of("concerns", "no_heading")
_A_SHORT_LINE = 55  # characters: a longer one was broken by the mail program
_MOST_LINES = 15  # of an answer under a heading
_NUMBERED = re.compile(r"^\W*(?:(?:section|part|question)\s+\w{1,2}\s*[:.–-]?\s*|\w{1,2}[.)]\s+)?", re.I)
_LONGEST_HEADING = 16  # words
_ENOUGH = 0.3  # of a sentence's worth


@dataclass(frozen=True, slots=True)
class _Stretch:
    passage: Passage
    start: int
    end: int
    score: float


def concerns_in(
    item: Item,
    labelled: Sequence[Labelled],
    *,
    sources: frozenset[str] = frozenset(),
    name: str = "",
    several: bool = False,
    others: frozenset[str] = frozenset(),
) -> Found[str] | None:
    """The longest answer to a form's question about concerns, else the sentences of the letter that tell of them.

    `name` is the child's; where the item is about `several`, only what names this one counts, and nothing that names
    one of the `others` (their first names, folded).
    """
    first = fold(name.split()[0]) if name else ""
    answers = [(one.passage, one.start, one.end) for one in labelled if _is_an_answer(one)]
    passages = [one for one in item.spoken() if not sources or one.source in sources]
    answers += [(passage, *place) for passage in passages for place in _under_headings(passage)]
    if several:
        answers = [one for one in answers if first in fold(one[0].text[one[1] : one[2]])]
    if answers:
        passage, start, end = max(answers, key=lambda one: one[2] - one[1])
        return _found(passage, start, end, 0.93)
    for voices in ((Voice.FORWARDED, Voice.WRITER, Voice.DOCUMENT), (Voice.QUOTED,)):
        told = [_told(one, first, several, others) for one in item.of(*voices) if not sources or one.source in sources]
        best = max((one for one in told if one is not None), key=lambda one: one.score, default=None)
        if best is not None and best.score >= _ENOUGH:
            return _found(best.passage, best.start, best.end, 0.8)
    return None


def _is_an_answer(one: Labelled) -> bool:
    words = one.value.split()
    return one.asked is Asked.CONCERNS and one.owner is not Owner.OFFICE and len(words) > 3 and "[" not in one.value


def _found(passage: Passage, start: int, end: int, confidence: float) -> Found[str]:
    return found_at(" ".join(passage.text[start:end].split()), passage, start, end, confidence)


def _under_headings(passage: Passage) -> Iterator[tuple[int, int]]:
    """What stands under a heading that asks for concerns, to the next heading, label or gap."""
    if passage.voice is not Voice.DOCUMENT:
        return
    lines = [(match.start(), match.end(), match.group()) for match in re.finditer(r"[^\n]*", passage.text)]
    lines = [one for one in lines if one[2].strip()]
    for number, (_, _, line) in enumerate(lines[:-1]):
        if not _heads_concerns(line):
            continue
        answer = []
        for start, end, below in lines[number + 1 : number + 1 + _MOST_LINES]:
            if (label_of(below) and len(label_of(below).split()) < 4) or "\t" in below or _is_a_heading(below):
                break
            answer.append((start, end))
        if answer and len(passage.text[answer[0][0] : answer[-1][1]].split()) > 3:
            yield answer[0][0], answer[-1][1]


def _heads_concerns(line: str) -> bool:
    if len(line.split()) > _LONGEST_HEADING + 3:  # its number and what stands around it
        return False
    text = _NUMBERED.sub("", line.strip())
    return len(text.split()) <= _LONGEST_HEADING and bool(_HEADING.match(text)) and not _NO_HEADING.search(text)


def _is_a_heading(line: str) -> bool:
    words = line.split()
    short = len(words) <= 6 and line.strip()[-1] not in '.,;!"”' and line.strip()[0].isupper()
    return short or _heads_concerns(line) or bool(re.match(r"\s*(?:signed|signature|date|for office)\b", line, re.I))


def _told(passage: Passage, first: str, several: bool, others: frozenset[str]) -> _Stretch | None:
    """The stretch of sentences that tells most of difficulties: the largest sum of what each of them is worth."""
    best: _Stretch | None = None
    start, total, last = -1, 0.0, 0
    for begin, end in _sentences(passage.text):
        worth = _worth(passage.text, begin, end, first, several)
        named = frozenset(name_words(passage.text[begin:end])) if others else others
        if not others.isdisjoint(named):  # “my children Ava and Noah”
            worth = worth - 0.2 if first in named else min(worth, -3.0)
        if start >= 0 and "\n\n" in passage.text[last:begin]:
            worth -= 0.4
        if total <= 0:
            start, total = begin, 0.0
        total, last = total + worth, end
        if best is None or total > best.score:
            best = _Stretch(passage, start, end, total)
    return best


def _worth(text: str, begin: int, end: int, first: str, several: bool) -> float:
    """How much a sentence tells of difficulties, less what in it is business, identity or about others."""
    sentence = text[begin:end]
    named = bool(first) and first in fold(sentence)
    if _heads_concerns(sentence) or (several and not named and first not in fold(_paragraph(text, begin))):
        return -3.0
    said = sentence.lower()
    may_say = [_WEIGHED[number] for number in _MAY_SAY.in_text(said)]
    worries = _count(_WORRY, said, 3) if _WORRY in may_say else 0
    business = _count(_BUSINESS, said, 2) if _BUSINESS in may_say else 0
    about = named or _is_said(_ABOUT, said, may_say)
    worth = worries + 0.8 * about + 0.4 * _is_said(_WITHOUT, said, may_say) - 0.5
    worth -= (2.5 if worries < 2 else 1.2) * business + 2 * _is_said(_IDENTITY, said, may_say)
    worth -= 2 * _is_said(_OTHERS, said, may_say) + 1.5 * (len(said.split()) < 4)
    return worth


def _is_said(wanted: Wanted, said: str, may_say: Sequence[Wanted]) -> bool:
    return wanted in may_say and wanted.pattern.search(said) is not None


def _count(wanted: Wanted, text: str, most: int) -> int:
    return sum(1 for _ in islice(wanted.pattern.finditer(text), most))


def _paragraph(text: str, at: int) -> str:
    begin = max((gap.end() for gap in _A_GAP.finditer(text, 0, at)), default=0)
    gap = _A_GAP.search(text, at)
    return text[begin : gap.start() + 1 if gap else None]


_A_GAP = re.compile(r"\n[ \t]*\n|(?<=[^\n]{55}[.!?])[ \t]*\n")  # or a line that isn't broken for its length


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence is; a short line ends one too, a long one goes on in the next."""
    for block in re.finditer(r"(?:[^\n]+\n?)+", text):
        begin = block.start()
        for line in re.finditer(r"[^\n]+", block.group()):
            stop = block.start() + line.end()
            if len(line.group().rstrip()) < _A_SHORT_LINE or line.group().rstrip()[-1] in ".!?:":
                yield from _split(text, begin, stop)
                begin = stop + 1
        if begin < block.end():
            yield from _split(text, begin, block.end())


_END = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])[.!?]+[\"”’)]*(?=\s)")


def _split(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch."""
    at = begin
    for end in [*(match.end() for match in _END.finditer(text, begin, stop)), stop]:
        said = text[at:end]
        if said.strip():
            lead = len(said) - len(said.lstrip(" \t\n•*-"))
            yield at + lead, at + len(said.rstrip())
        at = end
