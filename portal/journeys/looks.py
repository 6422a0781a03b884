"""Somebody of the team looks at a draft before it is submitted, and comments beside its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.advice import Advice
from hub.documents.sheet import PROVISION_COLUMNS
from hub.models import DraftComment, DraftLook, Request
from hub.permissions import Act
from hub.refusals import MissingDetail
from hub.services.advice import draft_or_blank
from hub.services.draft_looks import (
    Anchored,
    ask_to_look,
    asked_to_look,
    comment,
    comments_on,
    delete_comment,
    field_with,
    looks_of,
    may_look,
    open_comments,
    people_to_ask,
    resolve_comment,
    withdraw_look,
)
from hub.workflow import SUBMITTED, WRITING
from portal.cards import in_words
from portal.db import db
from portal.highlight import Mark, highlight
from portal.signed_in import allowed, may, signed_in

looks = Blueprint("looks", __name__)
_PROVISION = re.compile(r"(/areas/\d+/outcomes/\d+/provisions/\d+)/\w+")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the draft with its words marked, and the comments beside it."""

    label: str
    words: Markup
    comments: tuple[DraftComment, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is read, and commented on, together: a field by itself, or all of a provision."""

    place: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A comment that could not be taken: its part, what was typed, and why."""

    place: str = ""
    quoted: str = ""
    text: str = ""
    sentence: str = ""


NOT_TYPED = Typed()


@looks.get("/drafts-to-look-at")
@signed_in()
def mine() -> ResponseReturnValue:
    """The drafts that the person has been asked to look at."""
    return render_template("drafts/to_look_at.html", found=asked_to_look(db.session, g.person))


@looks.get("/requests/<int:request_id>/draft/look")
@signed_in()
def show(request_id: int) -> ResponseReturnValue:
    """The draft to read, with its comments: for its writers, and for whoever they asked to look."""
    asked = _open_to(request_id)
    if asked.state in SUBMITTED:
        return redirect(url_for("submission.show", request_id=asked.id))
    return _page(asked)


@looks.post("/requests/<int:request_id>/draft/comments")
@signed_in()
def add(request_id: int) -> ResponseReturnValue:
    """Comment on words of the draft."""
    asked = _open_to(request_id)
    typed = Typed(*(_lines(request.form.get(name, "")) for name in ("place", "quoted", "text")))
    advice = draft_or_blank(db.session, asked)
    try:
        made = comment(
            db.session,
            request=asked,
            advice=advice,
            field=field_with(typed.quoted, typed.place, advice),
            quoted=typed.quoted,
            text=typed.text,
            by=g.person,
            now=g.now,
        )
    except MissingDetail as refusal:
        said = f"{refusal.sentence} {refusal.what_next}"
        return _page(asked, Typed(typed.place, typed.quoted, typed.text, said)), 422
    flash("Your comment is beside the words.")
    return redirect(url_for("looks.show", request_id=asked.id, _anchor=f"comment-{made.id}"))


@looks.post("/requests/<int:request_id>/draft/comments/<int:comment_id>")
@signed_in()
def deal_with(request_id: int, comment_id: int) -> ResponseReturnValue:
    """Fold a comment away as dealt with (its writer's), or take it back (whoever wrote it)."""
    asked = _open_to(request_id)
    row = db.session.get(DraftComment, comment_id)
    if row is None or row.request_id != asked.id:
        abort(404)
    if request.form.get("action") == "delete":
        delete_comment(db.session, comment=row, by=g.person)
        flash("The comment is deleted.")
    else:
        resolve_comment(db.session, comment=row, by=g.person, now=g.now)
        flash("The comment is marked as dealt with.")
    return redirect(url_for("looks.show", request_id=asked.id))


@looks.post("/requests/<int:request_id>/draft/ask")
@may(Act.WRITE, Request)
def ask(asked: Request) -> ResponseReturnValue:
    """Ask somebody of the team to look."""
    number = request.form.get("person", 0, type=int)
    person = next((each for each in people_to_ask(db.session, asked) if each.id == number), None)
    if person is None:
        return _page(asked, wrong_person="Choose whom to ask"), 422
    ask_to_look(db.session, request=asked, person=person, by=g.person, now=g.now)
    flash(f"{person.name} can read your draft now, and has been told.")
    return redirect(url_for("looks.show", request_id=asked.id))


@looks.post("/requests/<int:request_id>/draft/looks/<int:look_id>/withdraw")
@may(Act.WRITE, Request)
def withdraw(asked: Request, look_id: int) -> ResponseReturnValue:
    """Let somebody look no longer."""
    look = db.session.get(DraftLook, look_id)
    if look is None or look.request_id != asked.id:
        abort(404)
    withdraw_look(db.session, look=look, by=g.person, now=g.now)
    flash(f"{look.person.name} can no longer read your draft.")
    return redirect(url_for("looks.show", request_id=asked.id))


@looks.app_context_processor
def beside_a_draft() -> dict[str, Any]:
    """What other pages say about comments: asked for only where they call it."""
    return {"open_comments": lambda asked: open_comments(db.session, asked)}


def _open_to(request_id: int) -> Request:
    """The request whose draft the person may read; for anybody else it is not there."""
    asked = db.session.get(Request, request_id, with_for_update=db.writes)
    if asked is None:
        abort(404)
    if not allowed(Act.WRITE, asked) and not may_look(db.session, request=asked, person=g.person):
        abort(404)
    return asked


def _page(asked: Request, typed: Typed = NOT_TYPED, wrong_person: str = "") -> str:
    advice = draft_or_blank(db.session, asked)
    found = comments_on(db.session, asked, advice)
    writes = allowed(Act.WRITE, asked)
    return render_template(
        "drafts/look.html",
        asked=asked,
        parts=_parts(advice, found),
        gone=[each.comment for each in found if not each.field],
        label_of=lambda pointer: in_words(pointer, advice) or "A part that is no longer there",
        typed=typed,
        wrong_person=wrong_person,
        writes=writes,
        looking=looks_of(db.session, asked),
        people=people_to_ask(db.session, asked) if writes else [],
        me=g.person,
        open=asked.state in WRITING,
    )


def _parts(advice: Advice, found: Sequence[Anchored]) -> list[Part]:
    parts: dict[str, list[Field]] = {}
    for pointer, text in advice.texts():
        place = _PROVISION.sub(r"\1", pointer)
        label = "" if place == pointer else PROVISION_COLUMNS[pointer.rpartition("/")[2]]
        marks = [_mark(each) for each in found if each.field == pointer and _is_marked(each, text)]
        beside = tuple(each.comment for each in found if each.field == pointer)
        parts.setdefault(place, []).append(Field(label, highlight(text, marks), beside))
    return [Part(place, in_words(place, advice), tuple(fields)) for place, fields in parts.items()]


def _is_marked(anchored: Anchored, text: str) -> bool:
    """Whether its words are marked: not where they are all of the text, nor once it has been dealt with."""
    return anchored.comment.resolved_at is None and anchored.end - anchored.start < len(text)


def _mark(anchored: Anchored) -> Mark:
    return Mark(anchored.start, anchored.end, f"comment-{anchored.comment.id}", "read")


def _lines(typed: str) -> str:
    return typed.replace("\0", "").replace("\r\n", "\n")
