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
KINDS = {
    "ehc-needs-assessment-request": "Request for an EHC needs assessment",
    "annual-review-request": "Request for an annual review",
    "advice-request": "Request for advice",
    "advice-return": "Advice sent back",
    "query": "Question about a case",
    "case-update": "News about a case",
    "auto-reply": "Automatic reply",
    "bounce": "Undelivered mail",
    "spam": "Unwanted mail",
    "other": "Something else",
}
EVIDENCE_OF = {
    "child_name": "child.name",
    "known_as": "child.known_as",
    "date_of_birth": "child.date_of_birth",
    "nhs_number": "child.nhs_number",
    "upn": "child.upn",
    "school": "school",
    "postcode": "address_postcode",
    "concerns": "concerns",
}
ROLES = [
    ("parent", "Parent or carer"),
    ("young-person", "The young person"),
    ("school", "School or college"),
    ("health", "Health professional"),
    ("social-care", "Social care"),
    ("other", "Somebody else"),
]
SOURCES = {"body": "message", "subject": "subject line"}  # the parts of an e-mail; others are named by their file
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
SURE = 0.9
FIRST_DAY = date(2014, 9, 1)  # Children and Families Act 2014, Part 3: in force


class AskedForm(HubForm):
    """How a request was made, and by whom."""

    channel = OneOf(
        "How was the request made?",
        [
            (Channel.TELEPHONE.value, "By telephone"),
            (Channel.IN_PERSON.value, "In person"),
            (Channel.PAPER.value, "On paper"),
        ],
        needed="Choose how the request was made",
    )
    requester_role = OneOf("Who are they?", ROLES, needed="Choose who asked")
    requester_name = Text(
        "Their name", needed="Enter the name of the person who asked", longest=length_of(CasePerson.name)
    )
    requester_phone = Phone("Their telephone number", longest=length_of(CasePerson.phone), autocomplete="off")
    requester_email = Email("Their email address", longest=length_of(CasePerson.email), autocomplete="off")


class ChildForm(HubForm):
    """What is known of the child; every field can be corrected."""

    child_name = Text(
        "Child's or young person's name",
        needed="Enter the child's name",
        longest=length_of(Case.child_name),
        params={"autocomplete": "off"},
    )
    known_as = Text("Known as", longest=length_of(Case.known_as), params={"autocomplete": "off"})
    date_of_birth = Day("Date of birth", what="Date of birth")
    nhs_number = Text("NHS number", checks=[nhs_number_check], width="govuk-input--width-20")
    upn = Text("Unique pupil number", checks=[upn_check], width="govuk-input--width-20")
    school = Text("School, college or early years setting", longest=length_of(Case.school))
    postcode = Text("Postcode", longest=length_of(Case.postcode), width="govuk-input--width-10")
    concerns = LongText("What worries the person who asked, in their words", rows=6)
    received_on = Day(
        "Day on which the council received it",
        what="The day of receipt",
        needed="Enter the day on which the council received it",
        hint="The six weeks to decide whether to assess count from this day.",
    )
    looked_after = Tick("The child is looked after by the council")
    address_confidential = Tick("The address is confidential")

    def validate_received_on(self, field: Day) -> None:
        """Refuse a day that is still to come, or on which there was no such request yet."""
        if field.data and field.data > day_in_london(g.now):
            raise ValidationError("The day of receipt cannot be in the future")
        if field.data and field.data < FIRST_DAY:
            raise ValidationError("The day of receipt cannot be before 1 September 2014")

    def values(self) -> dict[str, Any]:
        """The values by the names that a case has for them."""
        return {name: field.data for name, field in self._fields.items() if name in CORRECTABLE}


class RecordForm(AskedForm, ChildForm):
    """A request made by telephone, in person or on paper; errors are listed in the order of the page."""


class JoinForm(HubForm):
    """Which case it belongs to."""

    reference = Text("Case reference", needed="Enter the reference of the case", width="govuk-input--width-20")


class AsideForm(HubForm):
    """Why it is not for the hub."""

    reason = LongText("Why is it not for the hub?", needed="Say why it is not for the hub", rows=2)


@post.get("/")
@signed_in(Role.OFFICER)
def queue() -> ResponseReturnValue:
    """Everything that waits for an officer, the longest waiting first."""
    return render_template(
        "post/queue.html",
        rows=post_queue(db.session),
        by_hand=unconfirmed_without_post(db.session),
        kinds=KINDS,
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


def _texts(result: Mapping[str, Any], *, linked: bool) -> list[tuple[str, Markup]]:
    """Each text of the item, the words marked from which a value was read; linked to its field where that is shown."""
    evidence = result.get("evidence") or {}
    marks: dict[str, list[Mark]] = {}
    for field, name in EVIDENCE_OF.items():
        if found := evidence.get(name):
            marks.setdefault(found["source"], []).append(
                Mark(found["start"], found["end"], field if linked else "", "read")
            )
    texts: Mapping[str, str] = result.get("texts") or {}
    return [(_source(source), highlight(text, marks.get(source, ()))) for source, text in texts.items()]


def _where(result: Mapping[str, Any], name: str, field: str) -> Markup:
    """Where a value was read, and how surely, as the hint of its field; a link to the words where they are shown."""
    found = (result.get("evidence") or {}).get(name)
    if not found:
        return Markup("Not found in what was received.")
    page = f", page {found['page']}" if found.get("page") and found["source"] not in SOURCES else ""
    place = f"{_source(found['source'])}{page}"
    shown = found["source"] in (result.get("texts") or {})
    words = found["text"] if len(found["text"]) <= 60 else found["text"][:57] + "…"
    sure = (found.get("confidence") or 0) >= SURE
    hard = found["source"].lower().endswith(PICTURES)
    doubt = "" if sure else " Hard to read: please check." if hard else " Please check."
    if shown:
        link = Markup('<a class="govuk-link" href="#{}">{}</a>').format(words_id(field), place)
        return Markup("Read in the {}.{}").format(link, doubt)
    return Markup("Read in the {}: “{}”.{}").format(place, words, doubt)


def _source(source: str) -> str:
    return SOURCES.get(source, source)


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
