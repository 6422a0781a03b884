"""My cases, Team cases, and the page of one case with its stages, its requests for advice and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hub.advice import Area
from hub.deadlines import day_in_london
from hub.models import Case, Request, Role, Stage, Submission, Team
from hub.permissions import Act, may_read, sees_every_case
from hub.queries import case_page
from hub.queries.cases import (
    CaseFilters,
    CaseRow,
    RequestRow,
    council_cases,
    my_requests,
    request_counts,
    schools_in_use,
    stage_counts,
    team_requests,
)
from hub.queries.due_counts import due_counts
from hub.queries.page import Page, Place
from hub.refusals import AlreadyAsked
from hub.services.chasing import CHASED, chased_at
from hub.services.requests import request_advice
from hub.workflow import FINISHED, REVIEWING, SUBMITTED, WRITING, RequestState
from portal.db import db, reads_only
from portal.form_fields import HubForm, LongText, ManyOf, options
from portal.frame import CASEWORKERS
from portal.journeys.chasing import chase_form
from portal.signed_in import allowed, cases_page, council, may, signed_in

cases = Blueprint("cases", __name__)
OPEN_STATES = tuple(each for each in RequestState if each not in FINISHED)
MANAGERS = (Role.TEAM_MANAGER, Role.SECRETARY, Role.OFFICER, Role.DCO)
STAGES = (Stage.REQUEST, Stage.ASSESSMENT, Stage.DRAFT_PLAN, Stage.FINAL_PLAN, Stage.REVIEW)


@dataclass(frozen=True, slots=True)
class Pill:
    """A quick filter with its count."""

    text: str
    count: int | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class CaseList:
    """One of the two lists, and what is asked of it."""

    endpoint: str
    heading: str
    team: bool

    @property
    def every_case(self) -> bool:
        """Whether the list is of cases (the council's own people) rather than of requests for advice."""
        return g.person.is_a(Role.OFFICER) or (self.team and sees_every_case(g.person))

    def rows(self, filters: CaseFilters, today: date, after: Place | None) -> Page[CaseRow] | Page[RequestRow]:
        """A page of the list."""
        if self.every_case:
            coordinator = None if self.team else g.person
            return council_cases(db.session, filters=filters, today=today, coordinator=coordinator, after=after)
        listed = team_requests if self.team else my_requests
        return listed(db.session, person=g.person, filters=filters, today=today, after=after)

    def pills(self, filters: CaseFilters, today: date) -> list[Pill]:
        """The quick filters: the states that have any requests, or the stages that have any cases."""
        if self.every_case:
            counts = stage_counts(db.session, coordinator=None if self.team else g.person)
            found = [
                self._pill(stage.label, counts[stage], filters.stage is stage, stage=stage.value)
                for stage in _stages_shown()
                if counts.get(stage)
            ]
            late = [
                self._pill("Due soon", None, filters.due == "soon", due="soon"),
                self._pill("Overdue", None, filters.due == "overdue", due="overdue"),
            ]
            every = self._pill("All open", None, filters == CaseFilters(confirmed_only=filters.confirmed_only))
            return [every, *late, *found]
        due = due_counts(db.session, person=g.person, team=self.team, today=today)
        counted = request_counts(db.session, person=g.person, team=self.team)
        plain = filters.states == frozenset(OPEN_STATES) and not filters.due
        return [
            self._pill("All open", sum(counted.get(each, 0) for each in OPEN_STATES), plain),
            self._pill("Due soon", due.soon, filters.due == "soon", due="soon"),
            self._pill("Overdue", due.overdue, filters.due == "overdue", due="overdue"),
            *[
                self._pill(state.label, counted[state], filters.states == frozenset({state}), state=state.value)
                for state in RequestState
                if counted.get(state)
            ],
        ]

    def _pill(self, text: str, count: int | None, current: bool, **asked: Any) -> Pill:
        return Pill(text, count, url_for(self.endpoint, **asked), current)


MINE = CaseList("cases.mine", "My cases", team=False)
TEAM = CaseList("cases.team", "Team cases", team=True)


@cases.get("/my-cases")
@signed_in(*CASEWORKERS)
def mine() -> ResponseReturnValue:
    """The requests that are the person's to answer; for a coordinator, the cases that are theirs."""
    return _list(MINE, request.args)


@cases.post("/my-cases")
@reads_only
@signed_in(*CASEWORKERS)
def search_mine() -> ResponseReturnValue:
    """The same, searched: posted, so that no name stands in an address."""
    return _list(MINE, request.form)


@cases.get("/team-cases")
@signed_in(*MANAGERS)
def team() -> ResponseReturnValue:
    """The requests made to the person's teams; for the council's own people, every case."""
    return _list(TEAM, request.args)


@cases.post("/team-cases")
@reads_only
@signed_in(*MANAGERS)
def search_team() -> ResponseReturnValue:
    """The same, searched."""
    return _list(TEAM, request.form)


def _list(shown: CaseList, asked: MultiDict[str, str]) -> ResponseReturnValue:
    today = day_in_london(g.now)
    filters = _filters(asked, every_case=shown.every_case)
    page = shown.rows(filters, today, Place.from_text(asked.get("after", "")))
    return render_template(
        "cases/list.html",
        shown=shown,
        filters=filters,
        searched=asked.get("q", "").strip(),
        states=[] if shown.every_case else list(RequestState),
        stages=_stages_shown() if shown.every_case else list(STAGES),
        schools=schools_in_use(db.session),
        pills=shown.pills(filters, today),
        page=page,
        next_page=_next_page(shown, asked, page.next),
        to_decide=case_page.to_decide(db.session, g.person) if shown is MINE and shown.every_case else (),
        team_link=not g.person.roles.isdisjoint(MANAGERS),
        today=today,
    )


def _stages_shown() -> list[Stage]:
    """A case that no officer has confirmed is for officers."""
    return [each for each in Stage if each is not Stage.UNCONFIRMED or g.person.is_a(Role.OFFICER)]


def _filters(asked: MultiDict[str, str], *, every_case: bool) -> CaseFilters:
    states = frozenset(each for each in RequestState if each.value in asked.getlist("state"))
    due = asked.get("due", "")
    return CaseFilters(
        states=frozenset() if every_case else states or frozenset(OPEN_STATES),
        stage=next((each for each in Stage if each.value == asked.get("stage")), None),
        school=asked.get("setting", "").replace("\0", ""),
        due=due if due in ("soon", "overdue") else "",
        confirmed_only=not g.person.is_a(Role.OFFICER),
        search=_as_searched(asked.get("q", "").replace("\0", "").strip()),
    )


def _as_searched(text: str) -> str:
    """A date as people write it becomes one as the record keeps it."""
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return text


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the next page is: an address, or what to post again where something was searched for."""

    href: str = ""
    posted: Sequence[tuple[str, str]] = ()


def _next_page(shown: CaseList, asked: MultiDict[str, str], place: Place | None) -> NextPage | None:
    if place is None:
        return None
    kept = [(name, value) for name, value in asked.items(multi=True) if name not in ("after", "csrf_token")]
    kept.append(("after", str(place)))
    if asked.get("q", "").strip():
        return NextPage(posted=kept)
    wanted: dict[str, Any] = {}
    for name, value in kept:
        wanted.setdefault(name, []).append(value)
    return NextPage(href=url_for(shown.endpoint, **wanted))


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
    readable = submission is not None and may_read(g.person, submission, council(), on_case=on_case)
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
