"""Downloading the submitted advice: the same words, the child that it belongs to, and an entry in the history.

Before a file leaves the hub, what is in it is compared with the child whose case it is. One that seems to be another
child's is asked about, and the answer recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, abort, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from checker.check import check
from checker.rules.wrong_child import wrong_child
from hub.advice import Advice
from hub.deadlines import day_in_london
from hub.files import FileStore
from hub.finding import Severity
from hub.models import Case, Request, Submission
from hub.noticed import Noticed
from hub.permissions import Act
from hub.services.advice import child_of, context_of
from hub.services.dismissals import overruled
from hub.services.downloads import (
    Download,
    Format,
    Published,
    advice_file,
    bundle_file,
    published,
    readable,
    record_bundle,
    record_download,
)
from hub.services.uploads import uploads_of
from portal.cards import in_words
from portal.db import db, reads_only
from portal.signed_in import council, may, signed_in

downloads = Blueprint("downloads", __name__)
Stranger = tuple[str, Noticed]
"""The file or the place in the advice, and what was noticed there."""


@downloads.route("/requests/<int:request_id>/advice.docx", methods=["GET", "POST"])
@reads_only
@signed_in()
def word(request_id: int) -> ResponseReturnValue:
    """The advice as Word."""
    return _advice(request_id, Format.WORD)


@downloads.route("/requests/<int:request_id>/advice.pdf", methods=["GET", "POST"])
@reads_only
@signed_in()
def pdf(request_id: int) -> ResponseReturnValue:
    """The advice as PDF."""
    return _advice(request_id, Format.PDF)


@downloads.get("/cases/<int:case_id>/bundle")
@may(Act.SEE, Case)
def bundle(case: Case) -> ResponseReturnValue:
    """What the bundle of all published advice would hold, and whose it is."""
    found = published(db.session, case=case, person=g.person, council=council(), on=day_in_london(g.now))
    files = {each.request_id: uploads_of(db.session, each.request) for each in found.advice}
    return render_template(
        "downloads/bundle.html", case=case, found=found, files=files, strangers=_strangers_in_all(found.advice)
    )


@downloads.route("/cases/<int:case_id>/bundle.pdf", methods=["GET", "POST"])
@reads_only
@may(Act.SEE, Case)
def bundle_pdf(case: Case) -> ResponseReturnValue:
    """All published advice in one PDF."""
    found = published(db.session, case=case, person=g.person, council=council(), on=day_in_london(g.now))
    if not found.advice:
        abort(404)
    strangers = _strangers_in_all(found.advice)
    if strangers and not _sure():
        return ask_about(case, strangers, back=url_for("downloads.bundle", case_id=case.id), unticked=_asked_before())
    return bundle_handed_over(case, found, doubtful=bool(strangers))


def bundle_handed_over(case: Case, found: Published, *, doubtful: bool = False) -> Response:
    """The bundle as an attachment, once the history says that it was downloaded."""
    file = bundle_file(db.session, case=case, found=found, council=council(), now=g.now)
    with db.database.transaction() as writing:
        record_bundle(
            writing, case_id=case.id, found=found, file=file, person_id=g.person.id, now=g.now, doubtful=doubtful
        )
    return _attached(file)


def _advice(request_id: int, form: Format) -> ResponseReturnValue:
    asked = db.session.get(Request, request_id)
    today = day_in_london(g.now)
    submitted = readable(db.session, request=asked, person=g.person, council=council(), on=today) if asked else None
    if asked is None or submitted is None:
        abort(404)
    strangers = strangers_in(submitted)
    if strangers and not _sure():
        back = url_for("submission.show", request_id=request_id)
        return ask_about(asked.case, strangers, back=back, unticked=_asked_before())
    file = advice_file(submitted, form=form, council=council())
    return handed_over(file, request_id, submission=submitted.number, doubtful=bool(strangers))


def strangers_in(submitted: Submission) -> list[Stranger]:
    """Where the advice seems to tell of another child than its case's, as that stands now.

    What its reviewer has cleared is not asked about again.
    """
    asked = submitted.request
    words: Advice = replace(submitted.advice, child=child_of(asked.case))
    found = check(words, context_of(asked, council=council()), (wrong_child,))
    settled = overruled(db.session, asked, words, found)
    return [
        (in_words(each.field, words), Noticed(each.rule, each.severity, each.message, each.text, each.suggestion))
        for each in found
        if each.severity is Severity.BLOCK and each not in settled
    ]


def _strangers_in_all(advice: Sequence[Submission]) -> list[Stranger]:
    found = []
    for each in advice:
        found += [(f"{each.request.team.name}, {where}", what) for where, what in strangers_in(each)]
    return found


def ask_about(case: Case, strangers: Sequence[Stranger], *, back: str, unticked: bool = False) -> ResponseReturnValue:
    """The page that shows whose file it should be and what in it says otherwise, and asks."""
    page = render_template("downloads/ask.html", case=case, strangers=strangers, back=back, unticked=unticked)
    return page, 422 if unticked else 200


def _asked_before() -> bool:
    return request.method == "POST"


def _sure() -> bool:
    return _asked_before() and request.form.get("sure") == "yes"


def handed_over(file: Download, request_id: int, *, doubtful: bool = False, **details: int) -> Response:
    """The file as an attachment, once the history says that it was downloaded.

    `doubtful`: it seems to tell of another child, and the person said that it is right all the same.
    """
    with db.database.transaction() as writing:  # a GET that leaves its mark
        record_download(
            writing,
            request_id=request_id,
            file=file,
            person_id=g.person.id,
            now=g.now,
            **details,
            **({"names_another_child": True} if doubtful else {}),
        )
    return _attached(file)


def _attached(file: Download) -> Response:
    response = make_response(file.data)
    response.content_type = file.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def file_store() -> FileStore:
    """Where uploads lie."""
    return FileStore(current_app.extensions["hub_settings"].data_dir)
