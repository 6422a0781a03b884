"""Letters and reports in support of advice: chosen, listed, checked for privacy, removed; the secretary's too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checker.check import check_upload
from hub.deadlines import day_in_london
from hub.documents.clean import clean
from hub.documents.document import CannotRead, Document
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.finding import Finding
from hub.models import Person, Request, Upload
from hub.permissions import Act
from hub.refusals import MissingDetail
from hub.services.advice import context_of
from hub.services.downloads import may_open_upload, upload_file
from hub.services.uploads import add_upload, remove_upload, replace_upload, uploads_of
from hub.workflow import SUBMITTED
from portal.db import db, reads_only
from portal.journeys.downloads import file_store, handed_over
from portal.rules import hub_rules
from portal.schools import school_register
from portal.signed_in import allowed, council, may, signed_in
from portal.virus import refuse_unclear

uploads = Blueprint("uploads", __name__)
MOST = 10


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed in an uploaded file: a sentence, its words and what would help."""

    upload: int
    file: str
    message: str
    words: str
    suggestion: str
    page: int | None
    hides: bool = False  # what a copy with nothing hidden would not have


@uploads.app_template_filter("file_size")
def file_size(size: int) -> str:
    """A file's size as people read it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


@uploads.get("/requests/<int:request_id>/uploads")
@may(Act.UPLOAD, Request)
def show(asked: Request) -> ResponseReturnValue:
    """The files of this request, and where to add one."""
    return _page(asked)


@uploads.post("/requests/<int:request_id>/uploads")
@reads_only
@may(Act.UPLOAD, Request)
def add(asked: Request) -> ResponseReturnValue:
    """Add the chosen files. One that can't be taken in is named with its reason; the others are."""
    chosen = [each for each in request.files.getlist("files") if each.filename]
    if not chosen:
        return _page(asked, wrong=["Choose at least one file"]), 422
    if len(chosen) > MOST:
        return _page(asked, wrong=[f"Choose at most {MOST} files at once"]), 422
    wrong: list[str] = []
    noticed: list[Noticed] = []
    for each in chosen:
        data = each.stream.read()
        try:
            refuse_unclear(data)
            kept, name = _keep(asked.id, each.filename or "", data)
        except MissingDetail as refusal:
            wrong.append(f"{each.filename}: {refusal.sentence} {refusal.what_next}")
        else:
            noticed += _look_into(asked, kept, name, data)
    db.session.rollback()  # what was written just now is read afresh
    return _page(asked, wrong=wrong, noticed=noticed, added=len(chosen) - len(wrong)), 422 if wrong else 200


@uploads.post("/requests/<int:request_id>/uploads/<int:upload_id>/remove")
@may(Act.UPLOAD, Request)
def remove(asked: Request, upload_id: int) -> ResponseReturnValue:
    """Take a file out again."""
    remove_upload(db.session, upload=_upload_of(asked, upload_id), by=g.person, now=g.now)
    flash("The file is removed.")
    return redirect(url_for("uploads.show", request_id=asked.id))


@uploads.post("/requests/<int:request_id>/uploads/<int:upload_id>/clean")
@reads_only
@may(Act.UPLOAD, Request)
def hide_nothing(asked: Request, upload_id: int) -> ResponseReturnValue:
    """Put a copy with nothing hidden in the place of a file."""
    upload = _upload_of(asked, upload_id)
    try:
        copy = clean(upload_file(upload, file_store()).data, upload.name)
    except CannotRead as error:
        return _page(asked, wrong=[f"{upload.name}: {error}"]), 422
    with db.database.transaction() as writing:
        old, person = writing.get_one(Upload, upload_id), writing.get_one(Person, g.person.id)
        replace_upload(writing, upload=old, data=copy, files=file_store(), by=person, now=g.now)
    flash("The file is replaced by a copy with nothing hidden in it. Open it to see that it is as you want it.")
    return redirect(url_for("uploads.show", request_id=asked.id))


@uploads.get("/requests/<int:request_id>/uploads/<int:upload_id>")
@signed_in()
def open(request_id: int, upload_id: int) -> ResponseReturnValue:
    """The file as it was uploaded, to those who may read the advice that it supports."""
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.request_id != request_id:
        abort(404)
    if not may_open_upload(db.session, upload=upload, person=g.person, council=council()):
        abort(404)
    return handed_over(upload_file(upload, file_store()), request_id, upload=upload.id)


def _keep(request_id: int, name: str, data: bytes) -> tuple[int, str]:
    """Keep one file, in a transaction of its own: reading a long scan afterwards must not make others wait."""
    with db.database.transaction() as writing:
        person = writing.get_one(Person, g.person.id)
        asked = writing.get_one(Request, request_id)
        kept = add_upload(writing, request=asked, name=name, data=data, files=file_store(), by=person, now=g.now)
        writing.flush()
        return kept.id, kept.name


def _upload_of(asked: Request, upload_id: int) -> Upload:
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.request_id != asked.id or upload.removed_at is not None:
        abort(404)
    return upload


def _look_into(asked: Request, upload: int, name: str, data: bytes) -> list[Noticed]:
    """What the privacy rules notice in the file: everybody involved will read it."""
    try:
        document = read(data, name)
        hidden = hidden_in(data, document)
    except CannotRead as error:
        unread = "The hub could not read this file, so nobody has checked it."
        return [Noticed(upload, name, unread, "", str(error), None)]
    context = replace(context_of(asked, council=council(), schools=school_register()), hidden=hidden)
    found = check_upload(document.text, context, hub_rules())
    return [
        Noticed(upload, name, each.message, each.text[:200], each.suggestion, _page_of(document, each), _hides(each))
        for each in found
    ]


def _hides(found: Finding) -> bool:
    return found.field == "/file"


def _page_of(document: Document, found: Finding) -> int | None:
    """The page of a finding's words; a finding about the file says it itself."""
    return document.place(found.start, found.end).page if found.field == "/text" else None


def _page(asked: Request, *, wrong: Sequence[str] = (), noticed: Sequence[Noticed] = (), added: int = 0) -> str:
    return render_template(
        "advice/uploads.html",
        asked=asked,
        uploads=uploads_of(db.session, asked),
        wrong=wrong,
        noticed=noticed,
        added=added,
        hiding={each.upload: each.file for each in noticed if each.hides},
        writes=allowed(Act.WRITE, asked),
        closed=asked.state in SUBMITTED,
        most=MOST,
        today=day_in_london(g.now),
    )
