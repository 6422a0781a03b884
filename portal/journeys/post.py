"""Received post that waits for an officer: what it is, what was read and where, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import ValidationError

from hub.deadlines import day_in_london
from hub.files import FileStore, NotStored
from hub.models import Case, CasePerson, Channel, PostItem, Reading, Role, Stage, length_of
from hub.queries.mailbox_checks import last_checks
from hub.queries.post_queue import (
    case_by_reference,
    possible_cases,
    post_queue,
    reading_with_item,
    unconfirmed_without_post,
)
from hub.refusals import MissingDetail, ReasonNeeded, Refusal
from hub.services.cases import CORRECTABLE, Requester, confirm_case, correct_case, open_case
from hub.services.post_decisions import (
    confirm_reading,
    join_reading,
    open_case_from,
    set_aside,
    set_item_aside,
)
from portal.db import db
from portal.form_fields import Day, Email, HubForm, LongText, OneOf, Phone, Text, Tick
from portal.highlight import Mark, highlight, words_id
from portal.identity_numbers import nhs_number_check, upn_check
from portal.signed_in import signed_in

post = Blueprint("post", __name__, url_prefix="/post")
@post.get("/")
@signed_in(Role.OFFICER)
def queue() -> ResponseReturnValue:
    """Everything that waits for an officer, the longest waiting first."""
    return render_template(
        "post/queue.html",
        rows=post_queue(db.session),
        by_hand=unconfirmed_without_post(db.session),
        kinds=KINDS,
        checks=last_checks(db.session),
    )


@post.get("/<int:reading_id>")
@signed_in(Role.OFFICER)
def show(reading_id: int) -> ResponseReturnValue:
    """What was read, beside the words in which it was read."""
    reading = _reading(reading_id)
    return _page(reading, _child_form(reading), _join_form(reading), AsideForm(formdata=None))


@post.post("/<int:reading_id>/confirm")
@signed_in(Role.OFFICER)
def confirm(reading_id: int) -> ResponseReturnValue:
    """Save what was corrected, and make it the council's case."""
    reading = _reading(reading_id)
    if reading.case is None or reading.case.stage is not Stage.UNCONFIRMED:
        abort(404)
    form = ChildForm()
    if not form.validate_on_submit():
        return _page(reading, form, _join_form(reading), AsideForm(formdata=None))
    correct_case(db.session, case=reading.case, by=g.person, now=g.now, **form.values())
    confirm_reading(db.session, reading=reading, by=g.person, now=g.now)
    flash("Case confirmed. You are its coordinator.")
    return redirect(url_for("cases.show", case_id=reading.case.id))


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
    form = JoinForm()
    if form.validate_on_submit():
        to = case_by_reference(db.session, form.reference.data or "")
        try:
            if to is None:
                raise MissingDetail("No case has that reference.", "Check it, or search Team cases for the name.")
            join_reading(db.session, reading=reading, to=to, by=g.person, now=g.now)
            flash(f"Filed with case {to.reference}")
            return redirect(url_for("cases.show", case_id=to.id))
        except MissingDetail as refusal:
            form.refuse(form.reference, f"{refusal.sentence} {refusal.what_next}")
    return _page(reading, _child_form(reading), form, AsideForm(formdata=None))


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
    return _page(reading, _child_form(reading), _join_form(reading), form)


@post.route("/items/<int:item_id>", methods=["GET", "POST"])
@signed_in(Role.OFFICER)
def unread(item_id: int) -> ResponseReturnValue:
    """An item in which nothing could be read: open the original, then record it by hand or set it aside."""
    item = db.session.get(PostItem, item_id) or abort(404)
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
    item = db.session.get(PostItem, item_id) or abort(404)
    return send_file(
        BytesIO(_bytes_of(item)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"post-{item.id}{_ending(item)}",
    )


@post.route("/new", methods=["GET", "POST"])
@signed_in(Role.OFFICER)
def record() -> ResponseReturnValue:
    """Record a request that was made by telephone, in person or on paper: confirmed by whoever records it."""
    today = day_in_london(g.now)
    form = RecordForm(data={"received_on": today})
    if form.validate_on_submit():
        case = _recorded(form, form.received_on.data or today)
        flash(f"Case {case.reference} opened. You are its coordinator.")
        return redirect(url_for("cases.show", case_id=case.id))
    return render_template("post/record.html", form=form)


def _recorded(form: RecordForm, received: date) -> Case:
    case = open_case(
        db.session,
        channel=Channel(form.channel.data),
        received_on=received,
        requester=Requester(
            name=form.requester_name.data or "",
            role=form.requester_role.data or "",
            email=form.requester_email.data or "",
            phone=form.requester_phone.data or "",
        ),
        child={name: value for name, value in form.values().items() if name != "received_on"},
        by=g.person,
        now=g.now,
    )
    confirm_case(db.session, case=case, by=g.person, now=g.now)
    return case


def _reading(reading_id: int) -> Reading:
    return reading_with_item(db.session, reading_id) or abort(404)


def _child_form(reading: Reading) -> ChildForm:
    return ChildForm(formdata=None, obj=reading.case)


def _join_form(reading: Reading) -> JoinForm:
    """Filled in with the case that it seems to belong to."""
    known = reading.case is not None and reading.case.stage is not Stage.UNCONFIRMED
    reference = reading.case.reference if known and reading.case else reading.result.get("existing_case")
    return JoinForm(formdata=None, data={"reference": reference})


def _page(reading: Reading, form: ChildForm, join_form: JoinForm, aside_form: AsideForm) -> ResponseReturnValue:
    result, case = reading.result, reading.case
    to_confirm = case is not None and case.stage is Stage.UNCONFIRMED and reading.decided_at is None
    child = result.get("child") or {}
    name, born = (case.child_name, case.date_of_birth) if case else (child.get("name") or "", _day(child))
    alike = possible_cases(db.session, name=name, born=born, but=case)
    failed = next((each for each in (form, join_form, aside_form) if each.errors), form)
    return render_template(
        "post/show.html",
        reading=reading,
        kind=KINDS.get(reading.kind, reading.kind),
        why=result.get("why") or [],
        to_confirm=to_confirm,
        open=reading.decided_at is None,
        form=failed,
        child_form=form,
        join_form=join_form,
        aside_form=aside_form,
        said={field: _where(result, name, field) for field, name in EVIDENCE_OF.items()},
        texts=_texts(result, linked=to_confirm),
        alike=alike,
        seems=join_form.reference.data if not join_form.errors else "",
    )


def _day(child: Mapping[str, Any]) -> date | None:
    said = child.get("date_of_birth")
    return date.fromisoformat(said) if said else None


def _bytes_of(item: PostItem) -> bytes:
    try:
        return FileStore(current_app.extensions["hub_settings"].data_dir).load(item.sha256)
    except (FileNotFoundError, NotStored):
        raise Refusal(
            "The original of this post is missing or damaged.",
            "Tell whoever runs the hub at your council: it has to be restored from the backup.",
        ) from None


def _ending(item: PostItem) -> str:
    ending = item.name.rpartition(".")[2].lower()
    return f".{ending}" if ending.isalnum() and len(ending) <= 5 and "." in item.name else ""
