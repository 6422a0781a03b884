"""My cases and Team cases: search, filters with their counts, and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hub.deadlines import day_in_london
from hub.models import Role, Stage
from hub.permissions import sees_every_case
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
from hub.workflow import FINISHED, RequestState
from portal.db import db, reads_only
from portal.frame import CASEWORKERS
from portal.signed_in import signed_in

case_lists = Blueprint("case_lists", __name__)
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


MINE = CaseList("case_lists.mine", "My cases", team=False)
TEAM = CaseList("case_lists.team", "Team cases", team=True)


@case_lists.get("/my-cases")
@signed_in(*CASEWORKERS)
def mine() -> ResponseReturnValue:
    """The requests that are the person's to answer; for a coordinator, the cases that are theirs."""
    return _list(MINE, request.args)


@case_lists.post("/my-cases")
@reads_only
@signed_in(*CASEWORKERS)
def search_mine() -> ResponseReturnValue:
    """The same, searched: posted, so that no name stands in an address."""
    return _list(MINE, request.form)


@case_lists.get("/team-cases")
@signed_in(*MANAGERS)
def team() -> ResponseReturnValue:
    """The requests made to the person's teams; for the council's own people, every case."""
    return _list(TEAM, request.args)


@case_lists.post("/team-cases")
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
