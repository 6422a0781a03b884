"""`ehc check --annotate`: the writer's own Word file back, with the findings as comments at their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from checker.copies import copies, with_copies
from checker.files import Checked
from checker.places import SEVERITIES
from hub.documents.annotate import Note, annotate
from hub.documents.passage import Passage, Stretch
from hub.documents.word_comments import Line
from hub.finding import Finding

AUTHOR = "EHC Hub"
_WORD = (".docx", ".docm")
_REFUSAL = (
    "--annotate gives Word files back with comments, and {file} is none. "
    "Name only Word files (.docx), or leave out --annotate."
)
_SHOWN = 300  # characters of the words that fit no field


def with_comments(checked: Iterable[Checked], paths: Sequence[Path], out: Path) -> Iterator[Checked]:
    """The same, each with its copy with comments written to `out`, or into it where it is a folder.

    Raises NoCopy where a file is no Word file, or a copy would take the place of a file that is checked.
    """
    targets = copies(paths, out, _WORD, _REFUSAL)
    return with_copies(checked, targets, lambda each, data: annotate(data, notes(each), AUTHOR), "copy with comments")


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
