"""`ehc people`: inviting people to the hub."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import select

from hub.models import Person, Role, Team
from hub.opening import open_hub
from hub.people_permissions import IN_A_TEAM
from hub.refusals import Problem, Refusal
from hub.services.people import invite_person
from hub.services.people import suspend as suspend_person
from hub.services.people_import import NotImported, import_people
from hub.services.teams import add_team as add_a_team


@click.group()
def people() -> None:
    """Invite people to the hub.

    \b
    Example:
      ehc people invite "Maya Shah" maya.shah@health.example --role team-manager --team "Occupational Therapy"
    """


@people.command()
@click.argument("name")
@click.argument("email")
@click.option("--role", "roles", type=click.Choice([each.value for each in Role]), multiple=True, required=True)
@click.option("--team", help="The team in which they have the role; none for hub-wide roles.")
@click.option("--job-title", default="", help="For example: Speech and Language Therapist.")
def invite(name: str, email: str, roles: tuple[str, ...], team: str | None, job_title: str) -> None:
    """Invite somebody: they get an email with a link that works once.

    \b
    Example:
      ehc people invite "Olwen Price" olwen.price@council.example --role officer
    """
    hub = open_hub()
    with hub.database.transaction() as session:
        found = session.scalars(select(Team).where(Team.name == team)).first() if team else None
        if team and found is None:
            names = ", ".join(session.scalars(select(Team.name).order_by(Team.name))) or "none yet"
            raise Problem(f"There is no team called “{team}”. The teams are: {names}.")
        try:
            _, invited = invite_person(
                session,
                name=name,
                email=email,
                job_title=job_title,
                roles=[(role, found if role in IN_A_TEAM else None) for role in map(Role, roles)],
                by=None,
                now=datetime.now(UTC),
            )
        except Refusal as refusal:
            raise Problem(f"{refusal.sentence} {refusal.what_next}") from None
    if invited:
        click.echo("Invited. The email is in the outbox; `ehc work` sends it.")
    else:
        click.echo("They have an account already: the role was added, and they sign in again to use it.")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def bring_in(file: Path) -> None:
    """Invite everybody in a CSV FILE (name, email, job title, role, team), or nobody and a line for each reason.

    \b
    Example:
      ehc people import new-starters.csv
    """
    try:
        with open_hub().database.transaction() as session:
            done = import_people(session, data=file.read_bytes(), by=None, now=datetime.now(UTC))
    except NotImported as refusal:
        for each in refusal.bad:
            click.echo(f"Line {each.number}: {each.sentence}", err=True)
        raise Problem(f"{refusal.sentence} {refusal.what_next}") from None
    click.echo(f"Invited: {done.invited}. With an account already: {done.already_registered}.")


@people.command()
@click.argument("email")
def suspend(email: str) -> None:
    """Suspend somebody who has left: signed out everywhere at once, and unable to sign in.

    \b
    Example:
      ehc people suspend olwen.price@council.example
    """
    with open_hub().database.transaction() as session:
        person = session.scalars(select(Person).where(Person.email == email.strip().lower())).first()
        if person is None:
            raise Problem(f"Nobody has the address {email}. Check it and try again.")
        try:
            back = suspend_person(session, person=person, by=None, now=datetime.now(UTC))
        except Refusal as refusal:
            raise Problem(f"{refusal.sentence} {refusal.what_next}") from None
    click.echo(f"Suspended, and signed out everywhere. Requests that went back to their team: {back}.")


@people.command("add-team")
@click.argument("name")
@click.argument("mailbox")
@click.option("--profile", type=click.Choice(["health", "social-care", "education"]), required=True)
@click.option("--area", "areas", multiple=True, help="An advice area that the team is usually asked about.")
def add_team(name: str, mailbox: str, profile: str, areas: tuple[str, ...]) -> None:
    """Add a team with its central mailbox.

    \b
    Example:
      ehc people add-team "Occupational Therapy" ot@health.example --profile health --area sensory-and-physical
    """
    from hub.advice import Area, Profile

    try:
        known = [Area(each) for each in areas]
    except ValueError as error:
        raise Problem(f"{error}; an area is one of {', '.join(Area)}.") from None
    with open_hub().database.transaction() as session:
        try:
            add_a_team(
                session,
                name=name,
                mailbox=mailbox,
                profile=Profile(profile),
                areas=known,
                by=None,
                now=datetime.now(UTC),
            )
        except Refusal as refusal:
            raise Problem(f"{refusal.sentence} {refusal.what_next}") from None
    click.echo("Added.")
