"""Every sentence of the two guides about the hub, with the test that shows it; none is left out.

What a sentence asks somebody to do is in `tests/checker/guidance_covered.toml`, with the rule or test that sees to it;
what it says of the hub besides is in `hub_described.toml`. A new edition of a guide fails here first.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.checker.guides import lines
from tests.checker.test_guidance_covered import GUIDES, LISTED, is_a_test, sentences


@cache
def _described() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "hub_described.toml").read_text(encoding="utf-8"))


SHOWN = _described()["shown"]
NOTHING = [(each["guide"], says) for each in _described()["nothing_to_show"] for says in each["says"]]
DESCRIBED = [(each["guide"], each["says"]) for each in SHOWN] + NOTHING


@pytest.mark.parametrize("guide", GUIDES)
def test_every_sentence_of_a_guide_is_accounted_for(guide: str) -> None:
    known = {says for whose, says in [*LISTED, *DESCRIBED] if whose == guide}
    assert [says for says in sentences(lines(GUIDES[guide])) if says not in known] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_described_sentence_is_the_guides_own(guide: str) -> None:
    own = set(sentences(lines(GUIDES[guide])))
    assert [says for whose, says in DESCRIBED if whose == guide and says not in own] == []


def test_no_sentence_is_accounted_for_twice() -> None:
    assert len(DESCRIBED) == len({*DESCRIBED, *LISTED}) - len(set(LISTED))


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: str(shown["says"])[:40])
def test_what_shows_a_sentence_exists(shown: dict[str, Any]) -> None:
    assert shown["by"]
    assert [each for each in shown["by"] if not is_a_test(each)] == []
