"""Writing advice: the template of both guides, saved as often as one likes, with the findings beside the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf  # type: ignore[import-untyped]
from werkzeug.exceptions import NotFound

from hub.advice import Advice, Area
from hub.deadlines import day_in_london
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS, background_asked
from hub.models import Decision, DraftVersion, QualityDecision, Request
from hub.permissions import Act
from hub.queries.quality import decisions_on
from hub.refusals import ChangedElsewhere, Refusal
from hub.services.advice import current_draft, draft_or_blank, framed, save_draft
from hub.services.uploads import uploads_of
from hub.workflow import SUBMITTED, RequestState
from portal import advice_form
from portal.advice_form import KINDS, STARRED, Draft, Typed
from portal.arranging import Changed, pressed, restored
from portal.cards import in_words
from portal.db import db, session_while_answering
from portal.errors import NOT_FOUND
from portal.overruling import as_chosen, findings_beside, set_aside_cards, taken_over
from portal.shown import at_time, moment
from portal.signed_in import allowed, council, may, remember_person

advice = Blueprint("advice", __name__)
View = Callable[..., ResponseReturnValue]
LARGEST_ID = 2**31  # what an id's column holds
advice.add_app_template_filter(advice_form.name_of, "field_name")


@dataclass(frozen=True, slots=True)
class SaidAbove:
    """Why what was typed is not saved yet, and what to do."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """What can be put back: its place in the version of that id. `anchor` is where the page offers it."""

    place: str = ""
    version: int = 0

    @property
    def anchor(self) -> str:
        """The id under which the deleted part stood."""
        inside = self.place.rpartition("-")[0]
        return "other-areas" if inside == "areas" else inside


@dataclass(frozen=True, slots=True)
class Differing:
    """A place at which what was typed and the other version differ, both word for word."""

    where: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Shown:
    """What the template's page shows: the words, the version that they are based on, and what is wrong."""

    advice: Advice
    version: int
    problems: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    undo: Undo = field(default_factory=Undo)
    said: SaidAbove | None = None
    theirs: Sequence[Differing] = ()


def gives_back_what_was_typed(view: View) -> View:
    """Nothing typed is lost because one was signed out, or because the request is no longer one's own."""

    @wraps(view)
    def kept(**kwargs: Any) -> ResponseReturnValue:
        try:
            answer = view(**kwargs)
        except NotFound:
            return _not_saved(SaidAbove(NOT_FOUND[0], NOT_FOUND[1:2]), 404)
        return answer if g.person is not None else _signed_out()

    return kept


@advice.get("/requests/<int:request_id>/write")
@may(Act.WRITE, Request)
def write(asked: Request) -> ResponseReturnValue:
    """The advice template with the draft in it; once it has been submitted, what was submitted."""
    if asked.state in SUBMITTED:
        return redirect(url_for("submission.show", request_id=asked.id))
    draft = current_draft(db.session, asked)
    undo = Undo(request.args.get("place", ""), request.args.get("undo", 0, type=int))
    return _page(asked, Shown(draft_or_blank(db.session, asked), draft.number if draft else 0, undo=undo))


@advice.post("/requests/<int:request_id>/write")
@gives_back_what_was_typed
@may(Act.WRITE, Request)
def save(asked: Request) -> ResponseReturnValue:
    """Save what was typed, then do what the button says: add, delete, undo, preview …"""
    typed = advice_form.from_fields(request.form)
    if _by_script():
        return _saved_by_itself(asked, typed)
    action = request.form.get("action", "save")
    changed = None if typed.problems else _changed(asked, typed.draft, action)
    try:
        before = store(asked, typed.draft, based_on=_based_on())
        version = store(asked, changed.draft, based_on=before.number) if changed else before
    except ChangedElsewhere:
        return _changed_elsewhere(asked, typed)
    except Refusal as refusal:
        return _not_saved(SaidAbove(refusal.sentence, (refusal.what_next,)), 409)
    problems = {**typed.problems, **set_aside_cards(asked, version.advice, action)}
    if problems:
        return _page(asked, _as_typed(asked, replace(typed, problems=problems), version.number)), 422
    if changed:
        place: dict[str, Any] = {"undo": before.id, "place": changed.deleted} if changed.deleted else {}
        return redirect(url_for("advice.write", request_id=asked.id, _anchor=changed.anchor, **place))
    if action == "preview":
        return redirect(url_for("submission.preview", request_id=asked.id))
    if action == "uploads":
        return redirect(url_for("uploads.show", request_id=asked.id))
    flash(_SAID.get(action.partition(":")[0], "Your changes are saved. Nobody else can see them until you submit."))
    return redirect(url_for("advice.write", request_id=asked.id))


