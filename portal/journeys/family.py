"""What a family sees: their own child's case in plain words, published advice, and room for what they want to say."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.deadlines import day_in_london
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS
from hub.models import Case, Request, Role, Submission, Whose
from hub.news import Audience
from hub.queries import case_page
from hub.queries import family as opened
from hub.queries.decisions import all_decisions, in_force
from hub.services.downloads import Download, Format, LookedAtFirst, Published, advice_file, upload_file
from hub.services.family import add_view
from hub.services.uploads import noticed_in, uploads_of
from portal.cards import beside
from portal.db import db
from portal.form_fields import HubForm, LongText, OneOf, options
from portal.given_away import given_away_by
from portal.journeys.downloads import bundle_handed_over, file_store, handed_over, strangers_in
from portal.plain_words import asked_in_words, decided_in_words, next_in_words
from portal.signed_in import council, of_family, signed_in
from portal.stages import stages_of
from portal.whats_new import whats_new

family = Blueprint("family", __name__)


_WHOSE = [(Whose.PARENT.value, "Mine, as a parent or carer"), (Whose.CHILD.value, "My child’s, in their own words")]


class ViewForm(HubForm):
    """What the family wants to say."""

    whose = OneOf(
        "Whose views are these?",
        _WHOSE,
        needed="Choose whose views these are",
    )
    words = LongText(
        "What would you like to say?",
        hint="For example: what matters most, what goes well, what is hard, what you hope for.",
        needed="Write what you would like to say",
        rows=6,
    )


@family.get("/my-child/")
@signed_in(Role.PARENT, Role.YOUNG_PERSON)
def mine() -> ResponseReturnValue:
    """The cases that are open to the person: straight to it where it is the only one."""
    found = opened.cases_open_to(db.session, g.person)
    if len(found) == 1:
        return redirect(url_for("family.show", case_id=found[0].id))
    return render_template("family/list.html", cases=found)


@family.get("/my-child/<int:case_id>")
@of_family
def show(case: Case) -> ResponseReturnValue:
    """Where the case is, what happens next and by when, who was asked, and what has come."""
    return _page(case, _form())


@family.post("/my-child/<int:case_id>")
@of_family
def say(case: Case) -> ResponseReturnValue:
    """Add views and wishes; what tells of somebody else is read by the coordinator before others on the case."""
    form = _form()
    if not form.validate():
        return _page(case, form), 422
    words = form.words.data or ""
    shown = not given_away_by(case, words).blocked
    add_view(db.session, case=case, whose=Whose(form.whose.data), words=words, shown=shown, by=g.person, now=g.now)
    later = "It tells of somebody else, so the coordinator reads it before others on the case can."
    flash("Thank you. What you wrote is saved." + ("" if shown else f" {later}"))
    return redirect(url_for("family.show", case_id=case.id))


@family.get("/my-child/<int:case_id>/advice/<int:request_id>")
@of_family
def advice(case: Case, request_id: int) -> ResponseReturnValue:
    """Published advice, as it was submitted."""
    submitted = _published(case, request_id)
    return render_template(
        "family/advice.html",
        case=case,
        asked=submitted.request,
        submitted=submitted,
        advice=submitted.advice,
        beside=beside(submitted.advice, ()),
        uploads=uploads_of(db.session, submitted.request),
        questions=BACKGROUND_QUESTIONS,
        columns=PROVISION_COLUMNS,
    )


@family.get("/my-child/<int:case_id>/advice/<int:request_id>/advice.pdf")
@of_family
def pdf(case: Case, request_id: int) -> ResponseReturnValue:
    """Published advice as PDF."""
    return _download(_published(case, request_id), Format.PDF)


@family.get("/my-child/<int:case_id>/advice/<int:request_id>/advice.docx")
@of_family
def word(case: Case, request_id: int) -> ResponseReturnValue:
    """Published advice as Word."""
    return _download(_published(case, request_id), Format.WORD)


@family.get("/my-child/<int:case_id>/advice/<int:request_id>/files/<int:upload_id>")
@of_family
def upload(case: Case, request_id: int, upload_id: int) -> ResponseReturnValue:
    """A file that came with published advice."""
    found = opened.published_upload(db.session, case.id, request_id, upload_id)
    if found is None:
        abort(404)
    if any(each.names_another_child for each in noticed_in(found)):
        raise LookedAtFirst
    return handed_over(upload_file(found, file_store()), request_id, upload=found.id)


@family.get("/my-child/<int:case_id>/advice.pdf")
@of_family
def bundle(case: Case) -> ResponseReturnValue:
    """All published advice in one PDF."""
    requests = case_page.requests_of(db.session, case)
    read = [opened.published_advice(db.session, case.id, each.id) for each in requests]
    found = Published(
        tuple(each for each in read if each is not None),
        tuple(each.team.name for each, advice in zip(requests, read, strict=True) if advice is None),
    )
    if not found.advice:
        abort(404)
    if any(strangers_in(each) for each in found.advice):
        raise LookedAtFirst
    return bundle_handed_over(case, found)


def _published(case: Case, request_id: int) -> Submission:
    submitted = opened.published_advice(db.session, case.id, request_id)
    if submitted is None:
        abort(404)
    return submitted


def _download(submitted: Submission, form: Format) -> Response:
    if strangers_in(submitted):
        raise LookedAtFirst
    file: Download = advice_file(submitted, form=form, council=council())
    return handed_over(file, submitted.request_id, submission=submitted.number)


def _form() -> ViewForm:
    """The form; a young person speaks for themselves, so nothing is asked."""
    form = ViewForm()
    if not g.person.is_a(Role.PARENT):
        form.whose.choices = options(_WHOSE[1:])
        form.whose.data = Whose.CHILD.value
    return form


def _page(case: Case, form: ViewForm) -> str:
    requests: list[Request] = list(case_page.requests_of(db.session, case))
    standing = in_force(all_decisions(db.session, case))
    today = day_in_london(g.now)
    asked = case.asked_by
    return render_template(
        "family/show.html",
        case=case,
        form=form,
        several=len(opened.cases_open_to(db.session, g.person)) > 1,
        stages=stages_of(case, standing, requests),
        new=whats_new(case, to=Audience.FAMILY),
        coming=next_in_words(case, standing, requests, council()),
        decided=decided_in_words(standing),
        lines=[(each, asked_in_words(each)) for each in requests],
        views=opened.own_views(db.session, case, g.person),
        own_request=case.concerns if asked is not None and asked.email and asked.email == g.person.email else "",
        speaks_for_child=g.person.is_a(Role.PARENT),
        council=council(),
        today=today,
    )
