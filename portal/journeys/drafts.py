"""A draft and files: the template out to Word and back in, a report dropped into it, the words that found no place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checker.check import check_upload
from hub.advice import BACKGROUND_PARTS, Advice, Area, Profile
from hub.documents.document import CannotRead, DocumentKind
from hub.documents.read import read
from hub.documents.report import FileWords, words_of
from hub.documents.sheet import BACKGROUND_QUESTIONS
from hub.draft_parts import Choice, Differing, Place, texts_of
from hub.finding import Finding
from hub.models import DraftLeftover, Person, Request
from hub.permissions import Act
from hub.refusals import ChangedElsewhere, MissingDetail, Refusal
from hub.services.advice import context_of, current_draft, draft_or_blank
from hub.services.draft_files import (
    Brought,
    bring_in,
    choose,
    left_over_of,
    offer_of,
    offered_parts,
    place,
    template_file,
    throw_away,
)
from hub.services.uploads import LARGEST
from hub.workflow import SUBMITTED
from portal.advice_form import STARRED
from portal.db import db, reads_only
from portal.journeys.downloads import handed_over
from portal.rules import hub_rules
from portal.schools import school_register
from portal.signed_in import council, may
from portal.virus import refuse_unclear

drafts = Blueprint("drafts", __name__)
_AREA_OF = {
    Profile.HEALTH: Area.HEALTH,
    Profile.SOCIAL_CARE: Area.SOCIAL_CARE,
    Profile.EDUCATION: Area.COGNITION_AND_LEARNING,
}
_CHOICES = {
    Choice.FILE: "The words of the file",
    Choice.DRAFT: "The words of the draft",
    Choice.BOTH: "Both, the draft’s first",
}


@dataclass(frozen=True, slots=True)
class ToChoose:
    """A part of which draft and file say different things, as the page shows it."""

    key: str
    label: str
    draft: list[str]
    file: list[str]


@dataclass(frozen=True, slots=True)
class Loose:
    """Words without a place, as the page shows them, with what the privacy rules say of them."""

    row: DraftLeftover
    findings: tuple[Finding, ...]


@drafts.get("/requests/<int:request_id>/draft/word")
@may(Act.WRITE, Request)
def word(asked: Request) -> ResponseReturnValue:
    """The template of this request as Word, with the draft so far."""
    if asked.state in SUBMITTED:
        return redirect(url_for("submission.show", request_id=asked.id))
    with db.database.transaction() as writing:  # a GET that leaves its mark: the version that went out is kept
        own = writing.get_one(Request, asked.id, with_for_update=True)
        starred = STARRED.get(own.team.profile, ())
        file = template_file(writing, request=own, council=council(), now=g.now, starred=starred)
    return handed_over(file, asked.id)


@drafts.get("/requests/<int:request_id>/draft/bring-in")
@may(Act.WRITE, Request)
def show(asked: Request) -> ResponseReturnValue:
    """Out to Word and back in, a report, what is still to be chosen or placed."""
    if asked.state in SUBMITTED:
        return redirect(url_for("submission.show", request_id=asked.id))
    return _page(asked)


@drafts.post("/requests/<int:request_id>/draft/bring-in")
@reads_only
@may(Act.WRITE, Request)
def add(asked: Request) -> ResponseReturnValue:
    """Take the words of a file into the draft; reading it is no time in which others have to wait."""
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return _page(asked, wrong="Choose a file"), 422
    try:
        words = _words_in(chosen.stream.read(), chosen.filename, asked)
        brought = _brought(asked.id, words)
    except CannotRead as error:
        return _page(asked, wrong=str(error)), 422
    except Refusal as refusal:
        return _page(asked, wrong=f"{refusal.sentence} {refusal.what_next}"), 422
    flash(_said(brought))
    to = "drafts.show" if brought.contested or brought.left_over else "advice.write"
    return redirect(url_for(to, request_id=asked.id))


@drafts.post("/requests/<int:request_id>/draft/choices")
@may(Act.WRITE, Request)
def choices(asked: Request) -> ResponseReturnValue:
    """Take the writer's choices between draft and file."""
    chosen = {name: Choice(value) for name, value in request.form.items() if value in list(Choice)}
    try:
        choose(db.session, request=asked, choices=chosen, by=g.person, now=g.now, based_on=_based_on())
    except (MissingDetail, ChangedElsewhere) as refusal:
        return _page(asked, wrong_choice=refusal.sentence, chosen=chosen), 422
    flash("Your choices are saved in the draft.")
    return redirect(url_for("drafts.show", request_id=asked.id))


@drafts.post("/requests/<int:request_id>/draft/left-over/<int:left_over_id>")
@may(Act.WRITE, Request)
def put(asked: Request, left_over_id: int) -> ResponseReturnValue:
    """Put words without a place where the writer says, or throw them away."""
    row = db.session.get(DraftLeftover, left_over_id)
    if row is None or row.request_id != asked.id:
        abort(404)
    if request.form.get("action") == "throw-away":
        throw_away(db.session, left_over=row)
        flash("Those words are thrown away.")
    else:
        pointer = request.form.get("place", "")
        try:
            place(db.session, left_over=row, pointer=pointer, by=g.person, now=g.now, based_on=_based_on())
        except (MissingDetail, ChangedElsewhere) as refusal:
            return _page(asked, wrong_place={row.id: refusal.sentence}), 422
        flash("Those words are in your draft now.")
    return redirect(url_for("drafts.show", request_id=asked.id, _anchor="left-over"))


