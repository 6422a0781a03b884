"""My cases and Team cases: search, filters with their counts, an order, and pages; remembered for each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hub.deadlines import day_in_london
from hub.models import Role, Stage
from hub.permissions import sees_every_case
from hub.queries.cases import (
    CaseRow,
    RequestRow,
    ToDecide,
    council_cases,
    is_setting,
    my_requests,
    settings_of,
    team_requests,
    to_decide,
)
from hub.queries.list_counts import MOST, ListCounts, council_case_counts, own_case_counts, request_counts
from hub.queries.list_filters import CaseFilters, Sort, Waiting
from hub.queries.page import Page, Place
from hub.queries.whats_new import new_counts
from hub.search_words import searched
from hub.services.looking import choose_list
from hub.workflow import RequestState
from portal.db import db, reads_only
from portal.frame import CASEWORKERS
from portal.list_cells import CaseLine, RequestLine, case_lines, request_lines
from portal.list_memory import full_kinds, note_full, settings_while
from portal.signed_in import shows_list, signed_in

case_lists = Blueprint("case_lists", __name__)
MANAGERS = (Role.TEAM_MANAGER, Role.SECRETARY, Role.OFFICER, Role.DCO)
STAGES = (Stage.REQUEST, Stage.ASSESSMENT, Stage.DRAFT_PLAN, Stage.FINAL_PLAN, Stage.REVIEW)
CHOICES = ("state", "stage", "setting", "due", "waiting", "whose", "new", "sort")
LONGEST_SEARCH = 200
_SORTS = [(each.value, each.label) for each in Sort]
_STATES = [(each.value, each.label) for each in RequestState]
_STAGES = {each: each.label for each in Stage}
Chosen = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseList:
    """One of the two lists, and what is asked of it."""

    endpoint: str
    heading: str
    team: bool

    @property
    def name(self) -> str:
        """Under which what was chosen is remembered."""
        return "team" if self.team else "mine"

    @property
    def every_case(self) -> bool:
        """Whether the list is of cases (the council's own people) rather than of requests for advice."""
        return g.person.is_a(Role.OFFICER) or (self.team and sees_every_case(g.person))

    def rows(self, filters: CaseFilters, today: date, after: Place | None) -> Page[CaseRow] | Page[RequestRow]:
        """A page of the list."""
        if self.every_case:
            return council_cases(
                db.session, filters=filters, today=today, person=g.person, own=not self.team, after=after
            )
        listed = team_requests if self.team else my_requests
        return listed(db.session, person=g.person, filters=filters, today=today, after=after)

    def counts(self, today: date) -> ListCounts:
        """The numbers on the filters."""
        if not self.every_case:
            return request_counts(db.session, person=g.person, team=self.team, today=today)
        if not self.team:
            return own_case_counts(db.session, person=g.person, today=today)
        full = full_kinds(g.person)
        counts = council_case_counts(db.session, person=g.person, today=today, full=full)
        if not full:
            note_full(g.person, counts)
        return counts


MINE = CaseList("case_lists.mine", "My cases", team=False)
TEAM = CaseList("case_lists.team", "Team cases", team=True)


@case_lists.get("/my-cases")
@shows_list("mine")
@signed_in(*CASEWORKERS)
def mine() -> ResponseReturnValue:
    """The requests that are the person's to answer; for a coordinator, the cases that are theirs."""
    return _list(MINE)


@case_lists.post("/my-cases")
@shows_list("mine")
@reads_only
@signed_in(*CASEWORKERS)
def search_mine() -> ResponseReturnValue:
    """The same, searched: posted, so that no name stands in an address."""
    return _searched(MINE)


@case_lists.get("/team-cases")
@shows_list("team")
@signed_in(*MANAGERS)
def team() -> ResponseReturnValue:
    """The requests made to the person's teams; for the council's own people, every case."""
    return _list(TEAM)


@case_lists.post("/team-cases")
@shows_list("team")
@reads_only
@signed_in(*MANAGERS)
def search_team() -> ResponseReturnValue:
    """The same, searched."""
    return _searched(TEAM)


def _list(shown: CaseList) -> ResponseReturnValue:
    chosen = _chosen(request.args) if _says_something(request.args) else g.chosen
    _remember(shown, chosen)
    return _page(shown, chosen, "", request.args.get("after", ""))


def _searched(shown: CaseList) -> ResponseReturnValue:
    chosen, typed = _chosen(request.form), _typed(request.form)
    _remember(shown, chosen)
    if not typed:
        return redirect(url_for(shown.endpoint))
    return _page(shown, chosen, typed, request.form.get("after", ""))


def _remember(shown: CaseList, chosen: Chosen) -> None:
    if chosen != g.chosen:
        with db.database.transaction() as writing:
            choose_list(writing, person=g.person, list_name=shown.name, chosen=chosen)


def _says_something(asked: MultiDict[str, str]) -> bool:
    return any(name in asked for name in CHOICES)


def _chosen(asked: MultiDict[str, str]) -> dict[str, Any]:
    """What was ticked, as it is remembered and stands in an address; never what was searched for."""
    one_of: dict[str, Sequence[str]] = {
        "stage": [each.value for each in Stage],
        "due": ("soon", "overdue"),
        "waiting": [each.value for each in Waiting],
        "whose": ("mine",),
        "new": ("yes",),
        "sort": [each.value for each in Sort if each is not Sort.DUE],
    }
    found: dict[str, Any] = {name: asked[name] for name, known in one_of.items() if asked.get(name) in known}
    if setting := asked.get("setting", "").replace("\0", "").strip()[:LONGEST_SEARCH]:
        found["setting"] = setting
    if states := [each.value for each in RequestState if each.value in asked.getlist("state")]:
        found["state"] = states
    return found


def _typed(asked: MultiDict[str, str]) -> str:
    return asked.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]


