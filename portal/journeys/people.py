"""People: who is there, and inviting them one by one or from a file; for whoever manages them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.models import Person, Role, Team, length_of
from hub.people_permissions import (
    IN_A_TEAM,
    MANAGES_PEOPLE,
    grantable_roles,
)
from hub.queries import people as listed
from hub.queries.people import Access, PeopleFilters
from hub.refusals import MissingDetail, Refusal
from hub.services import people as services
from hub.services.people import Roles
from hub.services.people_import import EXAMPLE, LARGEST, NotImported, import_people
from portal.db import db, reads_only
from portal.form_fields import Email, HubForm, ListOf, LongText, ManyOf, Text, Upload, options
from portal.shown import ROLES
from portal.signed_in import signed_in

people = Blueprint("people", __name__, url_prefix="/people")
MANAGERS = tuple(sorted(MANAGES_PEOPLE))
ACCESS = {Access.REGISTERED: "Registered", Access.INVITED: "Invited", Access.SUSPENDED: "Suspended"}
TONES = {Access.REGISTERED: "done", Access.INVITED: "waiting", Access.SUSPENDED: "closed"}


class InviteForm(HubForm):
    """Who, and as what."""

    name = Text("Full name", needed="Enter the person’s name", longest=length_of(Person.name), autocomplete="off")
    email = Email(
        needed="Enter their email address",
        hint="They must register with this address: the link in the invitation is tied to it.",
        longest=length_of(Person.email),
        autocomplete="off",
    )
    job_title = Text(
        "Job title", hint="For example: Speech and Language Therapist", longest=length_of(Person.job_title)
    )
    roles = ManyOf("Roles", (), needed="Choose at least one role")
    team = ListOf("Team", (), none="No team")


class ImportForm(HubForm):
    """A file, or its lines."""

    file = Upload("Choose a CSV file", hint="Up to 500 lines. Excel: “Save as”, then “CSV UTF-8”.", accept=".csv,.txt")
    lines = LongText("Or paste the lines", hint="With the headings as the first line.", rows=6)


@people.route("/", methods=["GET", "POST"])
@reads_only
@signed_in(*MANAGERS)
def show() -> ResponseReturnValue:
    """Everybody whom one manages. A search is posted, so that no name stands in an address."""
    filters = _filters()
    rows, after = listed.people_page(db.session, by=g.person, filters=filters, after=_number("after"))
    chosen = {"access": filters.access or "", "role": filters.role or "", "team": filters.team_id or ""}
    kept = {name: str(value) for name, value in chosen.items() if value}
    return render_template(
        "people/list.html",
        rows=rows,
        filters=filters,
        pills=[_pill("Everybody", None, filters), *(_pill(words, each, filters) for each, words in ACCESS.items())],
        roles=[(each, ROLES[each]) for each in Role],
        teams=listed.teams_managed(db.session, g.person),
        administers=g.person.is_a(Role.ADMINISTRATOR),
        words=ACCESS,
        tones=TONES,
        next_page=_next_page(after, filters, kept),
    )


@people.route("/invite", methods=["GET", "POST"])
@signed_in(*MANAGERS)
def invite() -> ResponseReturnValue:
    """Invite somebody; whoever is registered already only gets the role."""
    form = InviteForm()
    teams = listed.teams_managed(db.session, g.person)
    form.roles.choices = options((each.value, ROLES[each]) for each in grantable_roles(g.person))
    form.team.choices = team_options(teams, none="No team")
    if request.method == "GET" and len(teams) == 1:
        form.team.data = str(teams[0].id)
    if form.validate_on_submit():
        try:
            person, invited = services.invite_person(
                db.session,
                name=form.name.data or "",
                email=form.email.data or "",
                job_title=form.job_title.data or "",
                roles=with_team([Role(each) for each in form.roles.data or []], team_chosen(teams, form.team.data)),
                by=g.person,
                now=g.now,
            )
            flash(f"{person.name} is invited by email." if invited else f"{person.name} has the role now.")
            return redirect(url_for("people.invite" if request.form.get("more") else "people.show"))
        except MissingDetail as refusal:
            about = form.email if "email" in refusal.sentence else form.team
            form.refuse(about, f"{refusal.sentence} {refusal.what_next}")
        except Refusal as refusal:
            form.refuse(form.email, f"{refusal.sentence} {refusal.what_next}")
    return render_template("people/invite.html", form=form)


@people.route("/import", methods=["GET", "POST"])
@signed_in(*MANAGERS)
def bring_in() -> ResponseReturnValue:
    """Invite many from a CSV file: all of them, or nobody and why."""
    form = ImportForm()
    bad: Sequence[object] = ()
    if form.validate_on_submit():
        chosen = form.file.data
        data = chosen.stream.read(LARGEST + 1) if chosen and chosen.filename else (form.lines.data or "").encode()
        try:
            done = import_people(db.session, data=data, by=g.person, now=g.now)
            known = f" {done.already_registered} had an account already." if done.already_registered else ""
            flash(f"{done.invited} people are invited by email.{known}")
            return redirect(url_for("people.show"))
        except NotImported as refusal:
            bad = refusal.bad
            form.refuse(form.file, f"{refusal.sentence} {_lines(len(bad))} below cannot be taken.")

    return render_template("people/import.html", form=form, bad=bad, example=EXAMPLE)


def team_options(teams: Sequence[Team], *, none: str = "") -> list[Any]:
    """The teams as a select box takes them, below what stands for none."""
    return options([*([("", none)] if none else []), *((str(each.id), each.name) for each in teams)])


def team_chosen(teams: Sequence[Team], chosen: str | None) -> Team | None:
    """The team that was chosen among those."""
    return next((each for each in teams if str(each.id) == chosen), None)


def with_team(roles: Sequence[Role], team: Team | None) -> Roles:
    """Each role with its team; those that are hub-wide without."""
    return [(role, team if role in IN_A_TEAM else None) for role in roles]


def _filters() -> PeopleFilters:
    said = request.values
    return PeopleFilters(
        search=request.form.get("q", "").strip()[:100],
        access=next((each for each in Access if each.value == said.get("access")), None),
        role=next((each for each in Role if each.value == said.get("role")), None),
        team_id=_number("team"),
    )


def _number(name: str) -> int | None:
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _pill(words: str, access: Access | None, filters: PeopleFilters) -> dict[str, object]:
    href = url_for("people.show", access=access.value if access else None, role=filters.role, team=filters.team_id)
    return {"text": words, "href": href, "current": filters.access is access, "count": None}


def _next_page(after: int | None, filters: PeopleFilters, kept: dict[str, str]) -> dict[str, object] | None:
    if after is None:
        return None
    if filters.search:
        return {"href": "", "posted": [("q", filters.search), ("after", after), *kept.items()]}
    chosen: dict[str, Any] = {**kept, "after": after}
    return {"href": url_for("people.show", **chosen)}


def _lines(count: int) -> str:
    return "The line" if count == 1 else f"The {count} lines"
