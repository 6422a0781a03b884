"""What `ehc check` prints on a terminal: by file and field, the words marked, the sentence of guidance last."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from checker.files import Checked
from checker.places import place_of, text_at
from hub.finding import Finding, Quote, Severity

Style = Callable[[str, Severity | None], str]

_WIDTH = 96
_KINDS = {
    Severity.BLOCK: ("stops publication", "stop publication"),
    Severity.WARN: ("warning", "warnings"),
    Severity.ADVISE: ("suggestion", "suggestions"),
}
_TAGS = {Severity.BLOCK: "BLOCK", Severity.WARN: "WARN", Severity.ADVISE: "ADVISE"}


def plain(text: str, severity: Severity | None) -> str:
    """No colours: for a file, a pipe, a terminal that has none."""
    return text


def report(checked: Iterable[Checked], style: Style = plain) -> Iterator[str]:
    """The report, line by line; `style` colours a text by severity (None: a heading)."""
    total: Counter[Severity] = Counter()
    files = errors = 0
    for each in checked:
        files += 1
        errors += each.error is not None
        total.update(finding.severity for finding in each.findings)
        yield from _of_file(each, style)
    if files > 1:
        unread = f", {errors} could not be read" if errors else ""
        yield style(f"{files} advices: {_counted(total)}{unread}.", None)


def _of_file(checked: Checked, style: Style) -> Iterator[str]:
    name = f"{checked.path} · {checked.advice.id}" if checked.advice else checked.path
    yield style(name, None)
    if checked.error is not None:
        yield f"  {checked.error}"
    else:
        yield f"  {_counted(Counter(each.severity for each in checked.findings))}"
        if checked.aside:
            yield f"  {checked.aside}"
    if any(each.field == "/file" for each in checked.findings):
        yield "  A copy with nothing hidden in it: ehc check FILE --clean COPY"
    quoted: set[Quote] = set()
    for pointer, of_field in groupby(checked.findings, key=lambda each: each.field):
        yield ""
        yield style(f"  {place_of(checked.advice, pointer)}", None)
        text = text_at(checked.advice, checked.text, pointer)
        for words, findings in groupby(of_field, key=lambda each: (each.start, each.end)):
            yield from _of_words(text, *words, list(findings), style, quoted)
    yield ""


def _counted(counts: Counter[Severity]) -> str:
    said = [
        f"{counts[kind]} {one if counts[kind] == 1 else more}" for kind, (one, more) in _KINDS.items() if counts[kind]
    ]
    return ", ".join(said) if said else "Nothing to mend"


def _of_words(
    text: str, start: int, end: int, findings: list[Finding], style: Style, quoted: set[Quote]
) -> Iterator[str]:
    """What is wrong with the same words: the words once, each finding, each quote in full once a file."""
    if end > start:
        worst = max((each.severity for each in findings), key=list(reversed(_TAGS)).index)
        shown, first, last = window(text, start, end, _WIDTH - 4)
        yield f"    {shown}"
        yield "    " + " " * first + style("‾" * (last - first), worst)
    for finding in findings:
        yield f"    {style(f'{_TAGS[finding.severity]:<6}', finding.severity)} {finding.message}  [{finding.rule}]"
        yield from _wrapped(finding.suggestion)
    for quote in dict.fromkeys(finding.guidance for finding in findings):
        full = f"Guide: “{quote.quote}” ({quote.document}, “{quote.section}”)"
        yield from _wrapped(f"Guide: “{quote.section}”, as above" if quote in quoted else full)
        quoted.add(quote)
    yield ""


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=" " * 11, subsequent_indent=" " * 11)


def window(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """One line of the text around the words, at most `width` letters, and where the words stand in it."""
    line = "".join(" " if letter.isspace() else letter for letter in text)
    if end - start > width - 2:
        return f"{line[start : start + width - 1]}…", 0, width
    around = (width - (end - start) - 2) // 2
    first = max(0, min(start - around, len(line) - width + 2))
    last = min(len(line), max(end + around, first + width - 2))
    left, right = "…" if first else "", "…" if last < len(line) else ""
    shift = len(left) - first
    return f"{left}{line[first:last]}{right}", start + shift, end + shift
