"""Submitting advice: the last look with its warnings, the receipt, the submitted words, and taking held advice back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checker.check import check
from hub.advice import Advice
from hub.deadlines import day_in_london
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS
from hub.finding import Severity
from hub.models import Person, Request
from hub.permissions import Act
from hub.queries.quality import decisions_on
from hub.refusals import AdviceNotReady
from hub.services.advice import current_draft, draft_or_blank, findings_of, latest_submission, submit_advice
from hub.services.dismissals import overruled
from hub.services.downloads import readable
from hub.services.quality import take_back
from hub.services.uploads import uploads_of
from hub.workflow import SUBMITTED, RequestState
from portal.advice_form import draft_of, empty_sections, in_frame, name_of, unanswered, without_empty_parts
from portal.cards import Beside, beside, in_words
from portal.db import db
from portal.golden_thread import threads
from portal.journeys.advice import store
from portal.overruling import findings_beside, rule_reasons, set_aside_rules
from portal.rules import hub_rules
from portal.schools import school_register
from portal.signed_in import allowed, council, may, signed_in

submission = Blueprint("submission", __name__)


class Place(NamedTuple):
    """What a rule warns of in one place, and the card that says more."""

    message: str
    card: str
    where: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A rule that warns or advises, its places, and the writer's reason for leaving it, if they give one."""

    rule: str
    places: tuple[Place, ...]
    reason: str


@submission.get("/requests/<int:request_id>/submit")
@may(Act.WRITE, Request)
def preview(asked: Request) -> ResponseReturnValue:
    """The warning page: what stops publication, what to check, what is still empty, and the advice as it will read."""
    if asked.state in SUBMITTED:
        return redirect(url_for("submission.show", request_id=asked.id))
    return _preview(asked, {})


@submission.post("/requests/<int:request_id>/submit")
@may(Act.WRITE, Request)
def submit(asked: Request) -> ResponseReturnValue:
    """“Submit advice”, after the warning page: exactly what that page showed, and nothing newer."""
    reasons = rule_reasons()
    draft = current_draft(db.session, asked)
    if asked.state not in SUBMITTED and draft is not None:
        if str(draft.number) != request.form.get("version"):
            return _preview(asked, reasons, newer=True), 409
        written = without_empty_parts(draft_of(draft.advice), asked.areas)
        if unanswered(written, asked.team.profile):
            return _preview(asked, reasons), 422
        store(asked, written, based_on=draft.number)
    try:
        submit_advice(
            db.session,
            request=asked,
            by=g.person,
            check=partial(check, rules=hub_rules()),
            council=council(),
            schools=school_register(),
            now=g.now,
            reasons=reasons,
        )
    except AdviceNotReady:
        return _preview(asked, reasons), 422
    return redirect(url_for("submission.receipt", request_id=asked.id))


@submission.post("/requests/<int:request_id>/set-aside")
@may(Act.WRITE, Request)
def set_aside(asked: Request) -> ResponseReturnValue:
    """Set aside, or put back, what the warning page warns of, without submitting yet."""
    done = set_aside_rules(asked, _as_submitted(asked), request.form.get("action", ""))
    flash("That is done. Check the rest, then submit." if done else "Nothing was set aside: say why first.")
    return redirect(url_for("submission.preview", request_id=asked.id))


@submission.get("/requests/<int:request_id>/submitted")
@may(Act.WRITE, Request)
def receipt(asked: Request) -> ResponseReturnValue:
    """When it was submitted, whether that was in time, and what happens next."""
    submitted = latest_submission(db.session, asked)
    if submitted is None or asked.returned_at is None:
        abort(404)
    late = (day_in_london(asked.returned_at) - asked.due_on).days
    return render_template(
        "submission/receipt.html",
        asked=asked,
        submitted=submitted,
        late=late,
        state=asked.state,
        quality_step=council().rules_for(asked.team.profile).quality_step,
    )


