"""`python -m tests.intake.accuracy [tuning|kept] [-v]`: how much of the labelled post is read right."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from intake.extract.names import fold, name_words
from intake.reading import read_post
from tests.intake.authors import sets, tally
from tests.intake.corpus import Labelled, load

NOW = datetime(2026, 11, 23, tzinfo=UTC)
_PLACES = {
    "kind": ("kind",),
    "name": ("child", "name"),
    "known_as": ("child", "known_as"),
    "dob": ("child", "date_of_birth"),
    "nhs": ("child", "nhs_number"),
    "upn": ("child", "upn"),
    "requester": ("requester", "name"),
    "role": ("requester", "role"),
    "email": ("requester", "email"),
    "phone": ("requester", "phone"),
    "school": ("school",),
    "postcode": ("address_postcode",),
    "received": ("received",),
    "clock": ("clock_starts",),
    "due": ("due",),
}


def lines_of(item: Labelled) -> list[dict[str, Any]]:
    """The result lines of a labelled item."""
    read = read_post(item.data, item.file, item.channel, received=item.when, now=NOW)
    return [result.to_json() for result in read.results]


def judged(item: Labelled, lines: list[dict[str, Any]]) -> Iterator[tuple[str, bool, Any, str]]:
    """Each measured field of an item: its name, right or not, what was read, what was expected."""
    yield "children", len(lines) == len(item.expected), len(lines), str(len(item.expected))
    for expected, line in zip(item.expected, lines, strict=False):
        for key, wanted in expected.items():
            if key in _PLACES and not ("measured" in expected and key not in expected["measured"]):
                value: Any = line
                for step in _PLACES[key]:
                    value = value[step]
                yield key, _same(key, value, wanted), value, wanted
        yield from _judged_rest(expected, line)


def _judged_rest(expected: dict[str, str], line: dict[str, Any]) -> Iterator[tuple[str, bool, Any, str]]:
    if "review" in expected:
        yield "review", line["needs_review"] == (expected["review"] == "yes"), line["why"], expected["review"]
    if "concerns" in expected:
        yield "concerns", expected["concerns"] in (line["concerns"] or ""), line["concerns"], expected["concerns"]
    if "why" in expected:
        yield "why", expected["why"] in " ".join(line["why"]), line["why"], expected["why"]


def _same(key: str, value: Any, wanted: str) -> bool:
    if wanted == "-" or value is None:
        return (value is None) == (wanted == "-")
    if key in ("name", "requester", "known_as"):
        return name_words(value) == name_words(wanted)
    if key == "phone":
        return "".join(filter(str.isdigit, value)) == "".join(filter(str.isdigit, wanted))
    return fold(str(value)).strip(". ") == fold(wanted)


def main(arguments: list[str]) -> None:
    """Print the tables, the confident errors first: our own post, then that of authors who never saw the program."""
    for group in [one for one in ("tuning", "kept") if one in arguments] or ["tuning", "kept"]:
        _own(group, shown=group == "tuning" or "-v" in arguments)
    if "EHC_DATABASE_URL" in os.environ or "EHC_DATA_DIR" in os.environ:
        sys.stdout.write("what officers found right in the hub of the settings:\n")
        sys.stdout.flush()
        subprocess.run([str(Path(sys.executable).with_name("ehc")), "intake", "corrections"], check=True)
    for folder in sets():
        found = tally(folder)
        sys.stdout.write(f"{folder.name}: {found.asked['items']} items by another author\n")
        sys.stdout.write("".join(f"{line}\n" for line in found.table()))
        if not folder.name.startswith("kept") or "-v" in arguments:
            sys.stdout.write("".join(f"{'!' if sure else ' '} {said}\n" for sure, said in sorted(found.wrong)[::-1]))


def _own(group: str, *, shown: bool) -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong: list[tuple[float, str]] = []
    for item in load(group):
        lines = lines_of(item)
        sure = not any(line["needs_review"] for line in lines)
        for key, ok, value, wanted in judged(item, lines):
            asked[key] += 1
            right[key] += ok
            if key == "kind":
                asked[f"  {wanted}"] += 1
                right[f"  {wanted}"] += ok
            if not ok:
                mark = "!" if sure else " "
                wrong.append((0 if sure else 1, f"{mark} {item.title}: {key} is {value!r}, should be {wanted!r}"))
    sys.stdout.write(f"{group}: {sum(right.values())} of {sum(asked.values())}\n")
    for key in [*(k for k in asked if not k.startswith(" ")), *(k for k in sorted(asked) if k.startswith(" "))]:
        sys.stdout.write(f"  {key:34} {right[key]:3} of {asked[key]:3}  {right[key] / asked[key]:.2f}\n")
    if shown:
        sys.stdout.write("".join(f"{line}\n" for _, line in sorted(wrong)))


if __name__ == "__main__":
    main(sys.argv[1:])
