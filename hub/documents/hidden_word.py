"""What hides in a Word file: in its text, in what it carries beside its text, in its properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from hub.documents.hidden_word_parts import beside_text
from hub.documents.word_drawing import Paper
from hub.documents.word_fields import said_in_fields
from hub.documents.word_look import WHITE, Looks, rgb
from hub.documents.word_package import Element, Package, attribute, child, local
from hub.documents.word_story import Found, Story
from hub.documents.word_styles import is_on
from hub.hidden import Hidden, HiddenKind
from hub.names import folded

_STORIES = {"header": "header", "footer": "footer", "footnotes": "footnote", "endnotes": "endnote"}
_NOTES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}
_TWIP = 635  # EMU


def hidden_in_word(data: bytes) -> list[Hidden]:
    """What hides in a Word file, in the order of the file.

    Raises CannotRead where the file is damaged.
    """
    file = WordFile(Package(data))
    found = [each for story in file.stories for each in _joined(story.found())]
    shown = frozenset(folded("".join(word for story in file.stories for word in story.seen)).split())
    for story in (*map(file.unseen_story, sorted(file.unshown)), *file.orphaned_notes):
        found += (each for each in _joined(story.found()) if not _is_shown(each.words, shown))
    for story in file.stories:
        found += (each for each in said_in_fields(story.root) if not _is_shown(each.words, shown))
    found += beside_text(file.package, file.main, shown)
    return list(dict.fromkeys(found))


def _is_shown(words: str, shown: frozenset[str]) -> bool:
    """Whether words say nothing but what the reader sees anyway (page numbers included)."""
    return all(word in shown or word.isdigit() or word in ("page", "of") for word in folded(words).split())


def _joined(runs: Iterable[Found | None]) -> Iterator[Hidden]:
    """Neighbouring runs that are hidden alike, as one."""
    for kind, group in groupby(runs, key=lambda each: each and (each.hidden.kind, each.hidden.part)):
        if kind is not None:
            hidden = [each.hidden for each in group if each]
            yield replace(hidden[0], words="".join(each.words for each in hidden).strip())


@dataclass
class WordFile:
    """A Word file as its stories: the body, its notes, the headers and footers that are shown and those that aren't."""

    package: Package

    @cached_property
    def main(self) -> str:
        """The name of the body's part."""
        return self.package.main()

    @cached_property
    def parts(self) -> dict[str, str]:
        """Each part that the body points to, and its kind."""
        return {target: kind for _, kind, target in self.package.related(self.main) if target in self.package.names}

    @cached_property
    def looks(self) -> Looks:
        """The styles and theme."""
        return Looks(self._only("styles"), self._only("theme"))

    @cached_property
    def stories(self) -> list[Story]:
        """The parts that a reader sees, the body first."""
        body = Story(self._body, self.looks, self.paper, part_name=self.main)
        around = (
            Story(self._within(part, kind), self.looks, self.paper, _STORIES[kind], part_name=part)
            for part, kind in self.parts.items()
            if kind in _STORIES and part not in self.unshown
        )
        return [body, *around]

    def unseen_story(self, part: str) -> Story:
        """A header or footer that no page shows."""
        what = f"{_STORIES[self.parts[part]]} that no page shows"
        return Story(self.package.xml(part), self.looks, self.paper, what, HiddenKind.HIDDEN_TEXT)

    @cached_property
    def orphaned_notes(self) -> list[Story]:
        """The footnotes and endnotes that no words point to."""
        return [
            Story(note, self.looks, self.paper, "note that no page shows", HiddenKind.HIDDEN_TEXT)
            for part, kind in self.parts.items()
            if kind in _NOTES
            for note in self._orphans(self.package.xml(part), kind)
        ]

    @cached_property
    def unshown(self) -> frozenset[str]:
        """Headers and footers that no page shows: for first or even pages where these are not told apart, or unused."""
        settings = self._only("settings")
        shown = {"default"}
        if any(is_on(section, "titlePg") for section in self._sections):
            shown.add("first")
        if is_on(settings, "evenAndOddHeaders"):
            shown.add("even")
        wanted = {
            attribute(each, "id")
            for section in self._sections
            for each in section
            if local(each) in ("headerReference", "footerReference") and attribute(each, "type") in shown
        }
        around = {target for id_, kind, target in self.package.related(self.main) if kind in ("header", "footer")}
        used = {target for id_, _, target in self.package.related(self.main) if id_ in wanted}
        return frozenset((around - used) & self.package.names)

    @cached_property
    def paper(self) -> Paper:
        """The largest page, and the colour of all pages."""
        sizes = [size for section in self._sections if (size := child(section, "pgSz")) is not None]
        width, height = (max((_twips(each, name) for each in sizes), default=0) for name in ("w", "h"))
        usual = Paper()
        return Paper(width or usual.width, height or usual.height, self._colour)

    @cached_property
    def _colour(self) -> tuple[int, int, int]:
        background = child(self._body, "background")
        if background is None or not is_on(self._only("settings"), "displayBackgroundShape"):
            return WHITE
        return rgb(attribute(background, "color")) or WHITE

    @cached_property
    def _body(self) -> Element:
        return self.package.xml(self.main)

    @cached_property
    def _sections(self) -> list[Element]:
        return list(self._body.iter("{*}sectPr"))

    def _only(self, kind: str) -> Element | None:
        return next((self.package.xml(part) for part, each in self.parts.items() if each == kind), None)

    def _within(self, part: str, kind: str) -> Element:
        """A part without the notes that no words point to."""
        root = self.package.xml(part)
        for each in self._orphans(root, kind) if kind in _NOTES else ():
            root.remove(each)
        return root

    def _orphans(self, root: Element, kind: str) -> list[Element]:
        used = {attribute(each, "id") for each in self._body.iter("{*}" + _NOTES[kind])}
        return [each for each in root if attribute(each, "type") is None and attribute(each, "id") not in used]


def _twips(element: Element, name: str) -> int:
    said = attribute(element, name) or ""
    return int(said) * _TWIP if said.isdecimal() and len(said) < 8 else 0
