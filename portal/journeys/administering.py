"""What an administrator looks after besides people: the teams and their mailboxes, and the settings in force."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.advice import Area, Profile
from hub.models import Role, Team, length_of
from hub.queries.people import all_teams
from hub.refusals import MissingDetail, Refusal
from hub.services.teams import TeamNameTaken, add_team, change_team
from hub.settings import Settings, shown
from portal.db import db
from portal.form_fields import Email, HubForm, ManyOf, OneOf, Text, Tick
from portal.signed_in import signed_in

administering = Blueprint("administering", __name__)
PROFILES = (
    (Profile.HEALTH.value, "Health"),
    (Profile.SOCIAL_CARE.value, "Social care"),
    (Profile.EDUCATION.value, "Education"),
)


class TeamForm(HubForm):
    """A team, and where its requests go."""

    name = Text("Name of the team", needed="Enter the team’s name", longest=length_of(Team.name), autocomplete="off")
    mailbox = Email(
        "Central email address",
        needed="Enter the team’s central email address",
        hint="Every request to the team is announced there. No child is named in those emails.",
        longest=length_of(Team.mailbox),
        autocomplete="off",
    )
    areas = ManyOf("Advice areas that it is usually asked about", [(each.value, each.heading) for each in Area])


class NewTeamForm(TeamForm):
    """Which kind of advice it gives stays as it is."""

    profile = OneOf("What kind of advice does it give?", PROFILES, needed="Choose what kind of advice it gives")


class ChangeTeamForm(TeamForm):
    """A team that is there."""

    active = Tick("The team can be asked for advice")


@administering.get("/teams/")
@signed_in(Role.ADMINISTRATOR)
def teams() -> ResponseReturnValue:
    """Every team, with its mailbox."""
    return render_template("administering/teams.html", teams=all_teams(db.session), profiles=dict(PROFILES))


@administering.route("/teams/new", methods=["GET", "POST"])
@signed_in(Role.ADMINISTRATOR)
def new_team() -> ResponseReturnValue:
    """Add a team."""
    form = NewTeamForm()
    if form.validate_on_submit():
        try:
            team = add_team(
                db.session,
                name=form.name.data or "",
                mailbox=form.mailbox.data or "",
                profile=Profile(form.profile.data),
                areas=_areas(form),
                by=g.person,
                now=g.now,
            )
            flash(f"{team.name} is added.")
            return redirect(url_for("administering.teams"))
        except (MissingDetail, TeamNameTaken) as refusal:
            _refuse(form, refusal)
    return render_template("administering/team.html", form=form, team=None)


@administering.route("/teams/<int:team_id>", methods=["GET", "POST"])
@signed_in(Role.ADMINISTRATOR)
def team(team_id: int) -> ResponseReturnValue:
    """Change a team."""
    found = db.session.get(Team, team_id, with_for_update=db.writes)
    if found is None:
        abort(404)
    form = ChangeTeamForm(name=found.name, mailbox=found.mailbox, areas=found.area_names, active=found.active)
    if form.validate_on_submit():
        try:
            change_team(
                db.session,
                team=found,
                name=form.name.data or "",
                mailbox=form.mailbox.data or "",
                areas=_areas(form),
                active=bool(form.active.data),
                by=g.person,
                now=g.now,
            )
            flash("Saved.")
            return redirect(url_for("administering.teams"))
        except (MissingDetail, TeamNameTaken) as refusal:
            _refuse(form, refusal)
        except Refusal as refusal:
            form.refuse(form.active, f"{refusal.sentence} {refusal.what_next}")
    return render_template("administering/team.html", form=form, team=found)


@administering.get("/settings")
@signed_in(Role.ADMINISTRATOR)
def settings() -> ResponseReturnValue:
    """Every setting in force with its meaning, secrets masked: they are changed where the hub runs."""
    in_force: Settings = current_app.extensions["hub_settings"]
    rows = [
        (f"EHC_{name.upper()}", shown(name, in_force), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return render_template("administering/settings.html", rows=rows)


def _areas(form: TeamForm) -> list[Area]:
    return [Area(each) for each in form.areas.data or []]


def _refuse(form: TeamForm, refusal: Refusal) -> None:
    about = form.mailbox if "email" in refusal.sentence else form.name
    form.refuse(about, f"{refusal.sentence} {refusal.what_next}")
