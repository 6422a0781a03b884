"""What the rows of a list must be like: whose they are, what is ticked, and what is searched for.

The conditions are made of a *shape*: which filters there are, whatever their values. The values are parameters of the
statement, so that a statement is put together once for all who ask the same kind of thing (putting one together takes
longer than the database takes to answer it).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from hub.models import Case, CaseListing, CaseLook, Person, Request, Role, Stage, co_writers
from hub.models.base import UtcDateTime
from hub.models.listing import case_words
from hub.queries.list_filters import DUE_SOON, LATE_COUNTS, OPEN_STATES, CaseFilters, Waiting
from hub.queries.own_family import not_of_their_family
from hub.search_words import Searched, after_prefix
from hub.workflow import WRITING, RequestState

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
MOST_FOUND = 500  # of the whole council's cases; whoever gets so many types more of the name
Conditions = list[ColumnElement[bool]]
_CASE = Case.__table__.c
_LISTING = CaseListing.__table__.c
_LOOK = CaseLook.__table__.c
_REQUEST = Request.__table__.c
VIEWER = bindparam("viewer", type_=Integer)
TODAY = bindparam("today", type_=Date)
UNTIL = bindparam("until", type_=Date)
NEW_FROM = bindparam("new_from", type_=UtcDateTime)


def shape_of(filters: CaseFilters) -> CaseFilters:
    """The filters without their values: two of one shape differ in the parameters of their statement only."""
    looked_for = filters.search
    return replace(
        filters,
        stage=Stage.REQUEST if filters.stage is not None else None,
        school="a" if filters.school else "",
        search=Searched(
            words=("",) * len(looked_for.words),
            born=date.min if looked_for.born else None,
            reference="a" if looked_for.reference else "",
        ),
    )


def values_of(filters: CaseFilters, viewer: Person | None, today: date) -> dict[str, Any]:
    """The parameters of a statement that was made of the shape of these filters."""
    teams = viewer.team_ids(Role.TEAM_MANAGER, Role.SECRETARY) if viewer is not None else ()
    looked_for = filters.search
    prefixes = {f"word_{number}": word for number, word in enumerate(looked_for.words)}
    prefixes |= {"key": looked_for.key, "reference": looked_for.reference}
    return {
        "viewer": viewer.id if viewer is not None else 0,
        "teams": sorted(teams),
        "today": today,
        "until": today + DUE_SOON,
        "new_from": (viewer.new_from if viewer is not None else None) or _LONG_AGO,
        "stage": filters.stage,
        "school": _like(filters.school) if filters.school_begins else filters.school,
        "born": looked_for.born,
        **prefixes,
        **{f"{name}_end": after_prefix(prefix) for name, prefix in prefixes.items()},
    }


def _like(beginning: str) -> str:
    return beginning.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"


def written_by_them() -> ColumnElement[bool]:
    """The request is the viewer's to write, alone or with others."""
    theirs = select(_REQUEST.id).where(_REQUEST.allocated_to_id == VIEWER)
    shared = select(co_writers.c.request_id).where(co_writers.c.person_id == VIEWER)
    written = _REQUEST.id.in_(union_all(theirs, shared))  # an OR would have PostgreSQL read every request
    return and_(written, not_of_their_family(_REQUEST.case_id, VIEWER))


def of_their_teams() -> ColumnElement[bool]:
    """The request was made to a team that the viewer manages, or is the secretary of."""
    theirs = _REQUEST.team_id.in_(bindparam("teams", expanding=True))
    return and_(theirs, not_of_their_family(_REQUEST.case_id, VIEWER))


def looked(case_id: Any) -> ColumnElement[bool]:
    """The viewer's look at the case."""
    return and_(_LOOK.person_id == VIEWER, _LOOK.case_id == case_id)


def one_of(column: Any, members: Iterable[Any]) -> ColumnElement[bool]:
    """The column holds one of these members of an enumeration: constants, which cost nothing to hand over."""
    held: ColumnElement[bool] = column.in_([literal_column(f"'{each.value}'") for each in sorted(members)])
    return held


def request_filters(filters: CaseFilters, *, team: bool) -> Conditions:
    """What the requests themselves must be like, in a team's list or in a writer's."""
    states = filters.states or (() if filters.search else OPEN_STATES)
    late = one_of(_REQUEST.state, LATE_COUNTS)
    wanted: Conditions = [one_of(_REQUEST.state, states)] if states else []
    if filters.due == "overdue":
        wanted += [_REQUEST.due_on < TODAY, late]
    elif filters.due == "soon":
        wanted += [_REQUEST.due_on.between(TODAY, UNTIL), late]
    if filters.waiting is not None:
        wanted.append(_awaits(filters.waiting, team=team))
    if filters.mine:
        wanted.append(_REQUEST.allocated_to_id == VIEWER)
    return wanted


def _awaits(waiting: Waiting, *, team: bool) -> ColumnElement[bool]:
    unallocated = one_of(_REQUEST.state, [RequestState.AWAITING_ALLOCATION])
    if waiting is Waiting.ALLOCATION:
        return unallocated
    writing = one_of(_REQUEST.state, WRITING)
    return or_(unallocated, and_(writing, _REQUEST.allocated_to_id == VIEWER)) if team else writing


