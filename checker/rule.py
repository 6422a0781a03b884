"""A rule: one file in `checker/rules/`, one decorated function, and nothing else to touch."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

import checker.rules
from checker.reading import Reading, Span, WholeAdvice
from hub.advice import Advice, Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, CheckContext, Quote, Severity

R = TypeVar("R", bound=Reading)

OWN_GUIDE = {Profile.HEALTH: NE_LINCOLNSHIRE, Profile.SOCIAL_CARE: ROTHERHAM}


class Sees(Enum):
    """What a rule's judgement of a reading may depend on besides the reading's own words (see `checker.memo`)."""

    ITS_OWN = "the frame: child, people, writer, profile, date"
    PEOPLE = "the frame, and the names and pronoun of the child and the people whom the case knows"
    IDENTITY = "the same, and whom the other texts tell of"
    EVERYTHING = "the whole advice"


class WrongRule(ValueError):
    """A council's own rule that can't be used; its text names the file and says what to put right."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What one sentence of guidance asks, how to see that it isn't met, and examples that prove it."""

    id: str
    why: str
    each: type[Reading]
    severity: Mapping[Profile, Severity]
    message: str
    suggestion: str
    guidance: tuple[Quote, ...]
    bad: tuple[Advice, ...]
    good: tuple[Advice, ...]
    uploads: bool
    sees: Sees
    judge: Callable[[Any], Iterable[Span]]  # given one reading of the class `each`

    def find(self, document: WholeAdvice) -> Iterator[Span]:
        """The words that are wrong by this rule, in reading order."""
        for reading in self.each.of(document):
            yield from self.judge(reading)

    def severity_in(self, profile: Profile, context: CheckContext) -> Severity | None:
        """How severe the rule is for this profile, with the council's own change; None where it doesn't apply."""
        changed = context.severities.get(self.id, {})
        return changed[profile] if profile in changed else self.severity.get(profile)

    def quote_for(self, profile: Profile) -> Quote:
        """The sentence of the profile's own guide; where that is silent, the other guide's, under its name."""
        own = OWN_GUIDE.get(profile)
        return next((quote for quote in self.guidance if quote.document == own), self.guidance[0])


def rule(
    *,
    each: type[R],
    severity: Mapping[Profile, Severity],
    message: str,
    suggestion: str,
    guidance: tuple[Quote, ...],
    bad: tuple[str | Advice, ...],
    good: tuple[str | Advice, ...],
    uploads: bool = False,
    sees: Sees = Sees.ITS_OWN,
) -> Callable[[Callable[[R], Iterable[Span]]], Rule]:
    """Make a rule of a function that is given `each` reading and yields the words that are wrong.

    `severity` leaves out the profiles in which the rule never applies. `bad` and `good` are texts, put where
    `each` reads, or whole advices made by `checker.reading.example`; in the bad ones the words are marked « ».
    A bad example without marks is wrong as a whole. `uploads`: the rule is also for uploaded letters. `sees`: what
    of the advice the finder looks at besides what it is given.
    """

    def made(finder: Callable[[R], Iterable[Span]]) -> Rule:
        def advices(examples: tuple[str | Advice, ...]) -> tuple[Advice, ...]:
            return tuple(each.example(text) if isinstance(text, str) else text for text in examples)

        return Rule(
            id=finder.__name__.replace("_", "-"),
            why=inspect.getdoc(finder) or "",
            each=each,
            severity=severity,
            message=message,
            suggestion=suggestion,
            guidance=guidance,
            bad=advices(bad),
            good=advices(good),
            uploads=uploads,
            sees=sees,
            judge=finder,
        )

    return made


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule in `checker/rules/`, in the order of their names.

    Raises TypeError for a file that doesn't hold the rule of its own name.
    """
    rules = []
    for found in sorted(pkgutil.iter_modules(checker.rules.__path__), key=lambda module: module.name):
        made = getattr(import_module(f"checker.rules.{found.name}"), found.name, None)
        if not isinstance(made, Rule):
            raise TypeError(f"checker/rules/{found.name}.py holds no rule called {found.name}")
        rules.append(made)
    return tuple(rules)
