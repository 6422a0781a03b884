"""A copy of a PDF with nothing hidden: its pages, and only what they need to look as they do.

The words that hide are taken out of the content itself, letter by letter; everything else there stays byte for byte.
Notes and attachments go; filled fields, stamps and text boxes that are seen become part of the page. What the copy
loses besides: bookmarks, tags for screen readers, and the possibility to fill in forms. Each page is then drawn and
compared with the original; one that differs, or whose content we can't take apart, becomes a picture of itself, with
its visible words behind it so that it can still be searched and read aloud.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pdfminer.pdftypes import PDFStream
from PIL import Image, ImageChops

from hub.documents.document import Box, CannotRead, Document
from hub.documents.hidden_pdf import Judged, SeenPage, drawn
from hub.documents.hidden_pdf_notes import UNSEEN, notes_beside
from hub.documents.pdf_content import CannotRewrite, Content
from hub.documents.pdf_file import ONE_AT_A_TIME, open_pdf
from hub.documents.pdf_objects import Object, Objects, data_of, dictionary, name, words
from hub.documents.pdf_text import Letter, letters_of
from hub.documents.pdf_writer import Made, Name, Writer, number, raw_of, stream_of
from hub.documents.picture_words import without_words
from hub.hidden import HiddenKind

_DOTS = 200  # an inch, of a page that becomes a picture
_MOST_PIXELS = 20_000_000
_NEAR = 0.6  # points: how far two libraries may differ on where a letter stands
_CHANGED = 64  # of 255: a smaller change is the edge of a letter drawn anew
_SPECKS = 40  # pixels that may change more
_BESIDE = 4  # pixels around a note
_OF_A_PAGE = ("MediaBox", "CropBox", "Rotate", "UserUnit", "Group")
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
# what an object may say or carry beside what is drawn
_LEFT = {
    *("Metadata", "PieceInfo", "LastModified", "Alt", "ActualText", "OC", "StructParent", "StructParents", "OPI", "AA"),
    *("Properties", "Measure", "PtData", "Thumb", "AF", "Ref", "Alternates", "Name", "PZ", "ID", "SMaskInDataName"),
}
_WIDEST = 500  # thousandths: every letter of the words behind a picture


def clean_pdf(data: bytes, document: Document) -> bytes:
    """The copy; `document` is what was read from the file.

    Raises CannotRead where the file is damaged or encrypted.
    """
    try:
        return _cleaned(data, document)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):  # objects that no PDF should have
        raise CannotRead("This PDF is made in a way that can't be cleaned. Print it to a new PDF.") from None


def _cleaned(data: bytes, document: Document) -> bytes:
    flat = _Copy(Objects(data))
    packed = flat.packed()
    before = _seen(data, document)
    # what is in a layer that is off hides in the original; what is in a note, once it is drawn on the page
    drawn_on = _seen(packed, document) if flat.draws_notes else before
    gone = [_Gone([*page.hidden, *with_notes.hidden]) for page, with_notes in zip(before, drawn_on, strict=True)]
    copy = _Copy(Objects(packed), gone)
    bare = copy.packed()
    pictures = {
        number: page
        for number, (page, after) in enumerate(zip(before, _seen(bare, document), strict=True))
        if number in copy.unknown or page.is_covered or not _is_same(page, after)
    }
    return _with_pictures(bare, pictures, document) if pictures else bare


def _with_pictures(bare: bytes, pictures: dict[int, _Page], document: Document) -> bytes:
    """The copy with some pages as pictures, behind which stand the words that the picture says."""
    copy = _Copy(Objects(bare), pictures=pictures).packed()
    judged = {number: page.judged for number, page in enumerate(_seen(copy, document)) if number in pictures}
    said = {number: replace(page, judged=judged[number]) for number, page in pictures.items()}
    return _Copy(Objects(bare), pictures=said).packed()


@dataclass(frozen=True)
class _Page:
    """A page as it was judged and drawn, and where its letters stand that hide."""

    judged: Sequence[Judged]
    picture: Image.Image
    hidden: Sequence[Letter]
    size: tuple[float, float]
    notes: Sequence[Box]  # of what hangs on it and is no part of it
    is_covered: bool  # whether a box lies over words in a picture


def _seen(data: bytes, document: Document) -> list[_Page]:
    with ONE_AT_A_TIME:
        pdf = open_pdf(data)
        try:
            pdf.init_forms()
            return [_page(pdf, number, document) for number in range(1, len(pdf) + 1)]
        finally:
            pdf.close()


def _page(pdf: Any, number: int, document: Document) -> _Page:
    seen = SeenPage(pdf, number, document)
    page = pdf[number - 1]
    try:
        hidden = letters_of(page, [each.word for each in seen.judged if each.kind])
        picture = drawn(page, _DOTS / 72, _MOST_PIXELS)
        return _Page(seen.judged, picture, hidden, page.get_size(), list(notes_beside(page)), bool(seen.covered))
    finally:
        page.close()


def _is_same(before: _Page, after: _Page) -> bool:
    """Whether a page looks as it did, but for notes and words too small to be read, and hides nothing."""
    if any(each.kind for each in after.judged) or before.picture.size != after.picture.size:
        return False
    changed = ImageChops.difference(before.picture, after.picture).convert("L").point(lambda level: level >= _CHANGED)
    tiny = (each.word.box for each in before.judged if each.kind is HiddenKind.TINY_TEXT)
    for box in (*before.notes, *tiny):
        left, top, right, bottom = (round(each * side) for each, side in zip(box, before.picture.size * 2, strict=True))
        changed.paste(0, (left - _BESIDE, top - _BESIDE, right + _BESIDE, bottom + _BESIDE))
    return sum(changed.histogram()[1:]) <= _SPECKS


class _Gone:
    """Where letters stand that hide."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self._at: dict[tuple[int, int], list[Letter]] = {}
        for each in letters:
            self._at.setdefault((round(each.x), round(each.y)), []).append(each)

    def __bool__(self) -> bool:
        return bool(self._at)

    def __call__(self, x: float, y: float, letter: str) -> bool:
        near = (self._at.get((round(x) + across, round(y) + up), ()) for across in (-1, 0, 1) for up in (-1, 0, 1))
        return any(
            abs(each.x - x) <= _NEAR and abs(each.y - y) <= _NEAR and (not letter or each.text in letter)
            for found in near
            for each in found
        )


