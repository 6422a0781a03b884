"""Many people at once from a CSV file: all of them, or nobody and a sentence for each line that can't be taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import Person, Role, Team, length_of
from hub.people_permissions import OF_A_CASE
from hub.refusals import Refusal
from hub.services.accounts import proper_email
from hub.services.people import Roles, check_roles, invite_person

MOST_ROWS = 500  # in one transaction, for which everybody else's writing waits
LARGEST = 1024 * 1024
COLUMNS = ("name", "email", "job title", "role", "team")
EXAMPLE = "name,email,job title,role,team\nMaya Shah,maya.shah@health.example,Team Manager,team manager,Physiotherapy\n"
_SAME = {
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "full name": "name",
    "post": "job title",
}
_NAMES = {
    "ehcp coordinator": Role.OFFICER,
    "coordinator": Role.OFFICER,
    "sen officer": Role.OFFICER,
    "manager": Role.TEAM_MANAGER,
    "paediatric secretary": Role.SECRETARY,
    "designated clinical officer": Role.DCO,
}


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the file that can't be taken, and why."""

    number: int
    sentence: str


class NotImported(Refusal):
    """Nobody was invited, because of the lines that `bad` names."""

    sentence = "Nobody was invited."
    what_next = "Put these lines right in the file, and send it again."

    def __init__(self, bad: Sequence[BadLine]) -> None:
        super().__init__()
        self.bad = tuple(bad)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    invited: int
    already_registered: int


@dataclass(slots=True)
class _Entry:
    """One person of the file, from all the lines with their address."""

    line: int
    name: str
    job_title: str
    roles: Roles = field(default_factory=list)


def import_people(session: Session, *, data: bytes, by: Person | None, now: datetime) -> Imported:
    """Invite everybody in the file (columns: name, email, job title, role, team; one line a role).

    `by` is None for the command line. Raises NotImported, before anything is written, with a sentence for each line
    that can't be taken.
    """
    entries = _checked(session, data, by)
    invited = 0
    for email, entry in entries.items():
        _, was_invited = invite_person(
            session, name=entry.name, email=email, job_title=entry.job_title, roles=entry.roles, by=by, now=now
        )
        invited += was_invited
    return Imported(invited, len(entries) - invited)


def _checked(session: Session, data: bytes, by: Person | None) -> dict[str, _Entry]:
    teams = {team.name.casefold(): team for team in session.scalars(select(Team).where(Team.active))}
    left = set(session.scalars(select(Person.email).where(Person.active.is_(False))))
    entries: dict[str, _Entry] = {}
    bad: list[BadLine] = []
    for number, said in _lines(data):
        try:
            _take(entries, number, said, teams, left, by)
        except Refusal as refusal:
            bad.append(BadLine(number, f"{refusal.sentence} {refusal.what_next}"))
    if not entries and not bad:
        bad.append(BadLine(1, "There is nobody in the file below its headings."))
    if bad:
        raise NotImported(bad)
    return entries


def _take(
    entries: dict[str, _Entry],
    number: int,
    said: Mapping[str, str],
    teams: Mapping[str, Team],
    left: set[str],
    by: Person | None,
) -> None:
    """Add a line to what is known of its person. Raises Refusal where it can't be taken."""
    email, name = proper_email(said["email"]), said["name"]
    if email in left:
        raise Refusal("That person has been suspended.", "Let them back in first, from their page under People.")
    if not name:
        raise Refusal("The name is missing.", "Every line needs a name, an email address and a role.")
    _refuse_too_long(said)
    role = _role(said["role"])
    team = _team(said["team"], teams)
    check_roles([(role, team)], by=by)
    entry = entries.setdefault(email, _Entry(number, name, said["job title"]))
    if entry.name != name:
        raise Refusal(f"Line {entry.line} gives another name for that email address.", "One address is one person.")
    entry.roles.append((role, team))


def _refuse_too_long(said: Mapping[str, str]) -> None:
    for column, longest in (
        ("name", length_of(Person.name)),
        ("email", length_of(Person.email)),
        ("job title", length_of(Person.job_title)),
    ):
        if len(said[column]) > longest:
            raise Refusal(f"The {column} has more than {longest} characters.", "Shorten it.")


def _role(text: str) -> Role:
    plain = " ".join(text.casefold().replace("-", " ").split())
    known = {each.value.replace("-", " "): each for each in Role} | _NAMES
    if plain not in known:
        offered = ", ".join(each.value.replace("-", " ") for each in Role if each not in OF_A_CASE)
        raise Refusal(f"There is no role “{text}”.", f"The roles are: {offered}.")
    if known[plain] in OF_A_CASE:
        raise Refusal("Families are not invited from a file.", "Invite them from the page of their case.")
    return known[plain]


def _team(text: str, teams: Mapping[str, Team]) -> Team | None:
    if not text:
        return None
    if text.casefold() not in teams:
        names = ", ".join(team.name for team in teams.values()) or "none yet"
        raise Refusal(f"There is no team called “{text}”.", f"The teams are: {names}.")
    return teams[text.casefold()]


def _lines(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line's number in the file and its cells by column. Raises NotImported for what is no such file."""
    text = _text(data)
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        headings = [" ".join(each.casefold().replace("_", " ").split()) for each in next(reader, [])]
        columns = [_SAME.get(each, each) for each in headings]
        missing = [each for each in ("name", "email", "role") if each not in columns]
        if missing:
            what = "The first line has to name the columns: " + ", ".join(COLUMNS) + "."
            raise NotImported([BadLine(1, f"{what} Missing: {', '.join(missing)}.")])
        found = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            found += 1
            if found > MOST_ROWS:
                raise NotImported([BadLine(reader.line_num, f"The file has more than {MOST_ROWS} lines. Split it.")])
            said = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
            yield reader.line_num, {column: said.get(column, "") for column in COLUMNS}
    except csv.Error:
        raise NotImported([BadLine(max(reader.line_num, 1), "The file is not CSV from here on.")]) from None


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise NotImported([BadLine(1, "The file is larger than 1 MB: it is not a list of people.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as Excel saves CSV in England
    if "\0" in text:
        raise NotImported([BadLine(1, "The file is not text. Save the sheet as CSV and send that.")])
    return text
