"""The demo's Word, PDF and scanned samples, made again from their sources: `python -m tests.demo.make_post`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from tests.demo import paper, word_samples

DEMO = Path(__file__).parents[2] / "demo"
_MAILS = Path(__file__).parent / "mails"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail_with(source: str, *, attached: str, kind: str, content: bytes) -> bytes:
    """The e-mail of `source` (headers, blank line, body) with one attachment, its boundary taken from its name."""
    head, body = (_MAILS / source).read_text("utf-8").split("\n\n", 1)
    edge = f"----=_Part_{source[:2]}_0001"
    text = f'{head}\nContent-Type: multipart/mixed; boundary="{edge}"\n\n--{edge}\n'
    text += 'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
    text += f'{body}\n--{edge}\nContent-Type: {kind}; name="{attached}"\n'
    text += f'Content-Disposition: attachment; filename="{attached}"\nContent-Transfer-Encoding: base64\n\n'
    text += f"{base64.encodebytes(content).decode('ascii')}\n--{edge}--\n"
    return text.encode()


def request_form_mail() -> bytes:
    """A SENCO's e-mail with the completed form."""
    form = word_samples.request_form(word_samples.SAMPLES["marcel"])
    return mail_with("02-senco-with-request-form.txt", attached="EHC1S MK Yr4.docx", kind=_WORD, content=form)


def gp_letter_mail() -> bytes:
    """A surgery's e-mail with the doctor's letter."""
    letter = paper.pdf("gp-letter.typ")
    return mail_with("03-gp-letter-attached.txt", attached="44107.pdf", kind="application/pdf", content=letter)


def advice_return_mail() -> bytes:
    """Advice that a team's secretary sends by e-mail."""
    advice = word_samples.advice(word_samples.SAMPLES["eilidh"])
    return mail_with(
        "10-advice-returned-by-email.txt", attached="EHC advice EC final v2.docx", kind=_WORD, content=advice
    )


def broken_attachment_mail() -> bytes:
    """A form whose sending broke off: the first two thirds of a Word file."""
    form = word_samples.request_form(word_samples.SAMPLES["ellis"])
    half = form[: len(form) * 2 // 3]
    return mail_with("13-attachment-that-will-not-open.txt", attached="EHC1S EB.docx", kind=_WORD, content=half)


def typed_scan() -> bytes:
    """A typed letter with the council's received stamp."""
    return paper.png(paper.scanned(paper.pages("typed-letter.typ")[0], degrees=0.7, seed=11))


def handwritten_scan() -> bytes:
    """A handwritten letter with the council's received stamp."""
    return paper.fax_tiff(paper.scanned(paper.pages("handwritten-letter.typ")[0], degrees=-0.5, seed=12))


def clinic_scan() -> bytes:
    """A clinic letter of two pages."""
    sheets = paper.pages("clinic-letter.typ")
    return paper.picture_pdf([paper.scanned(page, degrees=0.4, seed=20 + n) for n, page in enumerate(sheets)])


def pre_school_letter() -> bytes:
    """A Word letter that somebody dropped into the scan folder."""
    return word_samples.letter(word_samples.SAMPLES["pre_school"])


SAMPLES: dict[str, Callable[[], bytes]] = {
    "post/02-senco-with-request-form.eml": request_form_mail,
    "post/03-gp-letter-attached.eml": gp_letter_mail,
    "post/10-advice-returned-by-email.eml": advice_return_mail,
    "post/13-attachment-that-will-not-open.eml": broken_attachment_mail,
    "post/18-typed-letter.png": typed_scan,
    "post/19-handwritten-letter.tif": handwritten_scan,
    "post/20-letter-from-a-pre-school.docx": pre_school_letter,
    "post/21-request-form.pdf": lambda: paper.pdf("request-form.typ"),
    "post/22-clinic-letter-scanned.pdf": clinic_scan,
    "letter.docx": lambda: word_samples.advice(word_samples.SAMPLES["leila"]),
}


def main() -> None:
    """Write every sample into demo/."""
    for name, make in SAMPLES.items():
        (DEMO / name).write_bytes(make())


if __name__ == "__main__":
    main()
