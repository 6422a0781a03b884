"""The picture beside a value is of the very file in which it was read, or there is none."""

from __future__ import annotations

import io
from email.message import EmailMessage

import pypdfium2
from PIL import Image

from intake.item import Channel
from intake.pages import marked
from tests.intake.corpus import pdf

NAME = "Tomos Pritchard"


def is_marked(picture: bytes) -> bool:
    with Image.open(io.BytesIO(picture)) as page:
        return any(colour == (255, 221, 0) for _, colour in page.convert("RGB").getcolors(1_000_000) or [])


def test_of_two_files_of_one_name_the_first_is_shown_as_the_first() -> None:
    mail = EmailMessage()
    mail["From"] = "parent@mail.example"
    mail.set_content("See attached.")
    for words in (f"Please assess my son {NAME}.", "A letter about a house."):
        mail.add_attachment(pdf(words), maintype="application", subtype="pdf", filename="scan.pdf")
    pages = marked(mail.as_bytes(), Channel.MAIL, "0001.eml", {"scan.pdf": {1: [NAME]}})
    assert is_marked(pages["scan.pdf", 1])


def test_a_file_inside_a_paper_is_not_shown_as_the_papers_own_page() -> None:
    made, out = pypdfium2.PdfDocument(pdf("A cover")), io.BytesIO()
    made.new_attachment("letter.pdf").set_data(pdf(NAME))
    made.save(out)
    wanted = {"letter.pdf": {1: [NAME]}, "folder.pdf": {1: ["A cover"]}}
    assert list(marked(out.getvalue(), Channel.PAPER, "post/folder.pdf", wanted)) == [("folder.pdf", 1)]