@dataclass
class _Copy:
    """A new file with the pages of an old one.

    `gone`: for each page, where letters stand that are to go; `pictures`: the pages that become pictures, by number.
    """

    objects: Objects
    gone: Sequence[_Gone] = ()
    pictures: Mapping[int, _Page] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)  # pages whose content we don't know how to take apart
    draws_notes: bool = False
    _forms: dict[int, bytes] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The file."""
        root = Made({"Type": Name("Catalog")})
        pages = Made({"Type": Name("Pages")})
        made = [self._page(index, page, pages) for index, page in enumerate(self._pages())]
        pages.attributes |= {"Kids": made, "Count": len(made)}
        root.attributes["Pages"] = pages
        language = words(self.objects.at(self.objects.catalog, "Lang"))
        if language:
            root.attributes["Lang"] = language[:12]
        return Writer(self._copied).written(root)

    def _pages(self) -> list[dict[str, Object]]:
        """The page dictionaries in order, with what they inherit."""
        found: list[dict[str, Object]] = []
        waiting: list[tuple[Object, dict[str, Object]]] = [(self.objects.catalog.get("Pages"), {})]
        seen: set[int] = set()
        while waiting:
            reference, above = waiting.pop()
            node = dictionary(self.objects.of(reference))
            inherited = above | {key: node[key] for key in _INHERITED if key in node}
            kids = self.objects.of(node.get("Kids"))
            if isinstance(kids, list):
                if id(node) not in seen:
                    seen.add(id(node))
                    waiting += [(kid, inherited) for kid in reversed(kids)]
            elif node:
                found.append(inherited | node)
        return found

    def _page(self, index: int, page: dict[str, Object], parent: Made) -> Made:
        made = Made({"Type": Name("Page"), "Parent": parent})
        if index in self.pictures:
            made.attributes |= _as_picture(self.pictures[index])
            return made
        made.attributes |= {key: self._bare(page[key]) for key in _OF_A_PAGE if key in page}
        contents = self.objects.of(page.get("Contents"))
        parts = contents if isinstance(contents, list) else [contents]
        content = b"\n".join(data_of(self.objects.of(each)) for each in parts)
        resources = dict(dictionary(self.objects.of(page.get("Resources"))))
        gone = self.gone[index] if index < len(self.gone) else _Gone([])
        try:
            content = Content(self.objects, gone, self._forms).without(content, resources)
        except CannotRewrite:
            if gone:
                self.unknown.add(index)
        drawn_notes, links = self._notes(page, resources)
        made.attributes |= {
            "Contents": stream_of(b"q\n%s\nQ\n%s" % (content, drawn_notes) if drawn_notes else content),
            "Resources": self._bare(resources),
        }
        if links:
            made.attributes["Annots"] = links
        return made

    def _notes(self, page: dict[str, Object], resources: dict[str, Object]) -> tuple[bytes, list[Object]]:
        """What is seen of a page's notes, drawn as part of it, and its links to the web."""
        drawn_notes, links = b"", list[Object]()
        shapes = dict(dictionary(self.objects.of(resources.get("XObject"))))
        for place, each in enumerate(self.objects.of(page.get("Annots")) or []):
            note = dictionary(self.objects.of(each))
            kind = name(self.objects.of(note.get("Subtype")))
            if kind == "Link":
                links += self._link(note)
            elif kind not in ("Text", "Popup", "FileAttachment", "Sound", "Movie", "RichMedia", "3D"):
                shape, matrix = self._shape(note)
                if shape is not None:
                    shapes[f"Note{place}"] = shape
                    drawn_notes += b"q %s cm /Note%d Do Q\n" % (b" ".join(map(number, matrix)), place)
        if drawn_notes:
            self.draws_notes = True
            resources["XObject"] = shapes
        return drawn_notes, links

    def _link(self, note: dict[str, Object]) -> list[Object]:
        address = words(self.objects.at(note, "A", "URI"))
        if not address.lower().startswith(("http://", "https://", "mailto:")):
            return []
        action = {"S": Name("URI"), "URI": address}
        box = self.objects.of(note.get("Rect"))
        return [Made({"Type": Name("Annot"), "Subtype": Name("Link"), "Rect": box, "Border": [0, 0, 0], "A": action})]

    def _shape(self, note: dict[str, Object]) -> tuple[Object, tuple[float, ...]]:
        """A note's appearance, and the matrix that puts it in its place (PDF 32000-1, 12.5.5)."""
        flags = self.objects.of(note.get("F")) or 0
        reference = dictionary(self.objects.of(note.get("AP"))).get("N")
        shape = self.objects.of(reference)
        if isinstance(shape, dict):  # one of several states
            reference = shape.get(name(self.objects.of(note.get("AS"))))
            shape = self.objects.of(reference)
        box, place = self._numbers(dictionary(shape).get("BBox")), self._numbers(note.get("Rect"))
        if flags & UNSEEN or len(box) != 4 or len(place) != 4:
            return None, ()
        matrix = self._numbers(dictionary(shape).get("Matrix")) or [1, 0, 0, 1, 0, 0]
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
        left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
        right, top = max(x for x, _ in corners), max(y for _, y in corners)
        across = abs(place[2] - place[0]) / (right - left) if right > left else 1.0
        up = abs(place[3] - place[1]) / (top - bottom) if top > bottom else 1.0
        return reference, (across, 0, 0, up, min(place[::2]) - left * across, min(place[1::2]) - bottom * up)

    def _numbers(self, value: Object) -> list[float]:
        listed = self.objects.of(value)
        found = [self.objects.of(each) for each in listed] if isinstance(listed, list) else []
        return [float(each) for each in found if isinstance(each, int | float)]

    def _copied(self, number_of_object: int) -> Object:
        """What becomes of an object of the old file that a page needs."""
        value = self.objects.numbered(number_of_object)
        attributes = dictionary(value)
        if name(attributes.get("Type")) in ("Page", "Pages", "Catalog", "StructElem", "StructTreeRoot", "Annot"):
            return None
        if not isinstance(value, PDFStream):
            return self._bare(value)
        kept = {key: self._bare(each) for key, each in attributes.items() if key not in _LEFT and key != "Length"}
        if number_of_object in self._forms:
            kept = {key: each for key, each in kept.items() if key not in ("Filter", "DecodeParms", "F")}
            return stream_of(self._forms[number_of_object], kept)
        if value.rawdata is None:  # read already, as the parts of a font are
            kept = {key: each for key, each in kept.items() if key not in ("Filter", "DecodeParms")}
            return stream_of(data_of(value), kept)
        raw = raw_of(value)
        is_jpeg = name(self.objects.of(attributes.get("Filter"))) == "DCTDecode"
        return Made(kept, without_words(raw) if is_jpeg else raw)

    def _bare(self, value: Object) -> Object:
        if isinstance(value, dict):
            return {key: self._bare(each) for key, each in value.items() if key not in _LEFT}
        return [self._bare(each) for each in value] if isinstance(value, list) else value


