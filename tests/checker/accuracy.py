"""`make accuracy`: how right each rule is on the labelled corpus, with every miss and every false alarm."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.checker.labelled import Labelled, corpus

README = Path(__file__).parents[2] / "checker" / "README.md"


@dataclass
class Score:
    """One rule's hits, misses and false alarms."""

    texts: int = 0
    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    wrong: list[Labelled] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of findings that are right."""
        return self.hits / (self.hits + self.false_alarms) if self.hits + self.false_alarms else 1.0

    @property
    def recall(self) -> float:
        """The share of what is wrong that is found."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0

    def add(self, labelled: Labelled) -> None:
        """Count one text."""
        missed, alarms = len(labelled.missed), len(labelled.false_alarms)
        self.texts += 1
        self.misses += missed
        self.hits += len(labelled.places) - missed
        self.false_alarms += alarms
        if missed or alarms:
            self.wrong.append(labelled)


def scores() -> dict[str, Score]:
    """The score of each rule with labelled texts."""
    by_rule: dict[str, Score] = defaultdict(Score)
    for labelled in corpus():
        by_rule[labelled.rule.id].add(labelled)
    return dict(sorted(by_rule.items()))


def table(by_rule: dict[str, Score]) -> str:
    """The table as text, then every text that went wrong."""
    lines = [f"{'rule':32}{'texts':>6}{'hits':>6}{'missed':>8}{'false':>7}{'precision':>11}{'recall':>8}"]
    lines += [
        f"{name:32}{each.texts:6}{each.hits:6}{each.misses:8}{each.false_alarms:7}{each.precision:11.2f}{each.recall:8.2f}"
        for name, each in by_rule.items()
    ]
    for name, each in by_rule.items():
        for wrong in each.wrong:
            kind = "missed" if wrong.missed else "false alarm"
            lines.append(f"\n{name} · {kind} · {wrong.voice}\n  {wrong.line}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Print the table; with --readme also put it into the checker's README."""
    made = table(scores())
    if "--readme" in arguments:
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition("```\nrule ")
        after = rest.partition("\n```")[2]
        README.write_text(f"{before}```\n{made.partition(chr(10) * 2)[0]}\n```{after}", encoding="utf-8")
    sys.stdout.write(made + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
