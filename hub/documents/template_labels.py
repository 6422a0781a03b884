"""The words that councils' advice templates head their boxes with (template_labels.toml), and what each box is for."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache, lru_cache
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
    OUTCOME_NUMBER = "outcome number"
    FORM = "form"  # the form's own boxes
    PROMPT = "prompt"  # its own words, which open no box


class Label(NamedTuple):
    """A box of the template: its role, which of its kind it is, the number of the outcome that it is for."""

    role: Role
    which: str = ""
    outcome: int = 0


_AREAS = (  # patterns: councils turn these about
    (
        Area.COMMUNICATION_AND_INTERACTION,
        r"(?:speech,? language (?:and|&) )?communications?(?: (?:and|&) interaction)?(?:,? including .*)?"
        r"|speech,? (?:and )?language(?: (?:and|&) communication)?",
    ),
    (Area.COGNITION_AND_LEARNING, r"cognition (?:and|&) learning|learning (?:and|&) cognition"),
    (
        Area.SENSORY_AND_PHYSICAL,
        r"(?:sensory|physical)(?: and ?/ ?or | and | & | ?/ ?)(?:physical|sensory)(?: health| development)?",
    ),
    (
        Area.SOCIAL_EMOTIONAL_MENTAL_HEALTH,
        r"social,? (?:and )?emotional,?(?: and| &)? mental health(?: difficulties| and wellbeing)?|semh",
    ),
    (Area.SOCIAL_CARE, r"social care(?: needs which relate to .*)?"),
    (Area.HEALTH, r"(?:physical )?health(?: needs which relate to .*)?"),
)
_AROUND_AREA = (
    r"(?:(?:sen|send|special educational needs|area|advice area|areas? of need|area \d|section [a-h]\d?"
    r"|outcomes? and provisions?|strengths and needs) ?[-:–]? ?)*{}(?: needs?| advice)?"
)
_NUMBER = re.compile(
    r"^(?:section )?(?:\(?[a-h\d]{1,2}[.):]\s*)+(?:\d{1,2}\s+)?(?=\D)"
    r"|\s*(?:#|no\.? |number )?(?:\d{1,2}(?:\.\d{1,2})?|\b(?:one|two|three|four|five|six))$"
)
_OWNER = re.compile(
    r"\b(?:child|young person|pupil|student|learner|cyp|patient)"
    r"(?:(?: ?/ ?| or | and )(?:the )?(?:child|young person|pupil|student|learner|cyp|yp))*(?:'s|s')?(?![\w'])"
)
_OPENING = re.compile(
    r"^(?:(?:brief|please (?:describe|list|outline|state|give)|(?:details?|descriptions?|summary|overview) of"
    r"|what (?:is|are)) )+"
)
_TAIL = re.compile(
    r"(?: related to learning)?(?: in this area)?"
    r"(?: (?:to (?:meet|achieve|support)|for|towards(?: achieving)?)(?: each| these| this)? (?:outcome|need)s?)?$"
)
_OF_OUTCOME = re.compile(r"\b(?:for|meet|achieve|towards|support) outcome (?P<number>\d{1,2})$")
_LONGEST = 130  # characters: the longest question of a form
_LONGEST_PROMPT = 320
_MOST_WORDS = 9  # different ones, of a heading that is known by its words

_INLINE = re.compile(r"^[\s•–-]*(?P<label>[^:?]{2,110}?)\s*(?P<mark>[:?]|\s[-–—]\s)\s*(?P<said>\S.*)$", re.DOTALL)


def _normal(text: str) -> str:
    said = " ".join(text.casefold().replace("’", "'").replace("*", " ").replace("(s)", "s").split())
    if said.startswith("(") and said.endswith(")"):
        said = said[1:-1]
    return said.strip(" :?.-–—•")


def _canonical(said: str) -> str:
    """A phrase without what forms vary: whose it is, articles, hints in brackets, “what are …”, “… in this area”."""
    said = _OWNER.sub("child", re.sub(r" ?\([^()]*\)", "", said))
    said = " ".join(word for word in said.split() if word not in _ARTICLES)
    return _TAIL.sub("", _OPENING.sub("", said)).strip(" :?.-–—•")


_ARTICLES = {"the", "their", "his", "her", "your"}


class _Known(NamedTuple):
    """The words of templates: whole phrases as written, the same in canonical form, patterns for the latter."""

    phrases: dict[str, Label]
    canonical: dict[str, Label]
    squeezed: dict[str, Label]
    patterns: tuple[tuple[re.Pattern[str], Label], ...]
    title_words: frozenset[str]
    titles: frozenset[str]
    vocabulary: frozenset[str]
    keywords: tuple[_Keywords, ...]


class _Keywords(NamedTuple):
    """A box that a heading is for where it has one of the words, and one of `also` where any are given."""

    label: Label
    words: frozenset[str]
    also: frozenset[str]


@cache
def _known() -> _Known:
    """What is known: of councils' forms, and what the hub's own sheet writes."""
    data = tomllib.loads((resources.files("hub.documents") / "template_labels.toml").read_text(encoding="utf-8"))
    entries = [(Label(Role(each["role"]), each.get("which", "")), each) for each in data["label"]]
    own = {
        **{question: Label(Role.BACKGROUND, name) for name, question in BACKGROUND_QUESTIONS.items()},
        **{title: Label(Role.PROVISION, name) for name, title in PROVISION_COLUMNS.items()},
        STEP_COLUMNS[0]: Label(Role.STEPS),
        STEP_COLUMNS[1]: Label(Role.STEP_DATE),
        TITLE: Label(Role.FORM),
        NOTHING_WRITTEN: Label(Role.FORM),
    }
    phrases = {_normal(phrase): label for label, each in entries for phrase in each["phrases"]}
    phrases |= {_normal(phrase): label for phrase, label in own.items()}
    keywords = tuple(
        _Keywords(
            Label(Role(each["role"]), each.get("which", "")), *map(frozenset, (each["words"], each.get("also", ())))
        )
        for each in data["keywords"]
    )
    return _Known(
        phrases,
        {_canonical(phrase): label for phrase, label in phrases.items()} | phrases,
        {"".join(phrase.split()): label for phrase, label in phrases.items()},
        tuple((re.compile(pattern), label) for label, each in entries for pattern in each.get("patterns", ())),
        frozenset(data["title"]["words"]),
        frozenset(data["title"]["kinds"]),
        frozenset(data["heading"]["filler"]).union(*(each.words | each.also for each in keywords)),
        keywords,
    )


def heading_of(text: str) -> Label | None:
    """The box that a text heads that stands where headings do: known as a label, or by the words it is made of."""
    label = label_of(text)
    if label or len(text) > _LONGEST or inline_label(text):
        return label
    squeezed = "".join(_normal(text).split())  # in a narrow column of a PDF words are broken: “Frequenc y”
    if squeezed in _known().squeezed:
        return _known().squeezed[squeezed]
    words = set(re.findall(r"[a-z']+", _canonical(_NUMBER.sub("", _normal(text)))))
    if not words or len(words) > _MOST_WORDS or not words <= _known().vocabulary:
        return None
    found = (each for each in _known().keywords if words & each.words and (not each.also or words & each.also))
    return next((each.label for each in found), None)


def label_of(text: str) -> Label | None:
    """The box that a text by itself heads; None where it is nobody's label."""
    label = _label(_normal(text)) if len(text) <= _LONGEST_PROMPT else None
    return label if label is None or len(text) <= _LONGEST or label.role is Role.PROMPT else None


