"""Received post that waits for an officer: what it is, what was read and where, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hub.deadlines import day_in_london
from hub.files import NotStored
from hub.models import Case, PostItem, Reading, Request, Role, Stage
from hub.queries.mailbox_checks import last_checks
from hub.queries.post_queue import (
    case_by_reference,
    next_waiting,
    possible_cases,
    post_queue,
    reading_with_item,
    unconfirmed_without_post,
    why_of,
)
from hub.refusals import MissingDetail, ReasonNeeded, Refusal
from hub.services.cases import correct_case, correct_requester
from hub.services.post_decisions import (
    add_child,
    answer_request,
    confirm_reading,
    join_reading,
    open_case_from,
    set_aside,
    set_item_aside,
)
from hub.services.read_values import child_in
from hub.services.returned_advice import answerable
from portal.db import db
from portal.evidence import shown_sources, where_read
from portal.given_away import given_away, holds_back
from portal.journeys.downloads import file_store
from portal.post_forms import KINDS, AsideForm, ConfirmForm, JoinForm
from portal.side_by_side import MOST as MOST_BESIDE
from portal.side_by_side import side_by_side
from portal.signed_in import signed_in

post = Blueprint("post", __name__, url_prefix="/post")


@post.get("/")
@signed_in(Role.OFFICER)
def queue() -> ResponseReturnValue:
    """Everything that waits for an officer, the longest waiting first."""
    return render_template(
        "post/queue.html",
        rows=post_queue(db.session, viewer=g.person),
        by_hand=unconfirmed_without_post(db.session),
        kinds=KINDS,
        checks=last_checks(db.session),
        today=day_in_london(g.now),
    )


@post.get("/<int:reading_id>")
@signed_in(Role.OFFICER)
def show(reading_id: int) -> ResponseReturnValue:
    """What was read, beside the words in which it was read."""
    reading = _reading(reading_id)
    return _page(reading, _confirm_form(reading), _join_form(reading), AsideForm(formdata=None))


@post.post("/<int:reading_id>/confirm")
@signed_in(Role.OFFICER)
def confirm(reading_id: int) -> ResponseReturnValue:
    """Save what was corrected, and make it the council's case."""
    reading = _reading(reading_id)
    if reading.case is None or reading.case.stage is not Stage.UNCONFIRMED:
        abort(404)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(reading, form, _typed_reference(reading), _typed_reason())
    _save(reading.case, form)
    if holds_back(given_away(reading.case), form):
        return _page(reading, form, _typed_reference(reading), _typed_reason())
    confirm_reading(db.session, reading=reading, by=g.person, now=g.now)
    flash("Case confirmed. You are its coordinator.")
    return redirect(url_for("cases.show", case_id=reading.case.id))


@post.post("/<int:reading_id>/keep")
@signed_in(Role.OFFICER)
def keep(reading_id: int) -> ResponseReturnValue:
    """Keep what was typed and confirm nothing: what Enter in any field does, since the page has many buttons."""
    reading = _reading(reading_id)
    form = _typed(reading)
    if _is_to_confirm(reading) and form.validate() and reading.case is not None:
        _save(reading.case, form)
        flash("What you typed is kept. The case is not confirmed yet.")
    return _page(reading, form, _typed_reference(reading), _typed_reason())


@post.post("/<int:reading_id>/another-child")
@signed_in(Role.OFFICER)
def another_child(reading_id: int) -> ResponseReturnValue:
    """The item is about one more child: a case of its own, to be filled in from the same words.

    What was typed about the first child is kept.
    """
    reading = _reading(reading_id)
    form = _typed(reading)
    if "request_kind" in request.form and _is_to_confirm(reading) and reading.case is not None:
        if not form.validate():
            return _page(reading, form, _typed_reference(reading), _typed_reason())
        _save(reading.case, form)
    second = add_child(db.session, reading=reading, by=g.person, now=g.now)
    flash("A case for another child was opened from the same post. Say who it is, then confirm it.")
    return redirect(url_for("post.show", reading_id=second.id))


@post.post("/<int:reading_id>/open")
@signed_in(Role.OFFICER)
def open_it(reading_id: int) -> ResponseReturnValue:
    """Open a case from post that did not look like a request."""
    reading = _reading(reading_id)
    open_case_from(db.session, reading=reading, by=g.person, now=g.now)
    return redirect(url_for("post.show", reading_id=reading.id))


