"""The council's decisions as the case page shows them: what stands, and what it replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.decision_kinds import APPEALED, DecisionKind
from hub.models import Case, CouncilDecision, Stage

_FROM_OUTSIDE = APPEALED | {DecisionKind.TRANSFER}


def all_decisions(session: Session, case: Case) -> Sequence[CouncilDecision]:
    """Every row, what was put right or struck out included, the earliest first."""
    wanted = (
        select(CouncilDecision)
        .where(CouncilDecision.case_id == case.id)
        .order_by(CouncilDecision.decided_on, CouncilDecision.id)
        .options(joinedload(CouncilDecision.by))
    )
    return session.scalars(wanted).unique().all()


def with_orders(session: Session) -> list[tuple[Case, list[CouncilDecision]]]:
    """The open cases with an order, an appeal or a transfer on record, each with its decisions that stand."""
    outside = select(CouncilDecision.case_id).where(CouncilDecision.kind.in_(sorted(_FROM_OUTSIDE)))
    cases = list(
        session.scalars(select(Case).where(Case.id.in_(outside), Case.stage != Stage.CLOSED).order_by(Case.id))
    )
    of_them = select(CouncilDecision).where(CouncilDecision.case_id.in_(outside))
    rows: dict[int, list[CouncilDecision]] = {}
    for row in session.scalars(of_them.order_by(CouncilDecision.decided_on, CouncilDecision.id)):
        rows.setdefault(row.case_id, []).append(row)
    return [(case, in_force(rows[case.id])) for case in cases]


def in_force(rows: Iterable[CouncilDecision]) -> list[CouncilDecision]:
    """Those of the rows that stand, the earliest first."""
    rows = list(rows)
    replaced = {each.replaces_id for each in rows}
    return [each for each in rows if each.id not in replaced and not each.withdrawn]
