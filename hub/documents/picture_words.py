"""What a picture's file says beside the picture: who took it, what somebody wrote about it, and where."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import ExifTags, Image

_SAYING = (ExifTags.Base.Artist, ExifTags.Base.ImageDescription, ExifTags.Base.Copyright, ExifTags.Base.UserComment)
_WINDOWS = (ExifTags.Base.XPAuthor, ExifTags.Base.XPComment, ExifTags.Base.XPTitle, ExifTags.Base.XPSubject)
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_KEPT_MARKERS = {0xE0, 0xE2, 0xEE}  # size, colour profile, Adobe's colours
_KEPT_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT"}
_START_OF_SCAN = 0xDA


def words_in_picture(data: bytes) -> Iterator[str]:
    """What is written in the file of a picture, and that it says where it was taken."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as picture:
            exif, said = picture.getexif(), [str(each) for each in picture.info.values() if isinstance(each, str)]
            comment = picture.info.get("comment", b"")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return
    own = exif.get_ifd(ExifTags.IFD.Exif)
    said += [_read(exif.get(tag) or own.get(tag), "ascii") for tag in _SAYING]
    said += [_read(exif.get(tag), "utf-16-le") for tag in _WINDOWS]
    said.append(_read(comment, "utf-8"))
    yield from (each for each in said if each.strip())


def without_words(data: bytes) -> bytes:
    """The same picture without what is written beside it; a kind that is neither JPEG nor PNG as it is."""
    if data.startswith(_JPEG):
        return _bare_jpeg(data)
    return _bare_png(data) if data.startswith(_PNG) else data


def _read(value: object, charset: str) -> str:
    if isinstance(value, bytes):
        value = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0").decode(charset, "ignore")
    return str(value or "").strip("\0 ")


def _bare_jpeg(data: bytes) -> bytes:
    out, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _START_OF_SCAN:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big") + 2
        is_said = (0xE0 <= marker <= 0xEF and marker not in _KEPT_MARKERS) or marker == 0xFE
        out += b"" if is_said else data[at : at + length]
        at += length
    end = data.rfind(b"\xff\xd9")
    return bytes(out) + data[at : end + 2 if end > at else len(data)]


def _bare_png(data: bytes) -> bytes:
    out, at = bytearray(_PNG), len(_PNG)
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        out += data[at : at + 12 + length] if name in _KEPT_CHUNKS else b""
        at += 12 + length
        if name == b"IEND":
            break
    return bytes(out)