@drafts.app_context_processor
def beside_a_draft() -> dict[str, Any]:
    """What the template's page says about files: asked for only where that page calls it."""
    return {"words_beside": lambda asked: left_over_of(db.session, asked), "still_to_choose": _still_to_choose}


def _still_to_choose(asked: Request) -> int:
    offer = offer_of(db.session, asked)
    return len(offered_parts(db.session, asked, offer)) if offer else 0


def _words_in(data: bytes, name: str, asked: Request) -> FileWords:
    """The words of a file. Raises CannotRead, MissingDetail."""
    if len(data) > LARGEST:
        raise MissingDetail("That file is larger than 20 MB.", "Save it in a smaller size.")
    refuse_unclear(data)
    area = asked.areas[0] if asked.areas else _AREA_OF[asked.team.profile]
    document = read(data, name)
    if document.kind not in (DocumentKind.WORD, DocumentKind.PDF):
        raise CannotRead("This is not a Word or PDF file. Save it as one of these and choose it again.")
    return words_of(data, document, area=area)


def _brought(request_id: int, words: FileWords) -> Brought:
    with db.database.transaction() as writing:
        own = writing.get_one(Request, request_id, with_for_update=True)
        return bring_in(writing, request=own, words=words, by=writing.get_one(Person, g.person.id), now=g.now)


def _said(brought: Brought) -> str:
    filled = len(brought.filled)
    said = [f"{filled} part{'' if filled == 1 else 's'} of your draft {'was' if filled == 1 else 'were'} filled."]
    if not filled and not brought.contested:
        said = ["Nothing in your draft had to change."]
    if brought.contested:
        said.append("Where the draft already says something else, choose below.")
    if brought.left_over:
        said.append("Some words found no place: they are kept below.")
    return " ".join(said)


def _based_on() -> int:
    return request.form.get("version", 0, type=int)


def _page(
    asked: Request,
    *,
    wrong: str = "",
    wrong_choice: str = "",
    wrong_place: Mapping[int, str] | None = None,
    chosen: Mapping[str, Choice] | None = None,
) -> str:
    draft, version = draft_or_blank(db.session, asked), current_draft(db.session, asked)
    offer = offer_of(db.session, asked)
    parts = offered_parts(db.session, asked, offer) if offer else ()
    return render_template(
        "drafts/bring_in.html",
        asked=asked,
        version=version.number if version else 0,
        offer=offer,
        parts=[
            ToChoose(each.place.key, label_of(each.place), texts_of(each.draft), texts_of(each.file)) for each in parts
        ],
        choices=_CHOICES,
        chosen=chosen or {},
        loose=_checked(asked),
        places=places_in(draft),
        wrong=wrong,
        wrong_choice=wrong_choice,
        wrong_place=wrong_place or {},
    )


def _to_choose(part: Differing) -> ToChoose:
    return ToChoose(part.place.key, label_of(part.place), texts_of(part.draft), texts_of(part.file))


def label_of(place: Place) -> str:
    """A part of an advice as people say it."""
    if place.area is None:
        return BACKGROUND_QUESTIONS[place.part]
    if place.part == "outcome":
        return f"{place.area.heading}, outcome {place.number + 1}"
    return f"{place.area.heading}: {place.part}"


def places_in(advice: Advice) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where words can be put, by section: (pointer, its name); “-” in a pointer stands for something new."""
    found = [("Background", [(f"/background/{name}", BACKGROUND_QUESTIONS[name]) for name in BACKGROUND_PARTS])]
    for number, area in enumerate(advice.areas):
        at = f"/areas/{number}"
        places = [(f"{at}/{part}", part.capitalize()) for part in ("strengths", "needs")]
        for index, outcome in enumerate(area.outcomes):
            here, said = f"{at}/outcomes/{index}", f"Outcome {index + 1}"
            places.append((f"{here}/outcome", said))
            places.append((f"{here}/steps/-/text", f"{said}: a new step"))
            places += [
                (f"{here}/provisions/{each}/support", f"{said}, provision {each + 1}")
                for each in range(len(outcome.provisions))
            ]
            places.append((f"{here}/provisions/-/support", f"{said}: a new provision"))
        places.append((f"{at}/outcomes/-/outcome", "A new outcome"))
        found.append((area.area.heading, places))
    return found


def _checked(asked: Request) -> list[Loose]:
    """The words without a place, with what the privacy rules say of them: they are not published, but may be."""
    rows = left_over_of(db.session, asked)
    context = context_of(asked, council=council(), schools=school_register()) if rows else None
    return [Loose(row, check_upload(row.text, context, hub_rules()) if context else ()) for row in rows]
