"""The words that councils' advice templates head their boxes with (template_labels.toml), and what each box is for."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

from hub.advice import Area, Profile
from hub.documents.sheet import BACKGROUND_QUESTIONS, NOTHING_WRITTEN, PROVISION_COLUMNS, STEP_COLUMNS, TITLE


class Role(StrEnum):
    """What a label stands for."""

    AREA = "area"
    PART = "part"  # strengths, needs
    OUTCOMES = "outcomes"  # a list of them follows
    OUTCOME = "outcome"  # one follows
    KIND = "kind"
    STEPS = "steps"
    STEP_DATE = "step date"
    PROVISIONS = "provisions"
    PROVISION = "provision"
    CHILD = "child"
    PROFESSIONAL = "professional"
    NAME = "name"  # whose: the section says
    WRITTEN_ON = "written on"
    PROFILE = "profile"
    BACKGROUND = "background"
    SECTION = "section"
    FORM = "form"  # the form's own words


class Label(NamedTuple):
    """A box of the template: its role, and which of its kind it is."""

    role: Role
    which: str = ""


_AREAS = (  # patterns: councils turn these about
    (Area.COMMUNICATION_AND_INTERACTION, r"(?:speech,? language and )?communications? (?:and|&) interaction"),
    (Area.COGNITION_AND_LEARNING, r"cognition (?:and|&) learning"),
    (
        Area.SENSORY_AND_PHYSICAL,
        r"(?:sensory|physical)(?: and ?/ ?or | and | & | ?/ ?)(?:physical|sensory)(?: health| development)?",
    ),
    (
        Area.SOCIAL_EMOTIONAL_MENTAL_HEALTH,
        r"social,? (?:and )?emotional,?(?: and| &)? mental health(?: \(semh\))?(?: difficulties)?|semh",
    ),
    (Area.SOCIAL_CARE, r"social care(?: needs which relate to .*)?"),
    (Area.HEALTH, r"health(?: needs which relate to .*)?"),
)
_AROUND_AREA = (
    r"(?:(?:sen|send|area|advice area|area of need|area \d|section [a-h]\d?) ?[-:–]? ?)*{}(?: needs?| advice)?"
)
_GUIDANCE = re.compile(  # the forms' own prompts
    r"long-term targets should include|short-term targets should include|if a decision is made to provide an ehcp"
    r"|everything published on the hub|the starred fields are mandatory"
)
_NUMBER = re.compile(r"^(?:section )?(?:\(?[a-h\d]{1,2}[.):]\s*)+(?=\D)|\s*#?\d{1,2}$")
_LONGEST = 130  # characters: the longest question of a form

_INLINE = re.compile(r"^[\s•–-]*(?P<label>[^:?]{2,110}?)\s*(?P<mark>[:?]|\s[-–—]\s)\s*(?P<said>\S.*)$", re.DOTALL)


def _normal(text: str) -> str:
    said = " ".join(text.casefold().replace("’", "'").replace("*", " ").split())
    return said.strip(" :?.-–—•")


@cache
def _phrases() -> dict[str, Label]:
    """Every known phrase and its label: those of councils' forms, and those that the hub's own sheet writes."""
    data = tomllib.loads((resources.files("hub.documents") / "template_labels.toml").read_text(encoding="utf-8"))
    listed = {
        phrase: Label(Role(each["role"]), each.get("which", "")) for each in data["label"] for phrase in each["phrases"]
    }
    own = {
        **{question: Label(Role.BACKGROUND, name) for name, question in BACKGROUND_QUESTIONS.items()},
        **{title: Label(Role.PROVISION, name) for name, title in PROVISION_COLUMNS.items()},
        STEP_COLUMNS[0]: Label(Role.STEPS),
        STEP_COLUMNS[1]: Label(Role.STEP_DATE),
        TITLE: Label(Role.FORM),
        NOTHING_WRITTEN: Label(Role.FORM),
    }
    return listed | {_normal(phrase): label for phrase, label in own.items()}


def label_of(text: str) -> Label | None:
    """The box that a text by itself heads; None where it is nobody's label."""
    return _label(_normal(text)) if len(text) <= _LONGEST else None


def inline_label(text: str) -> tuple[Label, int] | None:
    """A label and where what is written after it begins: “How often: weekly”; None where there is none."""
    found = _INLINE.match(text)
    if not found:
        return None
    label = label_of(found["label"])
    if label is None or label.role in (Role.SECTION, Role.AREA):
        return None
    return label, found.start("said")


def profile_of(text: str) -> Profile | None:
    """Whose advice a title says it is."""
    said = re.sub(r"education, health (?:and|&) (?:social )?care", "", _normal(text))
    if re.search(r"\b(?:social care|early help)\b", said):
        return Profile.SOCIAL_CARE
    if re.search(r"\b(?:health|medical|nursing|therapy|paediatric)\b", said):
        return Profile.HEALTH
    return Profile.EDUCATION if re.search(r"\b(?:education|educational)\b", said) else None


@cache
def _label(said: str) -> Label | None:
    for phrase in (said, _NUMBER.sub("", said).strip(" :?.-–")):
        if phrase in _phrases():
            return _phrases()[phrase]
        for area, pattern in _AREAS:
            if re.fullmatch(_AROUND_AREA.format(f"(?:{pattern})"), phrase):
                return Label(Role.AREA, area)
    if re.fullmatch(r"support needed - provision(?: \d+)?", said):
        return Label(Role.PROVISION, "support")
    return Label(Role.FORM) if _GUIDANCE.match(said) else None
