"""Pictures of pages: read by Tesseract, each word with how sure it is."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from hub.documents.budget import seconds_left
from hub.documents.document import Block, Box, CannotRead, Document, DocumentKind, OutOfTime
from hub.documents.lines import Line, blocks_of
from hub.documents.straighten import box_before, slope, straightened

MOST_PIXELS = 60_000_000  # one picture: A4 at 800 dots an inch
MOST_PAGES = 60  # pictures in one file, at about a second each
LONGEST = 60  # seconds on one page: noise that looks like print takes forever
_LANGUAGE = "eng"
_DATA_SHA256 = "5dc5d8d640a212c9d6184921ba103b186f50e0fed9ee716c53e6b312b400d747"
_SMALLEST_WIDTH = 1200  # a page narrower than this has letters too small for Tesseract
_DOUBTFUL = 0.55  # below this a page may be lying on its side
_EM_OF_INK = 1.3  # a word's ink is this much less high than its line
_HEADING_RATIO = 1.4  # a scanned line's height varies with its letters
_NO_READER = "Scans can't be read on this machine, so a person needs to read this."

# Tesseract's own threads only get in each other's way: one page, one core
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


FORMATS = ("PNG", "JPEG", "TIFF")
OTHER_FORMATS = ("HEIF", "AVIF", "GIF", "WEBP", "BMP")  # what telephones and web pages save


def read_picture(data: bytes, formats: tuple[str, ...] = FORMATS) -> Document:
    """The document in a picture (a TIFF may have several pages); as far as there is time to read it.

    Raises CannotRead where the picture is damaged or too large, or this machine can't read scans.
    """
    blocks: list[Block] = []
    number, unread = 0, ""
    for number, picture in enumerate(pictures_in(data, formats), start=1):
        try:
            blocks += read_page(picture, number)
        except OutOfTime:
            if number == 1:
                raise
            unread = f"Only its first {number - 1} pages could be read in time."
            break
    return Document(DocumentKind.IMAGE, tuple(blocks), number, unread=unread)


def read_page(picture: Image.Image, page: int) -> list[Block]:
    """The blocks in the picture of a page, which may lie askew or on its side or stand on its head.

    Raises CannotRead where this machine has no reader for scans, OutOfTime where it took too long.
    """
    came = _prepared(picture)
    angle = slope(came)
    picture = straightened(came, angle) if angle else came
    best = _reading(picture)
    if best.letters and best.confidence < _DOUBTFUL:
        turned = (_reading(picture.transpose(turn)) for turn in _TURNS)
        best = max([best, *turned], key=lambda reading: reading.confidence * min(reading.letters, 200))
    blocks = blocks_of(best.lines, page, heading_ratio=_HEADING_RATIO)
    if not angle:
        return blocks
    return [
        replace(block, box=box_before(block.box, angle, came.size, picture.size)) if block.box else block
        for block in blocks
    ]


_TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one attempt on a page read."""

    lines: list[Line]

    @property
    def letters(self) -> int:
        return sum(len(line.text) for line in self.lines)

    @property
    def confidence(self) -> float:
        return sum(line.confidence * len(line.text) for line in self.lines) / max(self.letters, 1)


def pictures_in(data: bytes, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """The pages of a picture file. Raises CannotRead where it is damaged or too large."""
    damaged = CannotRead("This picture is damaged. Scan or photograph the page again and send the new copy.")
    large = CannotRead("This picture is too large to read. Scan the page at 300 dots an inch and send it again.")
    if "HEIF" in formats:
        _know_heif()
    try:
        picture = Image.open(io.BytesIO(data), formats=formats)
        if picture.format == "TIFF" and getattr(picture, "n_frames", 1) > MOST_PAGES:
            raise CannotRead(f"This scan has more than {MOST_PAGES} pages. Send it in smaller parts.")
        for frame in ImageSequence.Iterator(picture):
            if frame.width * frame.height > MOST_PIXELS:
                raise large
            yield ImageOps.exif_transpose(frame)
            if picture.format != "TIFF":  # another format's other frames are the same view, or move
                return
    except Image.DecompressionBombError:
        raise large from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error):
        raise damaged from None


@cache
def _know_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener()


