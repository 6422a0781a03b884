"""What a person ticks, types and sorts by above a list of cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from hub.models import Stage
from hub.search_words import Searched
from hub.workflow import FINISHED, OUTSTANDING, WRITING, RequestState

DUE_SOON = timedelta(days=14)
OPEN_STATES = tuple(each for each in RequestState if each not in FINISHED)
LATE_COUNTS = OUTSTANDING | WRITING  # advice that has not been returned


class Sort(StrEnum):
    """How a list is ordered."""

    DUE = "due"
    NAME = "name"
    RECEIVED = "received"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The order as a page says it."""
        return _SORTS[self]

    @property
    def latest_first(self) -> bool:
        """Whether the newest stands at the top."""
        return self in (Sort.RECEIVED, Sort.CHANGED)


_SORTS = {
    Sort.DUE: "Due date, soonest first",
    Sort.NAME: "Name",
    Sort.RECEIVED: "Received, newest first",
    Sort.CHANGED: "Last changed, newest first",
}


class Waiting(StrEnum):
    """Whose move it is."""

    ALLOCATION = "allocation"  # a team's manager is to assign a professional
    ANSWER = "answer"  # the person who looks is to act

    @property
    def label(self) -> str:
        """The filter as a page says it."""
        return {Waiting.ALLOCATION: "Awaiting allocation", Waiting.ANSWER: "Awaiting my answer"}[self]


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What the person ticked and typed above a list of cases. Nothing ticked is everything that is open."""

    states: frozenset[RequestState] = frozenset()
    stage: Stage | None = None
    school: str = ""
    school_begins: bool = False  # what was typed is only the beginning of its name
    due: str = ""  # "soon", "overdue" or nothing
    waiting: Waiting | None = None
    mine: bool = False  # in a list of others' cases, too: only one's own
    new: bool = False  # only what has news since the person last looked
    search: Searched = field(default_factory=Searched)
    sort: Sort = Sort.DUE
    confirmed_only: bool = False  # for whoever is not to see cases that no officer has confirmed