@post.post("/<int:reading_id>/join")
@signed_in(Role.OFFICER)
def join(reading_id: int) -> ResponseReturnValue:
    """File it with a case that the hub has."""
    reading = _reading(reading_id)
    form = JoinForm(_reference_chosen())
    if form.validate_on_submit():
        to = case_by_reference(db.session, form.reference.data or "")
        try:
            if to is None or g.person.is_family_of(to.id):
                raise MissingDetail("No case has that reference.", "Check it, or search Team cases for the name.")
            join_reading(db.session, reading=reading, to=to, by=g.person, now=g.now)
            flash(f"Filed with case {to.reference}")
            return redirect(url_for("cases.show", case_id=to.id))
        except MissingDetail as refusal:
            form.refuse(form.reference, f"{refusal.sentence} {refusal.what_next}")
    return _page(reading, _typed(reading), form, _typed_reason())


@post.post("/<int:reading_id>/draft")
@signed_in(Role.OFFICER)
def make_draft(reading_id: int) -> ResponseReturnValue:
    """It is the advice that a request of its case asked for: a draft is made of it."""
    reading = _reading(reading_id)
    wanted = request.form.get("request", type=int)
    chosen = next((each for each in _answerable(reading) if each.id == wanted), None) or abort(404)
    answer_request(db.session, reading=reading, request=chosen, by=g.person, now=g.now)
    flash("A draft is being made of it. Whoever writes that advice is told to look through it and submit it.")
    return redirect(url_for("cases.show", case_id=chosen.case_id))


@post.post("/<int:reading_id>/not-ours")
@signed_in(Role.OFFICER)
def not_ours(reading_id: int) -> ResponseReturnValue:
    """Set it aside with a reason; it is kept."""
    reading = _reading(reading_id)
    form = AsideForm()
    if form.validate_on_submit():
        set_aside(db.session, reading=reading, reason=form.reason.data or "", by=g.person, now=g.now)
        flash("Set aside")
        return redirect(url_for("post.queue"))
    return _page(reading, _typed(reading), _typed_reference(reading), form)


@post.get("/<int:reading_id>/pages/<sha256>.png")
@signed_in(Role.OFFICER)
def page_picture(reading_id: int, sha256: str) -> ResponseReturnValue:
    """A page as the hub drew it, with the words marked; only one that belongs to this reading."""
    pages = _reading(reading_id).result.get("pages") or ()
    if not any(each["sha256"] == sha256 for each in pages):
        abort(404)
    return send_file(BytesIO(_stored(sha256)), mimetype="image/png")


@post.route("/items/<int:item_id>", methods=["GET", "POST"])
@signed_in(Role.OFFICER)
def unread(item_id: int) -> ResponseReturnValue:
    """An item in which nothing could be read: open the original, then record it by hand or set it aside."""
    item = _item(item_id)
    form = AsideForm()
    if form.validate_on_submit():
        try:
            set_item_aside(db.session, item=item, reason=form.reason.data or "", by=g.person, now=g.now)
            flash("Set aside")
            return redirect(url_for("post.queue"))
        except ReasonNeeded as refusal:
            form.refuse(form.reason, refusal.sentence)
    return render_template("post/unread.html", item=item, form=form)


