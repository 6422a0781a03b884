"""The rule book, made from the rules themselves: `checker/RULES.md`, `ehc rules`, the portal's help page."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from checker.page import document
from checker.places import LABELS
from checker.rule import Rule, all_rules
from hub.advice import Advice, Profile

BOOK = Path(__file__).parent / "RULES.md"
_PROFILES = {Profile.HEALTH: "health", Profile.SOCIAL_CARE: "social care", Profile.EDUCATION: "education"}


def as_json(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Every rule with its severities, guidance and examples; the wrong words of a bad example stand between « »."""
    return [
        {
            "id": rule.id,
            "why": rule.why,
            "severity": {
                profile.value: rule.severity[profile].value for profile in Profile if profile in rule.severity
            },
            "message": rule.message,
            "suggestion": rule.suggestion,
            "guidance": [
                {"document": quote.document, "section": quote.section, "quote": quote.quote} for quote in rule.guidance
            ],
            "bad": [example_text(each) for each in rule.bad],
            "good": [example_text(each) for each in rule.good],
        }
        for rule in rules
    ]


def as_text(rules: Sequence[Rule]) -> str:
    """The rule book in Markdown."""
    chapters = [
        "# The rules",
        "Made from `checker/rules/` by `python -m checker.rule_book`: change the rule, not this.",
    ]
    chapters += ["\n".join(_chapter(rule)) for rule in rules]
    return "\n\n".join(chapters) + "\n"


def as_html(rules: Sequence[Rule]) -> str:
    """The rule book as one HTML page."""
    return document("The rules", "\n".join(_section(rule) for rule in rules))


def example_text(advice: Advice) -> str:
    """An example in one line; where it has more than one field, each under its name."""
    said = [(field.pointer.rpartition("/")[2], field.text) for field in advice.texts()]
    if len(said) == 1:
        return said[0][1]
    return " · ".join(f"{LABELS.get(name, name)}: {text}" for name, text in said)


def _severities(rule: Rule) -> str:
    return ", ".join(
        f"{_PROFILES[profile]}: {rule.severity[profile].value}" for profile in Profile if profile in rule.severity
    )


def _chapter(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}\n\n{rule.why}\n"
    yield f"- Severity: {_severities(rule)}"
    yield f"- Says: {rule.message} {rule.suggestion}"
    for quote in rule.guidance:
        yield f"- Guidance: “{quote.quote}” ({quote.document}, “{quote.section}”)"
    yield "\nFlagged, the words between « »:\n"
    yield from (f"- {example_text(each)}" for each in rule.bad)
    yield "\nNot flagged:\n"
    yield from (f"- {example_text(each)}" for each in rule.good)


def _section(rule: Rule) -> str:
    quotes = "".join(
        f'<p class="guide"><q>{escape(quote.quote)}</q> {escape(quote.document)}, “{escape(quote.section)}”</p>'
        for quote in rule.guidance
    )
    bad = "".join(f"<li>{_marked(example_text(each))}</li>" for each in rule.bad)
    good = "".join(f'<li class="advise">{escape(example_text(each))}</li>' for each in rule.good)
    return (
        f'<section id="{rule.id}">\n<h2>{rule.id}</h2>\n<p>{escape(rule.why)}</p>\n'
        f"<p>Severity: {_severities(rule)}</p>\n<p>{escape(rule.message)} {escape(rule.suggestion)}</p>\n{quotes}\n"
        f"<h3>Flagged</h3>\n<ol>{bad}</ol>\n"
        f"<h3>Not flagged</h3>\n<ol>{good}</ol>\n</section>"
    )


def _marked(text: str) -> str:
    return escape(text).replace("«", "<mark>").replace("»", "</mark>")


def main(arguments: list[str]) -> int:
    """Write RULES.md; with --check only say whether it is stale."""
    if "--check" not in arguments:
        BOOK.write_text(as_text(all_rules()), encoding="utf-8")
        return 0
    if BOOK.exists() and BOOK.read_text(encoding="utf-8") == as_text(all_rules()):
        return 0
    sys.stderr.write("checker/RULES.md is stale: run python -m checker.rule_book and commit it.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
