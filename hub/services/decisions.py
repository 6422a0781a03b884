"""The council's decisions on a case, recorded with their days; what looks wrong is refused or asked about first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from hub.deadlines import ClockRefusal, Event, day_in_london, deadlines_from
from hub.decision_kinds import APPEALED
from hub.models import (
    OUTCOMES_OF,
    Case,
    Channel,
    CouncilDecision,
    DecisionKind,
    DecisionOutcome,
    Person,
    Request,
    Stage,
)
from hub.refusals import AskedAbout, MissingDetail, NotAwaitingThat, ReasonNeeded, Refusal, WrongDayOfLetter
from hub.services.family import tell_family
from hub.services.history import record

_K, _S = DecisionKind, Stage
_LEADS_TO = {
    _K.AGREED_TO_ASSESS: _S.ASSESSMENT,
    _K.REFUSED_TO_ASSESS: _S.CLOSED,
    _K.REFUSED_TO_ISSUE: _S.CLOSED,
    _K.DRAFT_PLAN: _S.DRAFT_PLAN,
    _K.FINAL_PLAN: _S.FINAL_PLAN,
    _K.REVIEW_MEETING: _S.REVIEW,
}
_AFTER_OUTCOME = {
    DecisionOutcome.MAINTAIN: _S.FINAL_PLAN,
    DecisionOutcome.AMEND: _S.REVIEW,
    DecisionOutcome.CEASE: _S.CLOSED,
    DecisionOutcome.MUST_ASSESS: _S.ASSESSMENT,
    DecisionOutcome.MUST_ISSUE: _S.ASSESSMENT,
    DecisionOutcome.MUST_RECONSIDER: _S.ASSESSMENT,
    DecisionOutcome.MUST_AMEND: _S.FINAL_PLAN,
    DecisionOutcome.MUST_NAME_SETTING: _S.FINAL_PLAN,
    DecisionOutcome.MUST_CONTINUE: _S.FINAL_PLAN,
    DecisionOutcome.MUST_CONTINUE_AND_AMEND: _S.FINAL_PLAN,
    DecisionOutcome.MUST_CEASE: _S.CLOSED,
}
_FURTHEST_TRANSFER = timedelta(days=5 * 366)
_ORDER = (_S.UNCONFIRMED, _S.REQUEST, _S.ASSESSMENT, _S.DRAFT_PLAN, _S.FINAL_PLAN, _S.REVIEW, _S.CLOSED)
_BEFORE = {
    _K.DRAFT_PLAN: (_K.AGREED_TO_ASSESS,),
    _K.REFUSED_TO_ISSUE: (_K.AGREED_TO_ASSESS,),
    _K.FINAL_PLAN: (_K.DRAFT_PLAN, _K.REVIEW_DECISION),
    _K.REVIEW_DECISION: (_K.REVIEW_MEETING,),
}
_OUTCOME_NEEDED = "It is needed for a panel, after an annual review, for an order or appeal, and for a transfer."
_MISSING = {
    _K.DRAFT_PLAN: "No decision to assess is recorded yet.",
    _K.REFUSED_TO_ISSUE: "No decision to assess is recorded yet.",
    _K.FINAL_PLAN: "No draft plan is recorded. The family must be sent a draft first (regulation 13(1)).",
    _K.REVIEW_DECISION: "No annual review meeting is recorded yet.",
}
_CONTRADICTS = {
    _K.REFUSED_TO_ASSESS: (_K.AGREED_TO_ASSESS, "The council has agreed to assess already"),
    _K.AGREED_TO_ASSESS: (_K.REFUSED_TO_ASSESS, "The council has refused to assess"),
    _K.REFUSED_TO_ISSUE: (_K.FINAL_PLAN, "A final plan has been issued already"),
    _K.DRAFT_PLAN: (_K.REFUSED_TO_ISSUE, "The council has refused to issue a plan"),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, as it is put down."""

    kind: DecisionKind
    decided_on: date
    letter_on: date | None = None
    outcome: DecisionOutcome | None = None
    note: str = ""


