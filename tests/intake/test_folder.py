"""`ehc intake folder`: every listed file gets its own line, whatever state file or manifest is in."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from hub.cli import main
from hub.models import Case, Channel, PostItem, Reading
from hub.opening import Hub
from intake.folder import Listed, take_in_file
from tests.intake.conftest import work_all
from tests.intake.letters import child, request
from tests.intake.test_filing import count
from tests.scans import letter, pdf, sheet

MAIL = {"channel": "mail", "internaldate": "2026-11-02T09:00:00+00:00"}


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """An empty folder for post."""
    folder = tmp_path / "post"
    folder.mkdir()
    return folder


def ehc(hub: Hub, folder: Path, *options: str) -> Result:
    environment = {"EHC_DATABASE_URL": hub.settings.database, "EHC_DATA_DIR": str(hub.settings.data_dir)}
    return CliRunner().invoke(main, ("intake", "folder", str(folder), *options), env=environment)


def filed(hub: Hub, folder: Path, manifest: bytes = b"") -> list[dict[str, Any]]:
    """The result lines of filing the folder, in the manifest's order where there is one."""
    results, listed = folder.parent / "results.jsonl", folder.parent / "m.jsonl"
    listed.write_bytes(manifest)
    ended = ehc(hub, folder, "--results", str(results), *(("--manifest", str(listed)) if manifest else ()))
    assert ended.exit_code == 0, ended.output
    return [json.loads(line) for line in results.read_text("utf-8").split("\n") if line]


def listing(*files: dict[str, str]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in files).encode()


def test_a_file_replaced_by_another_of_the_same_length_is_filed_as_itself(hub: Hub, post: Path) -> None:
    first, second = request(1), request(2)
    (post / "a.eml").write_bytes(first.ljust(len(second)))
    filed(hub, post)
    (post / "a.eml").write_bytes(second.ljust(len(first)))
    (line,) = filed(hub, post)
    assert line["child"]["name"] == child(2)[0]
    assert count(hub, Case) == 2


def test_a_name_longer_than_the_ledgers_column_is_still_one_item(hub: Hub, post: Path) -> None:
    deep = post / ("d" * 200) / ("e" * 200)
    deep.mkdir(parents=True)
    (deep / "a.eml").write_bytes(request(1))
    assert filed(hub, post) == filed(hub, post)
    with hub.database.reading() as session:
        kept = session.scalars(select(PostItem)).one()
        assert max(len(kept.uid), len(kept.folder)) <= 400


def test_a_manifest_as_windows_and_an_imap_server_write_it_is_understood(hub: Hub, post: Path) -> None:
    name = "scan\u2028of Monday.eml"
    (post / name).write_bytes(request(1).replace(b"Received:", b"X-Received:"))
    lines = listing({**MAIL, "file": name, "internaldate": " 8-Jan-2026 09:00:00 +0000"})
    (line,) = filed(hub, post, b"\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n"))
    assert line["file"] == name
    assert line["received"] == "2026-01-08T09:00:00+00:00"


def test_a_listed_file_that_is_missing_gets_a_line_and_the_run_goes_on(hub: Hub, post: Path) -> None:
    (post / "b.eml").write_bytes(request(1))
    (post.parent / "outside.eml").write_bytes(request(2))
    listed = [{**MAIL, "file": name} for name in ("gone.eml", "../outside.eml", "b.eml")]
    gone, outside, there = filed(hub, post, listing(*listed))
    for line in (gone, outside):
        assert (line["kind"], line["needs_review"], line["child"]["name"]) == ("other", True, None)
        assert line["why"] == ["This file isn't in the folder: find it, or correct the manifest."]
    assert there["child"]["name"] == child(1)[0]
    assert count(hub, PostItem) == 1


def test_a_listed_file_that_can_not_be_read_gets_a_line_with_the_reason(hub: Hub, tmp_path: Path) -> None:
    results, manifest = tmp_path / "results.jsonl", tmp_path / "m.jsonl"
    manifest.write_bytes(listing({**MAIL, "file": "mem"}))  # not even root can read it from its start
    ended = ehc(hub, Path("/proc/self"), "--manifest", str(manifest), "--results", str(results))
    assert ended.exit_code == 0, ended.output
    line = json.loads(results.read_text())
    assert (line["file"], line["kind"], line["needs_review"]) == ("mem", "other", True)
    assert line["why"] == ["This file can't be read (Input/output error): check its rights, then file it again."]


