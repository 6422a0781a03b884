"""The committed samples are what their sources give: by content, so that a compressor's version makes no difference."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from hub.documents.read import read
from tests.demo.make_post import DEMO, SAMPLES

_WORD_MAILS = ("post/02-senco-with-request-form.eml", "post/10-advice-returned-by-email.eml")


def _members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _mail(raw: bytes) -> tuple[list[tuple[str, str]], str, bytes]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body, attachment = message.iter_parts()
    return [(name, str(value)) for name, value in message.items()], body.get_content(), attachment.get_content()


def _text(document: bytes) -> list[str]:
    return [block.text for block in read(document, "sample").blocks]


def _pictures(file: bytes) -> list[Image.Image]:
    if file.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(file) as opened:
            return [opened[number].render(scale=1).to_pil().convert("L") for number in range(len(opened))]
    return [Image.open(io.BytesIO(file)).convert("L")]


@pytest.mark.parametrize("name", [*_WORD_MAILS, "post/03-gp-letter-attached.eml"])
def test_a_mail_and_its_attachment_are_what_their_sources_give(name: str) -> None:
    committed, made = _mail((DEMO / name).read_bytes()), _mail(SAMPLES[name]())
    assert committed[:2] == made[:2]
    assert _text(committed[2]) == _text(made[2])


@pytest.mark.parametrize("name", ["letter.docx", "post/20-letter-from-a-pre-school.docx"])
def test_a_word_file_is_what_its_source_gives(name: str) -> None:
    assert _members((DEMO / name).read_bytes()) == _members(SAMPLES[name]())


def test_the_text_form_is_what_its_source_gives() -> None:
    committed = (DEMO / "post/21-request-form.pdf").read_bytes()
    assert _text(committed) == _text(SAMPLES["post/21-request-form.pdf"]())


@pytest.mark.parametrize(
    "name", ["post/18-typed-letter.png", "post/19-handwritten-letter.tif", "post/22-clinic-letter-scanned.pdf"]
)
def test_a_scan_looks_like_what_its_source_gives(name: str) -> None:
    committed, made = _pictures((DEMO / name).read_bytes()), _pictures(SAMPLES[name]())
    assert len(committed) == len(made)
    for old, new in zip(committed, made, strict=True):
        assert old.size == new.size
        assert ImageStat.Stat(ImageChops.difference(old, new)).mean[0] < 1


def test_the_broken_attachment_is_a_word_file_that_does_not_open() -> None:
    attachment = _mail((DEMO / "post/13-attachment-that-will-not-open.eml").read_bytes())[2]
    assert attachment.startswith(b"PK")
    with pytest.raises(zipfile.BadZipFile):
        _members(attachment)


def test_every_sample_that_is_not_plain_text_has_a_source() -> None:
    drawn = {f"post/{path.name}" for path in (DEMO / "post").iterdir() if path.suffix not in {".eml", ".jsonl"}}
    with_attachment = {
        f"post/{path.name}" for path in (DEMO / "post").glob("*.eml") if b'; name="' in path.read_bytes()
    }
    assert drawn | with_attachment | {"letter.docx"} == set(SAMPLES)
