"""The rule book in the hub: ours and the council's own rules, with the council's severities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from checker.rule import all_rules
from checker.topics import COUNCILS_OWN, TOPICS, by_topic
from hub.database import Database
from hub.settings import WrongSetting
from portal.rules import rules_of
from tests.checker.test_council_rules import RULE
from tests.portal.requests_made import BLOCKED, a_draft
from tests.portal.visitor import Visitor
from tests.world import World


def test_every_rule_is_in_the_rule_book_with_its_guidance_and_examples(
    visitor: Callable[..., Visitor], world: World
) -> None:
    page = visitor(world.therapist_id).opens("/rules")
    assert sorted(str(each["id"]) for each in page.soup.select("section h3")) == sorted(rule.id for rule in all_rules())
    assert [each.get_text() for each in page.soup.select("main h2[id]")] == list(TOPICS)
    assert len(page.soup.select("blockquote")) == sum(len(rule.guidance) for rule in all_rules())
    assert page.soup.select("details mark")


def test_a_finding_leads_to_its_rule(
    visitor: Callable[..., Visitor], world: World, database: Database, now: datetime
) -> None:
    request_id = a_draft(database, world, now, BLOCKED)
    therapist = visitor(world.therapist_id)
    links = therapist.opens(f"/requests/{request_id}/write").soup.select(".hub-card details a[href^='/rules#']")
    book = therapist.opens("/rules").soup
    assert links
    assert all(book.find(id=str(each["href"]).partition("#")[2]) for each in links)


def test_a_councils_own_rules_are_asked_when_it_has_a_folder_of_them(tmp_path: Path) -> None:
    assert rules_of(tmp_path) == all_rules()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "complex-case.toml").write_text(RULE, encoding="utf-8")
    assert [rule.id for rule in rules_of(tmp_path)][-1] == "complex-case"
    topic, (own,) = by_topic(rules_of(tmp_path))[-1]
    assert (topic, own.id) == (COUNCILS_OWN, "complex-case")


def test_a_councils_rule_that_cannot_be_used_stops_the_start_with_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "complex-case.toml").write_text('phrases = ["complex case"]', encoding="utf-8")
    with pytest.raises(WrongSetting, match=r"complex-case\.toml can't be used: it says nothing under"):
        rules_of(tmp_path)
