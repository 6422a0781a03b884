"""A walk through one part of a Word file (body, header, note …), run by run: what is seen of it, and what hides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hub.documents.word_drawing import Paper, boxes_on, covered, look_of_drawing, may_colour_the_paper
from hub.documents.word_look import Around, Behind, Looks
from hub.documents.word_package import Element, attribute, child, local
from hub.documents.word_styles import is_on
from hub.hidden import Hidden, HiddenKind

CHANGES = {
    "ins": HiddenKind.TRACKED_INSERTION,
    "moveTo": HiddenKind.TRACKED_INSERTION,
    "cellIns": HiddenKind.TRACKED_INSERTION,
    "del": HiddenKind.TRACKED_DELETION,
    "moveFrom": HiddenKind.TRACKED_DELETION,
    "cellDel": HiddenKind.TRACKED_DELETION,
}
_ASIDE = {"rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delInstrText"}
_TYPED = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN = {"drawing", "pict", "object", "AlternateContent"}
_LOWEST = 60  # twentieths of a point: a row that is lower shows no words
_COLOURED_FOR = 10  # paragraphs after a picture or panel behind the words
_DEEPEST = 400  # elements in elements; `word.py` has refused what is nested deeper


@dataclass(frozen=True, slots=True)
class Found:
    """A run whose words a reader doesn't see."""

    run: Element
    hidden: Hidden


@dataclass
class Story:
    """One part of a file; `part` is what people call it, `unseen` says how all of it hides."""

    root: Element
    looks: Looks
    paper: Paper = field(default_factory=Paper)
    part: str = ""
    unseen: HiddenKind | None = None
    part_name: str = ""
    seen: list[str] = field(default_factory=list)
    _coloured: int = 0  # paragraphs still to come on what may be a coloured panel

    def found(self) -> Iterator[Found | None]:
        """Every run that hides; None where something that is seen comes between, or a paragraph ends."""
        around = Around(Behind(self.paper.colour), self.unseen, self.part)
        yield from self._beneath(self.root, around, 0)

    def _beneath(self, element: Element, around: Around, depth: int) -> Iterator[Found | None]:
        for each in element:
            name = local(each)
            if name in _ASIDE or depth > _DEEPEST:
                continue
            if name == "AlternateContent":
                yield from self._alternatives(each, around, depth)
                continue
            inside = self._inside(each, name, around)
            if name == "r":
                yield from self._run(each, inside)
            yield from self._beneath(each, inside, depth + 1)
            if name == "p":
                self.seen.append("\n")
                yield None

    def _alternatives(self, element: Element, around: Around, depth: int) -> Iterator[Found | None]:
        """The drawing that Word shows, and of the one for older programs only what it says besides."""
        choice, fallback = child(element, "Choice"), child(element, "Fallback")
        if choice is None or fallback is None:
            yield from self._beneath(element, around, depth + 1)
            return
        yield from self._beneath(choice, around, depth + 1)
        said = "".join(each.text or "" for each in choice.iter("{*}t"))
        for each in fallback.iter("{*}r"):
            words = _words(each)
            if words.strip() and words.strip() not in said:
                yield Found(each, Hidden(HiddenKind.HIDDEN_TEXT, words, part="shown by older programs only"))

    def _run(self, run: Element, around: Around) -> Iterator[Found | None]:
        words = _words(run)
        if not any(map(str.isalnum, words)) and around.kind not in CHANGES.values():
            self.seen.append(words)
            return
        kind = around.kind or self._hides(run, around)
        if kind:
            yield Found(run, Hidden(kind, words, part=around.part))
        else:
            self.seen.append(words)
            yield None

    def _hides(self, run: Element, around: Around) -> HiddenKind | None:
        return self.looks.hides(run, around.paragraph, around.behind)

    def _inside(self, element: Element, name: str, around: Around) -> Around:
        if name in CHANGES:
            author = attribute(element, "author")
            return around.hidden(CHANGES[name], f"by {author}" if author else "")
        if name == "p":
            return self._in_paragraph(element, around)
        if name == "r":
            vanished = any(local(each) in _DRAWN for each in element) and self._hides(element, around)
            return around.hidden(HiddenKind.HIDDEN_TEXT) if vanished is HiddenKind.HIDDEN_TEXT else around
        if name in ("tc", "tbl"):
            behind = self.looks.behind(element, around.behind)
            return _changed(child(element, "tcPr"), replace(around, behind=behind))
        if name == "tr":
            return self._in_row(element, around)
        return look_of_drawing(element, around, self.looks, self.paper)

    def _in_paragraph(self, paragraph: Element, around: Around) -> Around:
        boxes = boxes_on(paragraph)
        if any(may_colour_the_paper(each, self.looks) for each in boxes):
            self._coloured = _COLOURED_FOR
        behind = Behind(None) if self._coloured and around.behind == Behind(self.paper.colour) else around.behind
        self._coloured = max(0, self._coloured - 1)
        inside = replace(around, paragraph=paragraph, behind=self.looks.behind(paragraph, behind))
        if self.paper.is_off(child(paragraph, "pPr")):
            return inside.hidden(HiddenKind.OUTSIDE_PAGE)
        over = next((how for each in boxes if (how := covered(each, paragraph, self.looks))), "")
        return inside.hidden(HiddenKind.UNSEEN_TEXT, over) if over else inside

    @staticmethod
    def _in_row(row: Element, around: Around) -> Around:
        properties = child(row, "trPr")
        height = None if properties is None else child(properties, "trHeight")
        said = "" if height is None or attribute(height, "hRule") != "exact" else attribute(height, "val") or ""
        if is_on(properties, "hidden"):
            return around.hidden(HiddenKind.HIDDEN_TEXT)
        if said.isdecimal() and int(said) <= _LOWEST:
            return around.hidden(HiddenKind.TINY_TEXT)
        return _changed(properties, around)


def _changed(properties: Element | None, around: Around) -> Around:
    """A row or cell that was itself added or deleted as a tracked change."""
    for each in () if properties is None else properties:
        if local(each) in CHANGES:
            author = attribute(each, "author")
            return around.hidden(CHANGES[local(each)], f"by {author}" if author else "")
    return around


def _words(run: Element) -> str:
    return "".join(each.text or "" if local(each) in ("t", "delText") else _TYPED.get(local(each), "") for each in run)
