"""Filing: requests open unconfirmed cases, what comes again is linked to the first, what is unsure waits."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from hub.files import NotStored
from hub.models import Case, Channel, PostItem, PostState, Reading, Stage, Work, WorkState
from hub.opening import Hub
from hub.services.bringing_over import bring_over
from hub.work import handler_of, take
from intake.cli import intake
from intake.receive import Place, take_in
from tests.intake.conftest import work_all
from tests.intake.corpus import item, mail, word
from tests.intake.letters import child, request

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def file(hub: Hub, data: bytes, name: str, *, received: datetime | None = None) -> list[dict[str, Any]]:
    channel = Channel.MAIL if name.endswith(".eml") else Channel.PAPER
    item_id = take_in(
        hub.database,
        hub.files,
        data=data,
        channel=channel,
        place=Place("test", "", name),
        name=name,
        received_at=received,
        now=NOW,
    )
    work_all(hub, NOW)
    with hub.database.reading() as session:
        readings = session.scalars(select(Reading).where(Reading.item_id == item_id).order_by(Reading.number))
        return [each.result for each in readings]


def count(hub: Hub, table: type[Any]) -> int:
    with hub.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def imported(hub: Hub, **said: Any) -> None:
    line = {"case": "NEL-2024/017", "child": {"name": "Zofia Kowalska", "date_of_birth": "2014-05-05"}, **said}
    with hub.database.transaction() as session:
        bring_over(session, line, now=NOW)


def test_a_request_opens_an_unconfirmed_case_whose_clock_runs_from_receipt(hub: Hub) -> None:
    (line,) = file(hub, item("t02").data, "t02.eml")
    with hub.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.reference == line["case"]
        assert case.stage is Stage.UNCONFIRMED
        assert (case.child_name, case.date_of_birth, case.nhs_number) == ("Siân Evans", date(2012, 3, 4), "9434765919")
        assert case.received_on == date(2026, 2, 4)
        assert case.decide_by == date(2026, 3, 18)
        assert case.people[0].name == "Gwen Evans"


def test_the_same_bytes_again_are_linked_to_the_first_and_open_no_case(hub: Hub) -> None:
    (first,) = file(hub, item("t08").data, "a.eml")  # nobody is named in it
    (again,) = file(hub, item("t08").data, "b.eml")
    assert again["duplicate_of"] == "a.eml"
    assert again["existing_case"] == first["case"]
    assert count(hub, Case) == 1
    assert count(hub, PostItem) == 2


@pytest.mark.parametrize(("data", "name"), [(b"", "txt"), (b"%PDF-1.4\nand no more", "pdf"), (b"", "eml")])
def test_every_item_in_which_nothing_could_be_read_waits_for_a_person(hub: Hub, data: bytes, name: str) -> None:
    lines = [file(hub, data, f"scan-{number}.{name}", received=NOW)[0] for number in range(3)]
    assert all(line["needs_review"] and line["why"] for line in lines)
    with hub.database.reading() as session:
        items = session.scalars(select(PostItem)).all()
        assert {(item.state, bool(item.reason)) for item in items} == {(PostState.WAITING, True)}


def test_a_copy_waits_while_its_first_is_read_by_another_worker_and_is_then_linked_to_it(hub: Hub) -> None:
    def arrives(name: str) -> None:
        take_in(
            hub.database,
            hub.files,
            data=item("t08").data,
            channel=Channel.MAIL,
            place=Place("test", "", name),
            name=name,
            received_at=None,
            now=NOW,
        )

    arrives("a.eml")
    first = take(hub.database, settings=hub.settings, worker="other:1:b", now=NOW)
    assert first is not None
    arrives("b.eml")
    for seconds in range(0, 120, 6):
        work_all(hub, NOW + timedelta(seconds=seconds))
    handler_of(first[0])(first[1])
    work_all(hub, NOW + timedelta(seconds=130))
    with hub.database.reading() as session:
        one, copy = session.scalars(select(PostItem).order_by(PostItem.id))
        assert (copy.duplicate_of_id, copy.state, copy.reason) == (one.id, PostState.FILED, "")
        assert {reading.case_id for reading in (*one.readings, *copy.readings)} == {one.readings[0].case_id}
        assert not session.scalars(select(Work).where(Work.state != WorkState.DONE)).all()


def test_the_same_request_again_keeps_the_first_receipts_clock(hub: Hub) -> None:
    (first,) = file(hub, request(1), "a.eml")
    later = request(1, extra="b").replace(b"02 Nov 2026", b"20 Nov 2026")
    (again,) = file(hub, later, "b.eml")
    assert again["duplicate_of"] == "a.eml"
    assert again["existing_case"] == first["case"]
    assert again["received"].startswith("2026-11-20")
    assert again["clock_starts"] == first["clock_starts"] == "2026-11-02"
    assert again["due"] == first["due"]
    assert count(hub, Case) == 1


def test_who_asks_whether_the_request_arrived_is_led_to_it_and_starts_no_clock(hub: Hub) -> None:
    words = "Please assess my son Tom Field (born 4 May 2017) for an EHC plan."
    (first,) = file(hub, mail(f"From: Jo Field <jo@mail.example>\nSubject: Tom\n\n{words}"), "a.eml")
    asks = "It's been a month. Have you received my request for Tom Field?"
    (again,) = file(hub, mail(f"From: Jo Field <jo@mail.example>\nSubject: Tom\n\n{asks}", id_="y"), "b.eml")
    assert (again["kind"], again["duplicate_of"], again["clock_starts"]) == ("query", "a.eml", None)
    assert again["existing_case"] == first["case"]
    assert count(hub, Case) == 1


def test_a_copy_that_shows_an_earlier_receipt_waits_for_a_person(hub: Hub) -> None:
    file(hub, request(1), "a.eml")
    (again,) = file(hub, request(1, extra="b").replace(b"02 Nov 2026", b"28 Oct 2026"), "b.eml")
    assert again["clock_starts"] == "2026-10-28"
    assert any("earlier than the case says" in why for why in again["why"])


def test_news_of_a_known_child_is_filed_in_their_case(hub: Hub) -> None:
    imported(hub)
    (line,) = file(hub, item("t29").data, "t29.eml")
    assert line["existing_case"] == "NEL-2024/017"
    assert not line["needs_review"]
    assert count(hub, Case) == 1


def test_news_that_only_names_a_child_waits_with_the_candidates(hub: Hub) -> None:
    imported(hub)
    data = mail("From: Somebody <x@y.example>\nSubject: news\n\nJust to let you know that Zofia Kowalska has moved.")
    (line,) = file(hub, data, "x.eml")
    assert line["existing_case"] is None
    assert any("NEL-2024/017" in why for why in line["why"])


def test_two_children_in_one_message_become_two_cases(hub: Hub) -> None:
    lines = file(hub, item("t06").data, "t06.eml")
    assert len({line["case"] for line in lines}) == 2
    assert count(hub, Case) == 2


@pytest.mark.parametrize("id_", ["t22", "t23", "t24"])
def test_what_no_person_wrote_is_filed_without_a_case(hub: Hub, id_: str) -> None:
    file(hub, item(id_).data, f"{id_}.eml")
    with hub.database.reading() as session:
        assert session.scalars(select(PostItem.state)).one() is PostState.FILED
    assert count(hub, Case) == 0


def test_a_corrupt_attachment_says_so_in_one_sentence_and_loses_nothing(hub: Hub) -> None:
    letter = EmailMessage()
    letter["Subject"] = "EHC needs assessment request for Leo Marsh"
    letter.set_content("Please find the request form attached. Ann Marsh")
    letter.add_attachment(word("Child | Leo")[:900], maintype="application", subtype="msword", filename="form.docx")
    broken = letter.as_bytes()
    (line,) = file(hub, broken, "t10.eml")
    assert any("form.docx" in why and "damaged" in why for why in line["why"])
    with hub.database.reading() as session:
        kept = session.scalars(select(PostItem)).one()
        assert kept.state is PostState.WAITING
        assert hub.files.load(kept.sha256) == broken


def test_a_full_disk_takes_nothing_in_and_says_what_to_do(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NotStored, match=r"No space left on device.*Free some space"):
            file(hub, request(1), "a.eml")
    assert count(hub, PostItem) == 0
    file(hub, request(1), "a.eml")
    assert count(hub, Case) == 1


def test_an_item_whose_stored_bytes_stay_missing_is_tried_again_and_then_left_to_a_person(hub: Hub) -> None:
    take_in(
        hub.database,
        hub.files,
        data=request(1),
        channel=Channel.MAIL,
        place=Place("test", "", "a.eml"),
        name="a.eml",
        received_at=None,
        now=NOW,
    )
    (kept,) = (path for path in hub.files.folder.rglob("*") if path.is_file())
    kept.unlink()
    work_all(hub, NOW)
    with hub.database.reading() as session:
        assert session.scalars(select(PostItem.state)).one() is PostState.RECEIVED
    for minutes in range(1, 30):
        work_all(hub, NOW + timedelta(minutes=minutes))
    with hub.database.reading() as session:
        waits = session.scalars(select(PostItem)).one()
        assert (waits.state, waits.reason) == (
            PostState.WAITING,
            "The stored original of this item is missing or damaged. Restore it from the backup.",
        )


def run(hub: Hub, *arguments: str) -> Any:
    environment = {"EHC_DATABASE_URL": hub.settings.database, "EHC_DATA_DIR": str(hub.settings.data_dir)}
    return CliRunner().invoke(intake, arguments, env=environment)


def test_a_folder_is_filed_in_the_manifests_order_and_again_without_doubling(hub: Hub, tmp_path: Path) -> None:
    post = tmp_path / "post"
    (post / "mail").mkdir(parents=True)
    lines = []
    for number in (3, 1, 2):
        (post / "mail" / f"{number}.eml").write_bytes(request(number))
        when = (NOW + timedelta(minutes=number)).isoformat()
        lines.append({"file": f"mail/{number}.eml", "channel": "mail", "internaldate": when})
    (post / "scan.txt").write_text("I request an EHC needs assessment for my son Leo Marsh, born 3/4/2015.\nAnn Marsh")
    lines.append({"file": "scan.txt", "channel": "paper", "scanned_at": "2026-11-05T10:00:00+00:00"})
    manifest, out = tmp_path / "m.jsonl", tmp_path / "out.jsonl"
    manifest.write_text("".join(json.dumps(line) + "\n" for line in lines))
    arguments = ("folder", str(post), "--manifest", str(manifest), "--results", str(out))
    assert run(hub, *arguments).exit_code == 0
    first = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["file"] for line in first] == ["mail/3.eml", "mail/1.eml", "mail/2.eml", "scan.txt"]
    assert [line["child"]["name"] for line in first[:3]] == [child(n)[0] for n in (3, 1, 2)]
    assert first[3]["clock_starts"] == "2026-11-05"
    assert all(line["case"] for line in first)
    assert run(hub, *arguments).exit_code == 0
    assert [json.loads(line) for line in out.read_text().splitlines()] == first
    assert count(hub, Case) == 4


def test_read_prints_a_line_for_each_child_and_stores_nothing(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "t06.eml").write_bytes(item("t06").data)
    said = run(hub, "read", str(tmp_path / "t06.eml"))
    assert said.exit_code == 0
    assert [json.loads(line)["child"]["name"] for line in said.output.splitlines()] == ["Ava Reid", "Noah Reid"]
    assert count(hub, PostItem) == 0


def test_two_workers_who_file_copies_of_one_request_at_once_open_one_case(hub: Hub) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from hub.work import run_one

    for number in range(6):
        take_in(
            hub.database,
            hub.files,
            data=request(1, extra=str(number)),
            channel=Channel.MAIL,
            place=Place("test", "", str(number)),
            name=f"{number}.eml",
            received_at=None,
            now=NOW,
        )

    def work(worker: str) -> None:
        while run_one(hub.database, settings=hub.settings, worker=worker, now=NOW):
            pass

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, ("h:1:a", "h:2:b", "h:3:c")))
    assert count(hub, Case) == 1
    assert count(hub, Reading) == 6
