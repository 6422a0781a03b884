"""The dates of a case: each opens into its derivation; exceptions of the law recorded, changed, struck out and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from hub.deadlines import CLOSURES, Clock, Sense, day_in_london, law
from hub.models import Case, RecordedException, Request, Role, ToldBy
from hub.permissions import Act, sees_every_case
from hub.queries.case_dates import DateLine, DateState, case_dates
from hub.queries.case_page import requests_of
from hub.queries.exceptions import every_exception, family_addresses, standing
from hub.refusals import NotALawfulException, Refusal
from hub.services.exceptions import (
    Excepted,
    family_was_told,
    record_exception,
    replace_exception,
    withdraw_exception,
)
from portal.db import db
from portal.form_fields import Day, HubForm, LongText, OneOf, Text, options
from portal.shown import day, due_words
from portal.signed_in import allowed, council, may, of_family

dates = Blueprint("dates", __name__)
OTHER, EMAIL, LATER = "other", "email", "later"
_TONES = {
    DateState.KEPT: "done",
    DateState.LATE: "late",
    DateState.AHEAD: "working",
    DateState.OVERDUE: "late",
    DateState.UNDATED: "done",
    DateState.FROM: "working",
}


class ExceptionForm(HubForm):
    """An exception on one clock: its reason, its days, and what happened."""

    reason = OneOf("What is the exception?", [], needed="Choose the exception")
    other = Text("What is it?", hint="Only if you chose “Something else”.", longest=200)
    first = Day("First day", what="The first day", needed="Enter the first day")
    last = Day(
        "Last day",
        what="The last day",
        hint="Leave this empty if you do not know yet. Needed for a closure or absence.",
    )
    asked_on = Day(
        "If a school or nursery was closed: when did you ask it for advice?",
        what="The day on which you asked",
        hint="A closure counts if you asked in the week before it, or while it lasted but for its last week.",
    )
    explanation = LongText(
        "What happened, and why does it make it impractical to keep the date?",
        needed="Say what happened",
        hint="The council reads this, and the family may ask for it. Other teams do not see it.",
    )
    tell = OneOf("How will the family be told?", [], needed="Choose how the family will be told")


class ChangeForm(HubForm):
    """An exception's days put right, or its end."""

    first = Day("First day", what="The first day", needed="Enter the first day")
    last = Day("Last day", what="The last day", hint="Leave this empty while it lasts and its end is not known.")
    asked_on = Day("When did you ask the school or nursery?", what="The day on which you asked")
    explanation = LongText("What has changed?", needed="Say what has changed", rows=3)


class ToldForm(HubForm):
    """That the family was told."""

    how = OneOf("How were they told?", [(each.value, each.label.capitalize()) for each in ToldBy], needed="Choose how")
    on = Day("When?", what="The day on which they were told", needed="Enter the day")


class StrikeOutForm(HubForm):
    """An exception that was recorded in error."""

    why = LongText("Why is it struck out?", needed="Say why it is struck out", rows=3)


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """An exception on the page: what it is in words, and whether the person may change it."""

    row: RecordedException
    label: str
    regulation: str
    replaced: bool
    explained: bool
    changeable: bool


@dates.get("/cases/<int:case_id>/dates")
@may(Act.SEE, Case)
def show(case: Case) -> ResponseReturnValue:
    """Every date of the case, with its derivation; both clocks apart."""
    return _page(case, own=True)


@dates.get("/my-child/<int:case_id>/dates")
@of_family
def family(case: Case) -> ResponseReturnValue:
    """The same for the family: the dates of the law, and each exception with its reason and days."""
    return _page(case, own=False)


def _page(case: Case, *, own: bool) -> ResponseReturnValue:
    today = day_in_london(g.now)
    requests = requests_of(db.session, case)
    found = case_dates(db.session, case=case, requests=requests, council=council(), today=today)
    return render_template(
        "dates/show.html",
        case=case,
        own=own,
        dates=found,
        status=lambda line: status(line, today),
        exceptions=_shown(found.every_exception if own else found.exceptions),
        label=lambda row: law().reasons[row.reason].label,
        may_record=own and g.person.is_a(Role.OFFICER) and bool(found.council),
        may_except=lambda request: own and allowed(Act.EXCEPT, request),
        today=today,
    )


