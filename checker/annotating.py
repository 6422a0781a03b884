"""`ehc check --annotate`: the writer's own Word file back, with the findings as comments at their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from checker.files import Checked, files_under
from checker.places import SEVERITIES
from hub.documents.annotate import Note, annotate
from hub.documents.document import CannotRead
from hub.documents.passage import Passage, Stretch
from hub.documents.word_comments import Line
from hub.finding import Finding

AUTHOR = "EHC Hub"
_WORD = (".docx", ".docm")
_SHOWN = 300  # characters of the words that fit no field


class NoCopy(Exception):
    """Copies can't be written as asked; the message says what to do."""


def copies(paths: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Where the copy of each file goes: to `out`; into it as a folder where there are several, or it is one.

    Raises NoCopy where a file is no Word file, or a copy would take the place of a file that is checked.
    """
    into_folder = len(paths) > 1 or paths[0].is_dir() or out.is_dir()
    targets = {
        file: out / (file.relative_to(path) if path.is_dir() else file.name) if into_folder else out
        for path in paths
        for file in files_under(path)
    }
    for file, target in targets.items():
        if file.suffix.lower() not in _WORD:
            raise NoCopy(
                f"--annotate gives Word files back with comments, and {file} is none. "
                "Name only Word files (.docx), or leave out --annotate."
            )
        if target.resolve() in {each.resolve() for each in targets}:
            raise NoCopy(f"The copy with comments would take the place of {target}. Give it another name.")
    if len(set(targets.values())) < len(targets):
        raise NoCopy("Two of the files have the same name: their copies would be one. Check them one by one.")
    return targets


def with_copies(checked: Iterable[Checked], targets: Mapping[Path, Path]) -> Iterator[Checked]:
    """The same, each with its copy written; one whose copy can't be written says so as its error."""
    for each in checked:
        yield each if each.error is not None else _with_copy(each, targets[Path(each.path)])


def _with_copy(checked: Checked, target: Path) -> Checked:
    try:
        commented = annotate(Path(checked.path).read_bytes(), notes(checked), AUTHOR)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(commented)
    except CannotRead as refused:
        return replace(checked, error=f"This file was checked, but there is no copy with comments. {refused}")
    except OSError as refused:
        return replace(checked, error=f"This file was checked, but no copy can be written: {refused.strerror}.")
    return checked


def notes(checked: Checked) -> list[Note]:
    """The comments: how the file was checked, at its start; then one for all findings about the same words."""
    made = [Note((Line("", checked.aside), *_left_out(checked)))] if checked.aside else []
    about: dict[tuple[str, int, int], list[Finding]] = {}
    for finding in checked.findings:
        about.setdefault((finding.field, finding.start, finding.end), []).append(finding)
    return made + [Note(_lines(findings), _where(checked.places, findings[0])) for findings in about.values()]


def _left_out(checked: Checked) -> list[Line]:
    """The words that fit no field of the template."""
    if checked.advice is None:
        return []
    words = " ".join(checked.text.split())
    return [Line("", f"“{words}”" if len(words) <= _SHOWN else f"“{words[:_SHOWN].rstrip()}…”")]


def _lines(findings: Sequence[Finding]) -> tuple[Line, ...]:
    """What is wrong with the same words, then each sentence of guidance once."""
    lines: list[Line] = []
    for finding in findings:
        lines += (Line(f"{SEVERITIES[finding.severity]}: ", finding.message), Line("", finding.suggestion))
    quotes = dict.fromkeys(finding.guidance for finding in findings)
    return (*lines, *(Line("", f"Guide: “{each.quote}” {each.document}, “{each.section}”") for each in quotes))


def _where(places: Mapping[str, Passage], finding: Finding) -> Stretch | None:
    """Where in the document a finding stands; None where it is about all of it."""
    passage = _place(places, finding.field)
    if passage is None:
        return None
    stretches = passage.where(finding.start, finding.end) or passage.where(0, len(passage.text))
    whole = stretches[0]
    for each in stretches[1:]:
        if each.start - whole.end != 1:  # written in two places: the first is shown
            break
        whole = Stretch(whole.start, each.end)
    return whole


def _place(places: Mapping[str, Passage], pointer: str) -> Passage | None:
    """Where a field stands; where it is empty, the nearest that is written in the same provision, outcome or area."""
    if pointer in places:
        return places[pointer]
    while pointer := pointer.rpartition("/")[0]:
        near = next((place for name, place in places.items() if name.startswith(f"{pointer}/")), None)
        if near:
            return near
    return None
