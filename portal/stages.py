"""The stages of a case as the coloured links at the top of its page: reached, now, or still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.models import Case, CouncilDecision, DecisionKind, DecisionOutcome, Request, Stage


@dataclass(frozen=True, slots=True)
class StageLink:
    """One stage: `anchor` is where on the page stands what was submitted at it; greyed where it was not reached."""

    anchor: str
    label: str
    reached: bool
    now: bool

    @property
    def said(self) -> str:
        """How far it is, in a word."""
        return "Now" if self.now else "Done" if self.reached else "Not yet"


_STAGES = ("request", "assessment", "advice", "draft-plan", "final-plan", "review")
_LABELS = dict(zip(_STAGES, ("Request", "Assessment", "Advice", "Draft plan", "Final plan", "Review"), strict=True))
_AT = {
    Stage.UNCONFIRMED: -1,
    Stage.REQUEST: 0,
    Stage.ASSESSMENT: 1,
    Stage.DRAFT_PLAN: 3,
    Stage.FINAL_PLAN: 4,
    Stage.REVIEW: 5,
}
_STAGE_OF = {
    DecisionKind.AGREED_TO_ASSESS: "assessment",
    DecisionKind.REFUSED_TO_ASSESS: "assessment",
    DecisionKind.PANEL: "assessment",
    DecisionKind.REFUSED_TO_ISSUE: "draft-plan",
    DecisionKind.DRAFT_PLAN: "draft-plan",
    DecisionKind.FINAL_PLAN: "final-plan",
    DecisionKind.REVIEW_MEETING: "review",
    DecisionKind.REVIEW_DECISION: "review",
    DecisionKind.TRANSFER: "final-plan",
}
_ORDERED = {
    DecisionOutcome.MUST_ASSESS: "assessment",
    DecisionOutcome.MUST_RECONSIDER: "assessment",
    DecisionOutcome.MUST_ISSUE: "draft-plan",
}


def stage_of(row: CouncilDecision) -> str:
    """At which stage a decision stands on the page: an order or an appeal where its plan is made or amended."""
    return _STAGE_OF.get(row.kind) or _ORDERED.get(row.outcome or DecisionOutcome.MUST_AMEND, "final-plan")


def stages_of(case: Case, standing: Sequence[CouncilDecision], requests: Sequence[Request]) -> list[StageLink]:
    """The six stages of the guide, for one case."""
    at = _AT.get(case.stage, -1)
    if case.stage is Stage.ASSESSMENT and requests:
        at = _STAGES.index("advice")
    been = {stage_of(each) for each in standing}
    been |= {"advice"} if requests else set()
    been |= {"final-plan"} if case.plan_on else set()
    been |= {"review"} if case.last_review_on else set()
    been |= {"request"} if case.stage is not Stage.UNCONFIRMED else set()
    return [
        StageLink(name, _LABELS[name], reached=number <= at or name in been, now=number == at)
        for number, name in enumerate(_STAGES)
    ]
