"""What was noticed in an uploaded file: kept with it, so that whoever checks or downloads it is told too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

UNREAD = "unread"
_LEADS = {
    "third-party": "tells of somebody else",
    "adoption": "may reveal adoption information",
    "placement-address": "gives an address that may be confidential",
    "hidden-content": "holds something that a reader does not see",
    UNREAD: "could not be read, so nobody has checked it",
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """A sentence about a file, the words that it is about, and what would help. `page` is None where there are none."""

    rule: str
    severity: str
    message: str
    words: str
    suggestion: str
    page: int | None = None

    @property
    def alike(self) -> tuple[str, str, int | None]:
        """What is the same in everything that is said in one sentence."""
        return self.lead, self.message, self.page

    @property
    def lead(self) -> str:
        """What the file does, to follow its name: “names another child”."""
        if self.rule != "wrong-child":
            return _LEADS.get(self.rule, "has something to check")
        if any(each.isdigit() for each in self.words):
            return "gives another child’s date of birth or NHS number"
        return "names another child" if self.names_another_child else "may be about another child"

    @property
    def names_another_child(self) -> bool:
        """Whether the file seems to be another child's: asked about before it is handed to anybody."""
        return self.rule == "wrong-child" and self.severity == "block"

    @property
    def hides(self) -> bool:
        """Whether a copy with nothing hidden in it would not have it."""
        return self.rule == "hidden-content"

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Noticed:
        """As it was kept."""
        return Noticed(**kept)