def _saved_by_itself(asked: Request, typed: Typed) -> ResponseReturnValue:
    """What the page saved without a new page to follow, or why it could not."""
    action = request.form.get("action", "")
    pressed = action.startswith(("set-aside:", "bring-back:"))
    try:
        version = store(asked, typed.draft, based_on=_based_on(), automatic=not pressed)
    except ChangedElsewhere:
        return {"said": f"{_who_saved(asked)}. What you typed here is not saved.", "compare": True}, 409
    except Refusal as refusal:
        return {"said": refusal.sentence, "compare": False}, 409
    missing = set_aside_cards(asked, version.advice, action) if pressed else {}
    return {"version": version.number, "saved": f"Saved at {at_time(version.saved_at)}"}, 422 if missing else 200


_SAID = {
    "set-aside": "Set aside. It stays so while the words stay the same; you can undo it under “Set aside”.",
    "bring-back": "It is no longer set aside.",
}


def store(asked: Request, draft: Draft, *, based_on: int | None, automatic: bool = False) -> DraftVersion:
    """Save a draft as its next version; `automatic`: nobody pressed a button. Raises what `save_draft` raises."""
    return save_draft(
        db.session,
        request=asked,
        areas=draft.areas,
        background=draft.background,
        health_care_plan_attached=draft.health_care_plan_attached,
        pep_attached=draft.pep_attached,
        by=g.person,
        now=g.now,
        based_on=based_on,
        automatic=automatic,
    )


def _changed(asked: Request, draft: Draft, action: str) -> Changed | None:
    """What the button changes; undoing takes the deleted part from the version before."""
    if action.startswith("rewrite:"):
        return _taken_over(asked, draft, action)
    if not action.startswith("undo:"):
        return pressed(action, draft)
    number = request.form.get("undo", 0, type=int)
    earlier = db.session.get(DraftVersion, number) if 0 < number < LARGEST_ID else None
    if earlier is None or earlier.request_id != asked.id:
        return None
    return restored(draft, advice_form.draft_of(earlier.advice), action.partition(":")[2])


def _who_saved(asked: Request) -> str:
    """Who saved the draft that stands, and when: “Maya Shah saved this advice at 14:01”."""
    theirs = current_draft(db.session, asked)
    if theirs is None:
        return "This advice was changed somewhere else"
    saved = (
        at_time(theirs.saved_at) if day_in_london(theirs.saved_at) == day_in_london(g.now) else moment(theirs.saved_at)
    )
    if theirs.saved_by is not None and theirs.saved_by.id == g.person.id:
        return f"You saved this advice in another tab or on another device at {saved}"
    return f"{theirs.saved_by.name if theirs.saved_by else 'Somebody else'} saved this advice at {saved}"


def _taken_over(asked: Request, draft: Draft, action: str) -> Changed | None:
    written = advice_form.in_frame(draft, blank(asked))
    rewrite = taken_over(asked, written, action)
    if rewrite is None:
        return None
    name, text = advice_form.name_of(rewrite.field), dict(written.texts())[rewrite.field]
    again = advice_form.from_fields({**request.form, name: rewrite.applied_to(text)})
    return Changed(again.draft, name)


def blank(asked: Request) -> Advice:
    """The frame of the request's advice with nothing written in it."""
    return framed(Advice(id="", areas=()), asked)


def _by_script() -> bool:
    """Whether the page saves by itself while somebody is still writing: it wants no page back."""
    return request.accept_mimetypes.best == "application/json"


def _based_on() -> int:
    return request.form.get("version", 0, type=int)


def _as_typed(asked: Request, typed: Typed, version: int, **more: Any) -> Shown:
    frame = draft_or_blank(db.session, asked)
    unread = {**typed.unread, **as_chosen()}
    return Shown(advice_form.in_frame(typed.draft, frame), version, typed.problems, unread, **more)


