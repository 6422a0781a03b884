"""How much of an advice comes right from each layout of `layouts.py`.

`python -m tests.hub.documents.mapped_fields` prints the table over the demonstration's advices; with `--pdf` for
LibreOffice's PDF of each file too; with `--layout NAME` every field that came wrong.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hub.advice import Advice
from hub.documents.read import read
from hub.documents.template import Mapped, advice_from
from tests.components import program
from tests.hub.documents.layouts import LAYOUTS, Layout, made

_DEMO = Path(__file__).parents[3] / "demo" / "advice"


def advices() -> list[Advice]:
    """The advices that every layout is filled with."""
    return [Advice.from_json(json.loads(path.read_text("utf-8"))) for path in sorted(_DEMO.glob("*.json"))]


def fields_of(advice: Advice | None) -> dict[str, str]:
    """Every field of an advice that something is written in, by pointer; the space within it as one."""
    return dict(_leaves("", advice.to_json())) if advice else {}


def _leaves(pointer: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in ("id", "profile"):
                yield from _leaves(f"{pointer}/{key}", each)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(f"{pointer}/{number}", each)
    elif value:
        yield pointer, " ".join(str(value).split())


class Score(NamedTuple):
    """How many fields there were, how many of them came right, how many came that nobody wrote."""

    fields: int
    right: int
    other: int


def score(expected: Advice, mapped: Mapped) -> Score:
    """What came of an advice."""
    wanted, found = fields_of(expected), fields_of(mapped.advice)
    wrong = {pointer for pointer, text in wanted.items() if found.get(pointer) != text}
    return Score(len(wanted), len(wanted) - len(wrong), len(found.keys() - wanted.keys()))


def convert(files: list[Path], kind: str, folder: Path) -> None:
    """Each file as another kind, made by LibreOffice, into the folder."""
    subprocess.run(
        [
            program("soffice", "libreoffice-writer-nogui"),
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        capture_output=True,
        check=True,
        timeout=280,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pdf", action="store_true", help="also from LibreOffice's PDF of each file")
    parser.add_argument("--layout", help="one layout only, with each field that came wrong")
    asked = parser.parse_args()
    total = {"Word": [0, 0, 0], "PDF": [0, 0, 0]}
    for each in LAYOUTS:
        if asked.layout and each.name != asked.layout:
            continue
        line = f"{each.name:42}"
        for kind, scored in _scores(each, pdf=asked.pdf, aloud=bool(asked.layout)):
            total[kind] = [a + b for a, b in zip(total[kind], scored, strict=True)]
            line += f" {kind} {scored.right:4}/{scored.fields:<4} other {scored.other:3}"
        _say(line)
    for kind, (fields, right, other) in total.items():
        if fields:
            _say(f"{kind}: {right} of {fields} fields right ({right / fields:.1%}), {other} that nobody wrote")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _scores(each: Layout, *, pdf: bool, aloud: bool) -> Iterator[tuple[str, Score]]:
    with tempfile.TemporaryDirectory() as name:
        folder, written = Path(name), advices()
        for number, advice in enumerate(written):
            (folder / f"{number}.docx").write_bytes(made(each, advice))
        if pdf:
            convert(sorted(folder.glob("*.docx")), "pdf", folder)
        for kind, ending in (("Word", "docx"), ("PDF", "pdf")):
            scores = [Score(0, 0, 0)]
            for number, advice in enumerate(written):
                file = folder / f"{number}.{ending}"
                if file.exists():
                    mapped = advice_from(read(file.read_bytes(), file.name), id=advice.id)
                    expected = each.holds(advice)
                    scores.append(score(expected, mapped))
                    if aloud:
                        _tell(kind, expected, mapped)
            if len(scores) > 1:
                yield kind, Score(*map(sum, zip(*scores, strict=True)))


def _tell(kind: str, expected: Advice, mapped: Mapped) -> None:
    wanted, found = fields_of(expected), fields_of(mapped.advice)
    for pointer in sorted(wanted.keys() | found.keys()):
        if wanted.get(pointer) != found.get(pointer):
            _say(f"{kind} {expected.id} {pointer}: {wanted.get(pointer)!r} came as {found.get(pointer)!r}")
    if mapped.unplaced:
        _say(f"{kind} {expected.id} left over: {mapped.unplaced[:300]!r}")


if __name__ == "__main__":
    main()