def _filters(chosen: Chosen, typed: str, today: date, *, every_case: bool) -> CaseFilters:
    states, setting = () if every_case else chosen.get("state", ()), chosen.get("setting", "")
    return CaseFilters(
        states=frozenset(RequestState(each) for each in states),
        stage=Stage(chosen["stage"]) if "stage" in chosen else None,
        school=setting,
        school_begins=bool(setting) and not is_setting(db.session, setting),
        due=chosen.get("due", ""),
        waiting=Waiting(chosen["waiting"]) if "waiting" in chosen else None,
        mine=chosen.get("whose") == "mine",
        new=chosen.get("new") == "yes",
        search=searched(typed, today=today),
        sort=Sort(chosen.get("sort", Sort.DUE.value)),
        confirmed_only=not g.person.is_a(Role.OFFICER),
    )


def _page(shown: CaseList, chosen: Chosen, typed: str, after: str) -> ResponseReturnValue:
    today = day_in_london(g.now)
    filters = _filters(chosen, typed, today, every_case=shown.every_case)
    counts = shown.counts(today)
    page = shown.rows(filters, today, Place.from_text(after))
    return render_template(
        "cases/list.html",
        shown=shown,
        filters=filters,
        searched=typed,
        sorts=_SORTS,
        states=() if shown.every_case else _STATES,
        stages=[(each, _STAGES[each]) for each in (_stages_shown() if shown.every_case else STAGES)],
        schools=_settings(shown, counts),
        pills=_pills(shown, chosen, counts),
        ticked=_ticked(filters),
        lines=_lines(shown, filters, page, today),
        case_address=url_for("cases.show", case_id=0).removesuffix("0"),
        next_page=_next_page(shown, chosen, typed, page.next),
        to_decide=_to_decide(shown, counts),
        team_link=not g.person.roles.isdisjoint(MANAGERS),
        today=today,
    )


def _settings(shown: CaseList, counts: ListCounts) -> Sequence[str]:
    """The education settings to choose from; the whole council's are typed, since they are many."""
    if shown.every_case and shown.team:
        return ()
    read = partial(settings_of, db.session, person=g.person, team=shown.team)
    return settings_while(g.person, shown.name, counts, read)


