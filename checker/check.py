"""Check an advice: advice in, findings out. No database, no web, no network, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from checker.memo import Memo
from checker.reading import Reading, Span, WholeAdvice
from checker.rule import Rule, all_rules
from hub.advice import Advice, Background
from hub.finding import ADVISE, BLOCK, WARN, CheckContext, Finding, Severity

_WEIGHT = {ADVISE: 0, WARN: 1, BLOCK: 2}
_EVERYWHERE = CheckContext()
_NOBODY = Advice(id="", areas=())


class Asked(NamedTuple):
    """What one run asks of every advice: `check(advice, *asked)`."""

    context: CheckContext = _EVERYWHERE
    rules: tuple[Rule, ...] | None = None


def check(
    advice: Advice,
    context: CheckContext = _EVERYWHERE,
    rules: tuple[Rule, ...] | None = None,
    memo: Memo | None = None,
) -> tuple[Finding, ...]:
    """Every finding in the advice, in reading order. Never raises; the same advice has the same findings.

    `rules`: which rules to ask; the product's where none are given (`checker.council_rules.load` makes a council's).
    `memo`: where an open document is checked again and again, what was found before; it serves one set of rules.
    """
    document = WholeAdvice(advice, context)
    if memo is None:
        return _findings(document, _rules(rules))
    return memo.recalled(memo.key_of_all(document), lambda: _findings(document, _rules(rules), memo))


def check_text(
    text: str, context: CheckContext = _EVERYWHERE, rules: tuple[Rule, ...] | None = None
) -> tuple[Finding, ...]:
    """The findings in the text of a file that could not be mapped to the template; their field is "/text"."""
    return _findings(_unmapped(text, context), _rules(rules))


def check_upload(
    text: str,
    context: CheckContext = _EVERYWHERE,
    rules: tuple[Rule, ...] | None = None,
    about: Advice = _NOBODY,
) -> tuple[Finding, ...]:
    """The findings in an uploaded letter: only the rules that hold for words nobody is asked to rewrite.

    `about` says whose letter it is and who sends it, where that is known: its child and its professional.
    """
    return _findings(_unmapped(text, context, about), (each for each in _rules(rules) if each.uploads))


def _rules(rules: tuple[Rule, ...] | None) -> tuple[Rule, ...]:
    return all_rules() if rules is None else rules


def _unmapped(text: str, context: CheckContext, about: Advice = _NOBODY) -> WholeAdvice:
    return WholeAdvice(replace(about, areas=(), background=Background()), context, free_text=text)


def _findings(document: WholeAdvice, rules: Iterable[Rule], memo: Memo | None = None) -> tuple[Finding, ...]:
    order = {"/file": -2, "": -1} | {prose.pointer: place for place, prose in enumerate(document.texts)}
    found = {finding: None for rule in rules for finding in _found_by(rule, document, memo)}
    return tuple(sorted(found, key=lambda each: (order[each.field], each.start, each.end, each.rule)))


def _found_by(rule: Rule, document: WholeAdvice, memo: Memo | None) -> Iterator[Finding]:
    severity = rule.severity_in(document.profile, document.context)
    if severity is None:
        return
    for reading in rule.each.of(document):
        key = memo.key(rule, reading, document) if memo else None
        if memo and key:
            yield from memo.recalled(key, partial(_judged, rule, reading, severity))
        else:
            yield from _judged(rule, reading, severity)


def _judged(rule: Rule, reading: Reading, severity: Severity) -> tuple[Finding, ...]:
    return tuple(_finding(rule, span, severity) for span in rule.judge(reading))


def _finding(rule: Rule, span: Span, severity: Severity) -> Finding:
    milder = min(severity, span.severity or severity, key=_WEIGHT.__getitem__)
    return Finding(
        rule=rule.id,
        field=span.prose.pointer,
        start=span.start,
        end=span.end,
        text=span.prose.text[span.start : span.end],
        severity=milder,
        message=span.message or rule.message,
        suggestion=span.suggestion or rule.suggestion,
        guidance=rule.quote_for(span.prose.document.profile),
    )