@post.get("/items/<int:item_id>/original")
@signed_in(Role.OFFICER)
def original(item_id: int) -> ResponseReturnValue:
    """The item exactly as it arrived, to save: never shown in the browser, since nobody knows what is in it."""
    item = _item(item_id)
    return send_file(
        BytesIO(_stored(item.sha256)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"post-{item.id}{_ending(item)}",
    )


def _item(item_id: int) -> PostItem:
    item = db.session.get(PostItem, item_id)
    if item is None or any(each.case_id and g.person.is_family_of(each.case_id) for each in item.readings):
        abort(404)
    return item


def _reading(reading_id: int) -> Reading:
    reading = reading_with_item(db.session, reading_id)
    if reading is None or (reading.case_id is not None and g.person.is_family_of(reading.case_id)):
        abort(404)
    return reading


def _confirm_form(reading: Reading) -> ConfirmForm:
    return ConfirmForm(formdata=None) if reading.case is None else ConfirmForm.of(reading.case)


def _is_to_confirm(reading: Reading) -> bool:
    case = reading.case
    return case is not None and case.stage is Stage.UNCONFIRMED and reading.decided_at is None


def _typed(reading: Reading) -> ConfirmForm:
    """What was typed about the child, whichever button was pressed; what the case holds where nothing was sent."""
    sent = _is_to_confirm(reading) and "request_kind" in request.form
    return ConfirmForm() if sent else _confirm_form(reading)


def _typed_reference(reading: Reading) -> JoinForm:
    return JoinForm() if "reference" in request.form else _join_form(reading)


def _typed_reason() -> AsideForm:
    return AsideForm() if "reason" in request.form else AsideForm(formdata=None)


def _reference_chosen() -> MultiDict[str, str]:
    """The reference that was typed, or that of the case whose own button was pressed."""
    sent = MultiDict(request.form)
    if "file_with" in sent:
        sent["reference"] = sent["file_with"]
    return sent


def _save(case: Case, form: ConfirmForm) -> None:
    correct_case(db.session, case=case, by=g.person, now=g.now, **form.values())
    correct_requester(db.session, case=case, requester=form.requester(), by=g.person, now=g.now)


def _join_form(reading: Reading) -> JoinForm:
    """Filled in with the case that it seems to belong to."""
    known = reading.case is not None and reading.case.stage is not Stage.UNCONFIRMED
    reference = reading.case.reference if known and reading.case else reading.result.get("existing_case")
    return JoinForm(formdata=None, data={"reference": reference})


def _page(reading: Reading, form: ConfirmForm, join_form: JoinForm, aside_form: AsideForm) -> ResponseReturnValue:
    result, case = reading.result, reading.case
    to_confirm = _is_to_confirm(reading)
    failed = next((each for each in (form, join_form, aside_form) if each.errors), form)
    alike = _alike(reading)
    return render_template(
        "post/show.html",
        reading=reading,
        kind=KINDS.get(reading.kind, reading.kind),
        why=why_of(reading),
        to_confirm=to_confirm,
        open=reading.decided_at is None,
        form=failed,
        confirm_form=form,
        join_form=join_form,
        aside_form=aside_form,
        said=where_read(result),
        sources=shown_sources(result, linked=to_confirm),
        given_away=given_away(case) if case is not None and to_confirm else None,
        answers=_answerable(reading),
        next_id=next_waiting(db.session, reading, viewer=g.person),
        alike=alike,
        compared=side_by_side(result, alike[:MOST_BESIDE]),
        most_beside=MOST_BESIDE,
        seems=join_form.reference.data if not join_form.errors else "",
    )


def _answerable(reading: Reading) -> Sequence[Request]:
    """The requests that advice sent back may answer: those of its case, else of cases like it, that have a writer."""
    if reading.kind != "advice-return" or len(reading.item.readings) > 1:  # nobody knows which file is whose
        return ()
    cases = _alike(reading)[:MOST_BESIDE] if reading.case is None else [reading.case]
    return [each for case in cases for each in answerable(db.session, case)]


def _alike(reading: Reading) -> Sequence[Case]:
    """Cases that may be this child's, the one first that it seems to belong to."""
    case, read = reading.case, child_in(reading.result)
    name, born = (case.child_name, case.date_of_birth) if case else (read["child_name"] or "", read["date_of_birth"])
    found = list(possible_cases(db.session, name=name, born=born, but=case))
    seems = case_by_reference(db.session, str(reading.result.get("existing_case") or ""))
    found = [seems, *(each for each in found if each.id != seems.id)] if seems is not None else found
    return [each for each in found if not g.person.is_family_of(each.id)]


def _stored(sha256: str) -> bytes:
    try:
        return file_store().load(sha256)
    except NotStored:
        raise Refusal(
            "The original of this post is missing or damaged.",
            "Tell whoever runs the hub at your council: it has to be restored from the backup.",
        ) from None


def _ending(item: PostItem) -> str:
    ending = item.name.rpartition(".")[2].lower()
    return f".{ending}" if ending.isalnum() and len(ending) <= 5 and "." in item.name else ""
