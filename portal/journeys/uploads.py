"""Letters and reports in support of advice: chosen, listed, checked for privacy, removed; the secretary's too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from checker.check import check_upload
from hub.advice import Advice
from hub.deadlines import day_in_london
from hub.documents.clean import clean
from hub.documents.document import CannotRead, Document
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.finding import Finding, Severity
from hub.models import Person, Request, Role, Upload
from hub.noticed import UNREAD, Noticed
from hub.permissions import Act
from hub.queries.cases import team_requests
from hub.queries.list_filters import CaseFilters
from hub.queries.page import Place
from hub.refusals import MissingDetail
from hub.search_words import searched as read_search
from hub.services.advice import context_of, framed
from hub.services.downloads import may_open_upload, upload_file
from hub.services.uploads import (
    LARGEST,
    MOST_IN_ALL,
    add_upload,
    keep_noticed,
    noticed_in,
    remove_upload,
    replace_upload,
    uploads_of,
)
from hub.workflow import SUBMITTED, WRITING, RequestState
from portal.db import db, reads_only
from portal.journeys.downloads import ask_about, file_store, handed_over
from portal.rules import hub_rules
from portal.schools import school_register
from portal.signed_in import allowed, council, may, signed_in
from portal.virus import refuse_unclear

uploads = Blueprint("uploads", __name__)
MOST = 10  # at once
TOGETHER = 25  # MB at once
OPEN = WRITING | {RequestState.AWAITING_ALLOCATION}


@uploads.app_template_filter("file_size")
def file_size(size: int) -> str:
    """A file's size as people read it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


@uploads.app_template_filter("noticed_in")
def noticed(upload: Upload) -> list[tuple[Noticed, list[str]]]:
    """What was noticed in a file, for the pages: each sentence once, with all the words that it is about."""
    said: dict[tuple[str, str, int | None], tuple[Noticed, list[str]]] = {}
    for each in noticed_in(upload):
        words = said.setdefault(each.alike, (each, []))[1]
        words += [each.words] if each.words and each.words not in words else []
    return list(said.values())


@uploads.get("/uploads")
@signed_in(Role.SECRETARY)
def choose() -> ResponseReturnValue:
    """The secretary's way in: the requests of their teams that still take files, the soonest due first."""
    return _choose("", Place.from_text(request.args.get("after", "")))


@uploads.post("/uploads")
@reads_only
@signed_in(Role.SECRETARY)
def search() -> ResponseReturnValue:
    """The same, searched: posted, so that no name stands in an address."""
    return _choose(request.form.get("q", "").replace("\0", "").strip(), None)


def _choose(searched: str, after: Place | None) -> str:
    today = day_in_london(g.now)
    filters = CaseFilters(states=OPEN, search=read_search(searched, today=today), confirmed_only=True)
    page = team_requests(db.session, person=g.person, filters=filters, today=today, after=after)
    return render_template("uploads/choose.html", page=page, searched=searched, today=today)


@uploads.get("/requests/<int:request_id>/uploads")
@may(Act.UPLOAD, Request)
def show(asked: Request) -> ResponseReturnValue:
    """The files of this request, and where to add one."""
    return _page(asked)


@uploads.post("/requests/<int:request_id>/uploads")
@reads_only
@may(Act.UPLOAD, Request)
def add(asked: Request) -> ResponseReturnValue:
    """Add the chosen files. One that can't be taken in is named with its reason; the others are.

    The page's script sends them one by one and is answered with what was wrong, if anything.
    """
    chosen = [each for each in request.files.getlist("files") if each.filename]
    if len(chosen) > MOST:
        wrong, added = [f"Choose at most {MOST} files at once"], 0
    elif not chosen:
        wrong, added = ["Choose at least one file"], 0
    else:
        wrong, added = _add_all(asked, chosen)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(wrong=wrong), 422 if wrong else 200
    return _page(asked, wrong=wrong, added=added), 422 if wrong else 200


def _add_all(asked: Request, chosen: Sequence[FileStorage]) -> tuple[list[str], int]:
    """Keep the files and look into each; what was wrong with which, and how many were added."""
    wrong: list[str] = []
    for each in chosen:
        data = each.stream.read()
        try:
            refuse_unclear(data)
            kept = _keep(asked.id, each.filename or "", data)
        except MissingDetail as refusal:
            wrong.append(f"{each.filename}: {refusal.sentence} {refusal.what_next}")
        else:
            _remember(kept, _look_into(asked, each.filename or "", data))
    db.session.rollback()  # what was written just now is read afresh
    return wrong, len(chosen) - len(wrong)


@uploads.post("/requests/<int:request_id>/uploads/<int:upload_id>/remove")
@may(Act.UPLOAD, Request)
def remove(asked: Request, upload_id: int) -> ResponseReturnValue:
    """Take a file out again."""
    remove_upload(db.session, upload=_upload_of(asked, upload_id), by=g.person, now=g.now)
    flash("The file is removed.")
    return redirect(url_for("uploads.show", request_id=asked.id))


