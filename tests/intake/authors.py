"""Post by authors who never saw the program: raw files with the result lines that a person expects of each.

A set is a folder of files with `manifest.jsonl` (the contract's) and `labels.jsonl` (the contract's result lines, in
which a null says that the item doesn't hold the value). `tuning` sets were tuned on after a first look; `kept` is not.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.names import folded
from intake.item import Channel
from intake.safely import read_safely

AUTHORS = Path(__file__).parent / "post" / "authors"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PATHS = (
    "kind",
    "child.name",
    "child.date_of_birth",
    "child.nhs_number",
    "child.upn",
    "requester.name",
    "requester.role",
    "requester.email",
    "requester.phone",
    "school",
    "address_postcode",
    "clock_starts",
    "due",
    "concerns",
)
SILENT = frozenset({"kind", "child.name", "child.date_of_birth", "clock_starts"})  # what no one may get wrong unseen
SCANS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")

Line = dict[str, Any]


@dataclass
class Tally:
    """How often each value was right, and every one that wasn't: (sure of it, words)."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[bool, str]] = field(default_factory=list)
    silent: int = 0
    ordinary: Counter[bool] = field(default_factory=Counter)  # sent to a person or not, of those that needn't be

    def count(self, path: str, ok: bool) -> None:
        """One value."""
        self.asked[path] += 1
        self.right[path] += ok

    def table(self) -> Iterator[str]:
        """A line for each value and kind, and what became of the items."""
        for path in sorted(self.asked, key=lambda one: (one.startswith("  "), list(self.asked).index(one))):
            right, asked = self.right[path], self.asked[path]
            yield f"  {path:36} {right:4} of {asked:4}  {right / asked:.3f}"
        items = self.asked["items"]
        yield f"  items filed without review with a wrong child, kind or clock: {self.silent} of {items}"
        yield f"  ordinary items sent to a person: {self.ordinary[True]} of {self.ordinary.total()}"


def sets() -> list[Path]:
    """The sets that there are, tuning ones first."""
    return sorted(AUTHORS.iterdir(), key=lambda path: (path.name.startswith("kept"), path.name))


def tally(folder: Path) -> Tally:
    """Read every item of a set, on two cores, and compare."""
    expected: dict[str, list[Line]] = defaultdict(list)
    for label in _json_lines(folder / "labels.jsonl"):
        expected[label["file"]].append(label)
    listed = [one for one in _json_lines(folder / "manifest.jsonl") if one["file"] in expected]
    found = Tally()
    with ProcessPoolExecutor(2) as pool:
        for one, lines in zip(listed, pool.map(_read, [(folder, one) for one in listed]), strict=True):
            _judge(found, one["file"], expected[one["file"]], lines)
    return found


def _json_lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _read(asked: tuple[Path, Line]) -> list[Line]:
    folder, one = asked
    when = datetime.fromisoformat(one.get("internaldate") or one["scanned_at"])
    data = (folder / one["file"]).read_bytes()
    read = read_safely(data, one["file"], Channel(one["channel"]), received=when, now=NOW)
    return [result.to_json() for result in read.results]


def _judge(found: Tally, file: str, expected: list[Line], lines: list[Line]) -> None:
    reviewed = any(line["needs_review"] for line in lines)
    found.count("items", len(lines) == len(expected))
    wrong = False
    for label, line in _paired(expected, lines):
        for path in PATHS:
            if label.get("duplicate_of") and path in ("clock_starts", "due"):
                continue  # the first one's clock is kept when it is filed, and this only reads
            wanted, got = _at(label, path), _at(line, path)
            ok = _same(path, got, wanted)
            found.count(path, ok)
            if wanted and path.startswith("child."):
                found.count(f"{path} where it is told", ok)
                if file.endswith(SCANS):
                    found.count(f"{path} on scans", ok)
            if not ok:
                wrong |= path in SILENT
                found.wrong.append((not reviewed, f"{file}: {path} is {got!r}, should be {wanted!r}"))
        found.count(f"  {label['kind']}", line.get("kind") == label["kind"])
    found.silent += wrong and not reviewed
    if all(label.get("needs_review") is False for label in expected):
        found.ordinary[reviewed] += 1


def _paired(expected: list[Line], lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    left = list(lines)
    for label in expected:
        name = _at(label, "child.name")
        same = [line for line in left if _same("child.name", _at(line, "child.name"), name)]
        best = next(iter(same or left), None)
        if best is not None:
            left.remove(best)
        yield label, best or {}


def _at(line: Line, path: str) -> Any:
    value: Any = line
    for step in path.split("."):
        value = (value or {}).get(step)
    return value or None


def _same(path: str, got: Any, wanted: Any) -> bool:
    if not got or not wanted:
        return bool(got) == bool(wanted)
    if path.endswith("name"):
        return sorted(folded(got).split()) == sorted(folded(wanted).split())
    if path in ("requester.phone", "address_postcode"):
        return re.sub(r"\W", "", str(got)).upper() == re.sub(r"\W", "", str(wanted)).upper()
    if path in ("school", "concerns"):
        return _overlap(set(folded(got).split()), set(folded(wanted).split()))
    return bool(got == wanted)


def _overlap(got: set[str], wanted: set[str]) -> bool:
    """Whether the one holds the other, or most of its words: where a passage ends is a matter of taste."""
    return got <= wanted or wanted <= got or len(got & wanted) > 0.6 * len(wanted)
