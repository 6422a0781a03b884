"""Two people, or one person's two presses, at the same moment: one of them wins, the other is told, nothing breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hub.database import Database
from hub.models import DraftVersion, QualityDecision, Submission
from hub.settings import load_settings
from portal.app import create_app
from tests.conftest import BACKENDS
from tests.portal.requests_made import a_draft, a_submission, an_allocated_request
from tests.portal.visitor import Clock, Visitor
from tests.postgresql import PostgresServer
from tests.world import World

AT_ONCE = 6
Make = Callable[[int], Visitor]


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[str]:
    """Both databases: they keep writers apart in different ways."""
    if request.param == "sqlite":
        path = tmp_path / "hub.db"
        path.write_bytes(migrated_sqlite.read_bytes())
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    server.run(f"CREATE DATABASE {name} TEMPLATE template_hub")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def visitors(database: Database, database_url: str, world: World, now: datetime, tmp_path: Path) -> Iterator[Make]:
    """Makes signed-in visitors on the database."""
    settings = load_settings(_env_file=None, database_url=database_url, data_dir=tmp_path / "data", demo=True)
    clock = Clock(now)
    app = create_app(settings, clock=clock)

    def make(person_id: int) -> Visitor:
        found = Visitor(app, database, clock, settings)
        found.is_signed_in_as(person_id)
        return found

    yield make
    app.extensions["hub_database"].engine.dispose()


def statuses(visitors: list[Visitor], path: str, page: str, typed: Callable[[int], dict[str, str]]) -> Counter[int]:
    """The answers to everybody's post at once, each with the token of their own page."""
    tokens = []
    for each in visitors:
        field = each.opens(page).soup.select_one("input[name=csrf_token]")
        assert field is not None
        tokens.append(str(field["value"]))

    def send(number: int) -> int:
        data = {**typed(number), "csrf_token": tokens[number]}
        return visitors[number].client.post(path, data=data).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(send, range(len(visitors))))


def test_of_several_first_saves_one_is_kept_and_the_others_are_told(
    visitors: Make, world: World, database: Database, now: datetime
) -> None:
    asked = an_allocated_request(database, world, now)
    writers = [visitors(world.therapist_id) for _ in range(AT_ONCE)]
    path = f"/requests/{asked}/write"
    answers = statuses(
        writers,
        path,
        path,
        lambda number: {
            "action": "save",
            "version": "0",
            "areas-0-area": "communication-and-interaction",
            "areas-0-needs": f"Words {number}",
        },
    )
    assert answers == {302: 1, 409: AT_ONCE - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftVersion)) == 1


def test_submit_pressed_several_times_submits_once(
    visitors: Make, world: World, database: Database, now: datetime
) -> None:
    asked = a_draft(database, world, now)
    writers = [visitors(world.therapist_id) for _ in range(AT_ONCE)]
    path = f"/requests/{asked}/submit"
    answers = statuses(writers, path, path, lambda _: {"version": "1"})
    assert answers == {302: 1, 409: AT_ONCE - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1


def test_of_several_decisions_the_first_holds(visitors: Make, world: World, database: Database, now: datetime) -> None:
    asked = a_submission(database, world, now)
    reviewers = [visitors(world.dco_id) for _ in range(AT_ONCE)]
    path = f"/requests/{asked}/quality"
    answers = statuses(
        reviewers,
        path,
        path,
        lambda number: {"submission": "1", "decision": ("accept", "return")[number % 2], "reason": "Because"},
    )
    assert answers == {302: 1, 409: AT_ONCE - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QualityDecision)) == 1