def status(line: DateLine, today: date) -> tuple[str, str]:
    """How it stands with a date: in words, and the colour beside them."""
    done = line.done
    days = "1 day" if line.days == 1 else f"{line.days} days"
    words = {
        DateState.KEPT: f"On time, {day(done.on)}" if done else "",
        DateState.LATE: f"{days} late, {day(done.on)}" if done else "",
        DateState.AHEAD: due_words(line.deadline.date, today).capitalize(),
        DateState.OVERDUE: due_words(line.deadline.date, today).capitalize(),
        DateState.UNDATED: "Done, on a day not recorded",
        DateState.NOT_RECORDED: "Not recorded in the hub",
        DateState.ONLY_IF: "Only if it comes to this",
        DateState.NOT_NEEDED: "Not needed",
        DateState.FROM: "No sooner than this" if line.deadline.sense is Sense.AT_LEAST else "From this day",
    }
    return words[line.state], _TONES.get(line.state, "closed")


@dates.route("/cases/<int:case_id>/exceptions/new", methods=["GET", "POST"])
@may(Act.SEE, Case, Role.OFFICER)
def except_case(case: Case) -> ResponseReturnValue:
    """Record an exception on the council's own clock."""
    return _record(case, None)


@dates.route("/requests/<int:request_id>/exceptions/new", methods=["GET", "POST"])
@may(Act.EXCEPT, Request)
def except_request(request: Request) -> ResponseReturnValue:
    """Record an exception on an adviser's six weeks."""
    return _record(request.case, request)


def _record(case: Case, request: Request | None) -> ResponseReturnValue:
    clock = Clock.ADVISER if request else Clock.COUNCIL
    addresses = family_addresses(db.session, case) if g.person.is_a(Role.OFFICER) else []
    form = ExceptionForm(tell=EMAIL if addresses else LATER)
    form.reason.choices = options(
        [
            *((each.value, law().reasons[each].label) for each in law().reasons_for(clock)),
            (OTHER, "Something else: a waiting list, holidays, staff, workload"),
        ]
    )
    form.tell.choices = options(_ways_to_tell(addresses))
    if form.validate_on_submit():
        try:
            row = record_exception(
                db.session,
                case=case,
                request=request,
                excepted=_excepted(form, form.reason.data if form.reason.data != OTHER else form.other.data or OTHER),
                by=g.person,
                now=g.now,
                email_family=form.tell.data == EMAIL,
            )
            return _back(row, "The exception is recorded. No date has moved.")
        except Refusal as refusal:
            form.refuse(_field_of(refusal, form), f"{refusal.sentence} {refusal.what_next}")
    return render_template("dates/record.html", case=case, asked=request, form=form, law=law(), clock=clock)


def _ways_to_tell(addresses: list[str]) -> list[tuple[str, str]]:
    later = (LATER, "By letter, by telephone or in person: it is recorded afterwards, on the page of dates")
    if not addresses:
        return [later]
    return [(EMAIL, "By email now. It gives the reference and the date that the law sets, and nothing else"), later]


@dates.route("/cases/<int:case_id>/exceptions/<int:exception_id>", methods=["GET", "POST"])
@may(Act.SEE, Case)
def change(case: Case, exception_id: int) -> ResponseReturnValue:
    """End or correct an exception: by a new row, so that the first stays on record."""
    row = _changeable(case, exception_id)
    form = ChangeForm(first=row.from_day, last=row.to_day, asked_on=row.asked_on)
    if form.validate_on_submit():
        try:
            changed = replace_exception(
                db.session, exception=row, excepted=_excepted(form, row.reason.value), by=g.person, now=g.now
            )
            return _back(changed, "The change is recorded. No date has moved.")
        except Refusal as refusal:
            form.refuse(_field_of(refusal, form), f"{refusal.sentence} {refusal.what_next}")
    return _change_page(row, form, ToldForm(None, prefix="told"), StrikeOutForm(None, prefix="out"))


