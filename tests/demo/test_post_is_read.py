"""The sample post through the real intake, beside what a careful person reads in it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from intake.item import Channel
from intake.reading import read_post
from tests.demo.make_post import DEMO

_AS_A_PERSON_READS_IT = Path(__file__).parent / "post_as_a_person_reads_it.jsonl"
_LEAST_READ = 0.75  # of all values; what is missing waits for a person


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _flat(line: dict[str, Any]) -> dict[str, Any]:
    """The values of a result line, each under one name; telephone numbers without their spaces, times as days."""
    values = {f"{outer}.{inner}": each for outer in ("child", "requester") for inner, each in line[outer].items()}
    values |= {name: line[name] for name in ("kind", "school", "address_postcode", "clock_starts", "due")}
    values["received"] = line["received"][:10]
    values["requester.phone"] = (values["requester.phone"] or "").replace(" ", "") or None
    return values


@pytest.fixture(scope="module")
def readings() -> list[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """For each item of post: the lines that a person would write, and the lines that intake gives."""
    expected = defaultdict(list)
    for line in _lines(_AS_A_PERSON_READS_IT):
        expected[line["file"]].append(line)
    return [(expected[item["file"]], list(_read(item))) for item in _lines(DEMO / "post" / "manifest.jsonl")]


def _read(item: dict[str, str]) -> Iterator[dict[str, Any]]:
    came = datetime.fromisoformat(item.get("internaldate") or item["scanned_at"])
    data = (DEMO / "post" / item["file"]).read_bytes()
    for result in read_post(data, item["file"], Channel(item["channel"]), received=came, now=came).results:
        yield result.to_json()


def test_every_item_gives_one_line_for_each_child_in_it(
    readings: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]],
) -> None:
    assert [len(read) for _, read in readings] == [len(expected) for expected, _ in readings]


def test_most_of_the_sample_post_is_read_as_a_person_reads_it(
    readings: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]],
) -> None:
    pairs = [(_flat(one), _flat(two)) for expected, read in readings for one, two in zip(expected, read, strict=True)]
    alike = [two[name] == value for one, two in pairs for name, value in one.items()]
    assert sum(alike) / len(alike) >= _LEAST_READ
