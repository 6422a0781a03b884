"""Where a finding stands, in the words of the form: “Health › Outcome 2 › Provision 1 › How often”."""

from __future__ import annotations

from hub.advice import Advice
from hub.finding import Severity

SEVERITIES = {Severity.BLOCK: "Stops publication", Severity.WARN: "Warning", Severity.ADVISE: "Suggestion"}

LABELS = {
    "strengths": "Strengths",
    "needs": "Needs",
    "outcome": "Outcome",
    "support": "Support needed",
    "provided_by": "To be provided by",
    "ratio": "Staff / student ratio",
    "quantity": "How much",
    "frequency": "How often",
    "review": "When reviewed",
    "first_contact": "First contact",
    "discussions_child": "Discussions with the child or young person",
    "discussions_parents": "Discussions with parents or carers",
    "support_in_place": "Support already in place",
    "support_effect": "Effect of the support in place",
    "pep": "Personal education plan (PEP)",
    "personal_budget": "Personal budget",
}
_NUMBERED = {"outcomes": "Outcome", "steps": "Step", "provisions": "Provision"}


def place_of(advice: Advice | None, pointer: str) -> str:
    """The field that a JSON pointer names, as the form calls it; the whole advice for an empty one."""
    parts = pointer.split("/")[1:]
    if not parts:
        return "The whole advice"
    if parts[0] == "file":
        return "The file itself"
    if parts[0] == "text":
        return "Text outside the template" if advice else "Text of the file"
    if parts[0] == "background":
        return f"Background › {LABELS[parts[1]]}"
    named = [advice.areas[int(parts[1])].area.heading] if advice else []
    pairs = zip(parts[2::2], parts[3::2], strict=False)
    named += [f"{_NUMBERED[kind]} {int(number) + 1}" for kind, number in pairs if kind in _NUMBERED]
    if parts[-1] in LABELS and not (parts[-1] == "outcome" and named[-1].startswith("Outcome")):
        named.append(LABELS[parts[-1]])
    return " › ".join(named)


def text_at(advice: Advice | None, text: str, pointer: str) -> str:
    """The text that a finding's offsets count in."""
    if pointer == "/text":
        return text
    if advice is None:
        return ""
    return next((field.text for field in advice.texts() if field.pointer == pointer), "")
