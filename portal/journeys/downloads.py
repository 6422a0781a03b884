"""Downloading the submitted advice as Word or PDF: the same words, and an entry in the history."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, g, make_response
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.files import FileStore
from hub.models import Request
from hub.services.downloads import Download, Format, advice_file, readable, record_download
from portal.db import db
from portal.signed_in import council, signed_in

downloads = Blueprint("downloads", __name__)


@downloads.get("/requests/<int:request_id>/advice.docx")
@signed_in()
def word(request_id: int) -> ResponseReturnValue:
    """The advice as Word."""
    return _advice(request_id, Format.WORD)


@downloads.get("/requests/<int:request_id>/advice.pdf")
@signed_in()
def pdf(request_id: int) -> ResponseReturnValue:
    """The advice as PDF."""
    return _advice(request_id, Format.PDF)


def _advice(request_id: int, form: Format) -> Response:
    asked = db.session.get(Request, request_id)
    submitted = readable(db.session, request=asked, person=g.person, council=council()) if asked else None
    if submitted is None:
        abort(404)
    file = advice_file(submitted, form=form, council=council())
    return handed_over(file, request_id, submission=submitted.number)


def handed_over(file: Download, request_id: int, **details: int) -> Response:
    """The file as an attachment, once the history says that it was downloaded."""
    with db.database.transaction() as writing:  # a GET that leaves its mark
        record_download(writing, request_id=request_id, file=file, person_id=g.person.id, now=g.now, **details)
    response = make_response(file.data)
    response.content_type = file.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def file_store() -> FileStore:
    """Where uploads lie."""
    return FileStore(current_app.extensions["hub_settings"].data_dir)
