"""A council far larger than any: people, cases, requests and what lists keep of them, put in by the hundred thousand.

Seeded, so that two databases hold the same. The history holds one act a case, with no true digest.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import Index, Table, text

from hub.database import Database
from hub.deadlines import day_in_london
from hub.models import Base, Stage
from hub.models.listing import write_listings
from hub.names import folded
from hub.search_words import keys_of
from hub.workflow import RequestState

TODAY = day_in_london(datetime.now(UTC))
NAMES = (
    "Aaliyah Abigail Adam Aisha Albie Alfie Alice Amelia Amir Amy Anya Archie Arlo Arthur Ava Beau Bella Ben "
    "Bilal Bobby Callum Carys Charlie Chloe Daisy Daniel Dylan Eden Edward Elena Eliza Ella Ellis Elsie Emily "
    "Emma Erin Esme Ethan Eva Evan Evie Farah Felix Finley Florence Freddie Freya George Grace Gwen Hannah "
    "Hari Harper Harry Harvey Heidi Henry Hugo Ibrahim Idris Imogen Iris Isaac Isla Ivy Jack Jacob Jake James "
    "Jasmine Jasper Jessica Jonah Joseph Joshua Jude Kai Khadija Lara Layla Leo Leon Lewis Lily Logan Lola "
    "Louie Louis Lucas Lucy Luke Luna Lydia Maisie Maja Maria Martha Maryam Mason Matilda Max Maya Megan Mila "
    "Millie Mohammed Molly Muhammad Musa Myra Nancy Nathan Nia Noah Nora Oliver Olivia Omar Orla Oscar Otis "
    "Owen Penelope Phoebe Poppy Ralph Reggie Reuben Riley Rory Rosie Ruby Ryan Samuel Sara Scarlett Sebastian "
    "Siân Sienna Sofia Sonny Sophie Stanley Tahlia Teddy Theo Thomas Toby Tomasz Tommy Tyler Victoria Violet "
    "William Willow Yusuf Zac Zara Zofia Zoë"
)
FIRST = NAMES.split()
HEADS = "ash bar black bren cald col dun east ell fair green har hol kings lang mar nor pem ray stan thorn win"
TAILS = "bank by combe dale den field ford gate ham ley low mere son stead ton wick worth"
LAST = [
    "".join(parts).capitalize() for parts in product(HEADS.split(), ("", "b", "d", "er", "in", "l", "s"), TAILS.split())
]
Row = Sequence[Any]
_S = Stage
_STAGES = [_S.CLOSED, _S.REVIEW, _S.FINAL_PLAN, _S.DRAFT_PLAN, _S.ASSESSMENT, _S.REQUEST, _S.UNCONFIRMED]
_WEIGHTS = [55, 25, 8, 3, 6, 2, 1]
_R = RequestState
_OPEN = [
    _R.AWAITING_ALLOCATION,
    _R.AWAITING_ADVICE,
    _R.RETURNED_FOR_CHANGES,
    _R.ANSWERED_NO,
    _R.HELD,
    _R.AWAITING_QUALITY_CHECK,
    _R.PUBLISHED,
]
_OPEN_WEIGHTS = [20, 40, 4, 2, 3, 6, 25]


class Council:
    """How many of everybody there are, by the number of cases, and who is who by number."""

    def __init__(self, cases: int) -> None:
        self.cases = cases
        self.people = max(cases // 50, 200)  # 1,000,000 cases have 20,000 people
        self.teams = max(self.people // 40, 5)
        self.officers = self.people // 10
        self.managers = self.teams
        self.dcos = max(self.people // 200, 1)
        self.schools = max(cases // 350, 20)

    @property
    def officer(self) -> int:
        """An officer with an ordinary number of cases."""
        return 1

    @property
    def manager(self) -> int:
        """The manager of the first team."""
        return self.officers + 1

    @property
    def dco(self) -> int:
        """A DCO."""
        return self.officers + self.managers + 1

    @property
    def professional(self) -> int:
        """A professional of the first team."""
        return self.officers + self.managers + self.dcos + 1

    def professional_of(self, team: int, chance: random.Random) -> int:
        """Somebody of the team."""
        first = self.officers + self.managers + self.dcos
        every = self.people - first
        return first + 1 + (team - 1 + self.teams * chance.randrange(max(every // self.teams, 1))) % every


def fill(database: Database, council: Council) -> None:
    """Fill an empty, migrated database."""
    tables = ("team", "person", "membership", "ehc_case", "request", "history_entry", "case_word")
    rows = _rows(council)
    columns: dict[str, list[str]] = {
        "team": ["id", "name", "mailbox", "profile", "specialism", "area_names", "active"],
        "person": ["id", "name", "email", "job_title", "active"],
        "membership": ["id", "person_id", "team_id", "role"],
        "ehc_case": [
            "id",
            "reference",
            "child_name",
            "folded_name",
            "known_as",
            "date_of_birth",
            "nhs_number",
            "upn",
            "pronouns",
            "looked_after",
            "address_confidential",
            "school",
            "postcode",
            "concerns",
            "stage",
            "channel",
            "request_kind",
            "requester_role",
            "received_on",
            "decide_by",
            "opened_at",
            "confirmed_at",
            "coordinator_id",
        ],
        "request": [
            "id",
            "case_id",
            "team_id",
            "received_on",
            "due_on",
            "asked_at",
            "area_names",
            "notes",
            "state",
            "answer_details",
            "allocated_to_id",
        ],
        "history_entry": ["id", "case_id", "number", "at", "what", "details", "digest", "by_id"],
        "case_word": ["word", "case_id"],
    }
    load = _load_postgresql if database.url.get_backend_name() == "postgresql" else _load_sqlite
    load(database, {name: (columns[name], rows[name]) for name in tables})


def _rows(council: Council) -> dict[str, Iterable[Row]]:
    return {
        "team": _teams(council),
        "person": _people(council),
        "membership": _memberships(council),
        "ehc_case": _cases(council),
        "request": _requests(council),
        "history_entry": _history(council),
        "case_word": _words(council),
    }


def _teams(council: Council) -> Iterator[Row]:
    for number in range(1, council.teams + 1):
        profile = ("health", "social-care", "education")[number % 3]
        yield number, f"Team {number}", f"team{number}@council.example", profile, "", "[]", True


def _people(council: Council) -> Iterator[Row]:
    chance = random.Random(5)  # noqa: S311 - chance, no secret
    for number in range(1, council.people + 1):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        yield number, name, f"person{number}@council.example", "", True


def _memberships(council: Council) -> Iterator[Row]:
    for number in range(1, council.people + 1):
        past = number - council.officers
        if past <= 0:
            yield number, number, None, "officer"
        elif past <= council.managers:
            yield number, number, past, "team-manager"
        elif past <= council.managers + council.dcos:
            yield number, number, None, "dco"
        else:
            team = (past - council.managers - council.dcos - 1) % council.teams + 1
            yield number, number, team, "professional"


def _children(council: Council) -> Iterator[tuple[int, str, str, str, Stage, date, random.Random]]:
    """Each case's number, reference, name, known-as, stage and day of receipt; the same whenever it is asked."""
    chance = random.Random(7)  # noqa: S311 - chance, no secret
    for number in range(1, council.cases + 1):
        name = f"{chance.choice(FIRST)} {LAST[int(len(LAST) * chance.random() ** 2)]}"
        known_as = chance.choice(FIRST) if chance.random() < 0.1 else ""
        stage = chance.choices(_STAGES, _WEIGHTS)[0]
        received = TODAY - timedelta(days=chance.randrange(60) if stage in _STAGES[4:] else chance.randrange(60, 3000))
        yield number, f"EHC-{number:08X}", name, known_as, stage, received, chance


