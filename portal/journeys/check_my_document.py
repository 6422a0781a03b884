"""Check my document: words or a file in, findings out, for anyone who is signed in; nothing is kept."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from checker.check import Asked
from checker.files import Checked, check_document
from hub.advice import Profile
from hub.documents.document import CannotRead, Document
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


class DocumentForm(HubForm):
    """Words to check, pasted or in a file."""

    text = LongText("Paste your words", hint="An advice, a report, or a part of it.", rows=10)
    file = Upload("Or choose a file", hint="Word or PDF, up to 20 MB.", accept=".docx,.pdf,.txt,.png,.jpg,.jpeg,.tif")
    profile = OneOf("What kind of advice is it?", PROFILES, needed="Choose what kind of advice it is")


@check_my_document.get("/check-my-document")
@signed_in()
def show() -> ResponseReturnValue:
    """The empty page."""
    form = DocumentForm(formdata=None, profile=_usual_profile())
    return render_template("check/show.html", form=form, beside=None, name="")


@check_my_document.post("/check-my-document")
@reads_only
@signed_in()
def look() -> ResponseReturnValue:
    """The findings, beside the words, in the answer itself: neither words nor findings are stored anywhere."""
    form = DocumentForm()
    if not form.validate():
        return render_template("check/show.html", form=form, beside=None, name=""), 422
    chosen = form.file.data
    named = bool(chosen and chosen.filename)
    try:
        document, hidden = _in_file(chosen.stream.read(), chosen.filename) if named else _in_text(form.text.data or "")
        checked = _checked(document, hidden, form)
    except CannotRead as error:
        form.refuse(form.file if named else form.text, str(error))
        return render_template("check/show.html", form=form, beside=None, name=""), 422
    return render_template(
        "check/show.html",
        form=form,
        beside=_beside(checked, document),
        advice=checked.advice,
        name=chosen.filename if named else "",
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
    )


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
