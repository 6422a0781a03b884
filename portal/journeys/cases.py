"""The page of one case with its stages, its requests for advice and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.council_dates import date_for, dates_ahead
from hub.deadlines import Deadline, Event, day_in_london, deadlines_from
from hub.models import Answer, Case, CouncilDecision, Request, Role, Stage, Submission
from hub.permissions import Act, may_read, sees_every_case
from hub.queries import case_page
from hub.queries.case_dates import relieved
from hub.queries.decisions import all_decisions, in_force
from hub.queries.family import views_of
from hub.services.chasing import CHASED, chased_at
from hub.services.letters import Letter
from hub.workflow import OUTSTANDING, REVIEWING, SUBMITTED, WRITING, RequestState
from portal.db import db
from portal.journeys.case_lists import MINE, TEAM
from portal.journeys.chasing import chase_form
from portal.journeys.notices import what_was_sent
from portal.signed_in import allowed, cases_page, council, may
from portal.stages import stage_of, stages_of
from portal.whats_new import whats_new

cases = Blueprint("cases", __name__)
MOST_AHEAD = 3
LETTERS = {
    "request": (Letter.ACKNOWLEDGEMENT, Letter.MISSING),
    "assessment": (Letter.AGREE_TO_ASSESS, Letter.REFUSE_TO_ASSESS, Letter.EXCEPTION_NOTICE),
    "draft-plan": (Letter.DRAFT_PLAN, Letter.REFUSE_TO_ISSUE),
    "final-plan": (Letter.FINAL_PLAN,),
}
"""The letters that belong to each stage."""


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

    @property
    def says_more(self) -> bool:
        """Whether the team's answer says more than that somebody is writing."""
        usual = self.request.answer in (None, Answer.YES_ALLOCATED)
        return not usual or bool(self.request.answer_details)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision of the council, and the statutory date that stood over it or follows from it."""

    row: CouncilDecision
    deadline: Deadline | None


@cases.get("/cases/<int:case_id>")
@may(Act.SEE, Case)
def show(case: Case) -> ResponseReturnValue:
    """One case: the child's own words first, its stages, who was asked and what has come back."""
    requests = case_page.requests_of(db.session, case)
    submissions = case_page.latest_submissions(db.session, requests)
    on_case = any(each.is_written_by(g.person) for each in requests)
    own, officer = sees_every_case(g.person), g.person.is_a(Role.OFFICER)
    rows = all_decisions(db.session, case)
    standing = in_force(rows)
    stages = stages_of(case, standing, requests)
    return render_template(
        "cases/show.html",
        case=case,
        back=_back(),
        stages=stages,
        reached={each.anchor for each in stages if each.reached},
        new=whats_new(case),
        collates=officer or any(allowed(Act.REVIEW, each) for each in requests),
        published=any(each.state is RequestState.PUBLISHED for each in requests),
        views=views_of(db.session, case, waiting_too=own),
        decided=_decided(case, standing),
        struck=[each for each in rows if each not in standing] if own else (),
        ahead=_ahead(case, standing, requests) if own else (),
        relieved=relieved(db.session, case=case, requests=requests, council=council(), today=day_in_london(g.now)),
        lines=[_line(each, submissions.get(each.id), on_case=on_case) for each in requests],
        people=case.people if own else (),
        sent=what_was_sent(case) if own else (),
        history=case_page.history_of(db.session, case) if own else (),
        readings=case_page.readings_of(db.session, case) if officer else (),
        letters=LETTERS if officer and case.confirmed_at else {},
        records=officer and case.confirmed_at is not None,
        own=own,
        unneeded=_unneeded(case, requests) if officer else (),
        can_ask=officer and case.stage not in (Stage.UNCONFIRMED, Stage.CLOSED),
        chase=chase_form(case) if officer and case.stage is not Stage.CLOSED else None,
        chased=[(CHASED[kind], at) for kind, at in chased_at(db.session, case).items()] if own else (),
        today=day_in_london(g.now),
    )


def _decided(case: Case, standing: Sequence[CouncilDecision]) -> dict[str, list[DecisionLine]]:
    """The decisions at each stage of the page, the earliest first."""
    found: dict[str, list[DecisionLine]] = {}
    for each in standing:
        found.setdefault(stage_of(each), []).append(DecisionLine(each, date_for(case, standing, each)))
    return found


def _ahead(case: Case, standing: Sequence[CouncilDecision], requests: Sequence[Request]) -> Sequence[Deadline]:
    """What is due next, the soonest first, as the lists say it too: the council's dates and the soonest advice."""
    found = dates_ahead(case, standing, today=day_in_london(g.now))
    late = [each for each in requests if each.state in OUTSTANDING | WRITING and case.stage is not Stage.CLOSED]
    for asked in sorted(late, key=lambda each: each.due_on)[:1]:
        for each in deadlines_from(Event.ADVICE_REQUESTED, asked.received_on):
            what = f"Advice from {asked.team.name}"
            found.append(replace(each, id=f"request-{asked.id}-{each.id}", what=what, date=asked.due_on))
    return sorted(found, key=lambda each: each.date)[:MOST_AHEAD]


def _unneeded(case: Case, requests: Sequence[Request]) -> Sequence[Request]:
    """The requests that are still open although the case is closed."""
    return [each for each in requests if case.stage is Stage.CLOSED and each.state in OUTSTANDING | WRITING]


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
