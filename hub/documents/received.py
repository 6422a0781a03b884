"""Files as people send them: what `read` reads, and what a parent can't be asked to save in another way."""

from __future__ import annotations

import io
import zipfile

from hub.documents.document import Document
from hub.documents.read import read

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_WORD = "WordDocument".encode("utf-16-le")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "ott",
}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")


def read_received(data: bytes, name: str) -> Document:
    """The document in a received file: Rich Text, old Word, OpenDocument and telephones' photos too.

    Raises CannotRead as `hub.documents.read.read` does.
    """
    if data.startswith(b"{\\rtf"):
        from hub.documents.rich_text import read_rich

        return read_rich(data)
    if is_other_picture(data):
        from hub.documents.scan import OTHER_FORMATS, read_picture

        return read_picture(data, OTHER_FORMATS)
    ending = _for_libreoffice(data)
    if ending:
        from hub.documents.old_office import read_through_libreoffice

        return read_through_libreoffice(data, ending)
    return read(data, name)


def is_other_picture(data: bytes) -> bool:
    """Whether it is a picture of a kind that advice may not come in: a telephone's, or from the web."""
    if data[4:8] == b"ftyp":
        return data[8:12] in _HEIF_BRANDS
    web = data.startswith(b"GIF8") or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
    return web or (data.startswith(b"BM") and data[6:10] == bytes(4))


def _for_libreoffice(data: bytes) -> str:
    """The ending of a file that LibreOffice has to open; '' for any other."""
    if data.startswith(_OLE):
        return "doc" if _OLD_WORD in data and _LOCKED not in data else ""
    if data.startswith(b"PK\x03\x04") and data[30:38] == b"mimetype":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                first = packed.infolist()[0]
                said = packed.read(first) if first.file_size < 200 else b""
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, IndexError):
            return ""
        return _OPEN_DOCUMENT.get(said.decode("latin-1").strip(), "")
    return ""