def test_results_in_a_missing_folder_are_refused_in_one_sentence_before_anything_is_taken(hub: Hub, post: Path) -> None:
    (post / "a.eml").write_bytes(request(1))
    ended = ehc(hub, post, "--results", str(post / "no" / "results.jsonl"))
    assert ended.exit_code == 2
    assert "can't be written (No such file or directory)" in ended.output
    assert count(hub, PostItem) == 0


def test_a_file_time_before_the_act_is_no_receipt_and_a_person_is_asked(hub: Hub, post: Path) -> None:
    (post / "scan.txt").write_text("I request an EHC needs assessment for my son Leo Marsh, born 3/4/2015.\nAnn Marsh")
    os.utime(post / "scan.txt", (86_400, 86_400))
    (line,) = filed(hub, post)
    assert line["needs_review"]
    assert line["why"] == ["The date of this file cannot be the day of receipt: enter the date."]
    assert line["received"][:10] == datetime.now(UTC).date().isoformat()


def test_what_is_put_off_gets_its_line_at_once_and_the_run_goes_on(hub: Hub, post: Path) -> None:
    (post / "a.eml").write_bytes(request(1))
    (post / "b.eml").write_bytes(request(2))
    now = datetime.now(UTC)
    take_in_file(hub, post, Listed("a.eml", Channel.MAIL, None), now=now)
    (kept,) = (path for path in hub.files.folder.rglob("*") if path.is_file())
    kept.unlink()  # its reading fails, and is put off
    work_all(hub, now)
    began = time.monotonic()
    put_off, other = filed(hub, post)
    assert time.monotonic() - began < 20
    assert put_off["why"] == ["It is stored, but could not be filed yet: `ehc work` tries again."]
    assert other["child"]["name"] == child(2)[0]
    work_all(hub, now + timedelta(minutes=6))
    assert [line["child"]["name"] for line in filed(hub, post)] == [child(1)[0], child(2)[0]]


def test_a_pile_with_separator_sheets_becomes_an_item_for_each_letter(hub: Hub, post: Path) -> None:
    letters = [
        f"Dear SEN team,\n\nPlease carry out an EHC needs assessment of my\n{who} {name},\nborn {born:%d/%m/%Y}. "
        "They struggle with reading.\n\nYours faithfully"
        for who, (name, born) in (("daughter", child(1)), ("son", child(2)))
    ]
    (post / "monday.pdf").write_bytes(pdf(letter(letters[0]), sheet(), letter(letters[1])))
    listed = listing({"file": "monday.pdf", "channel": "paper", "scanned_at": "2026-11-02T09:00:00+00:00"})
    for _ in range(2):  # filed again, it is the same batch and the same two cases
        lines = filed(hub, post, listed)
        assert [(line["file"], line["child"]["name"]) for line in lines] == [
            ("monday.pdf", child(1)[0]),
            ("monday.pdf", child(2)[0]),
        ]
        assert {line["clock_starts"] for line in lines} == {"2026-11-02"}
        assert (count(hub, Case), count(hub, PostItem)) == (2, 3)


def test_a_pile_that_is_only_read_gives_a_line_for_each_letter(post: Path) -> None:
    pile = post / "monday.pdf"
    pages = [letter(f"Please carry out an EHC needs assessment of my son\n{child(each)[0]}.") for each in (1, 2)]
    pile.write_bytes(pdf(pages[0], sheet(), pages[1]))
    lines = [json.loads(line) for line in CliRunner().invoke(main, ("intake", "read", str(pile))).stdout.splitlines()]
    assert [(line["file"], line["child"]["name"]) for line in lines] == [
        (str(pile), child(1)[0]),
        (str(pile), child(2)[0]),
    ]


def test_a_line_is_the_contracts_also_once_its_pages_are_drawn(hub: Hub, post: Path) -> None:
    (post / "letter.pdf").write_bytes(pdf(letter("Dear SEN team, please assess my son Tom Marsh,\nborn 03/09/2015.")))
    (line,) = filed(hub, post)
    work_all(hub, datetime.now(UTC) + timedelta(minutes=3))
    with hub.database.reading() as session:
        assert session.scalars(select(Reading)).one().result["pages"]
    (again,) = filed(hub, post)
    assert again == line
