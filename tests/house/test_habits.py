"""The habits that keep the house simple; each fails with what to do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import COMMANDS, main
from hub.settings import Settings

ROOT = Path(__file__).parents[2]
ROOMS = ("hub", "checker", "intake", "portal", "scheduler")
PLAIN = ("advice", "finding", "hidden", "deadlines", "workflow", "notice", "refusals")
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("name", PLAIN)
def test_plain_values_import_nothing_but_the_standard_library_and_one_another(name: str) -> None:
    allowed = set(sys.stdlib_module_names) | {f"hub.{each}" for each in PLAIN}
    outside = {each for each in imports_of(ROOT / "hub" / f"{name}.py") if each.split(".")[0] not in allowed | {"hub"}}
    assert outside == set()
    assert {each for each in imports_of(ROOT / "hub" / f"{name}.py") if each.startswith("hub")} <= allowed


def test_nothing_is_named_after_nothing() -> None:
    empty = {"common", "utils", "util", "helpers", "core", "managers", "misc"}
    named = {part for each in TRACKED for part in Path(each).with_suffix("").parts}
    assert named & empty == set()


def test_there_is_no_other_room() -> None:
    allowed = {*ROOMS, "demo", "tests", "bench", "docs", ".ci"}
    assert {Path(each).parts[0] for each in TRACKED if len(Path(each).parts) > 1} <= allowed


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    silent = [str(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_nothing_is_left_to_be_done_in_the_code() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [str(path) for path in modules() if unfinished.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_names_a_registry_or_a_machine() -> None:
    hosts = re.compile(r"pypi\.[o]rg|pythonhosted\.[o]rg|registry\.npmjs\.[o]rg|deb\.debian\.[o]rg")
    texts = [
        ROOT / each for each in TRACKED if Path(each).suffix in {".py", ".md", ".txt", ".toml", ".in", ".yaml", ""}
    ]
    assert [str(path) for path in texts if path.is_file() and hosts.search(path.read_text("utf-8", "ignore"))] == []


def test_an_email_is_spelt_in_one_way_on_screens_in_notices_and_in_letters() -> None:
    shown = [*(ROOT / "portal" / "templates").rglob("*.html"), *(ROOT / "portal" / "static").glob("*.js")]
    shown += [ROOT / "hub/notices.toml", ROOT / "hub/letters.toml", *(ROOT / "hub/profiles").glob("*.toml")]
    assert [str(path) for path in shown if re.search(r"\be[-\u2011]mail", path.read_text("utf-8"), re.IGNORECASE)] == []


def test_the_example_settings_name_exactly_the_settings_there_are() -> None:
    named = re.findall(r"^# (EHC_[A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert named == [f"EHC_{name.upper()}" for name in Settings.model_fields]


def test_every_command_is_in_the_readme_and_has_help_with_an_example() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, name
        assert "Example" in shown.output, name
        assert f"`ehc {name}" in readme, name


def test_every_file_and_folder_that_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!http|#)([^)#]+)", readme)
    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_every_room_explains_itself() -> None:
    assert [room for room in ROOMS if not (ROOT / room / "README.md").exists()] == []
