"""The versions of a draft: who saved what when, what changed between two of them, and bringing one back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.advice import Advice
from hub.draft_changes import How, Piece, changes_between
from hub.models import DraftVersion, Request
from hub.permissions import Act
from hub.queries.drafts import VersionRow, version_before, version_numbered, versions_of
from hub.services.advice import current_draft
from hub.services.draft_versions import restore_version
from hub.workflow import SUBMITTED
from portal.db import db
from portal.shown import moment
from portal.signed_in import may

versions = Blueprint("versions", __name__)
LARGEST_NUMBER = 2**31 - 1
_TAGS = {How.ADDED: Markup("<ins>{}</ins>"), How.REMOVED: Markup("<del>{}</del>"), How.SAME: Markup("{}")}


@versions.app_template_filter("word_changes")
def word_changes(pieces: Sequence[Piece]) -> Markup:
    """Words with what was added and removed marked, also for whoever hears them."""
    return Markup("").join(_TAGS[each.how].format(each.text) for each in pieces)


def told_apart(rows: Sequence[VersionRow | DraftVersion]) -> dict[int, str]:
    """When each was saved, by its number: to the second, then by number, where two would read the same."""
    said = {each.number: moment(each.saved_at) for each in rows}
    for more in (", {0.saved_at:%S} seconds", ", version {0.number}"):
        times = Counter(said.values())
        said = {
            each.number: said[each.number] + (more.format(each) if times[said[each.number]] > 1 else "")
            for each in rows
        }
    return said


@versions.get("/requests/<int:request_id>/draft/versions")
@may(Act.WRITE, Request)
def show(asked: Request) -> ResponseReturnValue:
    """Every version, newest first."""
    before = request.args.get("before", type=int)
    page = versions_of(db.session, asked.id, before=before if before and 0 < before < LARGEST_NUMBER else None)
    newest = current_draft(db.session, asked)
    return render_template(
        "drafts/versions.html",
        asked=asked,
        rows=page.rows,
        saved_at=told_apart(page.rows),
        older=page.older,
        newest=newest.number if newest else 0,
    )


@versions.get("/requests/<int:request_id>/draft/versions/compare")
@may(Act.WRITE, Request)
def compare(asked: Request) -> ResponseReturnValue:
    """What changed between two versions, the earlier one first however they were chosen."""
    chosen = sorted(min(request.args.get(name, 0, type=int), LARGEST_NUMBER) for name in ("from", "to"))
    return _changes(asked, _version(asked, chosen[1]), _version(asked, chosen[0]))


@versions.get("/requests/<int:request_id>/draft/versions/<int:number>")
@may(Act.WRITE, Request)
def changes(asked: Request, number: int) -> ResponseReturnValue:
    """What changed in a version since the one before it."""
    return _changes(asked, _version(asked, number), version_before(db.session, asked.id, number))


def _changes(asked: Request, version: DraftVersion, before: DraftVersion | None) -> str:
    newest = current_draft(db.session, asked)
    return render_template(
        "drafts/changes.html",
        asked=asked,
        version=version,
        before=before,
        saved_at=told_apart([each for each in (before, version) if each]),
        changes=changes_between(before.advice if before else Advice("", ()), version.advice),
        newest=newest.number if newest else 0,
        may_restore=asked.state not in SUBMITTED,
    )


@versions.post("/requests/<int:request_id>/draft/versions/<int:number>/restore")
@may(Act.WRITE, Request)
def restore(asked: Request, number: int) -> ResponseReturnValue:
    """Bring a version back as the newest."""
    based_on = request.form.get("version", 0, type=int)
    restore_version(db.session, version=_version(asked, number), by=g.person, now=g.now, based_on=based_on)
    flash("That version is your draft again. The versions after it are kept.")
    return redirect(url_for("advice.write", request_id=asked.id))


def _version(asked: Request, number: int) -> DraftVersion:
    found = version_numbered(db.session, asked.id, number)
    if found is None:
        abort(404)
    return found
