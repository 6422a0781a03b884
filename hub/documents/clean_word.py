"""A copy of a Word file with nothing hidden: what a reader sees stays, and only what that needs is carried over."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping

from hub.documents.clean_word_text import clean_story
from hub.documents.hidden_word import WordFile
from hub.documents.picture_words import without_words
from hub.documents.word_package import Element, Package, attribute, local, serialised

# every other kind of relation is left behind with its part: comments, embedded files, data, macros, properties
_KEPT = {
    *("officeDocument", "styles", "numbering", "fontTable", "font", "theme", "themeOverride", "settings"),
    *("header", "footer", "footnotes", "endnotes", "image", "hyperlink"),
    *("chart", "chartUserShapes", "chartStyle", "chartColorStyle"),
    *(f"diagram{what}" for what in ("Data", "Layout", "QuickStyle", "Colors", "Drawing")),
}
_OPEN = ("http://", "https://", "mailto:", "tel:")
_SETTINGS = {
    *("docVars", "mailMerge", "attachedTemplate", "trackRevisions", "revisionView", "docId", "captions"),
    *("saveThroughXslt", "attachedSchema", "schemaLibrary"),
}
_DESCRIBED = ("docPr", "cNvPr", "shape", "rect", "imagedata", "oval", "roundrect", "hyperlink", "hlinkClick")
_NAMES = ("descr", "title", "alt", "tooltip")
_PLAIN = re.compile(r"[^\W\d_]+")
_ANYWHERE = frozenset(
    {
        *("a", "an", "and", "of", "the", "in", "on", "for", "with", "containing", "text", "automatically", "generated"),
        *("logo", "picture", "photo", "photograph", "image", "graph", "chart", "table", "screenshot", "signature"),
        *("icon", "line", "box", "drawing", "diagram", "description", "computer", "council"),
    }
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WHEN = (1980, 1, 1, 0, 0, 0)


def clean_word(data: bytes) -> bytes:
    """The copy.

    Raises CannotRead where the file is damaged, or where a box lies over only some of a paragraph's words.
    """
    return _Copy(WordFile(Package(data))).packed()


class _Copy:
    """The parts of the copy, taken over one by one from where the file begins."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._package = file.package
        self._stories = {story.part_name: story for story in file.stories}
        self._parts: dict[str, bytes] = {}
        list_of_seen = [list(story.found()) for story in file.stories]  # what is seen is known when all is walked
        self._hidden = dict(zip(self._stories, list_of_seen, strict=True))
        seen = "".join(word for story in file.stories for word in story.seen)
        self._shown = frozenset(word.lower() for word in _PLAIN.findall(seen)) | _ANYWHERE

    def packed(self) -> bytes:
        """The copy as a file."""
        self._take("")
        types = self._package.xml("[Content_Types].xml")
        for each in list(types):
            name = (attribute(each, "PartName") or "").lstrip("/")
            if local(each) == "Override" and name not in self._parts:
                types.remove(each)
            elif name == self._file.main:
                each.set("ContentType", _MAIN)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name, data in {"[Content_Types].xml": serialised(types), **self._parts}.items():
                new.writestr(zipfile.ZipInfo(name, _WHEN), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _take(self, part: str) -> None:
        """Take over a part with what it points to."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        targets = {id_: target for id_, _, target in self._package.related(part)}
        kept: set[str] = set()
        if relations in self._package.names:
            root = self._package.xml(relations)
            for each in list(root):
                if self._is_kept(each, targets):
                    kept.add(attribute(each, "Id") or "")
                else:
                    root.remove(each)
            self._parts[relations] = serialised(root)
        if part:
            self._parts[part] = self._cleaned(part, kept)
        for id_, target in targets.items():
            if id_ in kept and target not in self._parts and target in self._package.names:
                self._take(target)

    def _is_kept(self, relation: Element, targets: Mapping[str, str]) -> bool:
        kind = (attribute(relation, "Type") or "").rsplit("/", 1)[-1]
        if attribute(relation, "TargetMode") == "External":
            return kind == "hyperlink" and (attribute(relation, "Target") or "").lower().startswith(_OPEN)
        target = targets.get(attribute(relation, "Id") or "")
        return kind in _KEPT and target in self._package.names and target not in self._file.unshown

    def _cleaned(self, part: str, kept: Iterable[str]) -> bytes:
        if not part.endswith(".xml"):
            return without_words(self._package.read(part))
        if part in self._stories:
            root = self._stories[part].root
            clean_story(root, self._hidden[part])
        else:
            root = self._package.xml(part)
        _without(root, frozenset(kept))
        self._without_descriptions(root)
        return serialised(root)

    def _without_descriptions(self, root: Element) -> None:
        """Descriptions go, but for those that say no more than the page does (“Council logo”)."""
        for each in root.iter(*(f"{{*}}{name}" for name in _DESCRIBED)):
            for key in list(each.attrib):
                name = key.rsplit("}", 1)[-1]
                words = {word.lower() for word in _PLAIN.findall(each.get(key))}
                if name in _NAMES and not words <= self._shown:
                    del each.attrib[key]
                elif name == "name":
                    each.set(key, f"Drawing {each.get('id') or ''}".strip())
        for each in [*root.iter("{*}tblCaption", "{*}tblDescription")]:
            each.getparent().remove(each)


def _without(root: Element, kept: frozenset[str]) -> None:
    """Take out the marks of sessions of writing, settings that tell of people, and what points to nothing any more."""
    for each in [*root.iter("{*}*")]:
        for key in list(each.attrib):
            namespace, _, name = key.rpartition("}")
            if name.startswith("rsid") or name == "gfxdata":  # a drawing once more, with all that it said
                del each.attrib[key]
            elif namespace.endswith("/relationships") and each.get(key) not in kept:
                _unpointed(each, key)
    for each in [*root.iter("{*}*")]:
        if local(each).startswith("rsid") or (local(each) in _SETTINGS and local(root) == "settings"):
            each.getparent().remove(each)


def _unpointed(element: Element, key: str) -> None:
    if local(element) in ("hyperlink", "blip", "imagedata", "hlinkClick", "hlinkHover"):
        del element.attrib[key]
    elif element.getparent() is not None:
        element.getparent().remove(element)
