"""A writer's own phrases: kept, changed, deleted, put into a draft; refused where they hold something about a child."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checker.check import check_upload
from hub.finding import CheckContext, Finding
from hub.models import Phrase, Request, Role
from hub.permissions import Act
from hub.refusals import ChangedElsewhere, MissingDetail, Refusal
from hub.services.advice import current_draft, draft_or_blank
from hub.services.draft_files import add_words
from hub.services.phrases import delete_phrase, phrases_of, save_phrase
from hub.workflow import SUBMITTED
from portal.db import db
from portal.journeys.drafts import places_in
from portal.rules import hub_rules
from portal.signed_in import may, signed_in

phrases = Blueprint("phrases", __name__)
WRITERS = (Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.SENCO)


@phrases.get("/phrases")
@signed_in(*WRITERS)
def show() -> ResponseReturnValue:
    """The person's phrases."""
    return _page()


@phrases.post("/phrases")
@signed_in(*WRITERS)
def add() -> ResponseReturnValue:
    """Keep a phrase."""
    return _kept(None)


@phrases.get("/phrases/<int:phrase_id>")
@signed_in(*WRITERS)
def edit(phrase_id: int) -> ResponseReturnValue:
    """Change or delete a phrase."""
    phrase = _own(phrase_id)
    return _page(phrase=phrase, text=phrase.text)


@phrases.post("/phrases/<int:phrase_id>")
@signed_in(*WRITERS)
def change(phrase_id: int) -> ResponseReturnValue:
    """Keep a phrase as it was changed, or delete it."""
    phrase = _own(phrase_id)
    if request.form.get("action") != "delete":
        return _kept(phrase)
    delete_phrase(db.session, phrase=phrase, by=g.person)
    flash("The phrase is deleted.")
    return redirect(url_for("phrases.show"))


@phrases.get("/requests/<int:request_id>/draft/phrases")
@may(Act.WRITE, Request)
def choose(asked: Request) -> ResponseReturnValue:
    """The person's phrases, to be put into the draft."""
    if asked.state in SUBMITTED:
        return redirect(url_for("submission.show", request_id=asked.id))
    return _to_insert(asked)


@phrases.post("/requests/<int:request_id>/draft/phrases")
@may(Act.WRITE, Request)
def insert(asked: Request) -> ResponseReturnValue:
    """Put a phrase at the end of a field of the draft."""
    phrase = _own(request.form.get("phrase", 0, type=int))
    pointer, based_on = request.form.get("place", ""), request.form.get("version", 0, type=int)
    try:
        add_words(
            db.session, request=asked, pointer=pointer, text=phrase.text, by=g.person, now=g.now, based_on=based_on
        )
    except (MissingDetail, ChangedElsewhere) as refusal:
        return _to_insert(asked, wrong={phrase.id: refusal.sentence}), 422
    flash("The phrase is in your draft. Read it once more: it was written for other children.")
    return redirect(url_for("advice.write", request_id=asked.id))


@phrases.app_context_processor
def own_phrases() -> dict[str, object]:
    """What the template's page offers of phrases: asked for only where that page calls it."""
    return {"own_phrases": lambda: phrases_of(db.session, g.person)}


def _kept(phrase: Phrase | None) -> ResponseReturnValue:
    typed = request.form.get("text", "").replace("\0", "").replace("\r\n", "\n")
    try:
        save_phrase(db.session, text=typed, by=g.person, check=_privacy, now=g.now, phrase=phrase)
    except Refusal as refusal:
        return _page(phrase=phrase, text=typed, wrong=f"{refusal.sentence} {refusal.what_next}"), 422
    flash("The phrase is kept.")
    return redirect(url_for("phrases.show"))


def _privacy(text: str, context: CheckContext) -> Sequence[Finding]:
    return check_upload(text, context, hub_rules())


def _own(phrase_id: int) -> Phrase:
    """The person's own phrase; anybody else's is not there."""
    found = db.session.get(Phrase, phrase_id) if 0 < phrase_id < 2**31 else None
    if found is None or found.person_id != g.person.id:
        abort(404)
    return found


def _page(*, phrase: Phrase | None = None, text: str = "", wrong: str = "") -> str:
    kept = phrases_of(db.session, g.person) if phrase is None else []
    return render_template("drafts/phrases.html", kept=kept, phrase=phrase, text=text, wrong=wrong)


def _to_insert(asked: Request, wrong: dict[int, str] | None = None) -> str:
    version = current_draft(db.session, asked)
    return render_template(
        "drafts/insert.html",
        asked=asked,
        kept=phrases_of(db.session, g.person),
        places=places_in(draft_or_blank(db.session, asked)),
        version=version.number if version else 0,
        wrong=wrong or {},
    )
