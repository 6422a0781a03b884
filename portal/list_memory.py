"""What a process remembers of the lists for a minute, so that it need not be counted again on every page.

Nothing of it says who may see what. What is somebody's own is kept under their number with every role and team they
have, and only while the numbers on their list stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app, g

from hub.models import Person, Role
from hub.queries.list_counts import ListCounts

_KEPT_FOR = timedelta(minutes=1)
_MOST_PEOPLE = 2000
_FULL, _SETTINGS = "hub_full_counts", "hub_list_settings"
_Whose = tuple[int, str, frozenset[tuple[Role, int | None]]]


class _Full(NamedTuple):
    at: datetime
    kinds: frozenset[str]


class _Settings(NamedTuple):
    at: datetime
    counts: ListCounts
    names: tuple[str, ...]


def full_kinds(person: Person) -> frozenset[str]:
    """The kinds of the council's cases of which there were too many to count, less than a minute ago."""
    known: _Full | None = current_app.extensions.setdefault(_FULL, {}).get(person.is_a(Role.OFFICER))
    return known.kinds if known is not None and _fresh(known.at) else frozenset()


def note_full(person: Person, counts: ListCounts) -> None:
    """Remember which kinds of the council's cases are too many to count."""
    current_app.extensions.setdefault(_FULL, {})[person.is_a(Role.OFFICER)] = _Full(g.now, counts.full)


def settings_while(
    person: Person, list_name: str, counts: ListCounts, read: Callable[[], Sequence[str]]
) -> Sequence[str]:
    """The education settings of somebody's list: those remembered while its numbers stay the same, else as read."""
    memory: dict[_Whose, _Settings] = current_app.extensions.setdefault(_SETTINGS, {})
    whose = (person.id, list_name, frozenset((each.role, each.team_id) for each in person.memberships))
    known = memory.get(whose)
    if known is not None and _fresh(known.at) and known.counts == counts:
        return known.names
    if len(memory) >= _MOST_PEOPLE:
        memory.clear()
    names = tuple(read())
    memory[whose] = _Settings(g.now, counts, names)
    return names


def _fresh(at: datetime) -> bool:
    now: datetime = g.now
    return at <= now < at + _KEPT_FOR