def record_decision(
    session: Session, *, case: Case, decided: Decided, by: Person, now: datetime, sure: bool = False
) -> CouncilDecision:
    """Put a decision of the council on record: the case's stage follows, and the family is told that there is news.

    Raises Refusal for a day that cannot be, WrongDayOfLetter for the letter's, MissingDetail without an outcome where
    one belongs, AskedAbout for what is possible but unlikely unless the person is `sure`, NotAwaitingThat before a
    person has confirmed the case.
    """
    if case.stage is Stage.UNCONFIRMED:
        raise NotAwaitingThat("Decisions are recorded once the case has been confirmed.", "Confirm the case first.")
    standing = decisions_in_force(session, case)
    _refuse(case, decided, standing, today=day_in_london(now))
    _ask(case, decided, standing, sure=sure)
    row = _row(case, decided, by=by, now=now)
    session.add(row)
    session.flush()
    if not [each for each in standing if _leads_to(each) and each.decided_on > row.decided_on]:
        case.stage = _next_stage(case.stage, row)
    _take_over_days(case, [*standing, row], replaced=None)
    record(session, case, f"decision recorded: {row.kind.label}", by=by, at=now, **_said(row))
    if _seen_by_family(row.kind):
        tell_family(session, case=case, now=now)
    return row


def correct_decision(
    session: Session, *, decision: CouncilDecision, decided: Decided, by: Person, now: datetime, sure: bool = False
) -> CouncilDecision:
    """Put a decision right by a new row that replaces it; the first stays on record. Raises as `record_decision`."""
    case = decision.case
    standing = _others(session, decision)
    _refuse(case, decided, standing, today=day_in_london(now))
    _ask(case, decided, standing, sure=sure)
    row = _row(case, decided, by=by, now=now, replaces=decision)
    _settle(session, row, [*standing, row])
    record(session, case, f"decision corrected: {row.kind.label}", by=by, at=now, replaces=decision.id, **_said(row))
    return row


def withdraw_decision(session: Session, *, decision: CouncilDecision, reason: str, by: Person, now: datetime) -> None:
    """Strike out a decision that was recorded by mistake, with the reason; the row stays on record.

    Raises ReasonNeeded, NotAwaitingThat for one that has been put right already.
    """
    if not reason.strip():
        raise ReasonNeeded("Say why this is struck out.", "For example: it was recorded on the wrong case.")
    standing = _others(session, decision)
    struck = Decided(decision.kind, decision.decided_on, decision.letter_on, decision.outcome, reason.strip())
    row = _row(decision.case, struck, by=by, now=now, replaces=decision)
    row.withdrawn = True
    _settle(session, row, standing)
    record(
        session,
        decision.case,
        f"decision struck out: {row.kind.label}",
        by=by,
        at=now,
        replaces=decision.id,
        **_said(row),
    )


def decisions_in_force(session: Session, case: Case) -> list[CouncilDecision]:
    """The decisions that stand: neither put right by a later row nor struck out, the earliest first."""
    later = aliased(CouncilDecision)
    wanted = (
        select(CouncilDecision)
        .outerjoin(later, later.replaces_id == CouncilDecision.id)
        .where(CouncilDecision.case_id == case.id, CouncilDecision.withdrawn.is_(False), later.id.is_(None))
        .order_by(CouncilDecision.decided_on, CouncilDecision.id)
        .options(joinedload(CouncilDecision.by))
    )
    return list(session.scalars(wanted))


def _others(session: Session, decision: CouncilDecision) -> list[CouncilDecision]:
    """The decisions that stand besides this one. Raises NotAwaitingThat where this one does not stand any more."""
    standing = decisions_in_force(session, decision.case)
    if decision.id not in {each.id for each in standing}:
        raise NotAwaitingThat(
            "This decision has been put right already.", "Open the case again to see what stands now."
        )
    return [each for each in standing if each.id != decision.id]


def _row(
    case: Case, decided: Decided, *, by: Person, now: datetime, replaces: CouncilDecision | None = None
) -> CouncilDecision:
    return CouncilDecision(
        case=case,
        kind=decided.kind,
        decided_on=decided.decided_on,
        letter_on=decided.letter_on,
        outcome=decided.outcome,
        note=decided.note.strip(),
        recorded_at=now,
        stage_before=replaces.stage_before if replaces else case.stage,
        by=by,
        replaces=replaces,
    )


