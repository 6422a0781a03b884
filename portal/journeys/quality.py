"""The quality step: the reviewer's queue, clear, accept, return with a reason; and releasing submitted advice."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.deadlines import day_in_london
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS
from hub.models import Request, Role, Submission
from hub.permissions import Act
from hub.queries.quality import MOST, Order, Waiting, decisions_on, waiting_for
from hub.refusals import NotAwaitingThat, ReasonNeeded
from hub.services.advice import findings_of, latest_submission
from hub.services.deputies import SETS_COVER
from hub.services.dismissals import overruled
from hub.services.quality import accept_advice, accept_together, clear_advice, release_advice, return_advice
from hub.services.uploads import uploads_of
from hub.workflow import REVIEWING, RequestState
from portal.cards import beside
from portal.db import db
from portal.form_fields import HubForm, LongText
from portal.frame import reviewers
from portal.signed_in import council, may, signed_in
from portal.standing_in import stands_in

quality = Blueprint("quality", __name__)
REVIEWERS = frozenset({Role.DCO, Role.TEAM_MANAGER})


class ReviewForm(HubForm):
    """The reviewer's reason; which button was pressed says what it is for."""

    reason = LongText(
        "Your reason",
        hint="Needed to return the advice, and to clear advice that is held. The writer reads it.",
        rows=4,
    )


class ReleaseForm(HubForm):
    """Why submitted advice has to change."""

    reason = LongText(
        "Why does it have to change?", needed="Say why it has to change", hint="The writer reads this.", rows=4
    )


@quality.app_template_filter("to_reviewer_by")
def to_reviewer_by(asked: Request) -> date | None:
    """The day by which the advice should reach its reviewer; None where the profile has no quality step."""
    rules = council().rules_for(asked.team.profile)
    return rules.to_reviewer_by(received_on=asked.received_on, due_on=asked.due_on)


@quality.get("/quality")
@signed_in()
def queue() -> ResponseReturnValue:
    """What waits for my quality check, or for whoever I stand in for: held first, then by date or by findings."""
    order = Order.FINDINGS if request.args.get("order") == Order.FINDINGS else Order.DUE
    waiting = _waiting(order)
    return render_template(
        "quality/queue.html",
        waiting=waiting,
        clean=sum(each.is_clean for each in waiting),
        order=order,
        orders=Order,
        most=MOST,
        sets_cover=not g.person.roles.isdisjoint(SETS_COVER & reviewers()),
        today=day_in_london(g.now),
    )


@quality.get("/quality/accept")
@signed_in()
def clean() -> ResponseReturnValue:
    """Everything that has no findings, by name, before it is accepted in one go."""
    waiting = [each for each in _waiting(Order.DUE) if each.is_clean]
    return render_template("quality/accept.html", waiting=waiting, today=day_in_london(g.now))


@quality.post("/quality/accept")
@signed_in()
def accept_clean() -> ResponseReturnValue:
    """Accept what the page listed, as far as nothing about it has changed since."""
    shown = frozenset(request.form.getlist("submission"))
    wanted = [each for each in _waiting(Order.DUE) if each.is_clean and str(each.submission_id) in shown]
    submissions = [db.session.get_one(Submission, each.submission_id) for each in wanted]
    accepted = accept_together(db.session, submissions=submissions, by=g.person, council=council(), now=g.now)
    left = len(shown) - len(accepted)
    said = "1 piece of advice is" if len(accepted) == 1 else f"{len(accepted)} pieces of advice are"
    flash(f"{said} accepted and published." + (f" {left} had changed meanwhile: look again." if left else ""))
    return redirect(url_for("quality.queue"))


def _waiting(order: Order) -> list[Waiting]:
    if not (g.person.roles & REVIEWERS or stands_in(g.person.id)):
        abort(404)
    return waiting_for(db.session, person=g.person, council=council(), on=day_in_london(g.now), order=order)


@quality.get("/requests/<int:request_id>/quality")
@may(Act.REVIEW, Request)
def show(asked: Request) -> ResponseReturnValue:
    """The submitted advice, its findings beside the words, the writer's reasons, and what I can do."""
    return _page(asked, _submitted(asked), ReviewForm())


@quality.post("/requests/<int:request_id>/quality")
@may(Act.REVIEW, Request)
def decide(asked: Request) -> ResponseReturnValue:
    """Clear, accept or return exactly the submission that the page showed."""
    submitted = _submitted(asked)
    if request.form.get("submission") != str(submitted.number):
        raise NotAwaitingThat
    form = ReviewForm()
    reason = form.reason.data or ""
    try:
        said = _decide(submitted, request.form.get("decision", ""), reason)
    except ReasonNeeded as refusal:
        form.refuse(form.reason, f"{refusal.sentence} {refusal.what_next}")
        return _page(asked, submitted, form), 422
    flash(said)
    if asked.state in REVIEWING:
        return redirect(url_for("quality.show", request_id=asked.id))
    return redirect(url_for("quality.queue"))


def _decide(submitted: Submission, decision: str, reason: str) -> str:
    """Do what the button says; returns what the page says about it."""
    reference = submitted.request.case.reference
    if decision == "accept":
        accept_advice(db.session, submission=submitted, by=g.person, council=council(), now=g.now)
        return f"The advice for {reference} is accepted and published."
    given = {"submission": submitted, "reason": reason, "by": g.person, "council": council(), "now": g.now}
    if decision == "clear":
        clear_advice(db.session, **given)
        if submitted.request.state is RequestState.PUBLISHED:
            return f"The advice for {reference} is cleared and published."
        return "The advice is cleared. It can now be accepted."
    if decision != "return":
        abort(400)
    return_advice(db.session, **given)
    return f"The advice for {reference} is returned to its writer with your reason."


@quality.route("/requests/<int:request_id>/release", methods=["GET", "POST"])
@may(Act.RELEASE, Request)
def release(asked: Request) -> ResponseReturnValue:
    """Release submitted advice to its writer for editing, with a reason."""
    form = ReleaseForm()
    if asked.state not in (RequestState.PUBLISHED, RequestState.AWAITING_QUALITY_CHECK):
        raise NotAwaitingThat
    if form.validate_on_submit():
        submitted, reason = _submitted(asked), form.reason.data or ""
        release_advice(db.session, submission=submitted, reason=reason, by=g.person, council=council(), now=g.now)
        flash("The advice is released. Its writer has been told.")
        return redirect(url_for("cases.show", case_id=asked.case_id))
    return render_template("quality/release.html", asked=asked, form=form, today=day_in_london(g.now))


def _submitted(asked: Request) -> Submission:
    submitted = latest_submission(db.session, asked)
    if submitted is None:
        abort(404)
    return submitted


def _page(asked: Request, submitted: Submission, form: HubForm) -> str:
    words = submitted.advice
    found = [each.finding for each in findings_of(db.session, submitted)]
    return render_template(
        "quality/show.html",
        asked=asked,
        submitted=submitted,
        advice=words,
        beside=beside(words, found, overruled(db.session, asked, words, found)),
        reviewing=asked.state in REVIEWING,
        held=asked.state is RequestState.HELD,
        quality_step=council().rules_for(asked.team.profile).quality_step,
        uploads=uploads_of(db.session, asked),
        decisions=decisions_on(db.session, asked.id),
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
        form=form,
        today=day_in_london(g.now),
    )