def _page(asked: Request, shown: Shown) -> str:
    draft = current_draft(db.session, asked)
    opened = {each.area for each in shown.advice.areas}
    return render_template(
        "advice/write.html",
        asked=asked,
        case=asked.case,
        advice=shown.advice,
        version=shown.version,
        problems=shown.problems,
        unread=shown.unread,
        undo=shown.undo,
        said=shown.said,
        theirs=shown.theirs,
        other=draft,
        saved_at=draft.saved_at if draft else None,
        beside=findings_beside(asked, shown.advice),
        closed=[each for each in Area if each not in opened],
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
        kinds=KINDS,
        starred=STARRED.get(asked.team.profile, ()),
        uploads=uploads_of(db.session, asked),
        decision=_why_it_came_back(asked),
        background_asked=background_asked(shown.advice),
        quality_step=council().rules_for(asked.team.profile).quality_step,
        today=day_in_london(g.now),
    )


def _why_it_came_back(asked: Request) -> QualityDecision | None:
    if asked.state is not RequestState.RETURNED_FOR_CHANGES:
        return None
    back = (each for each in decisions_on(db.session, asked.id) if each.decision in _BACK)
    return next(back, None)


_BACK = frozenset({Decision.RETURNED, Decision.RELEASED})


def _changed_elsewhere(asked: Request, typed: Typed) -> ResponseReturnValue:
    """The page with what was typed, and beside it what the other version says differently."""
    theirs = current_draft(db.session, asked)
    number = theirs.number if theirs else 0
    said = SaidAbove(
        f"{_who_saved(asked)}, after you opened it here",
        (
            "What you typed is below, and is not saved yet. Compare both texts. If you save changes now, yours becomes "
            "the draft; the other version is kept too.",
        ),
    )
    mine = advice_form.in_frame(typed.draft, draft_or_blank(db.session, asked))
    differing = _differences(theirs.advice, mine) if theirs else []
    return _page(asked, _as_typed(asked, typed, number, said=said, theirs=differing)), 409


def _differences(theirs: Advice, mine: Advice) -> list[Differing]:
    """Where the other version says something else, in reading order."""
    here, there = dict(mine.texts()), dict(theirs.texts())
    places = [*there, *(each for each in here if each not in there)]
    return [
        Differing(in_words(place, theirs if place in there else mine), here.get(place, ""), there.get(place, ""))
        for place in places
        if here.get(place, "") != there.get(place, "")
    ]


def _not_saved(said: SaidAbove, status: int) -> ResponseReturnValue:
    """Why it was not saved, with every word that was typed, to be copied."""
    draft = advice_form.from_fields(request.form).draft
    typed = Advice(id="", areas=draft.areas, background=draft.background)
    words = [(in_words(pointer, typed), text) for pointer, text in typed.texts()]
    return render_template("advice/not_saved.html", said=said, words=words), status


def _signed_out() -> ResponseReturnValue:
    """Signed out while writing: the words wait in this page until one has signed in again."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "action")]
    return render_template("advice/signed_out.html", typed=typed, action=request.path), 401


@advice.errorhandler(CSRFError)
def stale(_error: CSRFError) -> ResponseReturnValue:
    """The page had been open across a sign-in: show it again with what was typed, to be saved once more."""
    if _by_script():
        return new_token()
    g.setdefault("now", current_app.extensions["hub_clock"]())  # the token is looked at before the clock is
    with session_while_answering():
        remember_person()
        if g.person is None:
            return _signed_out()
        asked = db.session.get(Request, (request.view_args or {}).get("request_id", 0))
        if request.endpoint != "advice.save" or asked is None or not allowed(Act.WRITE, asked):
            return _not_saved(SaidAbove(NOT_FOUND[0], NOT_FOUND[1:2]), 404)
        if asked.state in SUBMITTED:
            return _not_saved(SaidAbove("This advice has been submitted.", ()), 409)
        said = SaidAbove(
            "Not saved yet", ("You have signed in again since you opened this page. Save your changes now.",)
        )
        typed = advice_form.from_fields(request.form)
        return _page(asked, _as_typed(asked, typed, _based_on(), said=said)), 400


def new_token() -> ResponseReturnValue:
    """For the script of a page that was open across a sign-in: a token of the new one, if they may still write."""
    g.setdefault("now", current_app.extensions["hub_clock"]())
    with session_while_answering():
        remember_person()
        if g.person is None:
            return {}, 401
        asked = db.session.get(Request, (request.view_args or {}).get("request_id", 0))
        if asked is None or not allowed(Act.WRITE, asked):
            return {}, 404
        return {"token": generate_csrf()}, 400
