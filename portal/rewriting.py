"""What a writer may take over from a finding with one key or button: the checker's own words, never ours.

Two kinds are offered: a term with its plain words behind it, and a question in square brackets put where its answer
belongs, to be typed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hub.finding import Finding

_PLAIN = re.compile(
    r"(?:In plain words|Write it out at its first use): (?P<plain>[^…]+?)\.(?: Use them, or explain “.+” once\.)?",
    re.DOTALL,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_GAP = re.compile(r"“(?P<before>[^\[\]]*)\[(?P<asked>[^\[\]]*\?)\](?P<after>[^\[\]]*)”", re.DOTALL)
_PROVISION = re.compile(r"(/areas/\d+/outcomes/\d+/provisions/\d+)/\w+")
ANSWERED_UNDER = {  # the template asks these questions in a box of their own
    "provision-who": "provided_by",
    "provision-how-much": "quantity",
    "provision-how-often": "frequency",
    "provision-review": "review",
}


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Words for a field, in place of those from start to end: half-open, in Unicode code points."""

    field: str
    start: int
    end: int
    words: str

    def applied_to(self, text: str) -> str:
        """The text with the words in their place."""
        return text[: self.start] + self.words + text[self.end :]


def rewrite_of(finding: Finding, texts: Mapping[str, str]) -> Rewrite | None:
    """The rewrite that a finding's suggestion holds, if it holds one; None also where a box of its own asks for it."""
    text = texts.get(finding.field, "")
    plain = _PLAIN.fullmatch(finding.suggestion)
    if plain and finding.start < finding.end:
        return _explained(finding, plain["plain"])
    gap = _GAP.fullmatch(finding.suggestion)
    if gap is None or not text.strip() or box_for(finding, texts):
        return None
    return _with_gap(finding.field, text, gap)


def box_for(finding: Finding, texts: Mapping[str, str]) -> str:
    """The pointer of the empty box of a provision in which the finding's question is to be answered, or ""."""
    provision, part = _PROVISION.fullmatch(finding.field), ANSWERED_UNDER.get(finding.rule)
    if provision is None or part is None:
        return ""
    pointer = f"{provision[1]}/{part}"
    return "" if texts.get(pointer, "").strip() else pointer


def _explained(finding: Finding, plain: str) -> Rewrite | None:
    words = _IN_BRACKETS.sub("", plain).strip()
    if ", or " in words:  # two ways to say it: the writer chooses
        return None
    return Rewrite(finding.field, finding.start, finding.end, f"{finding.text} ({words})")


def _with_gap(field: str, text: str, gap: re.Match[str]) -> Rewrite | None:
    asked, before = f"[{gap['asked']}]", gap["before"].rstrip()
    if asked in text:
        return None
    if not before:
        at = len(text) - len(text.lstrip())
        return Rewrite(field, at, at, f"{asked} ")
    at = text.find(before)
    return None if at < 0 else Rewrite(field, at + len(before), at + len(before), f" {asked}")