@uploads.post("/requests/<int:request_id>/uploads/<int:upload_id>/look")
@reads_only
@may(Act.UPLOAD, Request)
def look(asked: Request, upload_id: int) -> ResponseReturnValue:
    """Look into a file that nobody has looked into: the hub was stopped, or it was added before the hub kept this."""
    upload = _upload_of(asked, upload_id)
    _remember(upload.id, _look_into(asked, upload.name, upload_file(upload, file_store()).data))
    return redirect(url_for("uploads.show", request_id=asked.id))


@uploads.post("/requests/<int:request_id>/uploads/<int:upload_id>/clean")
@reads_only
@may(Act.UPLOAD, Request)
def hide_nothing(asked: Request, upload_id: int) -> ResponseReturnValue:
    """Put a copy with nothing hidden in the place of a file, and look into that."""
    upload = _upload_of(asked, upload_id)
    name = upload.name
    try:
        copy = clean(upload_file(upload, file_store()).data, name)
    except CannotRead as error:
        return _page(asked, wrong=[f"{name}: {error}"]), 422
    with db.database.transaction() as writing:
        writing.get_one(Request, asked.id, with_for_update=True)
        old, person = writing.get_one(Upload, upload_id), writing.get_one(Person, g.person.id)
        if old.removed_at is not None:  # pressed twice
            abort(404)
        new = replace_upload(writing, upload=old, data=copy, files=file_store(), by=person, now=g.now)
        writing.flush()
        kept = new.id
    _remember(kept, _look_into(asked, name, copy))
    flash("The file is replaced by a copy with nothing hidden in it. Open it to see that it is as you want it.")
    return redirect(url_for("uploads.show", request_id=asked.id))


@uploads.route("/requests/<int:request_id>/uploads/<int:upload_id>", methods=["GET", "POST"])
@reads_only
@signed_in()
def open(request_id: int, upload_id: int) -> ResponseReturnValue:
    """The file as it was uploaded, to those who may read the advice that it supports.

    One that names another child is asked about first; the answer is posted, and recorded.
    """
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.request_id != request_id:
        abort(404)
    if not may_open_upload(db.session, upload=upload, person=g.person, council=council(), on=day_in_london(g.now)):
        abort(404)
    strangers = [(upload.name, each) for each in noticed_in(upload) if each.names_another_child]
    sure = request.method == "POST" and request.form.get("sure") == "yes"
    if strangers and not sure:
        back = url_for("cases.show", case_id=upload.request.case_id)
        return ask_about(upload.request.case, strangers, back=back, unticked=request.method == "POST")
    return handed_over(upload_file(upload, file_store()), request_id, upload=upload.id, doubtful=bool(strangers))


def _keep(request_id: int, name: str, data: bytes) -> int:
    """Keep one file, in a transaction of its own: reading a long scan afterwards must not make others wait."""
    with db.database.transaction() as writing:
        person = writing.get_one(Person, g.person.id)
        asked = writing.get_one(Request, request_id, with_for_update=True)  # it may be on its way out
        kept = add_upload(writing, request=asked, name=name, data=data, files=file_store(), by=person, now=g.now)
        writing.flush()
        return kept.id


def _remember(upload_id: int, found: Sequence[Noticed]) -> None:
    with db.database.transaction() as writing:
        keep_noticed(writing.get_one(Upload, upload_id), found)


def _upload_of(asked: Request, upload_id: int) -> Upload:
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.request_id != asked.id or upload.removed_at is not None:
        abort(404)
    return upload


def _look_into(asked: Request, name: str, data: bytes) -> list[Noticed]:
    """What the privacy rules notice in the file: everybody involved will read it."""
    try:
        document = read(data, name)
        hidden = hidden_in(data, document)
    except CannotRead as error:
        return [Noticed(UNREAD, Severity.WARN, "The hub could not read this file.", "", str(error))]
    context = replace(context_of(asked, council=council(), schools=school_register()), hidden=hidden)
    found = check_upload(document.text, context, hub_rules(), framed(Advice(id="", areas=()), asked))
    return [
        Noticed(each.rule, each.severity, each.message, each.text[:200], each.suggestion, _page_of(document, each))
        for each in found
    ]


def _page_of(document: Document, found: Finding) -> int | None:
    """The page of a finding's words; a finding about the file says it itself."""
    return document.place(found.start, found.end).page if found.field == "/text" else None


def _page(asked: Request, *, wrong: Sequence[str] = (), added: int = 0) -> str:
    return render_template(
        "advice/uploads.html",
        asked=asked,
        uploads=uploads_of(db.session, asked),
        wrong=wrong,
        added=added,
        writes=allowed(Act.WRITE, asked),
        closed=asked.state in SUBMITTED,
        quality_step=council().rules_for(asked.team.profile).quality_step,
        most=MOST,
        most_in_all=MOST_IN_ALL,
        largest=LARGEST,
        together=TOGETHER,
        today=day_in_london(g.now),
    )
