"""The head of the HTML report: what was found in each advice, and which rules come up most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import PurePath

from checker.files import Checked
from hub.finding import Severity

_HEADS = {
    Severity.BLOCK: "Stop publi\N{SOFT HYPHEN}cation",
    Severity.WARN: "Warnings",
    Severity.ADVISE: "Sugges\N{SOFT HYPHEN}tions",
}
_MOST_RULES = 10


def overview(files: Sequence[Checked]) -> str:
    """The overview as HTML; of one file only its counts."""
    parts = [_said(files), _counts(files)]
    if len(files) > 1:
        parts.append(_rules(files))
    return "\n".join(parts)


def name_of(checked: Checked) -> str:
    """What an advice is called: its file, and its id where that says more."""
    file = PurePath(checked.path)
    said = checked.advice is not None and checked.advice.id not in (file.stem, "")
    return f"{file.name} · {checked.advice.id}" if said and checked.advice else file.name


def _said(files: Sequence[Checked]) -> str:
    """How many there are, how many may be published as they are, how many were not read."""
    read = [each for each in files if each.error is None]
    blocked = sum(each.blocks for each in read)
    said = [f"{_counted(len(read), 'advice')} checked"]
    said.append(f"{blocked} with something that stops publication" if blocked else "nothing stops publication")
    if len(read) < len(files):
        said.append(f"{_counted(len(files) - len(read), 'file')} could not be read")
    return f"<p>{escape(', '.join(said))}.</p>"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _counts(files: Sequence[Checked]) -> str:
    heads = "".join(f'<th scope="col" class="number">{each}</th>' for each in _HEADS.values())
    rows = "".join(_row(number, each) for number, each in enumerate(files, start=1))
    total = Counter(finding.severity for each in files for finding in each.findings)
    foot = f'<tfoot><tr><th scope="row">All</th>{_numbers(total)}</tr></tfoot>' if len(files) > 1 else ""
    return f'<table>\n<thead><tr><th scope="col">Advice</th>{heads}</tr></thead>\n<tbody>{rows}</tbody>\n{foot}</table>'


def _row(number: int, checked: Checked) -> str:
    link = f'<a href="#file-{number}">{escape(name_of(checked))}</a>'
    if checked.error is not None:
        return f'<tr><td>{link}</td><td colspan="{len(_HEADS)}">Could not be read</td></tr>'
    return f"<tr><td>{link}</td>{_numbers(Counter(finding.severity for finding in checked.findings))}</tr>"


def _numbers(counts: Counter[Severity]) -> str:
    return "".join(f'<td class="number">{counts[kind] or "–"}</td>' for kind in _HEADS)


def _rules(files: Sequence[Checked]) -> str:
    """Which rules come up most: what a team may want to talk about."""
    times = Counter(finding.rule for each in files for finding in each.findings)
    advices = Counter(rule for each in files for rule in {finding.rule for finding in each.findings})
    rows = "".join(
        f'<tr><td>{escape(rule)}</td><td class="number">{advices[rule]}</td><td class="number">{number}</td></tr>'
        for rule, number in sorted(times.items(), key=lambda each: (-each[1], each[0]))[:_MOST_RULES]
    )
    head = (
        '<th scope="col">Rule</th><th scope="col" class="number">Advices</th><th scope="col" class="number">Times</th>'
    )
    caption = "<caption>What comes up most</caption>"
    return f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody>\n</table>"
