"""`make accuracy`: how right each rule is, with every miss and every false alarm.

First on the documents of independent authors (the development half was tuned on, the test half was not), then on our
own sentences. With --readme the tables go into the checker's README.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.checker.documents import DOCUMENTS, documents, tallies, what_went_wrong
from tests.checker.documents import table as documents_table
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
    """The table of our own sentences."""
    lines = [f"{'rule':28}{'texts':>6}{'hits':>6}{'missed':>8}{'false':>7}{'precision':>11}{'recall':>8}"]
    lines += [
        f"{name:28}{each.texts:6}{each.hits:6}{each.misses:8}{each.false_alarms:7}{each.precision:11.2f}{each.recall:8.2f}"
        for name, each in by_rule.items()
    ]
    return "\n".join(lines)


def _wrong(by_rule: dict[str, Score]) -> Iterator[str]:
    for name, each in by_rule.items():
        for wrong in each.wrong:
            yield f"{name} · {'missed' if wrong.missed else 'false alarm'} · {wrong.voice}\n  {wrong.line}"


def main(arguments: list[str]) -> None:
    """Print the tables, and what went wrong."""
    own = scores()
    made = {"own sentences": table(own)}
    wrong = list(_wrong(own))
    for half in ("test", "development"):
        found = list(documents(sorted(DOCUMENTS.glob(f"{half}-*.jsonl"))))
        made[f"{half} half"] = f"{len(found)} documents\n{documents_table(tallies(found))}"
        wrong += what_went_wrong(found, rule=None)
    if "--readme" in arguments:
        README.write_text(_with_tables(README.read_text(encoding="utf-8"), made), encoding="utf-8")
    for name, text in made.items():
        sys.stdout.write(f"{name}\n{text}\n\n")
    sys.stdout.writelines(f"{each}\n\n" for each in wrong)


def _with_tables(readme: str, made: dict[str, str]) -> str:
    """The README with each table in the block that begins with its name."""
    for name, text in made.items():
        before, _, rest = readme.partition(f"```\n{name}\n")
        readme = f"{before}```\n{name}\n{text}\n```{rest.partition('```')[2]}"
    return readme


if __name__ == "__main__":
    main(sys.argv[1:])
