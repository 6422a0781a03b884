"""The writer's own sentence, with what is missing asked for in square brackets: nothing in it is invented."""

from __future__ import annotations

from hub.advice import Child
from hub.language.text import PlainText, plain

_LONGEST = 240


def with_gap(text: str, asked: str) -> str:
    """The first sentence of a text, with a question in brackets before its full stop."""
    return _rewritten(text, "{body} [{asked}]{stop}{more}", asked)


def after_gap(text: str, asked: str) -> str:
    """The first sentence of a text, with a question in brackets before it."""
    return _rewritten(text, "[{asked}] {body}{stop}{more}", asked)


def name_of(child: Child) -> str:
    """What a suggestion calls the child: as known, else by the first name, else “the child”."""
    return child.known_as or (child.name.split() or ["the child"])[0]


def _rewritten(text: str, form: str, asked: str) -> str:
    """The first sentence in this form; only the question where the sentence is too long to be read twice."""
    read = plain(text)
    sentence = _first_of(read, text)
    body = sentence.rstrip(" .;!")
    if not body or len(body) > _LONGEST:
        return f"Add: {asked}"
    more = " …" if len(read.sentences) > 1 else ""
    return "“" + form.format(body=body, asked=asked, stop=sentence[len(body) :].strip() or ".", more=more) + "”"


def _first_of(read: PlainText, text: str) -> str:
    """The first sentence as it was typed; nothing where there is none, as in “!”."""
    if not read.sentences:
        return ""
    first = read.sentences[0]
    return read.original(first.start, first.end).of(text).strip()
