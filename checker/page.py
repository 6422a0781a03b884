"""The report as one HTML page: nothing loaded from elsewhere, to be printed or sent on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from checker.files import Checked
from checker.overview import name_of, overview
from checker.places import SEVERITIES, place_of, text_at
from hub.finding import Finding, Quote, Severity

_SHOWN = 80  # letters: longer words are seen well enough where they are marked
_LONGEST_ASIDE = 1_000  # letters of the words that fit no field
STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; color: #0b0c0c; background: #fff; max-width: 50rem;
  margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .3rem; overflow-wrap: anywhere; }
h3 { font-size: 1.1rem; margin: 1.6rem 0 .3rem; }
p { margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
caption { text-align: left; font-weight: 700; padding: .3rem 0; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #b1b4b6; vertical-align: top; }
td, th { overflow-wrap: anywhere; }
td.number, th.number { text-align: right; padding: .3rem 0 .3rem .5rem; width: 6.2em; overflow-wrap: normal; }
tfoot td, tfoot th { font-weight: 700; }
blockquote { margin: .3rem 0 .8rem; padding: .6rem .9rem; background: #f3f2f1; white-space: pre-wrap;
  overflow-wrap: anywhere; }
mark { background: #fff2d3; color: inherit; border-bottom: 2px solid #594d00; }
mark.block { background: #f6d7d2; border-bottom-color: #942514; }
ol { padding-left: 0; list-style: none; }
li { margin: 0 0 1.1rem; padding-left: .9rem; border-left: .3rem solid #594d00; }
li.block { border-left-color: #942514; } li.advise { border-left-color: #1d70b8; }
li p { margin: .15rem 0; } .kind { font-weight: 700; }
.rule, .guide, .about { color: #484949; font-size: .9rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; } .wrong { font-weight: 700; }
@media (max-width: 30rem) {
  body { padding: 1rem; } h1 { font-size: 1.6rem; } td.number, th.number { width: 4.4em; } th { font-size: .8rem; }
}
@page {
  size: A4; margin: 18mm 17mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt Arial, sans-serif; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  li p, blockquote, tr { break-inside: avoid; } h2, h3, caption { break-after: avoid; }
  .about, blockquote { break-after: avoid; }
  table + table + section, section + section { break-before: page; }
  a { color: inherit; text-decoration: none; }
  mark, blockquote { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page(checked: Iterable[Checked]) -> str:
    """The whole report as an HTML document."""
    files = list(checked)
    parts = [overview(files), *(_file(number, each) for number, each in enumerate(files, start=1))]
    return document("Advice checked against the guidance", "\n".join(parts))


def document(title: str, body: str) -> str:
    """An HTML document in the report's style; `title` is plain text, `body` is HTML."""
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _file(number: int, checked: Checked) -> str:
    parts = "\n".join((*_about(checked), *_findings(checked, f"file-{number}-guide")))
    return f'<section id="file-{number}">\n<h2>{escape(name_of(checked))}</h2>\n{parts}\n</section>'


def _about(checked: Checked) -> Iterator[str]:
    """Whose advice it is, on whom, of which day; where the file lies; how it was checked."""
    if checked.advice:
        writer, written = checked.advice.professional, checked.advice.written_on
        said = (
            f"On {checked.advice.child.name}" if checked.advice.child.name else "",
            ", ".join(each for each in (writer.name, writer.role, writer.team) if each),
            f"{written.day} {written:%B %Y}" if written else "",
        )
        line = " · ".join(each for each in said if each)
        if line:
            yield f"<p>{escape(line)}</p>"
    yield f'<p class="about">{escape(checked.path)}</p>'
    if checked.error is not None:
        yield f'<p class="wrong">{escape(checked.error)}</p>'
    elif not checked.findings:
        yield "<p>Nothing to mend.</p>"
    if checked.aside:
        yield f"<p>{escape(checked.aside)}</p>"
    if checked.aside and not any(each.field == "/text" for each in checked.findings):
        yield f"<blockquote>{escape(_shortened(checked.text))}</blockquote>"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_ASIDE else f"{text[:_LONGEST_ASIDE].rstrip()} …"


def _findings(checked: Checked, guide: str) -> Iterator[str]:
    """Field by field; a sentence of guidance is given in full once, with an id that begins with `guide`."""
    quoted: dict[Quote, str] = {}
    for pointer, found in groupby(checked.findings, key=lambda each: each.field):
        findings = list(found)
        yield f"<h3>{escape(place_of(checked.advice, pointer))}</h3>"
        text = text_at(checked.advice, checked.text, pointer)
        if text:
            yield f"<blockquote>{marked(text, findings)}</blockquote>"
        by_words = groupby(findings, key=lambda each: (each.start, each.end))
        yield "<ol>" + "\n".join(_words(text, list(of_words), quoted, guide) for _, of_words in by_words) + "</ol>"


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


def _words(text: str, findings: Sequence[Finding], quoted: dict[Quote, str], guide: str) -> str:
    """What is wrong with the same words: each finding, then each sentence of guidance once."""
    worst = next(kind for kind in Severity if any(each.severity is kind for each in findings))
    quotes = dict.fromkeys(finding.guidance for finding in findings)
    parts = [*(_finding(text, each) for each in findings), *(_quote(each, quoted, guide) for each in quotes)]
    return f'<li class="{worst.value}">{"".join(parts)}</li>'


def _finding(text: str, finding: Finding) -> str:
    is_plain = finding.text in finding.message or finding.text == text.strip() or len(finding.text) > _SHOWN
    words = "" if is_plain else f" <q>{escape(finding.text)}</q>"
    return (
        f'<p><span class="kind">{SEVERITIES[finding.severity]}:</span> {escape(finding.message)}{words} '
        f'<span class="rule">{escape(finding.rule)}</span></p><p>{escape(finding.suggestion)}</p>'
    )


def _quote(quote: Quote, quoted: dict[Quote, str], guide: str) -> str:
    """The sentence of guidance in full; where it stands in full above, what it is about, with a link there."""
    if quote in quoted:
        return f'<p class="guide">Guide: <a href="#{quoted[quote]}">“{escape(quote.section)}”, as above</a></p>'
    quoted[quote] = f"{guide}-{len(quoted) + 1}"
    return (
        f'<p class="guide" id="{quoted[quote]}">Guide: <q>{escape(quote.quote)}</q> '
        f"{escape(quote.document)}, “{escape(quote.section)}”</p>"
    )