@dates.post("/cases/<int:case_id>/exceptions/<int:exception_id>/told")
@may(Act.SEE, Case)
def told(case: Case, exception_id: int) -> ResponseReturnValue:
    """Record that the family was told."""
    row = _changeable(case, exception_id)
    form = ToldForm(prefix="told")
    if form.validate() and form.on.data:
        try:
            family_was_told(
                db.session, exception=row, how=ToldBy(form.how.data), on=form.on.data, by=g.person, now=g.now
            )
            return _back(row, "It is on record that the family was told.")
        except Refusal as refusal:
            form.refuse(form.on, f"{refusal.sentence} {refusal.what_next}")
    return _change_page(row, _as_it_stands(row), form, StrikeOutForm(None, prefix="out"))


@dates.post("/cases/<int:case_id>/exceptions/<int:exception_id>/strike-out")
@may(Act.SEE, Case)
def strike_out(case: Case, exception_id: int) -> ResponseReturnValue:
    """Strike out an exception that was recorded in error; it stays on record."""
    row = _changeable(case, exception_id)
    form = StrikeOutForm(prefix="out")
    if form.validate():
        withdraw_exception(db.session, exception=row, explanation=form.why.data or "", by=g.person, now=g.now)
        return _back(row, "The exception is struck out. It stays on record.")
    return _change_page(row, _as_it_stands(row), ToldForm(None, prefix="told"), form)


def _changeable(case: Case, exception_id: int) -> RecordedException:
    """The exception, if it is this case's, stands, and is the person's to change; else the page is not there."""
    found = next((each for each in standing(every_exception(db.session, case)) if each.id == exception_id), None)
    if found is None or not _may_change(found):
        abort(404)
    return found


def _may_change(row: RecordedException) -> bool:
    if row.request is not None:
        return allowed(Act.EXCEPT, row.request)
    return Role.OFFICER in g.person.roles


def _as_it_stands(row: RecordedException) -> ChangeForm:
    return ChangeForm(None, first=row.from_day, last=row.to_day, asked_on=row.asked_on)


def _change_page(
    row: RecordedException, form: ChangeForm, told_form: ToldForm, strike_form: StrikeOutForm
) -> ResponseReturnValue:
    refused = next((each for each in (form, told_form, strike_form) if each.errors), form)
    return render_template(
        "dates/change.html",
        case=row.case,
        row=row,
        reason=law().reasons[row.reason],
        form=refused,
        change=form,
        told=told_form,
        strike_out=strike_form,
        closure=row.reason in CLOSURES,
    )


def _excepted(form: ExceptionForm | ChangeForm, reason: str) -> Excepted:
    first = form.first.data or day_in_london(g.now)  # a form without its first day has been refused before
    return Excepted(reason, first, form.last.data, form.asked_on.data, form.explanation.data or "")


def _field_of(refusal: Refusal, form: ExceptionForm | ChangeForm) -> Field:
    """The field that a refusal is about."""
    if isinstance(refusal, NotALawfulException):
        return form.reason if isinstance(form, ExceptionForm) else form.first
    closure = isinstance(form, ChangeForm) or form.reason.data in {each.value for each in CLOSURES}
    return form.asked_on if closure and form.last.data and not form.asked_on.data else form.last


def _back(row: RecordedException, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("dates.show", case_id=row.case_id, _anchor="exceptions"))


def _shown(rows: tuple[RecordedException, ...]) -> list[ExceptionShown]:
    """Every row, the latest first. What happened is for the council, and for the team whose clock it is."""
    replaced = {each.replaces_id for each in rows}
    return [
        ExceptionShown(
            row=each,
            label=law().reasons[each.reason].label,
            regulation=law().reasons[each.reason].regulation,
            replaced=each.id in replaced,
            explained=sees_every_case(g.person) or _may_change(each),
            changeable=each.id not in replaced and not each.withdrawn and _may_change(each),
        )
        for each in reversed(rows)
    ]
