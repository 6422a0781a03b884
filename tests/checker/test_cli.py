"""`ehc check` and `ehc rules` as a person or an acceptance run drives them: the real command, in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from checker.rule import all_rules
from hub.advice import Advice

EHC = Path(sys.executable).parent / "ehc"
CLEAN = {"id": "A-1", "areas": [{"area": "health", "strengths": "Tom likes drawing."}]}
WARNED = {"id": "A-2", "areas": [{"area": "health", "strengths": "Tom has hypotonia and likes drawing."}]}
BLOCKED = {
    "id": "A-3",
    "child": {"name": "Tom Price", "looked_after": True},
    "areas": [{"area": "health", "needs": "Tom finds it hard to trust people. He was adopted from care in 2019."}],
}


def ehc(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `ehc` to its end."""
    return subprocess.run([EHC, *arguments], input=given, capture_output=True, timeout=60, check=False)


def saved(folder: Path, name: str, value: object) -> Path:
    """A JSON file."""
    file = folder / name
    file.write_text(json.dumps(value), encoding="utf-8")
    return file


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """The lines of a stream, parsed."""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_clean_advice_exits_0_and_says_so(tmp_path: Path) -> None:
    done = ehc("check", saved(tmp_path, "a.json", CLEAN))
    assert done.returncode == 0
    assert "Nothing to mend" in done.stdout.decode()


def test_a_warning_alone_exits_0_and_shows_words_message_and_guidance(tmp_path: Path) -> None:
    done = ehc("check", saved(tmp_path, "a.json", WARNED))
    said = done.stdout.decode()
    assert done.returncode == 0
    assert "Health › Strengths" in said
    assert "A parent may not know “hypotonia”" in said
    assert "jargon free" in said
    assert "\x1b" not in said


def test_a_finding_that_blocks_exits_1_also_beside_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    blocked = saved(tmp_path, "b.json", BLOCKED)
    broken = tmp_path / "c.json"
    broken.write_text("{", encoding="utf-8")
    assert ehc("check", blocked).returncode == 1
    assert ehc("check", blocked, broken).returncode == 1