def is_prompt(text: str) -> bool:
    """Whether a text is nothing but the form's own words: “Click or tap here to enter text.”"""
    label = label_of(text)
    return label is not None and label.role is Role.PROMPT


def inline_label(text: str) -> tuple[Label, int] | None:
    """A label and where what is written after it begins: “How often: weekly”; None where there is none."""
    found = _INLINE.match(text)
    if not found:
        return None
    label = label_of(found["label"])
    if label is None or label.role in (Role.SECTION, Role.AREA, Role.PROMPT):
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


@lru_cache(maxsize=4096)
def _label(said: str) -> Label | None:
    known = _known()
    bare = _NUMBER.sub("", said).strip(" :?.-–")
    for phrase in dict.fromkeys((said, bare)):
        if phrase in known.phrases:
            return _numbered(known.phrases[phrase], said)
        for area, pattern in _AREAS:
            if re.fullmatch(_AROUND_AREA.format(f"(?:{pattern})"), re.sub(r" ?\([^()]*\)$", "", phrase)):
                return Label(Role.AREA, area)
    for phrase in dict.fromkeys((_canonical(said), _canonical(bare))):
        found = known.canonical.get(phrase) or next(
            (each for test, each in known.patterns if test.fullmatch(phrase)), None
        )
        if found:
            return _numbered(found, said)
    return Label(Role.PROMPT) if _is_title(said) else None


def _numbered(label: Label, said: str) -> Label:
    """The label with the number of the outcome that it says it is for."""
    found = _OF_OUTCOME.search(said)
    return label._replace(outcome=int(found["number"])) if found else label


def _is_title(said: str) -> bool:
    """Whether a line holds nothing but the words of a form's title: nobody's name, nothing written."""
    words = set(re.findall(r"[^\s,/&:()–-]+", said))
    return words <= _known().title_words and bool(words & _known().titles)
