"""Seeded advices of 600 to 1,000 words, no two fields alike: sentences of the labelled documents, drawn and joined."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterator

from hub.advice import PROVISION_PARTS, Advice, Area, AreaAdvice, Outcome, Profile, Provision
from tests.checker.documents import DOCUMENTS, advices_in

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def advices(number: int, seed: int = 20261123) -> Iterator[Advice]:
    """That many advices; the same seed gives the same ones."""
    written = list(advices_in(sorted(DOCUMENTS.glob("*.jsonl"))))
    sentences = [
        sentence
        for advice in written
        for field in advice.texts()
        if field.pointer.endswith(("/needs", "/strengths")) or field.pointer.startswith("/background")
        for sentence in _SENTENCE.split(field.text)
    ]
    outcomes = [outcome for advice in written for area in advice.areas for outcome in area.outcomes]
    draw = random.Random(seed)  # noqa: S311 - a sample, no secret
    for index in range(number):
        frame = draw.choice(written)
        areas: list[AreaAdvice] = []
        wanted = draw.randint(600, 1000)
        while words(made := dataclasses.replace(frame, id=f"bench-{index}", areas=tuple(areas))) < wanted:
            areas.append(_area(draw, sentences, outcomes))
        yield dataclasses.replace(made, profile=draw.choice(list(Profile)))


def _area(draw: random.Random, sentences: list[str], outcomes: list[Outcome]) -> AreaAdvice:
    def some(most: int) -> str:
        return " ".join(draw.choices(sentences, k=draw.randint(1, most)))

    given = [provision for outcome in outcomes for provision in outcome.provisions]
    made = (
        Outcome(
            f"{draw.choice(outcomes).outcome} {some(1)}",
            provisions=(Provision(**{name: getattr(draw.choice(given), name) for name in PROVISION_PARTS}),),
        )
        for _ in range(draw.randint(1, 2))
    )
    return AreaAdvice(draw.choice(list(Area)), strengths=some(3), needs=some(6), outcomes=tuple(made))


def words(advice: Advice) -> int:
    """How many words it has."""
    return sum(len(field.text.split()) for field in advice.texts())