def case_conditions(filters: CaseFilters) -> Conditions:
    """What a request's case must be like."""
    wanted: Conditions = []
    if filters.stage is not None:
        wanted.append(_LISTING.stage == bindparam("stage"))
    if filters.school:
        wanted.append(_of_school(filters))
    if filters.new:
        wanted.append(unread())
    if filters.search:
        wanted.append(_matches(filters.search))
    return wanted


def unread() -> ColumnElement[bool]:
    """Opened by the viewer, with news since; or never, and something was done since it can be new to them."""
    read = select(_LOOK.case_id).where(looked(_LISTING.case_id), _LOOK.news_at.is_(None))
    opened = select(_LOOK.case_id).where(looked(_LISTING.case_id))
    listing = CaseListing.__table__
    return ~read.correlate(listing).exists() & or_(opened.correlate(listing).exists(), came_since())


def came_since() -> ColumnElement[bool]:
    """Whether anything was done on the listed case since things are new to the viewer: their invitation, mostly."""
    return _LISTING.changed_at >= NEW_FROM


def case_filters(filters: CaseFilters, *, narrow: bool, reviews: bool) -> Conditions:
    """What the council's cases must be like; `narrow` where few enough are left to look at each."""
    wanted: Conditions = [not_of_their_family(_LISTING.case_id, VIEWER)]
    if filters.confirmed_only:
        wanted.append(_LISTING.confirmed == true())
    if filters.stage is not None:
        wanted.append(_LISTING.stage == bindparam("stage"))
    elif not filters.search:
        wanted.append(_LISTING.stage != literal_column(f"'{Stage.CLOSED.value}'"))
    if filters.school:
        wanted.append(_of_school(filters))
    if filters.due:
        wanted.append(due_then(filters.due))
    if filters.waiting is not None:
        wanted.append(waits(filters.waiting, reviews=reviews))
    if filters.mine:
        wanted.append(_LISTING.coordinator_id == VIEWER)
    return [*wanted, *_looked_for(filters, narrow=narrow)]


def due_then(due: str) -> ColumnElement[bool]:
    """What is due next on a case is “overdue”, or due “soon”."""
    return _LISTING.next_due < TODAY if due == "overdue" else _LISTING.next_due.between(TODAY, UNTIL)


def waits(waiting: Waiting, *, reviews: bool) -> ColumnElement[bool]:
    """A case waits for a manager, or for the viewer: as its coordinator, or as a reviewer (`reviews`)."""
    if waiting is Waiting.ALLOCATION:
        return _LISTING.unallocated == true()
    if reviews:
        return _LISTING.in_review == true()
    return and_(_LISTING.answered_no == true(), _LISTING.coordinator_id == VIEWER)


def only_reviews(viewer: Person) -> bool:
    """Whether “my answer” is the viewer's quality check: whoever coordinates cases, too, decides on these."""
    return viewer.is_a(Role.DCO) and not viewer.is_a(Role.OFFICER)


def _looked_for(filters: CaseFilters, *, narrow: bool) -> Conditions:
    wanted: Conditions = []
    if filters.new:
        news = select(_LOOK.case_id).where(_LOOK.person_id == VIEWER, _LOOK.news_at.is_not(None))
        wanted.append(unread() if narrow else _LISTING.case_id.in_(news))
    if filters.search:
        wanted += [_matches(filters.search)] if narrow else [_candidates(filters.search), _matches(filters.search)]
    return wanted


def _of_school(filters: CaseFilters) -> ColumnElement[bool]:
    school = bindparam("school", type_=String)
    return _LISTING.school.ilike(school, escape="/") if filters.school_begins else _LISTING.school == school


def _begins(name: str) -> Conditions:
    return [case_words.c.word >= bindparam(name), case_words.c.word < bindparam(f"{name}_end")]


def _matches(search: Searched) -> ColumnElement[bool]:
    """Whether the listed case is one that was searched for: every word begins one of its names, and so on."""

    def has(name: str) -> ColumnElement[bool]:
        words = select(case_words.c.case_id).where(case_words.c.case_id == _LISTING.case_id, *_begins(name))
        return words.correlate(CaseListing.__table__).exists()

    wanted = [has(f"word_{number}") for number in range(len(search.words))]
    if search.born is not None:
        born = select(_CASE.id).where(_CASE.id == _LISTING.case_id, _CASE.date_of_birth == bindparam("born"))
        wanted.append(born.correlate(CaseListing.__table__).exists())
    return or_(and_(*wanted), has("reference")) if search.reference else and_(*wanted)


def _candidates(search: Searched) -> ColumnElement[bool]:
    """The few of all the council's cases that can be among those searched for, by an index."""
    keys = [*(["key"] if search.words else []), *(["reference"] if search.reference else [])]
    parts: list[Select[Any]] = [
        select(case_words.c.case_id.label("id"))
        .where(*_begins(key))
        .order_by(case_words.c.word, case_words.c.case_id)
        .limit(literal_column(str(MOST_FOUND), Integer))
        for key in keys
    ]
    if search.born is not None and not search.words:
        born = select(_CASE.id).where(_CASE.date_of_birth == bindparam("born"))
        parts.append(born.limit(literal_column(str(MOST_FOUND), Integer)))
    return _LISTING.case_id.in_(union_all(*(select(each.subquery().c.id) for each in parts)))