def _as_picture(page: _Page) -> dict[str, Object]:
    """A page that is a picture of itself, its visible words behind it."""
    width, height = page.size
    packed = io.BytesIO()
    page.picture.save(packed, "JPEG", quality=85)
    picture = Made(
        {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "ColorSpace": Name("DeviceRGB"),
            "Width": page.picture.width,
            "Height": page.picture.height,
            "BitsPerComponent": 8,
            "Filter": Name("DCTDecode"),
        },
        packed.getvalue(),
    )
    letters = sorted({letter for each in page.judged if not each.kind for letter in each.word.text})
    codes = {letter: 32 + at for at, letter in enumerate([" ", *letters[:220]])}
    content = b"q %s 0 0 %s 0 0 cm /Page Do Q BT 3 Tr " % (number(width), number(height))
    for each in page.judged:
        if not each.kind:
            content += _behind(each, codes, width, height)
    return {
        "MediaBox": [0, 0, width, height],
        "Resources": {"XObject": {"Page": picture}, "Font": {"Words": _font(codes)}},
        "Contents": stream_of(content + b"ET"),
    }


def _behind(judged: Judged, codes: Mapping[str, int], width: float, height: float) -> bytes:
    """A word where it stands, as wide as it is there, and not drawn."""
    box, said = judged.word.box, bytes(codes[letter] for letter in judged.word.text if letter in codes)
    size = max(1.0, (box.y1 - box.y0) * height)
    scaling = (box.x1 - box.x0) * width / (max(1, len(said)) * _WIDEST / 1000 * size) * 100
    place = b" ".join(map(number, (box.x0 * width, height - box.y1 * height)))
    return b"/Words %s Tf %s Tz 1 0 0 1 %s Tm <%s> Tj\n" % (
        number(size),
        number(scaling),
        place,
        (said + b" ").hex().encode(),
    )


def _font(codes: Mapping[str, int]) -> Made:
    """A font whose letters have one width and say what they are, for words that are not drawn."""
    lines = "".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>\n" for letter, code in codes.items())
    listed = [f"{chunk.count(chr(10))} beginbfchar\n{chunk}endbfchar\n" for chunk in _chunks(lines)]
    says = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Words def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{''.join(listed)}endcmap end end"
    ).encode()
    return Made(
        {
            "Type": Name("Font"),
            "Subtype": Name("Type1"),
            "BaseFont": Name("Helvetica"),
            "FirstChar": 0,
            "LastChar": 255,
            "Widths": [_WIDEST] * 256,
            "ToUnicode": stream_of(says),
        }
    )


def _chunks(lines: str) -> list[str]:
    each = lines.splitlines(keepends=True)
    return ["".join(each[at : at + 100]) for at in range(0, len(each), 100)]
