"""The report as one HTML page: nothing loaded from elsewhere, to be printed or sent on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from checker.files import Checked
from checker.places import SEVERITIES, place_of, text_at
from hub.finding import Finding, Quote, Severity

_SHOWN = 80  # letters: longer words are seen well enough where they are marked
STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; color: #0b0c0c; background: #fff; max-width: 50rem;
  margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; } h2 { font-size: 1.4rem; margin-top: 2.5rem; overflow-wrap: anywhere; }
h3 { font-size: 1.1rem; margin-bottom: .3rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem 1.5rem .25rem 0;
  border-bottom: 1px solid #b1b4b6; vertical-align: top; }
blockquote { margin: .3rem 0 .8rem; padding: .6rem .9rem; background: #f3f2f1; white-space: pre-wrap;
  overflow-wrap: anywhere; }
mark { background: #fff2d3; color: inherit; border-bottom: 2px solid #594d00; }
mark.block { background: #f6d7d2; border-bottom-color: #942514; }
ol { padding-left: 0; list-style: none; }
li { margin: 0 0 1.1rem; padding-left: .9rem; border-left: .3rem solid #594d00; }
li.block { border-left-color: #942514; } li.advise { border-left-color: #1d70b8; }
li p { margin: .15rem 0; } .kind { font-weight: 700; } .rule, .guide { color: #484949; font-size: .9rem; }
pre { white-space: pre-wrap; } .wrong { font-weight: 700; }
@media print {
  body { padding: 0; max-width: none; } li, blockquote { break-inside: avoid; } h2, h3 { break-after: avoid; }
}
"""


def page(checked: Iterable[Checked]) -> str:
    """The whole report as an HTML document."""
    files = list(checked)
    parts = [_summary(files), *(_file(number, each) for number, each in enumerate(files, start=1))]
    return document("Advice checked against the guidance", "\n".join(parts))


def document(title: str, body: str) -> str:
    """An HTML document in the report's style; `title` is plain text, `body` is HTML."""
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _summary(files: Sequence[Checked]) -> str:
    rows = "".join(
        f'<tr><td><a href="#file-{number}">{escape(_name(each))}</a></td><td>{escape(_counted(each))}</td></tr>'
        for number, each in enumerate(files, start=1)
    )
    head = '<thead><tr><th scope="col">Advice</th><th scope="col">Found</th></tr></thead>'
    return f"<table>\n{head}\n<tbody>{rows}</tbody>\n</table>"


def _name(checked: Checked) -> str:
    return f"{checked.path} · {checked.advice.id}" if checked.advice else checked.path


def _counted(checked: Checked) -> str:
    if checked.error is not None:
        return "Could not be read"
    counts = Counter(finding.severity for finding in checked.findings)
    said = [f"{SEVERITIES[kind]}: {counts[kind]}" for kind in Severity if counts[kind]]
    return ", ".join(said) or "Nothing to mend"


def _file(number: int, checked: Checked) -> str:
    parts = "\n".join(_findings(checked))
    return f'<section id="file-{number}">\n<h2>{escape(_name(checked))}</h2>\n{parts}\n</section>'


def _findings(checked: Checked) -> Iterator[str]:
    if checked.error is not None:
        yield f'<p class="wrong">{escape(checked.error)}</p>'
    elif not checked.findings:
        yield "<p>Nothing to mend.</p>"
    if checked.aside:
        yield f"<p>{escape(checked.aside)}</p>"
    for pointer, found in groupby(checked.findings, key=lambda each: each.field):
        findings = list(found)
        yield f"<h3>{escape(place_of(checked.advice, pointer))}</h3>"
        text = text_at(checked.advice, checked.text, pointer)
        if text:
            yield f"<blockquote>{marked(text, findings)}</blockquote>"
        by_words = groupby(findings, key=lambda each: (each.start, each.end))
        yield "<ol>" + "\n".join(_words(text, list(of_words)) for _, of_words in by_words) + "</ol>"


def marked(text: str, findings: Sequence[Finding]) -> str:
    """The text as HTML with the words of the findings marked; where two share letters, each stretch once."""
    edges = sorted({0, len(text), *(each.start for each in findings), *(each.end for each in findings)})
    html = []
    for start, end in pairwise(edges):
        over = [each for each in findings if each.start <= start and end <= each.end]
        words = escape(text[start:end])
        kind = ' class="block"' if any(each.severity is Severity.BLOCK for each in over) else ""
        html.append(f"<mark{kind}>{words}</mark>" if over else words)
    return "".join(html)


def _words(text: str, findings: Sequence[Finding]) -> str:
    """What is wrong with the same words: each finding, then each sentence of guidance once."""
    worst = next(kind for kind in Severity if any(each.severity is kind for each in findings))
    quotes = dict.fromkeys(finding.guidance for finding in findings)
    parts = [*(_finding(text, each) for each in findings), *map(_quote, quotes)]
    return f'<li class="{worst.value}">{"".join(parts)}</li>'


def _finding(text: str, finding: Finding) -> str:
    is_plain = finding.text in finding.message or finding.text == text.strip() or len(finding.text) > _SHOWN
    words = "" if is_plain else f" <q>{escape(finding.text)}</q>"
    return (
        f'<p><span class="kind">{SEVERITIES[finding.severity]}:</span> {escape(finding.message)}{words} '
        f'<span class="rule">{escape(finding.rule)}</span></p><p>{escape(finding.suggestion)}</p>'
    )


def _quote(quote: Quote) -> str:
    return (
        f'<p class="guide">Guide: <q>{escape(quote.quote)}</q> {escape(quote.document)}, “{escape(quote.section)}”</p>'
    )
