"""One person's access: roles and teams, suspending and letting back in, for whoever manages them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.models import Person, Role, length_of
from hub.people_permissions import grantable_roles, grants, resets_factors, sees_person, suspends
from hub.queries import people as listed
from hub.queries.people import Access
from hub.refusals import MissingDetail, NotYoursToChange
from hub.services import people as services
from hub.services.email_changes import correct_invited_address
from hub.services.second_factors import reset_factor
from portal.db import db
from portal.form_fields import Email, HubForm, ListOf, Text, options
from portal.journeys.people import ACCESS, MANAGERS, TONES, team_chosen, team_options, with_team
from portal.shown import ROLES
from portal.signed_in import signed_in

person = Blueprint("person", __name__, url_prefix="/people")


class CorrectForm(HubForm):
    """A name or job title that changed."""

    name = Text("Full name", needed="Enter the person’s name", longest=length_of(Person.name), autocomplete="off")
    job_title = Text("Job title", longest=length_of(Person.job_title))


class AddressForm(HubForm):
    """The right address of an invitation that nobody has taken up."""

    email = Email(
        "Email address",
        needed="Enter the person’s email address",
        longest=length_of(Person.email),
        autocomplete="off",
        hint="The invitation goes out anew, and the earlier link stops working.",
    )


class RoleForm(HubForm):
    """Another role."""

    role = ListOf("Role", (), needed="Choose a role", none="Choose a role")
    team = ListOf("Team", (), none="No team")


class MoveForm(HubForm):
    """From one team to another, with every role there."""

    from_team = ListOf("From", (), needed="Choose the team that they leave")
    to_team = ListOf("To", (), needed="Choose the team that they join", none="Choose a team")


class SuspendForm(HubForm):
    """Who takes the cases on."""

    cases_to = ListOf("Who takes on the cases that they coordinate?", (), none="Nobody yet")


@person.get("/<int:person_id>")
@signed_in(*MANAGERS)
def show(person_id: int) -> ResponseReturnValue:
    """One person: roles, whether they can sign in, and what was done to their access."""
    return _person_page(_person(person_id))


@person.route("/<int:person_id>/correct", methods=["GET", "POST"])
@signed_in(*MANAGERS)
def correct(person_id: int) -> ResponseReturnValue:
    """Put a name or job title right."""
    found = _person(person_id)
    form = CorrectForm(name=found.name, job_title=found.job_title)
    if form.validate_on_submit():
        services.correct_person(
            db.session,
            person=found,
            name=form.name.data or "",
            job_title=form.job_title.data or "",
            by=g.person,
            now=g.now,
        )
        flash("Saved.")
        return redirect(url_for("person.show", person_id=found.id))
    return render_template("people/correct.html", form=form, found=found)


@person.route("/<int:person_id>/address", methods=["GET", "POST"])
@signed_in(*MANAGERS)
def correct_address(person_id: int) -> ResponseReturnValue:
    """Put the address of an invitation right that nobody has taken up."""
    found = _person(person_id)
    if not suspends(g.person, found) or listed.access_of(db.session, found) is not Access.INVITED:
        abort(404)
    form = AddressForm(email=found.email)
    if form.validate_on_submit():
        try:
            correct_invited_address(db.session, person=found, email=form.email.data or "", by=g.person, now=g.now)
            flash("Saved. The invitation is on its way to the new address.")
            return redirect(url_for("person.show", person_id=found.id))
        except MissingDetail as refusal:
            form.refuse(form.email, f"{refusal.sentence} {refusal.what_next}")
    return render_template("people/address.html", form=form, found=found)


@person.post("/<int:person_id>/roles")
@signed_in(*MANAGERS)
def add_role(person_id: int) -> ResponseReturnValue:
    """Give another role."""
    found = _person(person_id)
    form, _ = _role_form()
    if not form.validate_on_submit():
        return _person_page(found, role_form=form)
    team = team_chosen(listed.teams_managed(db.session, g.person), form.team.data)
    try:
        roles = with_team([Role(form.role.data)], team)
        services.change_roles(db.session, person=found, add=roles, remove=(), by=g.person, now=g.now)
    except MissingDetail as refusal:
        form.refuse(form.team, f"{refusal.sentence} {refusal.what_next}")
        return _person_page(found, role_form=form)
    flash("The role is given. They sign in again to use it.")
    return redirect(url_for("person.show", person_id=found.id))


@person.post("/<int:person_id>/roles/<int:membership_id>/remove")
@signed_in(*MANAGERS)
def remove_role(person_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a role away; what they were to write for a team that they leave goes back to it."""
    found = _person(person_id)
    if all(each.id != membership_id for each in found.memberships):
        abort(404)
    services.change_roles(db.session, person=found, add=[], remove=[membership_id], by=g.person, now=g.now)
    flash("The role is taken away. They are signed out.")
    return redirect(url_for("person.show", person_id=found.id))


