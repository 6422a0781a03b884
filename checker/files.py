"""What is checked by `ehc check`: advice as JSON, Word, PDF or plain text, and folders of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.check import Asked, check, check_text, check_upload
from hub.advice import Advice, NotAnAdvice, unread_keys
from hub.documents.passage import Passage
from hub.finding import Finding, Severity

if TYPE_CHECKING:
    from hub.documents.document import Document
    from hub.hidden import Hidden

_FEW_WORDS = 6  # that fit no field: a column's head, a signature
_NO_FILES = ("~$", "._")  # what Word and macOS lay beside a file: who has it open, its icon
KINDS = (".json", ".docx", ".pdf", ".txt")


@dataclass(frozen=True, slots=True)
class Checked:
    """One advice, or one file that holds none: its findings, or the sentence that says why there are none.

    `text` is what was read of a file that fits no template, or what found no place in one that does.
    """

    path: str
    advice: Advice | None = None
    text: str = ""
    findings: tuple[Finding, ...] = ()
    error: str | None = None
    places: Mapping[str, Passage] = field(default_factory=dict)  # where in the document each text stands, by pointer
    unread: tuple[str, ...] = ()  # pointers of what JSON holds under names that no advice has

    @property
    def blocks(self) -> bool:
        """Whether something in it stops publication."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def aside(self) -> str:
        """How the file was checked, where not all of it fits the template; else nothing."""
        if self.error is not None:
            return ""
        if self.advice is None:
            return "This file fits no advice template: it was checked as plain text, without the rules about fields."
        if self.unread:
            return f"Not read, since nothing in an advice is called so: {', '.join(self.unread)}. Check the spelling."
        if len(self.text.split()) > _FEW_WORDS:
            return "Some words fit no field of the template. They were checked for private information only."
        return ""

    def to_json(self) -> dict[str, Any]:
        """The contract's shape, with `text` and `unread` besides."""
        return {
            "path": self.path,
            "id": self.advice.id if self.advice else None,
            "advice": self.advice.to_json() if self.advice else None,
            "findings": [finding.to_json() for finding in self.findings],
            "error": self.error,
            "text": self.text,
            "unread": list(self.unread),
        }


def files_under(path: Path) -> list[Path]:
    """The file itself, or every advice file of a folder and the folders in it, in the order of their names."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.rglob("*") if _is_advice(each) and each.is_file())


def _is_advice(path: Path) -> bool:
    return path.suffix.lower() in KINDS and not path.name.startswith(_NO_FILES)


def check_file(path: Path, asked: Asked) -> Iterator[Checked]:
    """The advice in a file, checked: one, or each of a JSON list. A file that can't be read is one with an error."""
    try:
        data = path.read_bytes()
    except OSError as refused:
        yield Checked(str(path), error=f"This file can't be opened: {refused.strerror or refused}.")
        return
    if path.suffix.lower() == ".json":
        yield from _check_json(path, data, asked)
    else:
        yield _check_document(path, data, asked)


def advice_in(line: bytes | str) -> Advice:
    """The advice in a piece of JSON. Raises ValueError with a sentence that says what is wrong and where."""
    return _advice(_parsed(line))


def _check_json(path: Path, data: bytes, asked: Asked) -> Iterator[Checked]:
    try:
        value = _parsed(data)
    except ValueError as wrong:
        yield Checked(str(path), error=str(wrong))
        return
    if value == []:
        yield Checked(str(path), error="There is no advice in it: the list is empty.")
        return
    for each in value if isinstance(value, list) else [value]:
        try:
            advice = _advice(each)
        except ValueError as wrong:
            yield Checked(str(path), error=str(wrong))
        else:
            yield Checked(str(path), advice, findings=check(advice, *asked), unread=unread_keys(each))


def _parsed(data: bytes | str) -> object:
    try:
        value: object = json.loads(data)
    except RecursionError:
        raise ValueError("This is JSON nested too deep to be an advice.") from None
    except json.JSONDecodeError as wrong:
        raise ValueError(f"This is not JSON ({wrong.msg} at character {wrong.pos + 1}).") from None
    except ValueError:
        raise ValueError("This is not JSON: it holds bytes that are not text, or a number beyond measure.") from None
    return value


def _advice(value: object) -> Advice:
    try:
        return Advice.from_json(value)
    except NotAnAdvice as wrong:
        raise ValueError(f"This is not an advice: {wrong}.") from None
    except RecursionError:
        raise ValueError("This is JSON nested too deep to be an advice.") from None


def check_document(document: Document, hidden: tuple[Hidden, ...], asked: Asked, *, path: str, id: str) -> Checked:
    """A document's advice, checked under the given id; as plain text where it is laid out like no template.

    `hidden` is what its file hides from a reader. What fits no field of a template is checked as an upload is.
    """
    from hub.documents.template import advice_from

    mapped = advice_from(document, id=id)
    of_file = asked._replace(context=replace(asked.context, hidden=hidden))
    if mapped.advice is None:
        found = check_text(mapped.unplaced, *of_file)
        return Checked(path, text=mapped.unplaced, findings=found, places=mapped.places)
    left = check_upload(mapped.unplaced, *asked)
    found = (*check(mapped.advice, *of_file), *left)
    return Checked(path, mapped.advice, mapped.unplaced, found, places=mapped.places)


def _check_document(path: Path, data: bytes, asked: Asked) -> Checked:
    # the readers of Word and PDF are loaded only when such a file comes
    from hub.documents.document import CannotRead
    from hub.documents.hidden import hidden_in
    from hub.documents.read import read

    try:
        document = read(data, path.name)
        hidden = hidden_in(data, document)
    except CannotRead as refused:
        return Checked(str(path), error=str(refused))
    return check_document(document, hidden, asked, path=str(path), id=path.stem)
