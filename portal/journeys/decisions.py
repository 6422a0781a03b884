"""The council's decisions on a case: put on record with their days, put right, struck out with a reason."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from hub.models import OUTCOMES_OF, Case, CouncilDecision, DecisionKind, DecisionOutcome, Role
from hub.permissions import Act
from hub.queries.decisions import all_decisions, in_force
from hub.refusals import AskedAbout, MissingDetail, NotAwaitingThat, Refusal, WrongDayOfLetter
from hub.services.decisions import Decided, correct_decision, record_decision, withdraw_decision
from portal.db import db
from portal.form_fields import Day, HubForm, ListOf, LongText, OneOf, Tick, options
from portal.signed_in import council, may

decisions = Blueprint("decisions", __name__)
_WHOSE_OUTCOME = {
    DecisionKind.PANEL: "Panel",
    DecisionKind.REVIEW_DECISION: "Annual review",
    DecisionKind.TRIBUNAL_ORDER: "Order or appeal",
    DecisionKind.TRANSFER: "Transfer",
}
_OUTCOMES = [
    (each.value, f"{whose}: {each.label}") for kind, whose in _WHOSE_OUTCOME.items() for each in OUTCOMES_OF[kind]
]


class DecisionForm(HubForm):
    """What was decided, when, and when its letter went."""

    kind = OneOf(
        "What was decided or done?",
        [(each.value, each.label) for each in DecisionKind],
        needed="Choose what was decided or done",
    )
    decided_on = Day(
        "On which day?",
        what="The day",
        needed="Enter the day of the decision",
        hint="For a draft plan, the day on which it was sent to the family. For an order, the day of the order. "
        "For an appeal, the day on which the council told the Tribunal that it does not oppose it. For a transfer, its "
        "first day: usually 1 September. For example, 27 3 2026.",
    )
    letter_on = Day("Day of its letter", what="The day of the letter", hint="Leave empty if no letter has gone yet.")
    outcome = ListOf(
        "Outcome",
        _OUTCOMES,
        none="Choose, where one belongs",
        hint="Only for a panel, for the decision after an annual review, for an order or appeal, and for a transfer.",
    )
    note = LongText("Note", hint="For the council's own people. Nobody else sees it.", rows=3)
    sure = Tick("I am sure: record it as it is")

    def decided(self) -> Decided:
        """What was put down. Raises ValueError before the form has been validated."""
        if self.decided_on.data is None:
            raise ValueError("the day is needed")
        return Decided(
            kind=DecisionKind(self.kind.data),
            decided_on=self.decided_on.data,
            letter_on=self.letter_on.data,
            outcome=DecisionOutcome(self.outcome.data) if self.outcome.data else None,
            note=self.note.data or "",
        )

    def refused(self, refusal: Refusal) -> None:
        """Say it at the field that it is about."""
        self.refuse(self._about(refusal), f"{refusal.sentence} {refusal.what_next}")

    def _about(self, refusal: Refusal) -> Field:
        about = {AskedAbout: self.sure, WrongDayOfLetter: self.letter_on, MissingDetail: self.outcome}
        return about.get(type(refusal), self.decided_on)


class StrikeOutForm(HubForm):
    """Why a decision is struck out."""

    reason = LongText("Why was it recorded by mistake?", needed="Say why this is struck out", rows=2)


@decisions.route("/cases/<int:case_id>/decisions", methods=["GET", "POST"])
@may(Act.SEE, Case, Role.OFFICER)
def add(case: Case) -> ResponseReturnValue:
    """Put a decision on record; “?kind=” says which one is likely."""
    kind = request.args.get("kind", "")
    form = _form(DecisionForm(kind=kind if kind in list(DecisionKind) else None))
    if form.validate_on_submit():
        try:
            row = record_decision(
                db.session, case=case, decided=form.decided(), sure=bool(form.sure.data), by=g.person, now=g.now
            )
        except NotAwaitingThat:
            raise
        except Refusal as refusal:
            form.refused(refusal)
        else:
            flash(f"Recorded: {row.kind.label}")
            return redirect(url_for("cases.show", case_id=case.id, _anchor=f"decision-{row.id}"))
    return render_template("decisions/edit.html", case=case, form=form, decision=None, asked_about=_asked(form))


@decisions.route("/cases/<int:case_id>/decisions/<int:decision_id>", methods=["GET", "POST"])
@may(Act.SEE, Case, Role.OFFICER)
def correct(case: Case, decision_id: int) -> ResponseReturnValue:
    """Put a decision right; the first one stays on record."""
    decision = _standing(case, decision_id)
    form = _form(DecisionForm(obj=decision, sure=False))
    if form.validate_on_submit():
        sure = bool(form.sure.data)
        try:
            row = correct_decision(
                db.session, decision=decision, decided=form.decided(), sure=sure, by=g.person, now=g.now
            )
        except NotAwaitingThat:
            raise
        except Refusal as refusal:
            form.refused(refusal)
        else:
            flash(f"Corrected: {row.kind.label}")
            return redirect(url_for("cases.show", case_id=case.id, _anchor=f"decision-{row.id}"))
    return _correcting(case, decision, form, StrikeOutForm(formdata=None))


@decisions.post("/cases/<int:case_id>/decisions/<int:decision_id>/strike-out")
@may(Act.SEE, Case, Role.OFFICER)
def strike_out(case: Case, decision_id: int) -> ResponseReturnValue:
    """Strike out what was recorded by mistake, with a reason."""
    decision = _standing(case, decision_id)
    form = StrikeOutForm()
    if not form.validate():
        return _correcting(case, decision, _form(DecisionForm(formdata=None, obj=decision, sure=False)), form)
    withdraw_decision(db.session, decision=decision, reason=form.reason.data or "", by=g.person, now=g.now)
    flash(f"Struck out: {decision.kind.label}")
    return redirect(url_for("cases.show", case_id=case.id))


def _correcting(
    case: Case, decision: CouncilDecision, form: DecisionForm, strike_out: StrikeOutForm
) -> ResponseReturnValue:
    return render_template(
        "decisions/edit.html",
        case=case,
        form=form,
        decision=decision,
        strike_out=strike_out,
        asked_about=_asked(form),
    )


def _form(form: DecisionForm) -> DecisionForm:
    """The form, with the panel by the name that it has in this council."""
    panel = f"{DecisionKind.PANEL.label}: {council().panel}"
    form.kind.choices = options(
        (each.value, panel if each is DecisionKind.PANEL else each.label) for each in DecisionKind
    )
    return form


def _standing(case: Case, decision_id: int) -> CouncilDecision:
    """The decision of this case that stands, or the page for what is not there."""
    found = next((each for each in in_force(all_decisions(db.session, case)) if each.id == decision_id), None)
    if found is None:
        abort(404)
    return found


def _asked(form: DecisionForm) -> bool:
    """Whether something looked unusual, so that being sure is offered."""
    return bool(form.sure.errors or form.sure.data)