def test_a_broken_file_has_its_sentence_in_the_json_and_the_others_are_checked(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    empty = tmp_path / "empty.docx"
    empty.write_bytes(b"")
    done = ehc("check", "--format", "json", broken, empty, saved(tmp_path, "good.json", WARNED))
    files = json.loads(done.stdout)["files"]
    assert done.returncode == 2
    assert [each["id"] for each in files] == [None, None, "A-2"]
    assert "not JSON" in files[0]["error"]
    assert files[1]["error"]
    assert files[2]["error"] is None
    assert [finding["rule"] for finding in files[2]["findings"]] == ["jargon"]


def test_json_holds_the_advice_as_it_was_mapped_and_findings_in_the_contracts_shape(tmp_path: Path) -> None:
    done = ehc("check", "--format", "json", saved(tmp_path, "a.json", WARNED))
    (file,) = json.loads(done.stdout)["files"]
    (finding,) = file["findings"]
    assert file["advice"] == Advice.from_json(WARNED).to_json()
    assert finding["field"] == "/areas/0/strengths"
    assert WARNED["areas"][0]["strengths"][finding["start"] : finding["end"]] == finding["text"] == "hypotonia"  # type: ignore[index]
    assert set(finding) == {"rule", "field", "start", "end", "text", "severity", "message", "suggestion", "guidance"}
    assert set(finding["guidance"]) == {"document", "section", "quote"}


def test_a_folder_is_searched_for_advice_and_a_list_holds_several(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    saved(tmp_path / "deep", "b.json", [CLEAN, WARNED])
    saved(tmp_path / "deep" / "er", "a.json", CLEAN)
    (tmp_path / "deep" / "notes.md").write_text("not advice", encoding="utf-8")
    files = json.loads(ehc("check", "--format", "json", tmp_path).stdout)["files"]
    assert [each["id"] for each in files] == ["A-1", "A-2", "A-1"]


def test_an_empty_list_is_said_to_hold_no_advice(tmp_path: Path) -> None:
    done = ehc("check", saved(tmp_path, "bad.json", []))
    assert done.returncode == 2
    assert "There is no advice in it" in done.stdout.decode() + done.stderr.decode()


def test_a_text_that_fits_no_template_is_checked_as_text(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\n\nTom has hypotonia.\n", encoding="utf-8")
    (file,) = json.loads(ehc("check", "--format", "json", letter).stdout)["files"]
    assert file["advice"] is None
    assert {each["field"] for each in file["findings"]} == {"/text"}
    (finding,) = (each for each in file["findings"] if each["rule"] == "jargon")
    assert file["text"][finding["start"] : finding["end"]] == "hypotonia"


def test_the_profile_option_decides_whose_guide_is_quoted(tmp_path: Path) -> None:
    vague = {"id": "A-4", "areas": [{"area": "health", "outcomes": [{"outcome": "Tom will feel better."}]}]}
    file = saved(tmp_path, "a.json", vague)
    health, social = (
        json.loads(ehc("check", "--format", "json", "--profile", profile, file).stdout)["files"][0]["findings"][0]
        for profile in ("health", "social-care")
    )
    assert health["guidance"]["document"].startswith("North East Lincolnshire")
    assert social["guidance"]["document"].startswith("RMBC")


def test_html_is_one_page_that_loads_nothing_and_escapes_what_people_wrote(tmp_path: Path) -> None:
    sly = {"id": "<b>", "areas": [{"area": "health", "strengths": "<script>alert(1)</script> Tom has hypotonia."}]}
    page = ehc("check", "--format", "html", saved(tmp_path, "a.json", sly)).stdout.decode()
    assert page.startswith("<!doctype html>")
    assert '<html lang="en-GB">' in page
    assert "<mark>hypotonia</mark>" in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "Name at least one file"),
        (["check", "nowhere.json"], "no file or folder called nowhere.json"),
        (["check", "--jsonl", "a.json"], "leave out the paths"),
        (["check", "--schools", "nowhere.csv", "--jsonl"], "can't be opened"),
        (["check", "--profile", "dentist", "a.json"], "dentist"),
        (["rules", "--format", "pdf"], "pdf"),
        (["rules", "--rules", "checker/wording"], "holds no rule"),
    ],
)
def test_wrong_use_exits_2_with_a_sentence_on_standard_error(arguments: list[str], said: str) -> None:
    done = ehc(*arguments)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_stream_answers_every_line_in_order_and_goes_on_after_bad_ones(workers: str) -> None:
    lines = [json.dumps(each).encode() for each in (CLEAN, WARNED)] * 20
    lines[3:3] = [
        b"{not json",
        b"",
        b"[1]",
        b'{"id": "x", "areas": [{}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": 1e9999}',
    ]
    done = ehc("check", "--jsonl", "--workers", workers, given=b"\n".join(lines) + b"\n")
    said = answers(done)
    assert done.returncode == 0
    assert len(said) == len(lines)
    assert [each["line"] for each in said if each["id"] is None] == [4, 5, 6, 7, 8, 9, 10]
    assert all(each["error"] for each in said if each["id"] is None)
    assert [each["id"] for each in said if each["id"]] == ["A-1", "A-2"] * 20
    assert all(set(each) == {"id", "findings"} for each in said if each["id"])


