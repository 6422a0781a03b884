"""“Request for advice”: is the child known, who will write; and what the coordinator decides after a “no”."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from hub.deadlines import day_in_london
from hub.models import Answer, Person, Request, length_of
from hub.permissions import Act
from hub.refusals import MissingDetail, NotAwaitingThat, Refusal
from hub.services.allocation import assign as assign_somebody
from hub.services.allocation import invite_and_assign, team_writers
from hub.services.requests import answer_no, ask_again, close_request, share
from hub.workflow import UNALLOCATED, WRITING, RequestState
from portal.db import db
from portal.form_fields import Email, HubForm, ListOf, LongText, ManyOf, OneOf, Text, options
from portal.signed_in import allowed, may

allocation = Blueprint("allocation", __name__)
YES, NO = "yes", "no"
_YES_ANSWERS = [(each.value, each.label.removeprefix("Yes - ")) for each in Answer if each.provides_advice]
_NO_ANSWERS = [(each.value, each.label.removeprefix("No - ")) for each in Answer if not each.provides_advice]


class ResponseForm(HubForm):
    """The answers of both guides, and who is to write."""

    provides = OneOf(
        "Will you provide information and advice for this child or young person?",
        [(YES, "Yes"), (NO, "No")],
        needed="Choose yes or no",
    )
    to = ListOf(
        "Who will write the advice?",
        [],
        none="Choose a team member",
        hint="Whoever cannot take this request is not in the list.",
    )
    also = ManyOf("Who else may write it?", (), hint="Each of them can write in the same draft, and is told by email.")
    name = Text("Their name", longest=length_of(Person.name), autocomplete="off")
    email = Email("Their work email address", longest=length_of(Person.email), autocomplete="off")
    job_title = Text("Their job title", longest=length_of(Person.job_title), autocomplete="off")
    yes_answer = OneOf("How is the child or young person known to you?", _YES_ANSWERS, needed="Choose one")
    no_answer = OneOf("Why not?", _NO_ANSWERS, needed="")
    details = LongText(
        "Details",
        hint="Needed if you answer no. For example: child is not known to the service; previous discharge dates. "
        "The EHCP coordinator reads this.",
        rows=4,
    )


class DecisionForm(HubForm):
    """What follows from a “no”."""

    decision = OneOf(
        "What do you decide?",
        [("again", "Advice is still required: ask the team again"), ("close", "Close the request without advice")],
        needed="Choose what you decide",
    )
    words = LongText(
        "What do you want to say?",
        hint="If you ask again, the team reads this with the request. If you close it, this is kept in the history.",
        needed="Say why",
        rows=4,
    )


@allocation.route("/requests/<int:request_id>/allocate", methods=["GET", "POST"])
@may(Act.ANSWER, Request)
def assign(asked: Request) -> ResponseReturnValue:
    """The page “Request for advice”: assign a professional, or answer that no advice will be given."""
    if asked.state not in UNALLOCATED | WRITING:
        raise NotAwaitingThat
    form = _response_form(asked)
    if form.validate_on_submit():
        try:
            said = _answer(asked, form)
        except Refusal as refusal:
            form.refuse(_field_of(form), f"{refusal.sentence} {refusal.what_next}")
        else:
            flash(said)
            return redirect(url_for("cases.show", case_id=asked.case_id, _anchor=f"request-{asked.id}"))
    return render_template(
        "allocation/assign.html",
        asked=asked,
        form=form,
        yes_answers=_YES_ANSWERS,
        no_answers=_NO_ANSWERS,
        manages=allowed(Act.ALLOCATE, asked),
        again=asked.allocated_to is not None,
        can_refuse=asked.state is not RequestState.RETURNED_FOR_CHANGES,
        today=day_in_london(g.now),
    )


@allocation.route("/requests/<int:request_id>/decision", methods=["GET", "POST"])
@may(Act.DECIDE, Request)
def decide(asked: Request) -> ResponseReturnValue:
    """The coordinator decides what follows from a “no”: regulation 6 may still require the advice."""
    if asked.state is not RequestState.ANSWERED_NO:
        raise NotAwaitingThat
    form = DecisionForm()
    if form.validate_on_submit():
        words = form.words.data or ""
        if form.decision.data == "again":
            ask_again(db.session, request=asked, notes=words, by=g.person, now=g.now)
            flash(f"{asked.team.name} is asked again. The same due date holds.")
        else:
            close_request(db.session, request=asked, reason=words, by=g.person, now=g.now)
            flash("The request is closed without advice.")
        return redirect(url_for("cases.show", case_id=asked.case_id, _anchor=f"request-{asked.id}"))
    return render_template("allocation/decide.html", asked=asked, form=form, today=day_in_london(g.now))


def _response_form(asked: Request) -> ResponseForm:
    """The form, with what is likely already chosen: one tap on a name and one on the button allocate a case."""
    usual = Answer.YES_ALLOCATED if asked.answer is None else asked.answer
    form = ResponseForm(
        provides=YES if allowed(Act.ALLOCATE, asked) else None,
        yes_answer=usual.value,
        to=str(asked.allocated_to_id or ""),
        also=[str(each.id) for each in asked.co_writers],
    )
    members = _team_members(asked)
    form.to.choices = [("", "Choose a team member"), *members]
    form.also.choices = options(members)
    for each in (form.yes_answer, form.no_answer):
        each.validators, each.validate_choice = [], False  # each belongs to one answer only: `_answer` sees to it
    return form


def _team_members(asked: Request) -> list[tuple[str, str]]:
    return [
        (str(person.id), ", ".join(filter(None, (person.name, person.job_title, "" if registered else "invited"))))
        for person, registered in team_writers(db.session, asked)
    ]


def _answer(asked: Request, form: ResponseForm) -> str:
    """Do what was answered; returns what the page says about it. Raises the Refusal that stands in the way."""
    details = form.details.data or ""
    if form.provides.data == NO:
        if form.no_answer.data not in dict(_NO_ANSWERS):
            raise MissingDetail("Choose why no advice will be given.", "The EHCP coordinator decides what follows.")
        answer = Answer(form.no_answer.data)
        answer_no(db.session, request=asked, answer=answer, details=details, by=g.person, now=g.now)
        return "Your response is sent. The EHCP coordinator decides what follows."
    if not allowed(Act.ALLOCATE, asked):
        return "Nothing has changed: this request is yours to write."
    if form.yes_answer.data not in dict(_YES_ANSWERS):
        raise MissingDetail("Choose how the child or young person is known to you.", "The council reads this.")
    answer = Answer(form.yes_answer.data)
    if form.name.data or form.email.data:
        invited = invite_and_assign(
            db.session,
            request=asked,
            name=form.name.data or "",
            email=form.email.data or "",
            job_title=form.job_title.data or "",
            answer=answer,
            details=details,
            by=g.person,
            now=g.now,
        )
        return _allocated(asked, form, invited)
    if not form.to.data:
        raise MissingDetail("Choose who will write the advice.", "Or type in a name and an email address.")
    to = db.session.get_one(Person, int(form.to.data))
    assign_somebody(db.session, request=asked, to=to, answer=answer, details=details, by=g.person, now=g.now)
    return _allocated(asked, form, to)


def _allocated(asked: Request, form: ResponseForm, to: Person) -> str:
    """Share the draft with whoever else was ticked; returns what the page says."""
    chosen = [int(each) for each in form.also.data or [] if int(each) != to.id]
    others = [each for each, _ in team_writers(db.session, asked) if each.id in chosen]
    share(db.session, request=asked, writers=others, by=g.person, now=g.now)
    names = " and ".join(each.name for each in (to, *others))
    return f"{names} {'are' if others else 'is'} assigned, and told by email. The allocation is complete."


def _field_of(form: ResponseForm) -> Field:
    """The field that a refusal is about, by what was being answered."""
    if form.provides.data == NO:
        return form.details if form.no_answer.data in dict(_NO_ANSWERS) else form.no_answer
    if form.email.data or form.name.data:
        return form.email if form.name.data else form.name
    return form.to
