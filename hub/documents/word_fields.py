"""Fields of a Word file that keep words which their result need not show: conditions, questions, add-ins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.documents.word_package import Element, attribute, local
from hub.hidden import Hidden, HiddenKind

# their instructions hold what somebody wrote, not only what Word is to do
KEEPING = frozenset(
    {"IF", "SET", "ASK", "FILLIN", "QUOTE", "PRIVATE", "ADDIN", "COMMENTS", "MACROBUTTON", "GOTOBUTTON", "TC", "XE"}
)
_ON_A_COMPUTER = re.compile(r"[a-z]:[\\/]|file:|[\\]{2}\w", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“]([^\"“”]{1,2000})[\"”]")


def said_in_fields(root: Element) -> Iterator[Hidden]:
    """What fields say between quotes in their instructions."""
    for instruction in instructions(root):
        kind = instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""
        if kind in KEEPING:
            for words in _QUOTED.findall(instruction):
                if any(map(str.isalpha, words)):
                    yield Hidden(HiddenKind.HIDDEN_TEXT, words.strip(), part=f"{kind} field")


def instructions(root: Element) -> Iterator[str]:
    """The instruction of each field, with that of a field inside it as one."""
    said, depth = "", 0
    for each in root.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText"):
        name = local(each)
        if name == "fldSimple":
            yield attribute(each, "instr") or ""
        elif name != "fldChar":
            said += each.text or ""
        elif attribute(each, "fldCharType") == "begin":
            depth += 1
        elif attribute(each, "fldCharType") == "end":
            depth = max(0, depth - 1)
            if depth == 0:
                yield said
                said = ""
    if said:
        yield said


def unlink(root: Element) -> None:
    """Leave of fields that keep words, or a path on somebody's computer, only what they show."""
    for each in [*root.iter("{*}fldSimple")]:
        if _keeps(attribute(each, "instr") or ""):
            parent, at = each.getparent(), each.getparent().index(each)
            for shown in [*each]:
                parent.insert(at, shown)
                at += 1
            parent.remove(each)
    open_fields: list[_Field] = []
    for run in [*root.iter("{*}r")]:
        for each in [*run]:
            _step(each, open_fields)


class _Field:
    """A field while its runs are met."""

    def __init__(self) -> None:
        self.marks: list[Element] = []
        self.before: list[Element] = []
        self.said = ""
        self.shows = False


def _step(element: Element, open_fields: list[_Field]) -> None:
    name, kind = local(element), attribute(element, "fldCharType")
    if name == "fldChar" and kind == "begin":
        open_fields.append(_Field())
    if not open_fields:
        return
    field = open_fields[-1]
    if name == "fldChar":
        field.marks.append(element)
        field.shows |= kind == "separate"
    elif not field.shows:
        field.before.append(element)
        field.said += (element.text or "") if name == "instrText" else ""
    if name == "fldChar" and kind == "end":
        _close(open_fields)


def _close(open_fields: list[_Field]) -> None:
    field = open_fields.pop()
    if _keeps(field.said):
        for each in (*field.marks, *field.before):
            if local(each) != "rPr" and each.getparent() is not None:
                each.getparent().remove(each)
    elif open_fields and not open_fields[-1].shows:
        open_fields[-1].before += (*field.marks, *field.before)
        open_fields[-1].said += field.said


def _keeps(instruction: str) -> bool:
    words = instruction.split(maxsplit=1)
    return bool(words) and (words[0].upper() in KEEPING or bool(_ON_A_COMPUTER.search(instruction)))