def _cases(council: Council) -> Iterator[Row]:
    dice = random.Random(11)  # noqa: S311 - chance, no secret
    for number, reference, name, known_as, stage, received, _ in _children(council):
        parts = " ".join(sorted(set(folded(f"{name} {known_as}").split())))
        born = date(2005, 1, 1) + timedelta(days=dice.randrange(6500))
        opened = f"{received} 09:00:00.000000"
        confirmed = None if stage is _S.UNCONFIRMED else opened
        decide_by = received + timedelta(days=42)
        coordinator = None if stage is _S.UNCONFIRMED else dice.randrange(council.officers) + 1
        school = f"School {dice.randrange(council.schools)}"
        yield (
            number, reference, name, parts, known_as, str(born), "", "", "", False, False, school, "",
            "They find reading hard." * 8, stage.value, "mail", "ehc-needs-assessment-request", "parent", str(received),
            str(decide_by), opened, confirmed, coordinator,
        )  # fmt: skip


def _requests(council: Council) -> Iterator[Row]:
    dice = random.Random(13)  # noqa: S311 - chance, no secret
    count = 0
    for number, _, _, _, stage, received, _ in _children(council):
        for state in _states(stage, dice):
            count += 1
            asked = received + timedelta(days=dice.randrange(20))
            team = dice.randrange(council.teams) + 1
            written = state not in (_R.AWAITING_ALLOCATION, _R.ANSWERED_NO)
            writer = council.professional_of(team, dice) if written else None
            due = asked + timedelta(days=42)
            yield (
                count, number, team, str(asked), str(due), f"{asked} 10:00:00.000000", '["health"]', "", state.value,
                "", writer,
            )  # fmt: skip


