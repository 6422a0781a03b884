"""PDF files in each of which the same words hide, every one in another way; and files that only look suspicious."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image

from hub.documents.scan import read_picture
from tests.hub.documents.paper import pdf_by_hand, pdf_of, photograph_of, saved, stream
from tests.hub.documents.planted_word import CANARY, WORDS

SEEN = ("Dear Dr Rao", "She walks with a frame.", "Beverley Nudd, SENCO")
_LINES = b"".join(
    b"BT /F 12 Tf 60 %d Td (%s) Tj ET " % (760 - 20 * number, line.encode()) for number, line in enumerate(SEEN)
)
_SAID = b"(%s) Tj" % WORDS.encode()
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R %s >>"


def page(
    content: bytes = b"",
    *more: bytes,
    before: bytes = b"",
    of_page: bytes = b"",
    of_root: bytes = b"",
    using: bytes = b"",
) -> bytes:
    """The letter on one page with more drawn after it, or before; further objects are numbered from 5."""
    return pdf_by_hand(
        _CATALOG % of_root,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s "
        b"/Resources << /Font << /F %s >> %s >> >>" % (of_page, _FONT, using),
        stream(before + _LINES + content),
        *more,
    )


def said(before: bytes = b"", x: int = 60, y: int = 500, size: int = 12) -> bytes:
    """The words at a place, after other operators."""
    return b"q %s BT /F %d Tf %d %d Td %s ET Q " % (before, size, x, y, _SAID)


def _picture(picture: Image.Image) -> bytes:
    data = saved(picture, "JPEG", quality=80)
    kind = b"/DeviceGray" if picture.mode == "L" else b"/DeviceRGB"
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        % (picture.width, picture.height, kind, len(data), data)
    )


def _noise() -> Image.Image:
    return Image.frombytes("L", (60, 20), random.Random(3).randbytes(1200)).resize((600, 200))


def _scan(layer: bytes, lines: str = "Her school says she is happy in class and has two friends.") -> bytes:
    """A picture of a page with invisible words on it."""
    printed = pdf_of(f"#set text(size: 16pt)\n{lines}\n\nShe walks with a frame.")
    picture = photograph_of(printed)
    return pdf_by_hand(
        _CATALOG % b"",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F %s >> /XObject << /I 5 0 R >> >> >>" % _FONT,
        stream(b"q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F 14 Tf " + layer + b" ET"),
        _picture(picture),
    )


def redacted_scan(*, by_a_note: bool = False) -> bytes:
    """A scan with a black box drawn over a line of it, by the page itself or by a note."""
    printed = pdf_of(f"#set text(size: 16pt)\nSiân was seen in clinic on 4 May.\n\n{WORDS}\n\nShe walks with a frame.")
    picture = photograph_of(printed, angle=0)
    box = b"" if by_a_note else b"0 g 60 720 400 22 re f"
    drawn = b"0 g 0 0 400 22 re f"
    return pdf_by_hand(
        _CATALOG % b"",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s "
        b"/Resources << /XObject << /I 5 0 R >> >> >>" % (b"/Annots [6 0 R]" if by_a_note else b""),
        stream(b"q 595 0 0 842 0 0 cm /I Do Q " + box),
        _picture(picture),
        b"<< /Type /Annot /Subtype /Square /IC [0 0 0] /Rect [60 720 460 742] /F 4 /AP << /N 7 0 R >> >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 22] /Length %d >>\nstream\n%s\nendstream"
        % (len(drawn), drawn),
    )


def _note(kind: bytes, more: bytes = b"", said: str = WORDS) -> bytes:
    return page(
        b"",
        b"<< /Type /Annot /Subtype /%s /Contents (%s) /Rect [60 500 300 520] %s >>" % (kind, said.encode(), more),
        of_page=b"/Annots [5 0 R]",
    )


def _field(flags: int) -> bytes:
    drawn = b"q BT /F 12 Tf 2 5 Td %s ET Q" % _SAID
    return page(
        b"",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (note) /V (%s) /DA (/F 12 Tf 0 g) /Rect [60 500 400 520] /F %d "
        b"/AP << /N 6 0 R >> /P 3 0 R >>" % (WORDS.encode(), flags),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 340 20] /Resources << /Font << /F %s >> >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (_FONT, len(drawn), drawn),
        of_page=b"/Annots [5 0 R]",
        of_root=b"/AcroForm << /Fields [5 0 R] /DR << /Font << /F %s >> >> >>" % _FONT,
    )


def _form(content: bytes) -> bytes:
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F %s >> >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (_FONT, len(content), content)
    )


def revised(before: bytes, content: bytes) -> bytes:
    """A file whose only page was written anew behind what was there."""
    out = io.BytesIO()
    out.write(before + b"\n")
    start = out.tell()
    out.write(b"4 0 obj\n%s\nendobj\n" % stream(content))
    table = out.tell()
    previous = before.rpartition(b"startxref\n")[2].partition(b"\n")[0]
    out.write(b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev %s >>\n" % (start, previous))
    out.write(b"startxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def _packet(author: str) -> bytes:
    data = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>'
        f'{author}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
    return b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _information(entry: bytes) -> bytes:
    data = page()
    return data.replace(b"trailer\n<< ", b"trailer\n<< /Info << %s >> " % entry)


_LAYERS = b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>"
_LAYER = b"<< /Type /OCG /Name (Notes) >>"
_ALPHA = b"/ExtGState << /G << /ca 0 >> >>"
_OLD = page(said())

HIDDEN: dict[str, Callable[[], bytes]] = {
    "white": lambda: page(said(b"1 g")),
    "nearly white": lambda: page(said(b"0.97 g")),
    "white behind words that are seen": lambda: page(before=said(b"1 g", y=760)),
    "transparent": lambda: page(said(b"/G gs"), using=_ALPHA),
    "invisible": lambda: page(said(b"3 Tr")),
    "tiny": lambda: page(said(size=1)),
    "under a black box": lambda: page(said() + b"0 g 50 495 300 20 re f"),
    "under a white box": lambda: page(said() + b"1 g 50 495 300 20 re f"),
    "under a picture": lambda: page(
        said() + b"q 300 0 0 40 50 485 cm /I Do Q", _picture(_noise()), using=b"/XObject << /I 5 0 R >>"
    ),
    "part of a line under a box": lambda: page(
        b"BT /F 12 Tf 60 500 Td (She sees ) Tj %s ( every week.) Tj ET 0 g 113 495 202 16 re f" % _SAID
    ),
    "outside the page": lambda: page(said(y=-300)),
    "outside the crop": lambda: page(said(y=300), of_page=b"/CropBox [0 400 595 842]"),
    "in a layer that is off": lambda: page(
        b"/OC /L BDC %s EMC" % said(), _LAYER, of_root=_LAYERS, using=b"/Properties << /L 5 0 R >>"
    ),
    "white in a form": lambda: page(b"/X Do", _form(said(b"1 g")), using=b"/XObject << /X 5 0 R >>"),
    "behind a scan that says otherwise": lambda: _scan(b"1 0 0 1 60 750 Tm %s" % _SAID),
    "beside a scan's words": lambda: _scan(b"1 0 0 1 60 200 Tm %s" % _SAID),
    "under a box on a scan": redacted_scan,
    "under a note on a scan": lambda: redacted_scan(by_a_note=True),
    "note": lambda: _note(b"Text"),
    "highlight with a comment": lambda: _note(b"Highlight", b"/QuadPoints [60 520 300 520 60 500 300 500]"),
    "hidden text box": lambda: _note(b"FreeText", b"/F 2 /DA (/F 12 Tf 0 g)"),
    "hidden field": lambda: _field(2),
    "file on a page": lambda: _note(b"FileAttachment", b"/FS << /Type /Filespec /F (a.txt) >>"),
    "attached file": lambda: page(
        b"",
        b"<< /Type /Filespec /F (%s.txt) /EF << /F 6 0 R >> >>" % CANARY.encode(),
        stream(WORDS.encode()),
        of_root=b"/Names << /EmbeddedFiles << /Names [(%s.txt) 5 0 R] >> >>" % CANARY.encode(),
    ),
    "script": lambda: page(of_root=b"/OpenAction << /S /JavaScript /JS (// %s) >>" % WORDS.encode()),
    "author": lambda: _information(b"/Author (Carys %s)" % CANARY.encode()),
    "keywords": lambda: _information(b"/Keywords (mother Carys %s)" % CANARY.encode()),
    "property of its own": lambda: _information(b"/Manager (Carys %s)" % CANARY.encode()),
    "author of XMP": lambda: page(b"", _packet(f"Carys {CANARY}"), of_root=b"/Metadata 5 0 R"),
    "bookmark": lambda: page(
        b"",
        b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
        b"<< /Title (Mother: Carys %s) /Parent 5 0 R /Dest [3 0 R /Fit] >>" % CANARY.encode(),
        of_root=b"/Outlines 5 0 R",
    ),
    "description of a picture": lambda: page(
        b"",
        b"<< /Type /StructTreeRoot /K 6 0 R >>",
        b"<< /Type /StructElem /S /Figure /P 5 0 R /Pg 3 0 R /Alt (Her mother Carys %s) >>" % CANARY.encode(),
        of_root=b"/StructTreeRoot 5 0 R",
    ),
    "read in place of what is drawn": lambda: page(
        b"/Span << /ActualText (%s) >> BDC BT /F 12 Tf 60 500 Td (x) Tj ET EMC" % WORDS.encode()
    ),
    "earlier version": lambda: revised(_OLD, _LINES),
}


def _searchable_scan() -> bytes:
    """A scan as an office machine makes it: our reading of it stands behind the picture, with a few slips."""
    text = "Siân was seen in clinic on 4 May. She walks with a frame and tires after lunch. " * 6
    printed = pdf_of(f"#set text(size: 14pt)\n{text}")
    picture = photograph_of(printed)
    read = read_picture(saved(picture, "PNG")).text.replace("clinic", "clinlc").replace("tires", "tlres")
    layer = b""
    for number, line in enumerate(read.split("\n")):
        plain = line.encode("latin-1", "replace").replace(b"(", b"").replace(b")", b"")
        for row in range(0, len(plain), 90):
            layer += b"1 0 0 1 50 %d Tm (%s) Tj " % (780 - 16 * number - 16 * (row // 90), plain[row : row + 90])
    return pdf_by_hand(
        _CATALOG % b"",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F %s >> /XObject << /I 5 0 R >> >> >>" % _FONT,
        stream(b"q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F 11 Tf " + layer + b" ET"),
        _picture(picture),
    )


SUSPICIOUS: dict[str, Callable[[], bytes]] = {
    "an ordinary page": page,
    "a letter with its writer's name in its properties": lambda: pdf_of(
        '#set document(author: "Beverley Nudd", title: "EHC advice")\n#set page(footer: [Page 1 of 1])\n'
        "Dear Dr Rao\n\nYours sincerely\n\nBeverley Nudd, SENCO"
    ),
    "white in a dark table header": lambda: pdf_of(
        "#table(columns: 2, fill: (x, y) => if y == 0 { navy }, text(fill: white)[Outcome], text(fill: white)[By], "
        "[Walks], [May])"
    ),
    "white on a picture": lambda: page(
        b"q 400 0 0 60 50 480 cm /I Do Q 1 g BT /F 20 Tf 60 500 Td (Our offer) Tj ET",
        _picture(Image.new("RGB", (400, 60), (20, 60, 90))),
        using=b"/XObject << /I 5 0 R >>",
    ),
    "grey small print": lambda: page(b"0.6 g BT /F 6 Tf 60 40 Td (Registered office: Riverside House) Tj ET"),
    "a link": lambda: _note(b"Link", b"/A << /S /URI /URI (https://example.org) >>", "example.org"),
    "a highlight without a comment": lambda: _note(
        b"Highlight", b"/QuadPoints [60 520 300 520 60 500 300 500]", "She walks with a frame."
    ),
    "a field that is shown": lambda: _field(4),
    "a searchable scan": _searchable_scan,
    "saved twice with the same words": lambda: revised(page(), _LINES),
    "a layer that is on": lambda: page(
        b"/OC /L BDC BT /F 12 Tf 60 500 Td (Seen) Tj ET EMC",
        _LAYER,
        of_root=b"/OCProperties << /OCGs [5 0 R] /D << /ON [5 0 R] >> >>",
        using=b"/Properties << /L 5 0 R >>",
    ),
    "an office in its properties": lambda: _information(b"/Author (Speech Therapy Team) /Title (EHC advice)"),
}
