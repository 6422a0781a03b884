"""The page of one case with its stages, its requests for advice and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.advice import Area
from hub.deadlines import day_in_london
from hub.models import Case, Request, Role, Stage, Submission, Team
from hub.permissions import Act, may_read, sees_every_case
from hub.queries import case_page
from hub.refusals import AlreadyAsked
from hub.services.chasing import CHASED, chased_at
from hub.services.requests import request_advice
from hub.workflow import FINISHED, REVIEWING, SUBMITTED, WRITING, RequestState
from portal.db import db
from portal.form_fields import HubForm, LongText, ManyOf, options
from portal.journeys.case_lists import MINE, STAGES, TEAM
from portal.journeys.chasing import chase_form
from portal.signed_in import allowed, cases_page, council, may

cases = Blueprint("cases", __name__)


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that the person can do with a request, and where."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A line of the case page's table of requests."""

    request: Request
    completed_on: date | None
    yours: bool
    next_steps: Sequence[NextStep]


@cases.get("/cases/<int:case_id>")
@may(Act.SEE, Case)
def show(case: Case) -> ResponseReturnValue:
    """One case: the child's own words first, its stages, who was asked and what has come back."""
    requests = case_page.requests_of(db.session, case)
    submissions = case_page.latest_submissions(db.session, requests)
    on_case = any(each.allocated_to_id == g.person.id for each in requests)
    reached = STAGES.index(case.stage) if case.stage in STAGES else -1
    own = sees_every_case(g.person)
    return render_template(
        "cases/show.html",
        case=case,
        back=_back(),
        stages=[(each, number <= reached, number == reached) for number, each in enumerate(STAGES)],
        lines=[_line(each, submissions.get(each.id), on_case=on_case) for each in requests],
        people=case.people if own else (),
        history=case_page.history_of(db.session, case) if own else (),
        readings=case_page.readings_of(db.session, case) if g.person.is_a(Role.OFFICER) else (),
        can_ask=g.person.is_a(Role.OFFICER) and case.stage not in (Stage.UNCONFIRMED, Stage.CLOSED),
        chase=chase_form(case) if g.person.is_a(Role.OFFICER) and case.stage is not Stage.CLOSED else None,
        chased=[(CHASED[kind], at) for kind, at in chased_at(db.session, case).items()] if own else (),
        today=day_in_london(g.now),
    )


def _back() -> tuple[str, str]:
    """To the list that the person came from, by its name; else to their own."""
    came_from = urlsplit(request.referrer or "").path
    for each in (MINE, TEAM):
        if came_from == url_for(each.endpoint):
            return url_for(each.endpoint), each.heading
    return url_for(cases_page(g.person)), "Back to cases"


@cases.get("/requests/<int:request_id>")
@may(Act.SEE, Request)
def show_request(request: Request) -> ResponseReturnValue:
    """A request is shown on the page of its case."""
    return redirect(url_for("cases.show", case_id=request.case_id, _anchor=f"request-{request.id}"))


def _line(asked: Request, submission: Submission | None, *, on_case: bool) -> RequestLine:
    return RequestLine(
        request=asked,
        completed_on=day_in_london(asked.returned_at) if asked.returned_at else None,
        yours=allowed(Act.ALLOCATE, asked) or allowed(Act.WRITE, asked),
        next_steps=_next_steps(asked, submission, on_case=on_case),
    )


def _next_steps(asked: Request, submission: Submission | None, *, on_case: bool) -> list[NextStep]:
    """What the person may do now, the most likely first."""
    readable = submission is not None and may_read(
        g.person, submission, council(), on_case=on_case, on=day_in_london(g.now)
    )
    steps = (
        ("Open", "advice.write", asked.state in WRITING and allowed(Act.WRITE, asked)),
        (
            "Assign professional",
            "allocation.assign",
            asked.state is RequestState.AWAITING_ALLOCATION and allowed(Act.ALLOCATE, asked),
        ),
        (
            "Decide what follows",
            "allocation.decide",
            asked.state is RequestState.ANSWERED_NO and allowed(Act.DECIDE, asked),
        ),
        ("Quality check", "quality.show", asked.state in REVIEWING and allowed(Act.REVIEW, asked)),
        ("Read advice", "submission.show", asked.state in SUBMITTED and readable),
        ("Upload documents", "uploads.show", asked.state in WRITING and allowed(Act.UPLOAD, asked)),
        ("Change professional", "allocation.assign", asked.state in WRITING and allowed(Act.ALLOCATE, asked)),
    )
    return [NextStep(text, url_for(endpoint, request_id=asked.id)) for text, endpoint, possible in steps if possible]


class AskForm(HubForm):
    """Whom to ask, about what."""

    teams = ManyOf("Which teams?", (), needed="Choose at least one team")
    areas = ManyOf(
        "Which advice areas?",
        [(each.value, each.heading) for each in Area],
        hint="Leave empty to ask each team about the areas that it usually advises on.",
    )
    notes = LongText(
        "Notes for the teams", hint="What you would like them to look at. Shown on the request, never in an email."
    )


@cases.route("/cases/<int:case_id>/ask", methods=["GET", "POST"])
@may(Act.SEE, Case, Role.OFFICER)
def ask(case: Case) -> ResponseReturnValue:
    """Ask teams for advice: each has six weeks from today."""
    teams = case_page.teams_to_ask(db.session)
    busy = {each.team_id for each in case_page.requests_of(db.session, case) if each.state not in FINISHED}
    form = AskForm()
    form.teams.choices = options((str(each.id), _named(each)) for each in teams if each.id not in busy)
    if form.validate_on_submit():
        chosen = [each for each in teams if str(each.id) in (form.teams.data or [])]
        try:
            _ask(case, chosen, [Area(each) for each in form.areas.data or []], form.notes.data or "")
            flash("Advice requested from " + _listed([each.name for each in chosen]))
            return redirect(url_for("cases.show", case_id=case.id))
        except AlreadyAsked as refusal:
            form.refuse(form.teams, refusal.sentence)
    already = [each for each in teams if each.id in busy]
    return render_template("cases/ask.html", case=case, form=form, already=already, today=day_in_london(g.now))


def _named(team: Team) -> str:
    return f"{team.name} ({team.specialism})" if team.specialism else team.name


def _ask(case: Case, teams: Sequence[Team], areas: Sequence[Area], notes: str) -> None:
    for each in teams:
        request_advice(db.session, case=case, team=each, areas=areas or each.areas, notes=notes, by=g.person, now=g.now)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
