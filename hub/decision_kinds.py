"""What is decided about a case, and how far the case has come by it: plain values."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """How far a case has come: the coloured links at the top of its page."""

    UNCONFIRMED = "unconfirmed"  # read by intake, no person has looked yet
    REQUEST = "request"
    ASSESSMENT = "assessment"
    DRAFT_PLAN = "draft-plan"
    FINAL_PLAN = "final-plan"
    REVIEW = "review"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The stage as a page shows it."""
        return self.value.replace("-", " ").capitalize()


class DecisionKind(StrEnum):
    """What the council decides or does on the way to a plan, and with one; and what is decided over it or comes."""

    AGREED_TO_ASSESS = "agreed-to-assess"
    REFUSED_TO_ASSESS = "refused-to-assess"
    PANEL = "panel"
    REFUSED_TO_ISSUE = "refused-to-issue"
    DRAFT_PLAN = "draft-plan"
    FINAL_PLAN = "final-plan"
    REVIEW_MEETING = "review-meeting"
    REVIEW_DECISION = "review-decision"
    TRIBUNAL_ORDER = "tribunal-order"
    UNOPPOSED_APPEAL = "unopposed-appeal"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """The decision as pages and the history say it."""
        return _LABELS[self]


_LABELS = {
    DecisionKind.AGREED_TO_ASSESS: "Agreed to assess",
    DecisionKind.REFUSED_TO_ASSESS: "Refused to assess",
    DecisionKind.PANEL: "Panel met",
    DecisionKind.REFUSED_TO_ISSUE: "Refused to issue a plan",
    DecisionKind.DRAFT_PLAN: "Draft plan sent to the family",
    DecisionKind.FINAL_PLAN: "Final plan issued",
    DecisionKind.REVIEW_MEETING: "Annual review meeting held",
    DecisionKind.REVIEW_DECISION: "Decided after the annual review",
    DecisionKind.TRIBUNAL_ORDER: "Tribunal’s order",
    DecisionKind.UNOPPOSED_APPEAL: "Appeal that the council does not oppose",
    DecisionKind.TRANSFER: "Transfer to another phase of education",
}


class DecisionOutcome(StrEnum):
    """What a panel advised, what was decided after an annual review (SEND Regulations 2014, reg 20(10)), what the
    Tribunal ordered or the council no longer opposes (reg 44 and 45), which transfer comes (reg 18)."""

    ASSESS = "assess"
    NOT_ASSESS = "not-assess"
    ISSUE = "issue"
    NOT_ISSUE = "not-issue"
    MORE_INFORMATION = "more-information"
    MAINTAIN = "maintain"
    AMEND = "amend"
    CEASE = "cease"
    MUST_ASSESS = "must-assess"
    MUST_ISSUE = "must-issue"
    MUST_RECONSIDER = "must-reconsider"
    MUST_AMEND = "must-amend"
    MUST_NAME_SETTING = "must-name-setting"
    MUST_CONTINUE = "must-continue"
    MUST_CONTINUE_AND_AMEND = "must-continue-and-amend"
    MUST_CEASE = "must-cease"
    PHASE = "phase"
    TO_POST_16 = "to-post-16"
    BETWEEN_POST_16 = "between-post-16"

    @property
    def label(self) -> str:
        """The outcome as pages say it."""
        return _OUTCOMES[self]


_OUTCOMES = {
    DecisionOutcome.ASSESS: "assess",
    DecisionOutcome.NOT_ASSESS: "do not assess",
    DecisionOutcome.ISSUE: "issue a plan",
    DecisionOutcome.NOT_ISSUE: "do not issue a plan",
    DecisionOutcome.MORE_INFORMATION: "more information is needed first",
    DecisionOutcome.MAINTAIN: "keep the plan as it is",
    DecisionOutcome.AMEND: "amend the plan",
    DecisionOutcome.CEASE: "end the plan",
    DecisionOutcome.MUST_ASSESS: "assess, or assess again",
    DecisionOutcome.MUST_ISSUE: "make a plan",
    DecisionOutcome.MUST_RECONSIDER: "think again whether to make a plan",
    DecisionOutcome.MUST_AMEND: "amend what the plan says",
    DecisionOutcome.MUST_NAME_SETTING: "amend only the school or other setting",
    DecisionOutcome.MUST_CONTINUE: "keep the plan going",
    DecisionOutcome.MUST_CONTINUE_AND_AMEND: "keep the plan going, and amend it",
    DecisionOutcome.MUST_CEASE: "the plan may end",
    DecisionOutcome.PHASE: "from one phase to the next, up to secondary school",
    DecisionOutcome.TO_POST_16: "from secondary school to a post-16 institution",
    DecisionOutcome.BETWEEN_POST_16: "from one post-16 institution to another",
}
_UNOPPOSED = (
    DecisionOutcome.MUST_ASSESS,
    DecisionOutcome.MUST_ISSUE,
    DecisionOutcome.MUST_AMEND,
    DecisionOutcome.MUST_NAME_SETTING,
    DecisionOutcome.MUST_CONTINUE,
    DecisionOutcome.MUST_CONTINUE_AND_AMEND,
)
OUTCOMES_OF: dict[DecisionKind, tuple[DecisionOutcome, ...]] = {
    DecisionKind.PANEL: (
        DecisionOutcome.ASSESS,
        DecisionOutcome.NOT_ASSESS,
        DecisionOutcome.ISSUE,
        DecisionOutcome.NOT_ISSUE,
        DecisionOutcome.MORE_INFORMATION,
    ),
    DecisionKind.REVIEW_DECISION: (DecisionOutcome.MAINTAIN, DecisionOutcome.AMEND, DecisionOutcome.CEASE),
    DecisionKind.TRIBUNAL_ORDER: (*_UNOPPOSED, DecisionOutcome.MUST_RECONSIDER, DecisionOutcome.MUST_CEASE),
    DecisionKind.UNOPPOSED_APPEAL: _UNOPPOSED,
    DecisionKind.TRANSFER: (DecisionOutcome.PHASE, DecisionOutcome.TO_POST_16, DecisionOutcome.BETWEEN_POST_16),
}
APPEALED = frozenset({DecisionKind.TRIBUNAL_ORDER, DecisionKind.UNOPPOSED_APPEAL})
