"""Which statutory dates a case has, which decision keeps which, and which lie ahead: one place, for pages and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.deadlines import ClockRefusal, Deadline, Event, Sense, deadlines_from
from hub.decision_kinds import DecisionKind, DecisionOutcome, Stage

if TYPE_CHECKING:
    from hub.models import Case, CouncilDecision

_ASSESSMENT_REQUEST = "ehc-needs-assessment-request"
_K, _O = DecisionKind, DecisionOutcome
_REFUSALS = frozenset({_K.REFUSED_TO_ASSESS, _K.REFUSED_TO_ISSUE})
_PLAN, _DRAFT = frozenset({_K.FINAL_PLAN}), frozenset({_K.DRAFT_PLAN})
KEPT_BY: Mapping[str, frozenset[DecisionKind]] = {
    "decision": frozenset({_K.AGREED_TO_ASSESS, _K.REFUSED_TO_ASSESS}),
    "no-plan": frozenset({_K.REFUSED_TO_ISSUE}),
    "final-plan": _PLAN,
    "first-review": frozenset({_K.REVIEW_DECISION}),
    "review-decision": frozenset({_K.REVIEW_DECISION}),
    "proposed-amendments": frozenset({_K.REVIEW_DECISION}),
    "amended-plan-after-review": _PLAN,
    "amended-plan": _PLAN,
    "order-assess": frozenset({_K.AGREED_TO_ASSESS}),
    "order-assess-no-plan": frozenset({_K.REFUSED_TO_ISSUE}),
    "order-assess-plan": _PLAN,
    "order-make-draft": _DRAFT,
    "order-make-final": _PLAN,
    "order-reconsider": frozenset({_K.AGREED_TO_ASSESS, *_REFUSALS, *_DRAFT}),
    "order-amend": _PLAN,
    "order-school": _PLAN,
    "order-continue-amend": _PLAN,
    "unopposed-assess": frozenset({_K.AGREED_TO_ASSESS}),
    "unopposed-no-plan": frozenset({_K.REFUSED_TO_ISSUE}),
    "unopposed-plan": _PLAN,
    "unopposed-make-draft": _DRAFT,
    "unopposed-make-final": _PLAN,
    "unopposed-amend": _PLAN,
    "unopposed-school": _PLAN,
    "unopposed-continue-amend": _PLAN,
    "phase-transfer": _PLAN,
    "post-16-transfer": _PLAN,
    "between-post-16": _PLAN,
}
"""A limit of the clock → the decisions that keep it."""
_ENDED_BY: Mapping[str, frozenset[DecisionKind]] = {
    "no-plan": frozenset({_K.REFUSED_TO_ASSESS, _K.DRAFT_PLAN, _K.FINAL_PLAN}),
    "final-plan": _REFUSALS,
    "representations": frozenset({_K.FINAL_PLAN, _K.REFUSED_TO_ISSUE}),
    "not-amended": _PLAN,
    "order-assess": frozenset({_K.REFUSED_TO_ISSUE, _K.DRAFT_PLAN, _K.FINAL_PLAN}),
    "order-assess-no-plan": _DRAFT | _PLAN,
    "order-assess-plan": frozenset({_K.REFUSED_TO_ISSUE}),
    "order-make-draft": _PLAN,
    "order-reconsider": _PLAN,
    "unopposed-assess": frozenset({_K.REFUSED_TO_ISSUE, _K.DRAFT_PLAN, _K.FINAL_PLAN}),
    "unopposed-no-plan": _DRAFT | _PLAN,
    "unopposed-plan": frozenset({_K.REFUSED_TO_ISSUE}),
    "unopposed-make-draft": _PLAN,
}
"""A limit → the decisions after which it cannot fall due any more."""
_AHEAD: Mapping[str, DecisionKind] = {
    "decision": _K.AGREED_TO_ASSESS,
    "no-plan": _K.REFUSED_TO_ISSUE,
    "final-plan": _K.FINAL_PLAN,
    "representations": _K.DRAFT_PLAN,
    "first-review": _K.REVIEW_MEETING,
    "next-review": _K.REVIEW_MEETING,
    "review-decision": _K.REVIEW_DECISION,
    "amended-plan": _K.FINAL_PLAN,
    "order-assess": _K.AGREED_TO_ASSESS,
    "order-assess-no-plan": _K.REFUSED_TO_ISSUE,
    "order-assess-plan": _K.FINAL_PLAN,
    "order-make-draft": _K.TRIBUNAL_ORDER,
    "order-make-final": _K.FINAL_PLAN,
    "order-reconsider": _K.TRIBUNAL_ORDER,
    "order-amend": _K.FINAL_PLAN,
    "order-school": _K.FINAL_PLAN,
    "order-continue-amend": _K.FINAL_PLAN,
    "unopposed-assess": _K.AGREED_TO_ASSESS,
    "unopposed-no-plan": _K.REFUSED_TO_ISSUE,
    "unopposed-plan": _K.FINAL_PLAN,
    "unopposed-make-draft": _K.UNOPPOSED_APPEAL,
    "unopposed-make-final": _K.FINAL_PLAN,
    "unopposed-amend": _K.FINAL_PLAN,
    "unopposed-school": _K.FINAL_PLAN,
    "unopposed-continue-amend": _K.FINAL_PLAN,
    "phase-transfer": _K.TRANSFER,
    "post-16-transfer": _K.TRANSFER,
    "between-post-16": _K.TRANSFER,
}
"""A limit that the lists look ahead to → the decision beside which a case's page shows it."""
_FOLLOWS_FROM: Mapping[tuple[Event, DecisionOutcome | None], frozenset[str]] = {
    (Event.TRIBUNAL_ORDER, _O.MUST_ASSESS): frozenset({"order-assess", "order-assess-no-plan", "order-assess-plan"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_ISSUE): frozenset({"order-make-draft", "order-make-final"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_RECONSIDER): frozenset({"order-reconsider"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_AMEND): frozenset({"order-amend"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_NAME_SETTING): frozenset({"order-school"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_CONTINUE): frozenset({"order-continue"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_CONTINUE_AND_AMEND): frozenset({"order-continue-amend"}),
    (Event.TRIBUNAL_ORDER, _O.MUST_CEASE): frozenset({"order-cease"}),
    (Event.UNOPPOSED_APPEAL, _O.MUST_ASSESS): frozenset({"unopposed-assess", "unopposed-no-plan", "unopposed-plan"}),
    (Event.UNOPPOSED_APPEAL, _O.MUST_ISSUE): frozenset({"unopposed-make-draft", "unopposed-make-final"}),
    (Event.UNOPPOSED_APPEAL, _O.MUST_AMEND): frozenset({"unopposed-amend"}),
    (Event.UNOPPOSED_APPEAL, _O.MUST_NAME_SETTING): frozenset({"unopposed-school"}),
    (Event.UNOPPOSED_APPEAL, _O.MUST_CONTINUE): frozenset({"unopposed-continue"}),
    (Event.UNOPPOSED_APPEAL, _O.MUST_CONTINUE_AND_AMEND): frozenset({"unopposed-continue-amend"}),
    (Event.TRANSFER, _O.PHASE): frozenset({"phase-transfer"}),
    (Event.TRANSFER, _O.TO_POST_16): frozenset({"post-16-transfer"}),
    (Event.TRANSFER, _O.BETWEEN_POST_16): frozenset({"between-post-16"}),
}
"""Of the limits that are counted from an order, an appeal or a transfer: those of what was ordered, or which it is."""
_KIND_OF = {
    Event.TRIBUNAL_ORDER: _K.TRIBUNAL_ORDER,
    Event.UNOPPOSED_APPEAL: _K.UNOPPOSED_APPEAL,
    Event.TRANSFER: _K.TRANSFER,
}
SET_FROM_OUTSIDE = frozenset(_KIND_OF)
_ONLY_WHEN_AMENDED = frozenset({"proposed-amendments", "amended-plan-after-review"})
_WHEN_AMENDING = frozenset({"amended-plan", "amended-plan-after-review"})
_AFTER_A_MEETING = frozenset(
    {"review-notice", "review-papers", "review-report", "review-decision", *_ONLY_WHEN_AMENDED}
)
_WITH_PLAN = (Stage.FINAL_PLAN, Stage.REVIEW)
_PAST_DECISION = (Stage.ASSESSMENT, Stage.DRAFT_PLAN, *_WITH_PLAN)
_PAST_NO_PLAN = (Stage.DRAFT_PLAN, *_WITH_PLAN)
_BEFORE_A_TRANSFER = timedelta(days=365)  # reg 18 asks for the review and amendment that name the next setting


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about a date: in words, and on which day where it is known; nothing where it is not needed."""

    what: str = ""
    on: date | None = None
    needed: bool = True


def dates_ahead(case: Case, standing: Sequence[CouncilDecision], *, today: date | None = None) -> list[Deadline]:
    """The statutory dates that the case has still to meet, the earliest first.

    One is met by the decision for which it stands; one that no limit of the law is known for is left out. With
    `today`, so is the family's own time once it is over: nothing is late then. `standing` by day, the earliest first.
    """
    if case.stage is Stage.CLOSED or _ended(standing):
        return []
    found = (each for each in _every(case, standing) if each.id in _AHEAD)
    open_ = (each for each in found if done_about(each, case, standing) is None)
    return sorted((each for each in open_ if not _over(each, today)), key=lambda each: each.date)


def next_date(case: Case, standing: Sequence[CouncilDecision], *, today: date | None = None) -> date | None:
    """The soonest of them."""
    return next((each.date for each in dates_ahead(case, standing, today=today)), None)


def date_for(case: Case, standing: Sequence[CouncilDecision], row: CouncilDecision) -> Deadline | None:
    """The statutory date that stood over a decision, or follows from a draft that was served; None for a meeting."""
    if row.kind in (_K.REVIEW_MEETING, _K.PANEL):
        return None
    wanted = _K.AGREED_TO_ASSESS if row.kind is _K.REFUSED_TO_ASSESS else row.kind
    every = (each for each in _every(case, standing) if _AHEAD.get(each.id) is wanted)
    found = [each for each in every if each.counted_from <= row.decided_on]
    return max(found, key=lambda each: each.counted_from, default=None)


def statutory_day(case: Case, standing: Sequence[CouncilDecision], *limits: str) -> date | None:
    """The day of one of the clock's limits on this case, by its id (“final-plan”); of several, of the first that the
    case has. None where none can be counted."""
    every = list(_every(case, standing))
    found = (max((each.date for each in every if each.id == limit), default=None) for limit in limits)
    return next((day for day in found if day is not None), None)


def days_counted(case: Case, standing: Sequence[CouncilDecision]) -> dict[Event, date]:
    """The days from which the council's limits on this case run."""
    served, met, amended = (_latest(standing, kind) for kind in (_K.DRAFT_PLAN, _K.REVIEW_MEETING, _K.REVIEW_DECISION))
    reviewed_on = met.decided_on if met else case.last_review_on
    asked = case.received_on if case.request_kind == _ASSESSMENT_REQUEST else None
    notice = amended if amended and amended.outcome is _O.AMEND else None
    found = {
        Event.RECEIVED: asked,
        Event.DRAFT_SERVED: sent_on(served) if served else None,
        Event.PLAN_MADE: case.plan_on if reviewed_on is None else None,
        Event.REVIEW_MEETING: reviewed_on,
        Event.AMENDMENT_NOTICE: sent_on(notice) if notice else None,
    }
    for event, kind in _KIND_OF.items():
        row = _latest(standing, kind)
        found[event] = row.decided_on if row else None
    return {event: day for event, day in found.items() if day is not None}


def falls_due(limit: str, event: Event, standing: Sequence[CouncilDecision]) -> bool:
    """Whether a limit that is counted from the event can fall due on this case, by what the decisions say.

    Not where a review's day alone was brought over: what followed it is the other system's business. Of an order, an
    appeal and a transfer: only the limits of what was ordered, or which it is.
    """
    if limit in _AFTER_A_MEETING:
        return _latest(standing, _K.REVIEW_MEETING) is not None
    if event not in SET_FROM_OUTSIDE:
        return True
    row = _latest(standing, _KIND_OF[event])
    return row is not None and limit in _FOLLOWS_FROM.get((event, row.outcome), ())


def done_about(deadline: Deadline, case: Case, standing: Sequence[CouncilDecision]) -> Done | None:
    """What was done about a date of the council's; None where nothing has been yet."""
    since = _since(deadline, standing)
    if since is None:
        return None
    if deadline.id in _ONLY_WHEN_AMENDED and _not_amended(standing, since):
        return Done(needed=False)
    kept = earliest(standing, since, *KEPT_BY.get(deadline.id, ()))
    if kept is not None:
        return Done(_said(kept), sent_on(kept))
    if earliest(standing, since, *_ENDED_BY.get(deadline.id, ())) is not None:
        return Done(needed=False)
    return _known_otherwise(deadline, case)


def is_certain(deadline: Deadline, standing: Sequence[CouncilDecision]) -> bool:
    """Whether a date that falls due only in some cases does in this one: it was ordered, or amending was decided."""
    if deadline.event in SET_FROM_OUTSIDE:
        return not deadline.id.endswith("no-plan")
    decided = earliest(standing, deadline.counted_from, _K.REVIEW_DECISION)
    return deadline.id in _WHEN_AMENDING and decided is not None and decided.outcome is _O.AMEND


def earliest(standing: Sequence[CouncilDecision], since: date, *kinds: DecisionKind) -> CouncilDecision | None:
    """The first decision of one of these kinds since that day."""
    return next((each for each in standing if each.kind in kinds and each.decided_on >= since), None)


def last_act(standing: Sequence[CouncilDecision]) -> CouncilDecision | None:
    """The latest of what was decided; a transfer, which comes whatever is decided, is none."""
    return next((each for each in reversed(standing) if each.kind is not _K.TRANSFER), None)


def sent_on(decision: CouncilDecision) -> date:
    """The day that the law looks at: the family is told by the letter, where its day is known."""
    return decision.letter_on or decision.decided_on


def _every(case: Case, standing: Sequence[CouncilDecision]) -> Iterator[Deadline]:
    for event, day in days_counted(case, standing).items():
        with suppress(ClockRefusal):  # before the law that the hub knows
            yield from (each for each in deadlines_from(event, day) if falls_due(each.id, event, standing))


def _since(deadline: Deadline, standing: Sequence[CouncilDecision]) -> date | None:
    """From which day on a decision can keep the date: the day it is counted from; for a transfer, which is ahead, the
    last review in the year before it, None before that review."""
    if deadline.event is not Event.TRANSFER:
        return deadline.counted_from
    year = deadline.counted_from - _BEFORE_A_TRANSFER
    reviewed = earliest(standing, year, _K.REVIEW_MEETING, _K.REVIEW_DECISION)
    return reviewed.decided_on if reviewed is not None else None


def _over(deadline: Deadline, today: date | None) -> bool:
    return today is not None and deadline.sense is Sense.AT_LEAST and deadline.date < today


def _not_amended(standing: Sequence[CouncilDecision], since: date) -> bool:
    decided = earliest(standing, since, _K.REVIEW_DECISION)
    return decided is not None and decided.outcome is not _O.AMEND


def _known_otherwise(deadline: Deadline, case: Case) -> Done | None:
    """What the case itself tells where no decision is on record, as of one that was brought over."""
    plan = case.plan_on if case.plan_on and case.plan_on >= deadline.counted_from else None
    if deadline.id == "final-plan" and (plan is not None or case.stage in _WITH_PLAN):
        return Done("Plan made", plan)
    if deadline.id == "no-plan" and (plan is not None or case.stage in _PAST_NO_PLAN):
        return Done(needed=False)
    if deadline.id == "decision" and (plan is not None or case.stage in _PAST_DECISION):
        return Done("The council has decided to assess")
    return Done(needed=False) if case.stage is Stage.CLOSED else None


def _said(decision: CouncilDecision) -> str:
    """What was done, to be followed by its day."""
    by_letter = decision.letter_on is not None and decision.letter_on != decision.decided_on
    return f"{decision.kind.label}, by letter" if by_letter else decision.kind.label


def _ended(standing: Sequence[CouncilDecision]) -> bool:
    last = last_act(standing)
    if last is None:
        return False
    return last.kind in _REFUSALS or last.outcome in (_O.CEASE, _O.MUST_CEASE)


def _latest(standing: Sequence[CouncilDecision], kind: DecisionKind) -> CouncilDecision | None:
    return max(
        (each for each in standing if each.kind is kind), key=lambda each: (each.decided_on, each.id), default=None
    )
