"""An officer opens a case to the family, ends it, and keeps what the child and the family say on paper or aloud."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.models import Case, FamilyLink, FamilyView, Person, Role, Whose, length_of
from hub.permissions import Act
from hub.queries.family import links_of, views_of
from hub.refusals import MissingDetail, NotAwaitingThat, Refusal
from hub.services.family import add_view, end_family_link, invite_family, show_view
from portal.db import db
from portal.form_fields import Email, HubForm, ListOf, LongText, OneOf, Text, Tick
from portal.given_away import given_away_by
from portal.signed_in import may

family_access = Blueprint("family_access", __name__)
RELATIONS = ("mother", "father", "parent", "carer", "foster carer", "guardian", "grandparent", "young person")


class InviteForm(HubForm):
    """Whom to open the case to."""

    name = Text("Their name", needed="Enter their name", longest=length_of(Person.name), autocomplete="off")
    email = Email(
        "Their private email address",
        needed="Enter their email address",
        longest=length_of(Person.email),
        autocomplete="off",
    )
    relation = ListOf(
        "Who are they?",
        [(each, "The young person themselves" if each == "young person" else each.capitalize()) for each in RELATIONS],
        none="Choose",
        needed="Choose who they are",
    )


class SaidForm(HubForm):
    """What the child or the family said, on paper or aloud."""

    whose = OneOf(
        "Whose views are these?", [(each.value, each.label) for each in Whose], needed="Choose whose they are"
    )
    words = LongText("In their own words", needed="Enter what they said", rows=5)
    read_it = Tick("I have read it: everyone on the case may see these words")


@family_access.get("/cases/<int:case_id>/family")
@may(Act.SEE, Case, Role.OFFICER)
def show(case: Case) -> ResponseReturnValue:
    """Who of the family reads the case, and what they said; “?known=” fills in somebody whom the case knows."""
    return _page(case, invited=_filled_in(case, request.args.get("known", "")))


@family_access.post("/cases/<int:case_id>/family")
@may(Act.SEE, Case, Role.OFFICER)
def invite(case: Case) -> ResponseReturnValue:
    """Open the case to somebody of the family: they are invited by e-mail."""
    form = InviteForm()
    if form.validate():
        try:
            invite_family(
                db.session,
                case=case,
                name=form.name.data or "",
                email=form.email.data or "",
                relation=form.relation.data or "",
                by=g.person,
                now=g.now,
            )
        except NotAwaitingThat:
            raise
        except Refusal as refusal:
            form.refuse(form.email, f"{refusal.sentence} {refusal.what_next}")
        else:
            flash("Invited: they get an email with a link that works once.")
            return redirect(url_for("family_access.show", case_id=case.id))
    return _page(case, invited=form), 422


@family_access.post("/cases/<int:case_id>/family/<int:link_id>/end")
@may(Act.SEE, Case, Role.OFFICER)
def end(case: Case, link_id: int) -> ResponseReturnValue:
    """Close the case to somebody of the family, at once."""
    link = db.session.get(FamilyLink, link_id)
    if link is None or link.case_id != case.id:
        abort(404)
    end_family_link(db.session, link=link, by=g.person, now=g.now)
    flash("Ended: they can no longer read this case.")
    return redirect(url_for("family_access.show", case_id=case.id))


@family_access.post("/cases/<int:case_id>/views")
@may(Act.SEE, Case, Role.OFFICER)
def say(case: Case) -> ResponseReturnValue:
    """Keep what the child or the family said; words that tell of somebody else are looked at first."""
    form = SaidForm()
    if not form.validate():
        return _page(case, said=form), 422
    words = form.words.data or ""
    if given_away_by(case, words).blocked and not form.read_it.data:
        form.refuse(form.words, "These words tell of somebody else. Change them, or tick that you have read it")
        return _page(case, said=form, to_read=True), 422
    try:
        add_view(db.session, case=case, whose=Whose(form.whose.data), words=words, shown=True, by=g.person, now=g.now)
    except MissingDetail as refusal:
        form.refuse(form.words, refusal.sentence)
        return _page(case, said=form), 422
    flash("Saved: everyone on the case can read it.")
    return redirect(url_for("cases.show", case_id=case.id, _anchor="request"))


@family_access.post("/cases/<int:case_id>/views/<int:view_id>/show")
@may(Act.SEE, Case, Role.OFFICER)
def show_words(case: Case, view_id: int) -> ResponseReturnValue:
    """Words of the family that tell of somebody else have been read: others on the case may see them."""
    view = db.session.get(FamilyView, view_id)
    if view is None or view.case_id != case.id:
        abort(404)
    show_view(db.session, view=view, by=g.person, now=g.now)
    flash("Everyone on the case can read it now.")
    return redirect(url_for("cases.show", case_id=case.id, _anchor="request"))


def _filled_in(case: Case, known: str) -> InviteForm | None:
    """The form with the name and address of one of the people whom the case knows."""
    person = next((each for each in case.people if str(each.id) == known), None)
    if person is None:
        return None
    relation = person.relation if person.relation in RELATIONS else ""
    return InviteForm(formdata=None, name=person.name, email=person.email, relation=relation)


def _page(case: Case, *, invited: InviteForm | None = None, said: SaidForm | None = None, to_read: bool = False) -> str:
    views = views_of(db.session, case, waiting_too=True)
    return render_template(
        "family/access.html",
        case=case,
        links=links_of(db.session, case),
        form=invited or said or InviteForm(formdata=None),
        invited=invited or InviteForm(formdata=None),
        said=said or SaidForm(formdata=None),
        to_read=to_read,
        waiting=[each for each in views if each.shown_at is None],
        suggested=[each for each in case.people if each.email and each.relation in RELATIONS],
    )
