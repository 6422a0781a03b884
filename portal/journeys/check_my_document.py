"""Check my document: words or a file in, findings or the file out, for anyone who is signed in; nothing is kept."""

from __future__ import annotations

from flask import Blueprint, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.datastructures import FileStorage

from checker.annotating import AUTHOR, notes
from checker.check import Asked
from checker.files import Checked, check_document
from checker.forgetting import forget_words
from hub.advice import Profile
from hub.documents.annotate import annotate
from hub.documents.clean import clean
from hub.documents.document import CannotRead, Document, DocumentKind
from hub.documents.hidden import hidden_in
from hub.documents.plain import read_plain
from hub.documents.read import read
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS
from hub.finding import CheckContext, Finding
from hub.hidden import Hidden
from hub.refusals import MissingDetail
from portal.cards import Beside, beside, beside_text
from portal.db import reads_only
from portal.form_fields import HubForm, LongText, OneOf, Upload
from portal.rules import hub_rules
from portal.schools import school_register
from portal.signed_in import council, signed_in
from portal.virus import refuse_unclear

check_my_document = Blueprint("check_my_document", __name__)
LONGEST = 300_000  # characters: a very long report
PROFILES = (
    (Profile.HEALTH.value, "Health advice"),
    (Profile.SOCIAL_CARE.value, "Social care or early help advice"),
    (Profile.EDUCATION.value, "Education advice"),
)
FINDINGS, COMMENTS, CLEAN = "findings", "comments", "clean"
BACK = (
    (FINDINGS, "What was found, on this page"),
    (COMMENTS, "My Word file, with what was found as comments"),
    (CLEAN, "A copy of my Word or PDF file with nothing hidden in it"),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DocumentForm(HubForm):
    """Words to check, pasted or in a file."""

    text = LongText("Paste your words", hint="An advice, a report, or a part of it.", rows=10)
    file = Upload(
        "Or choose a file",
        hint="Word or PDF, a text file or a picture, up to 20 MB.",
        accept=".docx,.pdf,.txt,.png,.jpg,.jpeg,.tif",
        drop=True,
    )
    profile = OneOf("What kind of advice is it?", PROFILES, needed="Choose what kind of advice it is")
    back = OneOf("What would you like back?", BACK, needed="Choose what you would like back")


@check_my_document.get("/check-my-document")
@signed_in()
def show() -> ResponseReturnValue:
    """The empty page."""
    form = DocumentForm(formdata=None, profile=_usual_profile(), back=FINDINGS)
    return render_template("check/show.html", form=form, beside=None, name="")


@check_my_document.post("/check-my-document")
@reads_only
@signed_in()
def look() -> ResponseReturnValue:
    """The findings beside the words, or the file with them, in the answer itself: nothing of it is stored anywhere."""
    form = DocumentForm()
    if not form.validate():
        return render_template("check/show.html", form=form, beside=None, name=""), 422
    chosen: FileStorage | None = form.file.data if form.file.data and form.file.data.filename else None
    try:
        return _answer(form, chosen)
    except CannotRead as error:
        form.refuse(form.file if chosen else form.text, str(error))
        return render_template("check/show.html", form=form, beside=None, name=""), 422
    finally:
        forget_words()


def _answer(form: DocumentForm, chosen: FileStorage | None) -> ResponseReturnValue:
    """What was asked for. Raises CannotRead, with a sentence, where the words or the file don't allow it."""
    name = (chosen.filename or "") if chosen else ""
    data = chosen.stream.read() if chosen else b""
    if form.back.data != FINDINGS and not chosen:
        raise CannotRead("Choose the file that you would like back: pasted words have none")
    document, hidden = _in_file(data, name) if chosen else _in_text(form.text.data or "")
    if form.back.data == CLEAN:
        return _handed_back(clean(data, name), "copy", document)
    checked = _checked(document, hidden, form)
    if form.back.data == COMMENTS:
        if document.kind is not DocumentKind.WORD:
            raise CannotRead("Comments can be put into a Word file (.docx) only")
        return _handed_back(annotate(data, notes(checked), AUTHOR), "with-comments", document)
    return render_template(
        "check/show.html",
        form=form,
        beside=_beside(checked, document),
        advice=checked.advice,
        name=name,
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
    )


def _handed_back(data: bytes, what: str, document: Document) -> Response:
    """The file in the answer; its name says nothing of what the writer called it."""
    word = document.kind is DocumentKind.WORD
    response = make_response(data)
    response.content_type = WORD if word else "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="document-{what}.{"docx" if word else "pdf"}"'
    return response


def _in_file(data: bytes, name: str) -> tuple[Document, tuple[Hidden, ...]]:
    try:
        refuse_unclear(data)
    except MissingDetail as refusal:
        raise CannotRead(f"{refusal.sentence} {refusal.what_next}") from None
    document = read(data, name)
    return document, hidden_in(data, document)


def _in_text(text: str) -> tuple[Document, tuple[Hidden, ...]]:
    if not text.strip():
        raise CannotRead("Paste some words or choose a file with words in it")
    return read_plain(text.encode(errors="replace")), ()


def _checked(document: Document, hidden: tuple[Hidden, ...], form: DocumentForm) -> Checked:
    """The document, checked. Raises CannotRead, with a sentence, where there is nothing to check or far too much."""
    if not document.text.strip():
        raise CannotRead("Paste some words or choose a file with words in it")
    if len(document.text) > LONGEST:
        raise CannotRead(f"That is more than {LONGEST:,} characters. Check it in parts.")
    context = CheckContext(
        profile=Profile(form.profile.data), schools=school_register(), severities=council().severities()
    )
    return check_document(document, hidden, Asked(context, hub_rules()), path="", id="document")


def _beside(checked: Checked, document: Document) -> Beside:
    if checked.advice is None:
        return beside_text(checked.text, checked.findings, lambda finding: _page(document, finding))
    return beside(checked.advice, checked.findings, left_over=checked.text)


def _page(document: Document, finding: Finding) -> str:
    if finding.field != "/text":
        return "The file itself"
    page = document.place(finding.start, finding.end).page
    return f"Page {page}" if page else ""


def _usual_profile() -> str:
    """The kind of advice that the person's own team writes, to save them a tap."""
    teams = (each.team for each in g.person.memberships if each.team is not None)
    return next((each.profile.value for each in teams), Profile.HEALTH.value)