def _states(stage: Stage, dice: random.Random) -> list[RequestState]:
    if stage in (_S.CLOSED, _S.REVIEW):
        return [_R.PUBLISHED]
    if stage in (_S.FINAL_PLAN, _S.DRAFT_PLAN):
        return [_R.PUBLISHED, _R.PUBLISHED]
    return dice.choices(_OPEN, _OPEN_WEIGHTS, k=3) if stage is _S.ASSESSMENT else []


def _history(council: Council) -> Iterator[Row]:
    details = json.dumps({"channel": "mail"})
    for number, _, _, _, _, received, _ in _children(council):
        yield number, number, 1, f"{received} 09:00:00.000000", "case opened", details, "0" * 64, None


def _words(council: Council) -> Iterator[Row]:
    for number, reference, name, known_as, *_ in _children(council):
        for word in keys_of(name, known_as, reference):
            yield word, number


def _load_sqlite(database: Database, filled: dict[str, tuple[list[str], Iterable[Row]]]) -> None:
    with database.engine.connect() as opened:
        raw = opened.connection.driver_connection
        assert raw is not None
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
            raw.execute(f"PRAGMA {pragma}")
        indexes = _big_indexes()
        raw.execute("BEGIN")
        for index in indexes:
            raw.execute(f"DROP INDEX {index.name}")
        for name, (columns, rows) in filled.items():
            marks = ", ".join("?" * len(columns))
            raw.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
        raw.execute("COMMIT")
    with database.engine.begin() as connection:
        _listings(connection)
        for index in indexes:
            index.create(connection)
        connection.execute(text("ANALYZE"))
    database.engine.dispose()


def _load_postgresql(database: Database, filled: dict[str, tuple[list[str], Iterable[Row]]]) -> None:
    indexes = _big_indexes()
    with database.engine.connect() as opened:
        raw: Any = opened.connection.driver_connection
        with raw.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no row's foreign keys are looked up
            cursor.execute("SET maintenance_work_mem = '256MB'")
            for index in indexes:
                cursor.execute(f"DROP INDEX {index.name}")
            for name, (columns, rows) in filled.items():
                zoned = [
                    number
                    for number, each in enumerate(columns)
                    if each in ("at", "asked_at", "opened_at", "confirmed_at")
                ]
                with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(
                            [_utc(each) if number in zoned else each for number, each in enumerate(row)]
                            if zoned
                            else row
                        )
        raw.commit()
    with database.engine.begin() as connection:
        _listings(connection)
        for index in indexes:
            index.create(connection)
        for name in filled:
            if name != "case_word":
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
                )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    database.engine.dispose()


def _utc(moment: str | None) -> datetime | None:
    return None if moment is None else datetime.fromisoformat(moment).replace(tzinfo=UTC)


def _big_indexes() -> list[Index]:
    big = ("ehc_case", "request", "history_entry", "case_listing", "case_word")
    tables: list[Table] = [Base.metadata.tables[name] for name in big]
    return [index for table in tables for index in table.indexes]


def _listings(connection: Any) -> None:
    write_listings(connection)
    connection.execute(
        text("UPDATE case_listing SET sort_name = (SELECT folded_name FROM ehc_case WHERE id = case_listing.case_id)")
    )