@submission.get("/requests/<int:request_id>/advice")
@signed_in()
def show(request_id: int) -> ResponseReturnValue:
    """The submitted advice, to those who may read it now."""
    person: Person = g.person
    asked = db.session.get(Request, request_id)
    today = day_in_london(g.now)
    submitted = readable(db.session, request=asked, person=person, council=council(), on=today) if asked else None
    if asked is None or submitted is None:
        abort(404)
    own = allowed(Act.WRITE, asked) or allowed(Act.REVIEW, asked)
    words = submitted.advice
    found = [each.finding for each in findings_of(db.session, submitted)] if own else []
    return render_template(
        "submission/show.html",
        asked=asked,
        submitted=submitted,
        advice=words,
        beside=beside(words, found, overruled(db.session, asked, words, found)),
        uploads=uploads_of(db.session, asked),
        decisions=decisions_on(db.session, asked.id) if own or allowed(Act.RELEASE, asked) else (),
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
        mine=allowed(Act.WRITE, asked),
        may_review=allowed(Act.REVIEW, asked),
        may_release=allowed(Act.RELEASE, asked) and asked.state in _RELEASABLE,
        today=day_in_london(g.now),
    )


_RELEASABLE = frozenset({RequestState.PUBLISHED, RequestState.AWAITING_QUALITY_CHECK})


@submission.post("/requests/<int:request_id>/take-back")
@may(Act.WRITE, Request)
def take_it_back(asked: Request) -> ResponseReturnValue:
    """The writer takes held advice back to mend it."""
    take_back(db.session, request=asked, by=g.person, now=g.now)
    flash("The advice is yours to change again. Submit it when you have mended it.")
    return redirect(url_for("advice.write", request_id=asked.id))


def _preview(asked: Request, reasons: Mapping[str, str], *, newer: bool = False) -> str:
    written = _as_submitted(asked)
    draft = draft_of(written)
    version = current_draft(db.session, asked)
    found = findings_beside(asked, written)
    missing = unanswered(draft, asked.team.profile)
    return render_template(
        "submission/preview.html",
        asked=asked,
        advice=written,
        version=version.number if version else 0,
        newer=newer,
        beside=found,
        warned=_warned(found, Severity.WARN, reasons),
        advised=_warned(found, Severity.ADVISE, reasons),
        missing=[(each, BACKGROUND_QUESTIONS[each.removeprefix("background-")]) for each in missing],
        empty=[*empty_sections(draft), *_open_questions(written)],
        threads=threads(written),
        nothing=not _any_words(written),
        uploads=uploads_of(db.session, asked),
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
        quality_step=council().rules_for(asked.team.profile).quality_step,
        today=day_in_london(g.now),
    )


def _as_submitted(asked: Request) -> Advice:
    """The draft as it would be submitted now."""
    frame = draft_or_blank(db.session, asked)
    return in_frame(without_empty_parts(draft_of(frame), asked.areas), frame)


def _any_words(written: Advice) -> bool:
    return any(text.strip() for _, text in written.texts())


def _open_questions(written: Advice) -> list[tuple[str, str]]:
    """Questions in brackets that were taken over from a finding and never answered: (id of its field, its words)."""
    return [
        (name_of(pointer), f"{in_words(pointer, written)}: answer “{found[0]}”")
        for pointer, text in written.texts()
        for found in _IN_BRACKETS.finditer(text)
    ]


_IN_BRACKETS = re.compile(r"\[[^\[\]\n]{3,160}\?\]")


def _warned(found: Beside, severity: Severity, reasons: Mapping[str, str]) -> Sequence[Warned]:
    """The rules that say something of this severity, each once, in reading order."""
    places: dict[str, list[Place]] = {}
    for card in found.cards:
        for said in card.said:
            if said.severity is severity:
                places.setdefault(said.rule, []).append(Place(said.message, card.id, card.where))
    return [Warned(rule, tuple(each), reasons.get(rule, "")) for rule, each in places.items()]
