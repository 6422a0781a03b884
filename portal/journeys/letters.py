"""The letters of a case, pre-filled as Word, and the templates that they are made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, abort, current_app, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.models import Case, Role
from hub.permissions import Act
from hub.services.downloads import Download
from hub.services.letters import (
    PLACEHOLDERS,
    WORD,
    Letter,
    LetterProblem,
    is_own,
    record_letter,
    template_of,
    write_letter,
)
from portal.db import db
from portal.signed_in import council, may, signed_in

letters = Blueprint("letters", __name__)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A letter's template: whose it is, and what is wrong with it, if anything."""

    letter: Letter
    own: bool
    problem: str


@letters.get("/cases/<int:case_id>/letters/<name>.docx")
@may(Act.SEE, Case, Role.OFFICER)
def write(case: Case, name: str) -> ResponseReturnValue:
    """One letter about the case; the history says who made it."""
    letter = _letter(name)
    made = write_letter(
        db.session, case=case, letter=letter, council=council(), folder=_folder(), by=g.person, now=g.now
    )
    with db.database.transaction() as writing:  # a GET that leaves its mark
        record_letter(writing, case_id=case.id, letter=letter, file=made.file, person_id=g.person.id, now=g.now)
    return _handed_over(made.file)


@letters.get("/letters")
@signed_in(Role.OFFICER, Role.ADMINISTRATOR)
def templates() -> ResponseReturnValue:
    """Every letter with its template, and the placeholders that a council's own may hold."""
    lines = [TemplateLine(each, is_own(each, _folder()), _problem(each)) for each in Letter]
    known = [(name, what) for name, (what, _) in PLACEHOLDERS.items()]
    return render_template("letters/templates.html", lines=lines, known=known)


@letters.get("/letters/<name>.docx")
@signed_in(Role.OFFICER, Role.ADMINISTRATOR)
def template(name: str) -> ResponseReturnValue:
    """A letter's template with its placeholders, to change and put into the council's folder."""
    letter = _letter(name)
    return _handed_over(Download(f"{letter.value}.docx", WORD, template_of(letter, _folder())))


def _letter(name: str) -> Letter:
    if name not in list(Letter):
        abort(404)
    return Letter(name)


def _folder() -> Path | None:
    folder: Path | None = current_app.extensions["hub_settings"].council
    return folder


def _problem(letter: Letter) -> str:
    try:
        template_of(letter, _folder())
    except LetterProblem as problem:
        return problem.sentence
    return ""


def _handed_over(file: Download) -> Response:
    response = make_response(file.data)
    response.content_type = file.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
