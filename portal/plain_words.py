"""A case in plain words for the family: where each request is, what was decided, what happens next and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hub.council import Council
from hub.council_dates import last_act, statutory_day
from hub.decision_kinds import APPEALED
from hub.models import Case, CouncilDecision, DecisionKind, DecisionOutcome, Request, Stage
from hub.workflow import OUTSTANDING, RequestState

_ASKED = {
    RequestState.HELD: "Received, being checked",
    RequestState.AWAITING_QUALITY_CHECK: "Received, being checked",
    RequestState.PUBLISHED: "Ready to read",
    RequestState.CLOSED: "No advice will come",
}
_DECIDED = {
    DecisionKind.AGREED_TO_ASSESS: "The council agreed to carry out an assessment",
    DecisionKind.REFUSED_TO_ASSESS: "The council decided not to carry out an assessment",
    DecisionKind.PANEL: "A panel looked at what was received, to advise the council",
    DecisionKind.REFUSED_TO_ISSUE: "The council decided not to make a plan",
    DecisionKind.DRAFT_PLAN: "The council sent the draft plan",
    DecisionKind.FINAL_PLAN: "The council issued the final plan",
    DecisionKind.REVIEW_MEETING: "The annual review meeting was held",
    DecisionKind.TRIBUNAL_ORDER: "The Tribunal decided on the appeal",
    DecisionKind.UNOPPOSED_APPEAL: "The council told the Tribunal that it does not oppose the appeal",
}
_NO_PLAN = ("order-assess-no-plan", "unopposed-no-plan")
_PLAN = ("order-assess-plan", "order-make-final", "unopposed-plan", "unopposed-make-final")
_CHANGED = ("order-amend", "order-school", "order-continue-amend")
_CHANGED_UNOPPOSED = ("unopposed-amend", "unopposed-school", "unopposed-continue-amend")
_REVIEWED = {
    DecisionOutcome.MAINTAIN: "The council decided to keep the plan as it is",
    DecisionOutcome.AMEND: "The council decided to change the plan",
    DecisionOutcome.CEASE: "The council decided to end the plan",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that happens next: what, and by which day the law or the request wants it, where there is one."""

    what: str
    by: date | None = None


def asked_in_words(asked: Request) -> str:
    """Where a request for advice is; whatever is not published is only waited for, or being checked."""
    return _ASKED.get(asked.state, "Waiting for advice")


def decided_in_words(standing: Sequence[CouncilDecision]) -> list[tuple[date, str]]:
    """What was decided and when, the earliest first; what a panel advised is the council's own."""
    return [
        (each.decided_on, _REVIEWED[each.outcome] if each.outcome in _REVIEWED else _DECIDED[each.kind])
        for each in standing
        if each.kind in _DECIDED or each.outcome in _REVIEWED
    ]


def next_in_words(
    case: Case, standing: Sequence[CouncilDecision], requests: Sequence[Request], council: Council
) -> list[Coming]:
    """What happens next, the soonest first."""
    ways = {
        Stage.REQUEST: _request,
        Stage.ASSESSMENT: _assessment,
        Stage.DRAFT_PLAN: _draft,
        Stage.FINAL_PLAN: _plan,
        Stage.REVIEW: _review,
    }
    way = ways.get(case.stage)
    return list(way(case, standing, requests)) if way else list(_closed(standing, council))


def _request(case: Case, standing: Sequence[CouncilDecision], _: Sequence[Request]) -> Iterator[Coming]:
    yield Coming(
        "The council decides whether to carry out an assessment, and tells you.",
        statutory_day(case, standing, "decision"),
    )


def _assessment(case: Case, standing: Sequence[CouncilDecision], requests: Sequence[Request]) -> Iterator[Coming]:
    waiting = [each.due_on for each in requests if each.state in OUTSTANDING]
    if waiting:
        yield Coming("The professionals who were asked give their advice.", max(waiting))
    elif not requests:
        yield Coming("The council asks professionals for advice. Each of them has six weeks.")
    if statutory_day(case, standing, "order-make-final", "unopposed-make-final"):
        yield Coming("You get the final plan.", statutory_day(case, standing, *_PLAN))
        return
    no_plan = statutory_day(case, standing, *_NO_PLAN, "no-plan")
    yield Coming("If the council decides not to make a plan, it tells you.", no_plan)
    plan = statutory_day(case, standing, *_PLAN, "final-plan")
    yield Coming("If it makes a plan, you get the final plan.", plan)


def _draft(case: Case, standing: Sequence[CouncilDecision], _: Sequence[Request]) -> Iterator[Coming]:
    until = statutory_day(case, standing, "representations")
    yield Coming(
        "You can say what you think of the draft, ask for a school or other setting, and ask for a meeting. "
        "You have at least until this day.",
        until,
    )
    yield Coming("You get the final plan.", statutory_day(case, standing, *_PLAN, "final-plan"))


def _plan(case: Case, standing: Sequence[CouncilDecision], _: Sequence[Request]) -> Iterator[Coming]:
    last = last_act(standing)
    if last is not None and last.kind in APPEALED:
        changed = statutory_day(case, standing, *_CHANGED, *_CHANGED_UNOPPOSED)
        if changed is not None:
            yield Coming("You get the changed plan.", changed)
    by = statutory_day(case, standing, "next-review") or statutory_day(case, standing, "first-review")
    yield Coming("The plan is reviewed. You are invited to the meeting.", by)


def _review(case: Case, standing: Sequence[CouncilDecision], _: Sequence[Request]) -> Iterator[Coming]:
    last = last_act(standing)
    if last is not None and last.outcome is DecisionOutcome.AMEND:
        yield Coming("You get the changed plan.", statutory_day(case, standing, "amended-plan"))
    elif last is not None and last.kind is DecisionKind.REVIEW_MEETING:
        yield Coming(
            "The council decides whether to keep, change or end the plan, and tells you.",
            statutory_day(case, standing, "review-decision"),
        )
    else:
        yield Coming("The annual review is under way. You are invited to the meeting.")


def _closed(standing: Sequence[CouncilDecision], council: Council) -> Iterator[Coming]:
    last = last_act(standing)
    if last is not None and (
        last.kind in (DecisionKind.REFUSED_TO_ASSESS, DecisionKind.REFUSED_TO_ISSUE)
        or last.outcome is DecisionOutcome.CEASE
    ):
        yield Coming("You have the right to appeal. The council’s letter says how, and by when.")
        if council.information_and_advice:
            yield Coming(f"Free and impartial information and advice: {council.information_and_advice}.")
        return
    yield Coming("This case is closed. Nothing more happens on it.")
