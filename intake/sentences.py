"""A passage as the sentences that its writer says: wrapped lines joined, boxes not ticked left out.

Forms offer choices; only the chosen one is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WRAPPED = re.compile(r"(?<=[^\n.!?:;|\t]{45})[ \t]*\n(?=[A-Za-z(“\"'])")
_END = re.compile(r"(?<=\w\w[.!?])(?<!\bEHC\.)\s+|(?<=[)\"”’'][.!?])\s+|\n+")
_BOX = r"(?:☐|☑|☒|✓|✔|□|■|\[[ xX✓✔]?\]|\([ xX✓✔]\))"
_EMPTY_BOX = re.compile(rf"(?:☐|□|\[ ?\]|\( \))(?:(?!{_BOX})[^\n\t]){{0,120}}")
_BOX_AFTER = re.compile(r"[^\n\t.?:]{3,80}?(?:☐|□|\[ ?\]|\( \))[ \t]*(?=\n|$)")
_A_BOX = re.compile(_BOX)
_ENDS_WITH_NO = re.compile(r"[:\t?][ \t]*no\b", re.I)
_NO = re.compile(r"[^\n\t.?:;]{3,60}(?::|\t|\?)[ \t]*no\b[.,;]?", re.I)


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence or line with the place at which it begins, in order; places are those of the text as it is said."""
    at = 0
    said = _chosen(_WRAPPED.sub(" ", text) if "\n" in text else text)
    for end in _END.finditer(said):
        if said[at : end.start()].strip():
            yield at, said[at : end.start()]
        at = end.end()
    if said[at:].strip():
        yield at, said[at:]


def _chosen(text: str) -> str:
    """The text without the choices of a form that were not made."""
    if _A_BOX.search(text):
        after = sum(1 for _ in _BOX_AFTER.finditer(text))
        pattern = _BOX_AFTER if after and _boxes_follow(text) else _EMPTY_BOX
        text = pattern.sub(" ", text)
    return _NO.sub(" ", text) if _ENDS_WITH_NO.search(text) else text


def _boxes_follow(text: str) -> bool:
    """Whether a form's boxes stand behind their words: every line with a box ends with one."""
    lines = [line.rstrip() for line in text.split("\n") if _A_BOX.search(line)]
    return all(_A_BOX.search(line[-4:]) and not _A_BOX.match(line.lstrip()) for line in lines)