def test_a_stream_answers_each_line_before_the_next_is_sent() -> None:
    with subprocess.Popen([EHC, "check", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin
        assert running.stdout
        for advice in (CLEAN, WARNED):
            running.stdin.write(json.dumps(advice).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == advice["id"]
        running.stdin.close()
        assert running.wait(timeout=30) == 0


def test_half_a_surrogate_pair_is_answered_in_valid_json() -> None:
    line = b'{"id": "\\ud800", "areas": [{"area": "health", "strengths": "\\ud83d walks slowly: hypotonia"}]}\n'
    (said,) = answers(ehc("check", "--jsonl", given=line))
    assert said["id"] == "\ud800"
    assert [finding["rule"] for finding in said["findings"]] == ["jargon"]


def test_the_rule_book_lists_every_rule_in_all_three_forms() -> None:
    listed = json.loads(ehc("rules", "--format", "json").stdout)
    assert [each["id"] for each in listed] == [rule.id for rule in all_rules()]
    assert all(each["guidance"] and each["severity"] and each["bad"] and each["good"] for each in listed)
    for form in ("text", "html"):
        book = ehc("rules", "--format", form).stdout.decode()
        assert all(rule.id in book for rule in all_rules())


def test_a_file_that_cannot_be_read_is_also_said_on_standard_error(tmp_path: Path) -> None:
    bad = saved(tmp_path, "bad.json", [CLEAN, {}, None])
    for form in ("text", "json", "html"):
        done = ehc("check", "--format", form, bad, saved(tmp_path, "good.json", CLEAN))
        assert done.returncode == 2
        assert done.stderr.decode() == "ehc check: 1 file could not be read or copied in full. The report says why.\n"


def test_what_word_and_macos_lay_beside_a_file_is_no_advice(tmp_path: Path) -> None:
    saved(tmp_path, "a.json", CLEAN)
    for name in ("~$advice.docx", "._advice.docx"):
        (tmp_path / name).write_bytes(b"\x05Rhian")
    done = ehc("check", "--format", "json", tmp_path)
    assert done.returncode == 0
    assert [each["id"] for each in json.loads(done.stdout)["files"]] == ["A-1"]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_half_a_character_stops_no_report(tmp_path: Path, form: str) -> None:
    half = {"id": "A-5", "areas": [{"area": "health", "strengths": "Tom \ud83d has hypotonia."}]}
    done = ehc("check", "--format", form, saved(tmp_path, "a.json", half))
    assert (done.returncode, done.stderr) == (0, b"")
    assert "hypotonia" in done.stdout.decode()


def test_a_reader_that_has_seen_enough_and_a_full_disk_are_no_faults_of_the_program(tmp_path: Path) -> None:
    many = saved(tmp_path, "a.json", [WARNED] * 300)
    with subprocess.Popen([EHC, "check", many], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:
        assert reading.stdout
        assert reading.stderr
        reading.stdout.read(1)
        reading.stdout.close()
        assert reading.stderr.read() == b""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([EHC, "check", many], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Error: The disk is full.")


def test_what_nobody_reads_in_json_is_named(tmp_path: Path) -> None:
    area = {"area": "health", "stengths": "Tom likes drawing.", "outcomes": [{"outcome": "x", "provision": []}]}
    file = saved(tmp_path, "a.json", {"id": "A-1", "areas": [area], "writen_on": "2026-10-01"})
    (checked,) = json.loads(ehc("check", file, "--format", "json").stdout)["files"]
    assert checked["unread"] == ["/areas/0/stengths", "/areas/0/outcomes/0/provision", "/writen_on"]
    assert "/areas/0/stengths" in ehc("check", file).stdout.decode()


def test_a_copy_that_cannot_be_written_leaves_the_one_before_as_it_was(tmp_path: Path) -> None:
    letter, copy = tmp_path / "letter.docx", tmp_path / "copy.docx"
    document = docx.Document()
    document.add_paragraph("Tom likes drawing. " * 4000)
    document.save(str(letter))
    copy.write_bytes(b"the copy before")
    command = f'ulimit -f 1; exec "{EHC}" check "{letter}" --clean "{copy}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
    assert b"no clean copy can be written: File too large" in done.stdout
    assert copy.read_bytes() == b"the copy before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.docx", "letter.docx"]