def _lines(
    shown: CaseList, filters: CaseFilters, page: Page[CaseRow] | Page[RequestRow], today: date
) -> Sequence[CaseLine | RequestLine]:
    news, changed = _news(page), filters.sort is Sort.CHANGED
    cases = [row for row in page.rows if isinstance(row, CaseRow)]
    if cases:
        return case_lines(cases, news, today, new_from=g.person.new_from, unopened=not shown.team, changed=changed)
    requests = [row for row in page.rows if isinstance(row, RequestRow)]
    return request_lines(requests, news, today, new_from=g.person.new_from, changed=changed)


def _news(page: Page[CaseRow] | Page[RequestRow]) -> dict[int, int]:
    """How many things are new on each case that has any."""
    looked_at = {row.case_id: row.looked_at for row in page.rows if row.news_at and row.looked_at}
    return new_counts(db.session, person=g.person, looked_at=looked_at)


def _to_decide(shown: CaseList, counts: ListCounts) -> Sequence[ToDecide]:
    due = shown is MINE and shown.every_case and counts.answer
    return to_decide(db.session, coordinator=g.person) if due else ()


def _stages_shown() -> list[Stage]:
    """A case that no officer has confirmed is for officers."""
    return [each for each in Stage if each is not Stage.UNCONFIRMED or g.person.is_a(Role.OFFICER)]


class Pill(NamedTuple):
    """A quick filter with its count."""

    text: str
    number: str
    href: str
    current: bool


def _pills(shown: CaseList, chosen: Chosen, counts: ListCounts) -> list[Pill]:
    """The quick filters: those that would show something, and the one that is on."""
    always: list[tuple[str, int, Chosen]] = [
        ("All open", counts.open, {}),
        ("Due soon", counts.soon, {"due": "soon"}),
        ("Overdue", counts.overdue, {"due": "overdue"}),
    ]
    sometimes: list[tuple[str, int, Chosen]] = [
        ("New to me", counts.new, {"new": "yes"}),
        (Waiting.ANSWER.label, counts.answer, {"waiting": "answer"}),
        *([("Mine", counts.mine, {"whose": "mine"})] if shown.team else []),
        *([(Waiting.ALLOCATION.label, counts.unallocated, {"waiting": "allocation"})] if shown.every_case else []),
        *((each.label, counts.stages.get(each, 0), {"stage": each.value}) for each in _stages_shown()),
        *((each.label, counts.states.get(each, 0), {"state": [each.value]}) for each in RequestState),
    ]
    sort, base = chosen.get("sort", Sort.DUE.value), url_for(shown.endpoint)
    ticked = {name: value for name, value in chosen.items() if name != "sort"}
    return [
        Pill(text, _number(count), f"{base}?{urlencode({**filters, 'sort': sort}, doseq=True)}", filters == ticked)
        for text, count, filters in (*always, *(each for each in sometimes if each[1] or each[2] == ticked))
    ]


def _number(count: int) -> str:
    return str(count) if count < MOST else f"{MOST - 1:,}+"


def _ticked(filters: CaseFilters) -> list[str]:
    """The filters that are on, in words."""
    return [
        *(each.label for each in RequestState if each in filters.states),
        *([filters.stage.label] if filters.stage else []),
        *([filters.school] if filters.school else []),
        *({"soon": ["Due soon"], "overdue": ["Overdue"]}.get(filters.due, [])),
        *([filters.waiting.label] if filters.waiting else []),
        *(["Mine"] if filters.mine else []),
        *(["New to me"] if filters.new else []),
    ]


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the next page is: an address, or what to post again where something was searched for."""

    href: str = ""
    posted: Sequence[tuple[str, str]] = ()


def _next_page(shown: CaseList, chosen: Chosen, typed: str, place: Place | None) -> NextPage | None:
    if place is None:
        return None
    wanted = {"sort": Sort.DUE.value, **chosen, "after": str(place)}
    if not typed:
        return NextPage(href=url_for(shown.endpoint, **wanted))
    posted = [(name, each) for name, value in wanted.items() for each in ([value] if isinstance(value, str) else value)]
    return NextPage(posted=[("q", typed), *posted])
