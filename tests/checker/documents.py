"""Whole advices by independent authors, every rule labelled on every one of them: who wrote them never saw the rules.

One JSON object a line: `{"id", "author", "voice", "advice", "expected": [{"rule", "field", "words"}]}`. `words` is the
wrong substring of the field (its first occurrence); a finding about the whole advice has both empty.

    python -m tests.checker.documents [--rule ID] [FILE.jsonl …]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checker.check import check
from checker.rule import all_rules
from hub.advice import Advice
from hub.finding import Finding

DOCUMENTS = Path(__file__).parent / "corpus" / "documents"
# By structure alone, or of files: not labelled by the authors.
UNLABELLED = {"golden-thread", "pep-missing", "hidden-content"}
# Ids beyond the contracts' table: their findings are no false alarms, nobody was asked to label them.
CONTRACT_IDS = {
    "adoption",
    "diagnosis-without-impact",
    "family-needs",
    "fluctuating-unmanaged",
    "jargon",
    "long-history",
    "names-school",
    "need-not-specific",
    "outcome-not-measurable",
    "outcome-not-person-centred",
    "outcome-not-specific",
    "outcome-not-timebound",
    "outside-expertise",
    "placement-address",
    "preparing-for-adulthood",
    "provision-how-much",
    "provision-how-often",
    "provision-review",
    "provision-what",
    "provision-who",
    "setting-type",
    "support-level",
    "third-party",
    "wrong-child",
}


@dataclass(frozen=True)
class Expected:
    """One thing that an author says an ideal checker flags."""

    rule: str
    field: str
    start: int
    end: int
    words: str

    def is_met_by(self, finding: Finding) -> bool:
        """Whether the finding is of this rule and shares a letter with these words, or is about the whole advice."""
        if finding.rule != self.rule:
            return False
        if not self.field or not finding.field:
            return True
        return finding.field == self.field and finding.start < self.end and self.start < finding.end


@dataclass(frozen=True)
class LabelledDocument:
    """One advice with what should be found in it, and what is."""

    id: str
    voice: str
    advice: Advice
    expected: tuple[Expected, ...]
    findings: tuple[Finding, ...]

    @property
    def missed(self) -> list[Expected]:
        """What was to be found and isn't."""
        return [each for each in self.expected if not any(each.is_met_by(finding) for finding in self.findings)]

    @property
    def false_alarms(self) -> list[Finding]:
        """What is found where nothing is wrong."""
        return [
            finding
            for finding in self.findings
            if finding.rule in CONTRACT_IDS and not any(each.is_met_by(finding) for each in self.expected)
        ]


@dataclass
class Tally:
    """One rule's figures over some documents."""

    hits: int = 0
    missed: int = 0
    false: int = 0
    overlaps: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of findings that are right."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of what is wrong that is found."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        found = 2 * self.hits + self.missed + self.false
        return 2 * self.hits / found if found else 1.0

    @property
    def overlap(self) -> float:
        """How much of labelled and found words together is both (1 where the spans are the same), on average."""
        return sum(self.overlaps) / len(self.overlaps) if self.overlaps else 1.0

    def add(self, other: Tally) -> None:
        """Take in another's figures."""
        self.hits += other.hits
        self.missed += other.missed
        self.false += other.false
        self.overlaps += other.overlaps


def advices_in(files: Iterable[Path]) -> Iterator[Advice]:
    """The advices of the files, unchecked."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield Advice.from_json(json.loads(line)["advice"])


def documents(files: Iterable[Path]) -> Iterator[LabelledDocument]:
    """Every labelled document of the files, checked."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip():
                value = json.loads(line)
                advice = Advice.from_json(value["advice"])
                expected = tuple(_expected(each, value["advice"]) for each in value["expected"])
                labelled = tuple(each for each in expected if each.rule not in UNLABELLED)
                yield LabelledDocument(value["id"], value["voice"], advice, labelled, check(advice))


def _expected(label: dict[str, str], advice: dict[str, Any]) -> Expected:
    if not label["field"]:
        return Expected(label["rule"], "", 0, 0, "")
    text: Any = advice
    for step in label["field"].strip("/").split("/"):
        text = text[int(step)] if isinstance(text, list) else text[step]
    whole_words = re.search(rf"(?<!\w){re.escape(label['words'])}(?!\w)", text)  # "he", but not that of "she"
    start = whole_words.start() if whole_words else text.index(label["words"])
    return Expected(label["rule"], label["field"], start, start + len(label["words"]), label["words"])


def tallies(found: Iterable[LabelledDocument]) -> dict[str, Tally]:
    """Each rule's figures, in the order of their names."""
    by_rule: dict[str, Tally] = {rule: Tally() for rule in sorted(CONTRACT_IDS)}
    for document in found:
        missed = document.missed
        for each in document.expected:
            by_rule[each.rule].missed += each in missed
            by_rule[each.rule].hits += each not in missed
            by_rule[each.rule].overlaps += _overlap(each, document.findings)
        for finding in document.false_alarms:
            by_rule[finding.rule].false += 1
    return by_rule


def _overlap(expected: Expected, findings: tuple[Finding, ...]) -> list[float]:
    best = 0.0
    for each in findings:
        if each.field and expected.is_met_by(each):
            shared = min(each.end, expected.end) - max(each.start, expected.start)
            best = max(best, shared / (max(each.end, expected.end) - min(each.start, expected.start)))
    return [best] if best else []


def table(by_rule: dict[str, Tally]) -> str:
    """The figures as text, with all rules together, and the three privacy rules, below."""
    privacy, everything = Tally(), Tally()
    for rule, each in by_rule.items():
        everything.add(each)
        if rule in {"third-party", "adoption", "placement-address"}:
            privacy.add(each)
    lines = [f"{'rule':28}{'hits':>6}{'missed':>8}{'false':>7}{'precision':>11}{'recall':>8}{'F1':>7}{'span':>7}"]
    for name, each in [*by_rule.items(), ("the three privacy rules", privacy), ("all rules (micro)", everything)]:
        figures = f"{each.precision:11.2f}{each.recall:8.2f}{each.f1:7.3f}{each.overlap:7.2f}"
        lines.append(f"{name:28}{each.hits:6}{each.missed:8}{each.false:7}{figures}")
    return "\n".join(lines)


def what_went_wrong(found: Iterable[LabelledDocument], rule: str | None) -> Iterator[str]:
    """A paragraph for each miss and each false alarm."""
    for document in found:
        wrong = [("missed", each.rule, each.field, each.words) for each in document.missed]
        wrong += [("false alarm", each.rule, each.field, each.text) for each in document.false_alarms]
        for kind, of, place, words in wrong:
            if rule in (None, of):
                text = dict(document.advice.texts()).get(place, "")
                yield f"{document.id} · {of} · {kind} at {place}\n  «{words}»\n  in: {text}"


def main(arguments: list[str]) -> None:
    """Print the table, then every miss and false alarm (of one rule with --rule)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(DOCUMENTS.glob("*.jsonl")))
    parser.add_argument("--rule", choices=sorted({rule.id for rule in all_rules()} | CONTRACT_IDS))
    parser.add_argument("--figures-only", action="store_true", help="no misses, no false alarms")
    given = parser.parse_args(arguments)
    found = list(documents(given.files))
    sys.stdout.write(f"{len(found)} documents\n{table(tallies(found))}\n")
    if not given.figures_only:
        sys.stdout.writelines(f"\n{each}\n" for each in what_went_wrong(found, given.rule))


if __name__ == "__main__":
    main(sys.argv[1:])
