"""What the two guides ask: each sentence that tells somebody to do something, with the rule or feature that sees to it.

The list is `guidance_covered.toml`. A sentence that nothing sees to yet is listed as missing, with what it would take.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from checker.rule import all_rules
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM
from tests.checker.guides import folded, lines

ROOT = Path(__file__).parents[2]
GUIDES = {"health": NE_LINCOLNSHIRE, "social care": ROTHERHAM}
MOST_MISSING = 1  # what is missing today: it may only become less

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(‘'])")
_BEFORE = re.compile(r"\[bookmark: \w+\]|\[image:[^\]]*\]?|^[\s\]]*[·*+-]\s+|^\]\s*")
_ASKS = re.compile(
    r"(?i)\b(?:please|must|should|ensur\w+|essential|avoid|do not|not|cannot|no|need to|required|requirement"
    r"|only|consider|explain|asked?|can|able to|mandatory|duty|clarity|statutory|legally)\b"
    r"|(?:^|, |click )(?:log ?in|click|select|choose|tick|enter|open|scroll|add|save|go back)\b"
)


class Asked(NamedTuple):
    """A sentence of a guide, and what sees to it."""

    guide: str
    says: str
    rules: tuple[str, ...] = ()
    features: tuple[str, ...] = ()  # path::name of a test that proves the feature
    missing: str = ""  # what it would take


class AsksNobody(NamedTuple):
    """A sentence with a word that asks, which asks nobody to do anything here."""

    guide: str
    says: str
    because: str


@cache
def _listed() -> tuple[tuple[Asked, ...], tuple[AsksNobody, ...]]:
    said = tomllib.loads((Path(__file__).parent / "guidance_covered.toml").read_text(encoding="utf-8"))
    asked = tuple(
        Asked(
            each["guide"],
            each["says"],
            tuple(each.get("rules", ())),
            tuple(each.get("features", ())),
            each.get("missing", ""),
        )
        for each in said["asked"]
    )
    return asked, tuple(AsksNobody(**each) for each in said["asks_nobody"])


def sentences(text: Iterable[str]) -> list[str]:
    """The sentences of a guide's lines, bullets and captions left out."""
    cleaned = (_BEFORE.sub("", _BEFORE.sub("", line.strip())).strip() for line in text)
    return [folded(each) for line in cleaned for each in _SENTENCE.split(line) if each.strip()]


def unlisted(text: Iterable[str], listed: Iterable[str]) -> list[str]:
    """The sentences that ask for something and are in no list."""
    known = set(listed)
    return [each for each in sentences(text) if _ASKS.search(each) and each not in known]


ASKED, NOBODY = _listed()
LISTED = [(each.guide, each.says) for each in ASKED] + [(each.guide, each.says) for each in NOBODY]
each_asked = pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.says[:40])


@pytest.mark.parametrize("guide", GUIDES)
def test_every_sentence_that_asks_for_something_is_listed(guide: str) -> None:
    assert unlisted(lines(GUIDES[guide]), [says for whose, says in LISTED if whose == guide]) == []


def test_a_sentence_that_asks_for_something_and_is_not_listed_is_found() -> None:
    text = ["· Sign every page. Writers must use blue ink.", "Click on ‘send’.", "Ink is blue."]
    assert unlisted(text, ["Click on ‘send’."]) == ["Writers must use blue ink."]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_listed_sentence_is_the_guides_own(guide: str) -> None:
    own = set(sentences(lines(GUIDES[guide])))
    assert [says for whose, says in LISTED if whose == guide and says not in own] == []


def test_no_sentence_is_listed_twice() -> None:
    assert len(LISTED) == len(set(LISTED))


@each_asked
def test_what_sees_to_a_sentence_exists(asked: Asked) -> None:
    assert asked.rules or asked.features or asked.missing
    assert set(asked.rules) <= {rule.id for rule in all_rules()}
    assert [each for each in asked.features if not is_a_test(each)] == []


def test_every_rule_sees_to_a_sentence() -> None:
    assert {rule.id for rule in all_rules()} - {each for asked in ASKED for each in asked.rules} == set()


def test_no_more_is_missing_than_today() -> None:
    missing = [f"{each.says} – {each.missing}" for each in ASKED if each.missing]
    sys.stdout.write("\n".join(missing))  # read with pytest -rP
    assert len(missing) <= MOST_MISSING, missing


def is_a_test(named: str) -> bool:
    """Whether `path::name` names a test that is there."""
    path, _, name = named.partition("::")
    file = ROOT / path
    return file.is_file() and f"\ndef {name}(" in file.read_text(encoding="utf-8")
