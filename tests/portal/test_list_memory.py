"""What a process remembers of a list: for whom it was read, while its numbers stay, and for a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask, g

from hub.database import Database
from hub.models import Membership, Role, Stage
from hub.queries.list_counts import MOST, ListCounts
from portal.list_memory import full_kinds, note_full, settings_while
from tests.world import World

COUNTS = ListCounts(soon=3, stages={Stage.ASSESSMENT: 7})


def test_the_settings_of_a_list_are_read_again_for_another_person_role_number_or_minute(
    app: Flask, database: Database, world: World, now: datetime
) -> None:
    with app.app_context(), database.reading() as session:
        officer, manager = world.officer(session), world.manager(session)
        g.now = now
        assert settings_while(officer, "mine", COUNTS, lambda: ["Quay School"]) == ("Quay School",)
        assert settings_while(officer, "mine", COUNTS, lambda: ["another"]) == ("Quay School",)
        assert settings_while(officer, "team", COUNTS, lambda: ["the team's"]) == ("the team's",)
        assert settings_while(manager, "mine", COUNTS, lambda: ["the manager's"]) == ("the manager's",)
        assert settings_while(officer, "mine", replace(COUNTS, soon=4), lambda: ["one more"]) == ("one more",)
        g.now = now + timedelta(minutes=1)
        assert settings_while(officer, "mine", replace(COUNTS, soon=4), lambda: ["later"]) == ("later",)
        officer.memberships.append(Membership(person=officer, role=Role.DCO))
        assert settings_while(officer, "mine", replace(COUNTS, soon=4), lambda: ["a DCO's"]) == ("a DCO's",)


def test_what_is_too_many_to_count_is_counted_again_after_a_minute_and_for_whoever_sees_other_cases(
    app: Flask, database: Database, world: World, now: datetime
) -> None:
    with app.app_context(), database.reading() as session:
        officer, dco = world.officer(session), world.dco(session)
        g.now = now
        note_full(officer, replace(COUNTS, overdue=MOST, mine=MOST))
        assert full_kinds(officer) == {"overdue"}  # how many are one's own is nobody else's number
        assert full_kinds(dco) == frozenset()
        g.now = now + timedelta(minutes=1)
        assert full_kinds(officer) == frozenset()
