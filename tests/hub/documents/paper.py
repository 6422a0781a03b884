"""Real files for the tests: Word by python-docx and raw XML, PDF by typst or by hand, scans with a scanner's dirt."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import typst
from docx.oxml import parse_xml
from PIL import Image, ImageFilter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def word_of(*paragraphs: str) -> bytes:
    """A Word file whose body is the given XML elements (w: and friends are declared)."""
    return word_made(lambda document: add_xml(document, *paragraphs))


def word_made(make: Callable[[Any], None]) -> bytes:
    """A Word file as `make` fills python-docx's empty one."""
    document = docx.Document()
    make(document)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def add_xml(document: Any, *elements: str) -> None:
    """Add raw elements to the end of a document's body."""
    for element in parse_xml(f"<w:body {_NAMESPACES}>{''.join(elements)}</w:body>"):
        document.element.body.insert_element_before(element, "w:sectPr")


def with_parts(packed: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with parts added or replaced."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            if each.filename not in parts:
                new.writestr(each.filename, old.read(each.filename))
        for name, data in parts.items():
            new.writestr(name, data)
    return again.getvalue()


def pdf_of(source: str, **more: Any) -> bytes:
    """A PDF that typst sets from markup."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.typ"
        path.write_text(source, encoding="utf-8")
        data: bytes = typst.compile(str(path), format="pdf", ignore_system_fonts=True, **more)
    return data


def pdf_by_hand(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of raw objects, the first of them its catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, each in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    size = len(objects) + 1
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start))
    return out.getvalue()


def stream(content: bytes) -> bytes:
    """A PDF stream object."""
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def photograph_of(pdf: bytes, page: int = 0, *, angle: float = 0.6, dots: int = 200, seed: int = 7) -> Image.Image:
    """A page as a tired scanner gives it back: grey, speckled, a little turned and soft."""
    opened = pypdfium2.PdfDocument(pdf)
    picture: Image.Image = opened[page].render(scale=dots / 72).to_pil().convert("L")
    opened.close()
    picture = picture.rotate(angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    noise = Image.frombytes("L", picture.size, random.Random(seed).randbytes(picture.width * picture.height))
    return Image.blend(picture, noise, 0.12).filter(ImageFilter.GaussianBlur(0.6))


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    """A picture as the bytes of a PNG, JPEG, TIFF or PDF."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()
