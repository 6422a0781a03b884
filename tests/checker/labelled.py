"""The labelled corpus: sentences of our own in many voices, wrong words marked « », look-alikes unmarked.

One file a rule, one JSON object a line: `{"rule", "voice", "says"}` puts a text where the rule reads, and
`{"rule", "voice", "fields": {…}}` fills the fields of `checker.reading.example` (needs, outcome, support …), with
`child` and `people` in the contract's shape.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from checker.check import check
from checker.reading import example
from checker.rule import Rule, all_rules
from hub.advice import Advice, Child, KnownPerson, Professional, Profile
from hub.finding import CheckContext, Finding
from tests.checker.marks import Place, unmarked

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Labelled:
    """One text with what one rule should find in it."""

    rule: Rule
    voice: str
    advice: Advice
    places: tuple[Place, ...]
    line: str

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What every rule finds."""
        profile = self.advice.profile if self.advice.profile in self.rule.severity else next(iter(self.rule.severity))
        return tuple(check(self.advice, CheckContext(profile=profile)))

    @property
    def found(self) -> tuple[Place, ...]:
        """What the rule does find."""
        return tuple(Place(each.field, each.start, each.end) for each in self.findings if each.rule == self.rule.id)

    @property
    def missed(self) -> list[Place]:
        """Places to be found that no finding touches."""
        found = self.found
        return [place for place in self.places if not any(touches(place, each) for each in found)]

    @property
    def false_alarms(self) -> list[Place]:
        """Findings where nothing is wrong."""
        return [each for each in self.found if not any(touches(place, each) for place in self.places)]


def touches(one: Place, other: Place) -> bool:
    """Whether two places share a letter; or are both the whole advice."""
    return one.field == other.field and (one == other or (one.start < other.end and other.start < one.end))


@cache
def corpus() -> tuple[Labelled, ...]:
    """Every labelled text whose rule exists; read once in a process, and each checked once."""
    return tuple(_corpus())


def _corpus() -> Iterator[Labelled]:
    rules = {rule.id: rule for rule in all_rules()}
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            value = json.loads(line)
            if value["rule"] in rules:
                yield _labelled(rules[value["rule"]], value, line)


def _labelled(rule: Rule, value: dict[str, Any], line: str) -> Labelled:
    marked = example(**_fields(value["fields"])) if "fields" in value else _at_home(rule, value["says"])
    advice, places = unmarked(marked)
    if places == [Place("", 0, 0)] and not value.get("whole"):
        places = []
    return Labelled(rule, value.get("voice", ""), advice, tuple(places), line)


def _at_home(rule: Rule, text: str) -> Advice:
    return rule.each.example(text)


def _child(given: dict[str, Any]) -> Child:
    born = given.get("date_of_birth")
    return Child(**{**given, "date_of_birth": date.fromisoformat(born) if born else None})


def _fields(value: dict[str, Any]) -> dict[str, Any]:
    shapes: dict[str, Callable[[Any], Any]] = {
        "child": _child,
        "written_on": date.fromisoformat,
        "people": lambda given: tuple(KnownPerson(**each) for each in given),
        "profile": Profile,
        "professional": lambda given: Professional(**given),
    }
    return {name: shapes[name](given) if name in shapes else given for name, given in value.items()}