@person.post("/<int:person_id>/move")
@signed_in(*MANAGERS)
def move(person_id: int) -> ResponseReturnValue:
    """To another team, with every role there."""
    found = _person(person_id)
    form = _move_form(found)
    if form is None or not form.validate_on_submit():
        return _person_page(found, move_form=form)
    teams = listed.teams_managed(db.session, g.person)
    leaves, joins = team_chosen(teams, form.from_team.data), team_chosen(teams, form.to_team.data)
    if leaves is None or joins is None:
        abort(404)
    services.move_to_team(db.session, person=found, from_team=leaves, to_team=joins, by=g.person, now=g.now)
    flash(f"Moved to {joins.name}. Requests that they had not finished are back with {leaves.name}.")
    return redirect(url_for("person.show", person_id=found.id))


@person.route("/<int:person_id>/suspend", methods=["GET", "POST"])
@signed_in(*MANAGERS)
def suspend(person_id: int) -> ResponseReturnValue:
    """Somebody has left: what that does is said first."""
    found = _person(person_id)
    if not suspends(g.person, found):
        raise NotYoursToChange
    others = listed.coordinators(db.session, but=found)
    form = SuspendForm()
    form.cases_to.choices = options([("", "Nobody yet"), *((str(each.id), each.name) for each in others)])
    if form.validate_on_submit():
        chosen = next((each for each in others if str(each.id) == form.cases_to.data), None)
        back = services.suspend(db.session, person=found, by=g.person, now=g.now, cases_to=chosen)
        went = f" {_counted(back, 'request')} went back to the team." if back else ""
        flash(f"{found.name} is suspended and signed out everywhere.{went}")
        return redirect(url_for("person.show", person_id=found.id))
    requests, cases = listed.left_behind(db.session, found)
    return render_template("people/suspend.html", form=form, found=found, requests=requests, cases=cases)


@person.post("/<int:person_id>/let-back-in")
@signed_in(*MANAGERS)
def let_back_in(person_id: int) -> ResponseReturnValue:
    """Undo a suspension."""
    found = _person(person_id)
    services.re_enable(db.session, person=found, by=g.person, now=g.now)
    flash(f"{found.name} can sign in again.")
    return redirect(url_for("person.show", person_id=found.id))


@person.post("/<int:person_id>/invite-again")
@signed_in(*MANAGERS)
def invite_again(person_id: int) -> ResponseReturnValue:
    """Send the invitation once more."""
    found = _person(person_id)
    services.invite_again(db.session, person=found, by=g.person, now=g.now)
    flash("The invitation is on its way again. The earlier link no longer works.")
    return redirect(url_for("person.show", person_id=found.id))


@person.post("/<int:person_id>/reset-codes")
@signed_in(Role.ADMINISTRATOR)
def reset_codes(person_id: int) -> ResponseReturnValue:
    """Phone or app are gone: the person gives another with the link in an e-mail and the password."""
    found = _person(person_id)
    reset_factor(db.session, person=found, by=g.person, now=g.now)
    flash("Reset. They get an email with a link, and need their password besides.")
    return redirect(url_for("person.show", person_id=found.id))


def _person(person_id: int) -> Person:
    """The person, if one manages them; “not there” and “not yours” are the same page."""
    found = db.session.get(Person, person_id, with_for_update=db.writes)
    if found is None or not sees_person(g.person, found):
        abort(404)
    return found


def _person_page(found: Person, *, role_form: RoleForm | None = None, move_form: MoveForm | None = None) -> str:
    access = listed.access_of(db.session, found)
    own = found.id == g.person.id
    form, may_give = _role_form(formdata=None)
    return render_template(
        "people/show.html",
        found=found,
        access=access,
        words=ACCESS,
        tones=TONES,
        invitation_until=listed.invitation_until(db.session, found),
        now=g.now,
        memberships=[(each, not own and grants(g.person, each.role, each.team_id)) for each in found.memberships],
        suspends=suspends(g.person, found),
        resets=resets_factors(g.person, found) and access is Access.REGISTERED,
        form=role_form or form,
        may_give=may_give and not own and found.active,
        move_form=move_form or (_move_form(found, formdata=None) if not own and found.active else None),
        history=listed.access_history(db.session, found),
    )


def _role_form(**given: None) -> tuple[RoleForm, bool]:
    """The form for another role, and whether there is one to give."""
    form = RoleForm(**given)
    form.role.choices = options([("", "Choose a role"), *((e.value, ROLES[e]) for e in grantable_roles(g.person))])
    form.team.choices = team_options(listed.teams_managed(db.session, g.person), none="No team")
    return form, bool(grantable_roles(g.person))


def _move_form(found: Person, **given: None) -> MoveForm | None:
    """The form to another team; None where there is nothing to move, or nowhere."""
    teams = listed.teams_managed(db.session, g.person)
    theirs = [each for each in teams if each.id in found.team_ids()]
    if not theirs or len(teams) < 2:
        return None
    form = MoveForm(**given)
    form.from_team.choices = team_options(theirs)
    form.to_team.choices = team_options(teams, none="Choose a team")
    return form


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
