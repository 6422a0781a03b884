"""What worries the writer, in the writer's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intake.extract.labels import Asked, Labelled, Owner
from intake.extract.names import fold
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of

_WORRY = any_of("concerns", "worry")
_BUSINESS = any_of("concerns", "business")
_A_SHORT_LINE = 55  # characters: a longer one was broken by the mail program
_SENTENCE = re.compile(r"[^\s][^.!?\n]*(?:\n(?!\s*\n)(?![ \t]*[-•*])[^.!?\n]+)*[.!?]*", re.M)


def concerns_in(
    item: Item, labelled: Sequence[Labelled], *, sources: frozenset[str] = frozenset(), child: str = ""
) -> Found[str] | None:
    """The longest answer to a form's question about concerns, else the sentences of the letter that tell of them.

    Where the item is about several children, `child` is the one whose paragraphs are wanted.
    """
    answers = [
        found_at(_clean(one.value), one.passage, one.start, one.end, 0.93)
        for one in labelled
        if one.asked is Asked.CONCERNS and one.owner is not Owner.OFFICE and len(one.value.split()) > 3
    ]
    if answers:
        return max(answers, key=lambda one: len(one.value))
    for voices in ((Voice.FORWARDED,), (Voice.WRITER,), (Voice.DOCUMENT,)):
        passages = [one for one in item.of(*voices) if not sources or one.source in sources]
        runs = [run for passage in passages for run in _runs(passage)]
        if runs:
            return max(runs, key=lambda one: (_is_about(one.value, child), len(one.value)))
    return None


def _is_about(text: str, child: str) -> bool:
    return not child or fold(child.split()[0]) in fold(text)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _runs(passage: Passage) -> Iterator[Found[str]]:
    """Stretches of sentences that tell of difficulties, with at most one other sentence between two of them."""
    start = end = -1
    gap = 0
    for begin, finish in _sentences(passage):
        sentence = passage.text[begin:finish]
        worry = _is_worry(sentence)
        if worry:
            start = begin if start < 0 else start
            end, gap = finish, 0
        elif start >= 0:
            gap += 1
            if (
                ("\n\n" in passage.text[end:begin] and gap > 1)
                or gap > 2
                or (_BUSINESS.search(sentence) and len(sentence.split()) > 2)
            ):
                yield found_at(_clean(passage.text[start:end]), passage, start, end, 0.8)
                start, gap = -1, 0
    if start >= 0:
        yield found_at(_clean(passage.text[start:end]), passage, start, end, 0.8)


def _sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where each sentence is; a short line, and any line of a document, ends one too."""
    for match in _SENTENCE.finditer(passage.text):
        begin = at = match.start()
        for line in match.group().splitlines(keepends=True):
            at += len(line)
            if at < match.end() and (passage.voice is Voice.DOCUMENT or len(line.rstrip()) < _A_SHORT_LINE):
                yield begin, at - 1
                begin = at
        if begin < match.end():
            yield begin, match.end()


def _is_worry(sentence: str) -> bool:
    if len(sentence.split()) < 3 or not _WORRY.search(sentence):
        return False
    business = len(_BUSINESS.findall(sentence))
    return business == 0 or (len(_WORRY.findall(sentence)) > business and len(sentence.split()) > 12)