def _prepared(picture: Image.Image) -> Image.Image:
    """Grey on white, large enough for small print."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    if picture.mode in {"I;16", "I", "F"}:
        picture = picture.convert("F").point(lambda level: level / 256)
    grey = picture.convert("L")
    if 0 < min(grey.size) < _SMALLEST_WIDTH and max(grey.size) < 2 * _SMALLEST_WIDTH:
        times = 2 if min(grey.size) > _SMALLEST_WIDTH / 2 else 3
        grey = grey.resize((grey.width * times, grey.height * times), Image.Resampling.LANCZOS)
    return grey


def _reading(picture: Image.Image) -> _Reading:
    try:
        import tesserocr
    except ImportError:  # no wheel for this machine
        raise CannotRead(_NO_READER) from None
    try:
        reader = _idle.pop() if _idle else _opened(tesserocr)
        with _kept(reader):
            reader.SetImage(picture)
            seconds = min(LONGEST, seconds_left())
            if seconds <= 0 or not reader.Recognize(int(seconds * 1000)):
                raise OutOfTime("This page took too long to read. A person needs to read this.")
            return _Reading(list(_lines(reader, picture.size, tesserocr.RIL)))
    except RuntimeError:
        raise CannotRead(_NO_READER) from None


_idle: list[Any] = []  # a reader of pages that waits for the next one: to open it takes a tenth of the time of a page


def _opened(tesserocr: Any) -> Any:
    return tesserocr.PyTessBaseAPI(path=str(_data_folder()), lang=_LANGUAGE, psm=tesserocr.PSM.AUTO)


@contextmanager
def _kept(reader: Any) -> Iterator[None]:
    """Keep one reader for the next page; what one that failed would do next, nobody knows, so it is closed."""
    try:
        yield
        reader.Clear()
    except BaseException:
        reader.End()
        raise
    if _idle:  # another page was read at the same time
        reader.End()
    else:
        _idle.append(reader)


def _lines(reader: Any, size: tuple[int, int], level: Any) -> Iterator[Line]:
    """The lines of a page that Tesseract has recognised, word by word."""
    words: list[tuple[str, float, tuple[int, int, int, int]]] = []
    here = reader.GetIterator()
    if here is None or here.Empty(level.WORD):
        return
    while True:
        box = here.BoundingBox(level.WORD)
        text = (here.GetUTF8Text(level.WORD) or "").strip()
        if box and text:
            words.append((text, here.Confidence(level.WORD) / 100, box))
        if here.IsAtFinalElement(level.TEXTLINE, level.WORD):
            if words:
                yield _line(words, size)
            words = []
        if not here.Next(level.WORD):
            break
    if words:
        yield _line(words, size)


def _line(words: list[tuple[str, float, tuple[int, int, int, int]]], size: tuple[int, int]) -> Line:
    width, height = size
    letters = sum(len(text) for text, _, _ in words)
    boxes = [box for _, _, box in words]
    box = Box(
        min(box[0] for box in boxes) / width,
        min(box[1] for box in boxes) / height,
        max(box[2] for box in boxes) / width,
        max(box[3] for box in boxes) / height,
    )
    confidence = sum(sure * len(text) for text, sure, _ in words) / letters
    return Line(
        " ".join(text for text, _, _ in words),
        box,
        median(box[3] - box[1] for box in boxes) * _EM_OF_INK / height,
        confidence=confidence,
    )


@cache
def _data_folder() -> Path:
    """The folder with Tesseract's English data, unpacked there the first time and checked every time.

    Raises CannotRead where the data is missing from the installation or can't be unpacked anywhere.
    """
    packed = resources.files("hub.documents") / "tessdata" / f"{_LANGUAGE}.traineddata.gz"
    for home in _homes():
        folder = home / "ehc-hub" / f"tessdata-{_DATA_SHA256[:12]}"
        try:
            _unpack_once(packed, folder / f"{_LANGUAGE}.traineddata")
        except OSError:  # no room or no right to write here: the next place
            continue
        return folder
    raise CannotRead(_NO_READER)


def _homes() -> Iterator[Path]:
    said = os.environ.get("XDG_CACHE_HOME")
    if said:
        yield Path(said)
    with suppress(RuntimeError):  # a service without a home
        yield Path.home() / ".cache"
    yield Path(tempfile.gettempdir())


def _unpack_once(packed: Any, target: Path) -> None:
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == _DATA_SHA256:
        return
    data = gzip.decompress(packed.read_bytes())
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unpacked:
        unpacked.write(data)
    os.replace(unpacked.name, target)