def _settle(session: Session, row: CouncilDecision, standing: list[CouncilDecision]) -> None:
    """After a correction, what follows from the decisions that stand now."""
    session.add(row)
    session.flush()
    case = row.case
    first = select(CouncilDecision.stage_before).where(CouncilDecision.case_id == case.id)
    stage = session.scalars(first.order_by(CouncilDecision.id).limit(1)).one()
    for each in sorted(standing, key=lambda each: (each.decided_on, each.id)):
        stage = _next_stage(stage, each)
    asked = select(Request.id).where(Request.case_id == case.id).limit(1)
    if stage is Stage.REQUEST and session.scalars(asked).first() is not None:
        stage = Stage.ASSESSMENT
    case.stage = stage
    _take_over_days(case, standing, replaced=row.replaces)


def _next_stage(stage: Stage, row: CouncilDecision) -> Stage:
    """The stage after the decision: onwards, or back where a refusal was overturned or a review is over."""
    leads_to = _leads_to(row)
    if leads_to is None or (row.kind in APPEALED and Stage.CLOSED not in (stage, leads_to)):
        return stage  # an order opens a case again, or ends it: on an open one what it asks for is still to be done
    back = stage is Stage.CLOSED or (stage is Stage.REVIEW and leads_to is Stage.FINAL_PLAN)
    return leads_to if back or _ORDER.index(leads_to) > _ORDER.index(stage) else stage


def _leads_to(row: CouncilDecision) -> Stage | None:
    if row.outcome in _AFTER_OUTCOME:
        return _AFTER_OUTCOME[row.outcome]
    return _LEADS_TO.get(row.kind)


def _take_over_days(case: Case, standing: Sequence[CouncilDecision], *, replaced: CouncilDecision | None) -> None:
    """When the plan was first made and last reviewed: from the decisions, where nothing else is known."""
    plans = [each.decided_on for each in standing if each.kind is DecisionKind.FINAL_PLAN]
    meetings = [each.decided_on for each in standing if each.kind is DecisionKind.REVIEW_MEETING]
    if replaced is not None and replaced.kind is DecisionKind.FINAL_PLAN and case.plan_on == replaced.decided_on:
        case.plan_on = None
    if (
        replaced is not None
        and replaced.kind is DecisionKind.REVIEW_MEETING
        and case.last_review_on == replaced.decided_on
    ):
        case.last_review_on = None
    case.plan_on = case.plan_on or min(plans, default=None)
    case.last_review_on = max([*meetings, *filter(None, (case.last_review_on,))], default=None)


def _refuse(case: Case, decided: Decided, standing: Sequence[CouncilDecision], *, today: date) -> None:
    """Refuse what cannot be: days ahead, before receipt or out of order, twice the same, no outcome."""
    _refuse_day(case, decided, today=today)
    if decided.letter_on is not None and decided.letter_on < decided.decided_on:
        raise WrongDayOfLetter
    if decided.letter_on is not None and decided.letter_on > today:
        raise WrongDayOfLetter("The day of the letter is in the future.", "Record it when the letter has gone.")
    outcomes = OUTCOMES_OF.get(decided.kind, ())
    if outcomes and decided.outcome not in outcomes:
        raise MissingDetail("Choose what the outcome was.", _OUTCOME_NEEDED)
    _refuse_order(decided, standing)


def _refuse_day(case: Case, decided: Decided, *, today: date) -> None:
    day = decided.decided_on
    if day > today and decided.kind is not _K.TRANSFER:
        raise Refusal("The day of the decision is in the future.", "Record it when it has happened.")
    if day > today + _FURTHEST_TRANSFER:
        raise Refusal("A transfer so far ahead cannot be recorded.", "Check the year.")
    if case.received_on is not None and day < case.received_on:
        raise Refusal(
            f"The day of the decision is before the council received the request, on {_written(case.received_on)}.",
            "Check the year, or correct the day of receipt first.",
        )


