"""A Word file as a package of parts: opened only after its totals are known to be harmless."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from copy import copy
from functools import lru_cache
from typing import Any

from docx.opc.oxml import serialize_part_xml
from docx.oxml.parser import parse_xml

from hub.documents.document import CannotRead

MOST_PARTS = 4_000
MOST_UNPACKED = 150_000_000  # bytes; the pictures of a long report
MOST_XML = 40_000_000  # bytes of one XML part: a novel is two

_DAMAGED = "This Word file is damaged. Open it in Word, save it again, and send the new copy."
_DOCTYPES = tuple("<!DOCTYPE".encode(charset) for charset in ("utf-8", "utf-16-le", "utf-16-be"))

Element = Any  # lxml's, behind python-docx, which ships no types


def local(element: Element) -> str:
    """An element's name without its namespace: transitional and strict files then read alike."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _without_namespace(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace; None where it is absent."""
    for key, value in element.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return str(value)
    return None


def child(element: Element, *names: str) -> Element | None:
    """The first descendant by a path of local names; None where a step is missing."""
    for name in names:
        for each in element:
            if local(each) == name:
                element = each
                break
        else:
            return None
    return element


def serialised(root: Element) -> bytes:
    """A part's bytes, with what stands before and after its root."""
    data: bytes = serialize_part_xml(root.getroottree())
    return data


class Package:
    """The parts of a Word file, unpacked one by one.

    Raises CannotRead where the file is no sound zip, unpacks to too much, or declares a DTD, which Word never does.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
            raise CannotRead(_DAMAGED) from None
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise CannotRead(
                "This Word file is too large inside to be a letter or report. Save it as PDF and send that."
            )
        if any(part.flag_bits & 0x1 for part in parts):
            raise CannotRead("This file is protected by a password. Send it again without the password.")
        self.names = frozenset(part.filename for part in parts)

    def read(self, name: str) -> bytes:
        """A part's bytes, never more than the package says it holds."""
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError):
            raise CannotRead(_DAMAGED) from None
        except Exception as error:
            if type(error).__module__ in {"zlib", "lzma"}:
                raise CannotRead(_DAMAGED) from None
            raise

    def xml(self, name: str) -> Element:
        """A part's root element; no DTD, no entity, no network."""
        if name in self.names and self._zip.getinfo(name).file_size > MOST_XML:
            raise CannotRead("This Word file has more text than a letter or report can have. Send it in smaller parts.")
        data = self.read(name)
        if any(each in data for each in _DOCTYPES):
            raise CannotRead("This Word file holds instructions that Word never writes, so it was not opened.")
        try:
            return parse_xml(data)
        except (SyntaxError, ValueError):
            raise CannotRead(_DAMAGED) from None

    def related(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Each internal relation of a part: its id, its kind (the last word of its type), the target's name."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self.names:
            return
        for each in self.xml(relations):
            target = attribute(each, "Target") or ""
            if local(each) != "Relationship" or attribute(each, "TargetMode") == "External" or not target:
                continue
            kind = (attribute(each, "Type") or "").rsplit("/", 1)[-1]
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield attribute(each, "Id") or "", kind, path

    def rewritten(self, parts: Mapping[str, bytes]) -> bytes:
        """The package with parts replaced or added; every other part as it is, byte for byte, in the same order."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for each in self._zip.infolist():
                data = parts[each.filename] if each.filename in parts else self.read(each.filename)
                new.writestr(copy(each), data)
            for name in sorted(parts.keys() - self.names):
                new.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    def main(self) -> str:
        """The name of the part that holds the document's text."""
        for _, kind, target in self.related(""):
            if kind == "officeDocument" and target in self.names:
                return target
        raise CannotRead(_DAMAGED)
