"""`ehc cases import`, `ehc settings`, `ehc history`, `ehc people`, on both databases."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from hub.cli import COMMANDS, main
from hub.database import Database
from hub.models import Case, HistoryEntry, OutgoingNotice, Person, Request, Stage, Team
from hub.workflow import RequestState

LINE = {
    "case": "EHC-77",
    "child": {"name": "Łucja Nowak", "known_as": "Lucy", "date_of_birth": "2015-09-03", "nhs_number": "999 000 0018"},
    "school": "Harbourlight Primary School",
    "parent": {"name": "Ewa Nowak", "email": "Ewa@Example.org", "phone": "07700 900100"},
    "address_postcode": "zz1 1aa",
    "opened": "2026-10-01",
    "stage": "assessment",
    "open_requests": [{"team": "Speech and Language Therapy", "received": "2026-10-12", "areas": ["health"]}],
    "people": [{"name": "Jan Nowak", "relation": "sibling"}],
}


def ehc(folder: Path, url: str, *arguments: str) -> Result:
    """The command in this process, as from that folder."""
    with chdir(folder):
        return CliRunner().invoke(main, arguments, env={"EHC_DATABASE_URL": url, "EHC_DATA_DIR": str(folder / "data")})


def lines(folder: Path, *said: object) -> str:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in said))
    return str(path)


def test_a_case_comes_over_with_its_people_and_open_requests(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    done = ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, LINE))
    assert (done.exit_code, done.stderr) == (0, "")
    with database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.reference, case.child_name, case.nhs_number) == ("EHC-77", "Łucja Nowak", "9990000018")
        assert (case.stage, case.folded_name, case.postcode) == (Stage.ASSESSMENT, "lucja lucy nowak", "ZZ1 1AA")
        assert {(each.name, each.relation, each.email) for each in case.people} == {
            ("Ewa Nowak", "parent", "ewa@example.org"),
            ("Jan Nowak", "sibling", ""),
        }
        request = session.scalars(select(Request)).one()
        assert (str(request.received_on), str(request.due_on)) == ("2026-10-12", "2026-11-23")
        assert session.scalars(select(OutgoingNotice)).all() == []


def test_importing_again_changes_only_what_differs(tmp_path: Path, database: Database, database_url: str) -> None:
    ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, LINE))
    done = ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, {**LINE, "school": "Lapwing School"}))
    assert done.exit_code == 0
    with database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.school == "Lapwing School"
        assert len(case.people) == 2
        assert len(session.scalars(select(Request)).all()) == 1
        assert len(session.scalars(select(Team)).all()) == 1


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("needs assessment", Stage.ASSESSMENT),
        ("Draft EHCP", Stage.DRAFT_PLAN),
        ("plan issued", Stage.FINAL_PLAN),
        ("Annual Review due", Stage.REVIEW),
        ("Ceased 2025", Stage.CLOSED),
        ("tribunal", Stage.REQUEST),
    ],
)
def test_another_systems_stage_never_loses_a_case_and_is_remarked_on(tmp_path: Path, said: str, stage: Stage) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    done = ehc(tmp_path, url, "cases", "import", lines(tmp_path, {**LINE, "stage": said, "open_requests": []}))
    assert (done.exit_code, "taken as" in done.stderr) == (0, True)
    database = Database(url)
    with database.reading() as session:
        assert session.scalars(select(Case.stage)).one() is stage
    database.engine.dispose()


def test_what_a_line_does_not_say_stays_and_a_stage_is_never_moved_back(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, LINE))
    short = {"case": "EHC-77", "child": {"name": "Łucja Nowak"}, "stage": "request"}
    for _ in range(2):
        assert ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, short)).exit_code == 0
    with database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.known_as, case.nhs_number, case.stage) == ("Lucy", "9990000018", Stage.ASSESSMENT)
        assert session.scalars(select(HistoryEntry.what)).all() == ["case brought over", "advice requested"]


def test_a_request_that_the_hub_has_had_is_not_made_again(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, LINE))
    with database.transaction() as session:
        session.scalars(select(Request)).one().state = RequestState.PUBLISHED
    ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, LINE))
    with database.reading() as session:
        assert session.scalars(select(Request.state)).all() == [RequestState.PUBLISHED]


def test_nothing_of_a_line_that_is_refused_reaches_the_terminal(tmp_path: Path, database_url: str) -> None:
    said = {"case": "P-1", "child": {"name": "Secret Child " * 30, "nhs_number": "943-476-5919"}}
    done = ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, said, LINE))
    assert done.exit_code == 2
    assert "longer than 200 characters" in done.stderr
    assert "Secret" not in done.output
    assert "1 cases brought over" in done.stdout


def test_only_case_and_the_childs_name_are_needed(tmp_path: Path, database: Database, database_url: str) -> None:
    done = ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, {"case": "7", "child": {"name": "Bo"}}))
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{", "line 2: "),
        ({"child": {"name": "Bo"}}, "“case”"),
        ({"case": "Sian Evans", "child": {"name": "Bo"}}, "“case”"),
        ({"case": "8", "child": {}}, "“child.name” is needed"),
        ({**LINE, "case": "8", "opened": "soon"}, "“opened”: “soon” is not a date"),
        ({**LINE, "case": "8", "people": 5}, "“people” should be a list"),
        (
            {**LINE, "case": "8", "child": {"name": "Bo", "looked_after": "false"}},
            "“looked_after” should be true or false",
        ),
        ({**LINE, "case": "8", "open_requests": [{"team": "T", "received": "2010-01-04"}]}, "“open_requests.received”"),
        ('{"case": "8", "child": {"name": "\\ud800"}}', "half a character"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_go_in(
    tmp_path: Path, migrated_sqlite: Path, wrong: object, said: str
) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"
    done = ehc(tmp_path, url, "cases", "import", lines(tmp_path, LINE, wrong, {**LINE, "case": "EHC-9"}))
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    database = Database(url)
    with database.reading() as session:
        assert session.scalars(select(Case.reference).order_by(Case.reference)).all() == ["EHC-77", "EHC-9"]
    database.engine.dispose()


def test_settings_are_printed_with_source_and_without_secrets(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EHC_SMTP_URL=smtp://hub:hunter2@mail.example:25\nEHC_TYPO=1\n")
    done = ehc(tmp_path, "postgresql://hub:hunter3@127.0.0.1/hub", "settings")
    assert done.exit_code == 0
    assert "smtp://hub:********@mail.example:25  (.env)" in done.stdout
    assert "postgresql://hub:********@127.0.0.1/hub  (environment)" in done.stdout
    assert "hunter" not in done.output
    assert "EHC_TYPO is set, but there is no setting of that name." in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EHC_DATABASE_URL", "mysql://x", "should start with sqlite:/// or postgresql://"),
        ("EHC_COUNCIL", "/nowhere", "is not a folder"),
        ("EHC_IMAP_URL", "mail.example", "should look like imaps://"),
        ("EHC_DEMO", "perhaps", "EHC_DEMO"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    url = value if name == "EHC_DATABASE_URL" else f"sqlite:///{tmp_path}/hub.db"
    done = ehc(tmp_path, url, "db", "upgrade")
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unbroken_history_is_said_to_be_and_a_broken_one_named(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    ehc(tmp_path, database_url, "cases", "import", lines(tmp_path, LINE))
    heads = str(tmp_path / "heads.json")
    assert ehc(tmp_path, database_url, "history", "heads", heads).exit_code == 0
    assert "unbroken" in ehc(tmp_path, database_url, "history", "verify", "--heads", heads).stdout
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM history_entry WHERE number = 2")
    done = ehc(tmp_path, database_url, "history", "verify", "--heads", heads)
    assert done.exit_code == 2
    assert "EHC-77 at entry 2" in done.stderr


def test_a_person_is_invited_into_a_team_that_exists(tmp_path: Path, database_url: str) -> None:
    given = ("people", "invite", "Maya Shah", "maya@health.example", "--role", "team-manager", "--team", "OT")
    refused = ehc(tmp_path, database_url, *given)
    assert (refused.exit_code, "There is no team called “OT”" in refused.stderr) == (2, True)
    added = ehc(tmp_path, database_url, "people", "add-team", "OT", "ot@health.example", "--profile", "health")
    assert added.exit_code == 0
    assert ehc(tmp_path, database_url, *given).exit_code == 0


def test_a_leaver_is_suspended_from_the_command_line(tmp_path: Path, database: Database, database_url: str) -> None:
    ehc(tmp_path, database_url, "people", "invite", "Maya Shah", "maya@health.example", "--role", "dco")
    assert ehc(tmp_path, database_url, "people", "suspend", "Maya@health.example").exit_code == 0
    assert ehc(tmp_path, database_url, "people", "suspend", "nobody@health.example").exit_code == 2
    with database.reading() as session:
        assert [each.active for each in session.scalars(select(Person))] == [False]


def test_failed_notices_are_listed_without_an_address(tmp_path: Path, database_url: str) -> None:
    assert "Nothing has failed" in ehc(tmp_path, database_url, "work", "--failed").stdout


def test_a_fault_in_the_program_shows_its_place_and_none_of_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    childs_name = "Sian Evans"

    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError(childs_name)

    monkeypatch.setattr("hub.commands.database.load_settings", fails)
    done = ehc(tmp_path, "", "db", "upgrade")
    assert done.exit_code == 3
    assert "RuntimeError: a fault in the program" in done.stderr
    assert "Sian" not in done.output


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    for name in COMMANDS:
        done = ehc(tmp_path, "", name, "--help")
        assert done.exit_code == 0, (name, done.stderr)
        assert "Example" in done.stdout, name