def _refuse_order(decided: Decided, standing: Sequence[CouncilDecision]) -> None:
    if any(each.kind is decided.kind and each.decided_on == decided.decided_on for each in standing):
        raise Refusal("This is recorded already, for the same day.", "Correct the one that is there.")
    earlier = [each for each in standing if each.kind in _BEFORE.get(decided.kind, ())]
    if earlier and min(each.decided_on for each in earlier) > decided.decided_on:
        before = min(earlier, key=lambda each: each.decided_on)
        raise Refusal(
            f"That is before “{before.kind.label}” on {_written(before.decided_on)}.", "Check the day of each."
        )
    for each in standing:
        needed = _BEFORE.get(each.kind, ())
        others = [other.decided_on for other in standing if other.kind in needed]
        if decided.kind in needed and min([*others, decided.decided_on]) > each.decided_on:
            raise Refusal(
                f"That is after “{each.kind.label}” on {_written(each.decided_on)}.",
                "Check the day of each.",
            )


def _ask(case: Case, decided: Decided, standing: Sequence[CouncilDecision], *, sure: bool) -> None:
    found = None if sure else next(_doubts(case, decided, standing), None)
    if found is not None:
        raise AskedAbout(found)


def _doubts(case: Case, decided: Decided, standing: Sequence[CouncilDecision]) -> Iterator[str]:
    """What makes the decision unlikely, a sentence each."""
    kinds = {each.kind for each in standing}
    needed = _BEFORE.get(decided.kind, ())
    if needed and not kinds.intersection(needed) and not _brought_over_beyond(case, needed[0]):
        yield _MISSING[decided.kind]
    if decided.kind is DecisionKind.REVIEW_MEETING and not _has_plan(case, kinds):
        yield "No plan is recorded that could be reviewed."
    if decided.kind is DecisionKind.TRANSFER and not _has_plan(case, kinds):
        yield "No plan is recorded that would have to be reviewed before a transfer."
    yield from _contradicted(decided, standing)
    if decided.kind is DecisionKind.AGREED_TO_ASSESS and decided.kind in kinds:
        yield "The council has agreed to assess already. Correct that decision if its day is wrong."
    if decided.kind is DecisionKind.FINAL_PLAN:
        yield from _too_soon(decided, standing)


def _contradicted(decided: Decided, standing: Sequence[CouncilDecision]) -> Iterator[str]:
    """What was decided otherwise before, unless an order or an appeal has overturned it since."""
    other, sentence = _CONTRADICTS.get(decided.kind, (None, ""))
    on = max((each.decided_on for each in standing if each.kind is other), default=None)
    appealed = max((each.decided_on for each in standing if each.kind in APPEALED), default=date.min)
    if on is not None and on >= appealed:
        yield f"{sentence}, on {_written(on)}."


def _too_soon(decided: Decided, standing: Sequence[CouncilDecision]) -> Iterator[str]:
    """A final plan while the family may still comment on the draft (SEND Regulations 2014, reg 13(1)(a))."""
    drafts = [each for each in standing if each.kind is DecisionKind.DRAFT_PLAN]
    if not drafts:
        return
    served = max(each.letter_on or each.decided_on for each in drafts)
    try:
        until = next(each.date for each in deadlines_from(Event.DRAFT_SERVED, served) if each.id == "representations")
    except ClockRefusal:
        return
    if decided.decided_on <= until:
        yield f"The family may comment on the draft until {_written(until)} (regulation 13(1)(a))."


def _has_plan(case: Case, kinds: set[DecisionKind]) -> bool:
    return case.plan_on is not None or DecisionKind.FINAL_PLAN in kinds or case.stage in (_S.FINAL_PLAN, _S.REVIEW)


def _brought_over_beyond(case: Case, kind: DecisionKind) -> bool:
    """Whether the case came from another system that was past that decision: its days are in that system's record."""
    past = _LEADS_TO[kind]
    return case.channel is Channel.IMPORT and _ORDER.index(case.stage) >= _ORDER.index(past)


def _seen_by_family(kind: DecisionKind) -> bool:
    """A panel advises the council, and a transfer is no news; what is decided is for the family to know."""
    return kind not in (DecisionKind.PANEL, DecisionKind.TRANSFER)


def _said(row: CouncilDecision) -> dict[str, str | int | None]:
    return {
        "decision": row.id,
        "kind": row.kind.value,
        "decided_on": row.decided_on.isoformat(),
        "letter_on": row.letter_on.isoformat() if row.letter_on else None,
        "outcome": row.outcome.value if row.outcome else None,
    }


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
