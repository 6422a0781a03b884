"""Asking for advice: the council's usual set in one go, other teams, a named person; nobody twice."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from hub.advice import Area
from hub.deadlines import advice_due, day_in_london
from hub.models import Case, Person, Request, Role, Team, length_of
from hub.names import folded
from hub.permissions import Act
from hub.queries import case_page
from hub.refusals import AlreadyAsked, NotAwaitingThat, Refusal
from hub.services.allocation import ask_named
from hub.services.requests import no_longer_needed, request_advice
from hub.workflow import FINISHED, OUTSTANDING, WRITING
from portal.db import db
from portal.form_fields import Email, HubForm, ListOf, LongText, ManyOf, Text, options
from portal.signed_in import council, may

asking = Blueprint("asking", __name__)


class AskForm(HubForm):
    """Whom to ask, about what."""

    teams = ManyOf("Which teams?", ())
    name = Text("Their name", longest=length_of(Person.name), autocomplete="off")
    email = Email("Their work email address", longest=length_of(Person.email), autocomplete="off")
    their_team = ListOf("Their team", [], none="Choose a team")
    areas = ManyOf(
        "Which advice areas?",
        [(each.value, each.heading) for each in Area],
        hint="Leave empty to ask each team about the areas that it usually advises on.",
    )
    notes = LongText(
        "Notes for the teams", hint="What you would like them to look at. Shown on the request, never in an email."
    )

    @property
    def names_somebody(self) -> bool:
        """Whether a person was typed in."""
        return bool(self.name.data or self.email.data or self.their_team.data)


@asking.route("/cases/<int:case_id>/ask", methods=["GET", "POST"])
@may(Act.SEE, Case, Role.OFFICER)
def ask(case: Case) -> ResponseReturnValue:
    """Ask for advice: whoever is asked has six weeks from today."""
    teams = case_page.teams_to_ask(db.session)
    asked = case_page.requests_of(db.session, case)
    busy = {each.team_id for each in asked if each.state not in FINISHED}
    free = [each for each in teams if each.id not in busy]
    usual = _usual(teams)
    form = AskForm(teams=[str(each.id) for each in free if each in usual and each.id not in _ever(asked)])
    form.teams.choices = options((str(each.id), _named(each)) for each in _usual_first(free, usual))
    form.their_team.choices = options([("", "Choose a team"), *((str(each.id), _named(each)) for each in free)])
    if form.validate_on_submit():
        try:
            said = _ask(case, form, free)
        except NotAwaitingThat:
            raise
        except Refusal as refusal:
            db.session.rollback()  # all of them are asked, or nobody is
            form.refuse(_field_of(form, refusal), f"{refusal.sentence} {refusal.what_next}")
        else:
            flash("Advice requested from " + _listed(said))
            return redirect(url_for("cases.show", case_id=case.id, _anchor="advice"))
    today = day_in_london(g.now)
    return render_template(
        "cases/ask.html", case=case, form=form, asked=asked, usual=usual, today=today, due_on=advice_due(today)
    )


@asking.post("/cases/<int:case_id>/no-longer-needed")
@may(Act.SEE, Case, Role.OFFICER)
def stop(case: Case) -> ResponseReturnValue:
    """Tell the teams of a closed case that their advice is no longer needed: one of them, or all."""
    chosen = request.form.get("request", "")
    waiting = [
        each
        for each in case_page.requests_of(db.session, case)
        if each.state in OUTSTANDING | WRITING and chosen in ("", str(each.id))
    ]
    for each in waiting:
        no_longer_needed(db.session, request=each, by=g.person, now=g.now)
    if waiting:
        flash("Told that the advice is no longer needed: " + _listed([each.team.name for each in waiting]))
    return redirect(url_for("cases.show", case_id=case.id, _anchor="advice"))


def _ask(case: Case, form: AskForm, free: Sequence[Team]) -> list[str]:
    """Ask all who were chosen; returns their names. Raises the Refusal that stands in the way."""
    areas, notes = [Area(each) for each in form.areas.data or []], form.notes.data or ""
    chosen = [each for each in free if str(each.id) in (form.teams.data or [])]
    if not chosen and not form.names_somebody:
        raise Refusal("Choose at least one team, or name a person.", "Nobody has been asked yet.")
    said = []
    if form.names_somebody:
        team = next((each for each in free if str(each.id) == form.their_team.data), None)
        if team is None:
            raise AlreadyAsked("Choose the team of the person whom you name.", "Their team’s manager is told as well.")
        chosen = [each for each in chosen if each.id != team.id]
        person = {"name": form.name.data or "", "email": form.email.data or ""}
        ask_named(
            db.session,
            case=case,
            team=team,
            areas=areas or team.areas,
            notes=notes,
            by=g.person,
            now=g.now,
            **person,
        )
        said.append(f"{person['name']} ({team.name})")
    for each in chosen:
        request_advice(db.session, case=case, team=each, areas=areas or each.areas, notes=notes, by=g.person, now=g.now)
    return [*(each.name for each in chosen), *said]


def _field_of(form: AskForm, refusal: Refusal) -> Field:
    """The field that a refusal is about."""
    if not form.names_somebody:
        return form.teams
    if isinstance(refusal, AlreadyAsked):
        return form.their_team
    return form.name if not form.name.data else form.email


def _usual(teams: Sequence[Team]) -> list[Team]:
    """The teams that the council usually asks, by their names or specialisms (SEND Regulations 2014, reg 6(1))."""
    wanted = {folded(each) for each in council().usual_advice.split(",") if each.strip()}
    return [each for each in teams if folded(each.name) in wanted or folded(each.specialism) in wanted]


def _ever(asked: Sequence[Request]) -> set[int]:
    return {each.team_id for each in asked}


def _usual_first(teams: Sequence[Team], usual: Sequence[Team]) -> list[Team]:
    return sorted(teams, key=lambda each: each not in usual)


def _named(team: Team) -> str:
    return f"{team.name} ({team.specialism})" if team.specialism else team.name


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
