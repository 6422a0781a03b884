"""Findings as cards beside the words: one card per provision, one for the jargon of a text, each with its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from hub.advice import Advice, Area
from hub.documents.sheet import PROVISION_COLUMNS
from hub.finding import BLOCK, Finding, Quote, Severity
from portal.advice_form import name_of
from portal.highlight import Mark, highlight

LABELS = {Severity.BLOCK: "Stops publication", Severity.WARN: "Please check", Severity.ADVISE: "Suggestion"}
SAID_ABOVE = {Severity.BLOCK: "must be put right or cleared", Severity.WARN: "to check", Severity.ADVISE: "to consider"}
_STRONGEST = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.ADVISE: 2}
_AROUND = 45  # characters shown on either side of an excerpt's words
_PROVISION = re.compile(r"(/areas/\d+/outcomes/\d+/provisions/\d+)/\w+")
_PARTS = {
    "strengths": "strengths",
    "needs": "needs",
    "outcome": "",
    "text": "",
    "first_contact": "first contact",
    "discussions_child": "discussions with the child or young person",
    "discussions_parents": "discussions with parents or carers",
    "support_in_place": "support already in place",
    "support_effect": "effect of that support",
} | {name: label[:1].lower() + label[1:] for name, label in PROVISION_COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says on a card, and the writer's reason for leaving it where there is one."""

    rule: str
    message: str
    suggestion: str
    guidance: Quote
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to mend: `place` is the field or provision that it stands beside, "" for the whole advice."""

    number: int
    severity: Severity
    place: str
    where: str
    said: tuple[Said, ...]
    excerpts: tuple[Markup, ...] = ()
    marked: bool = False  # whether words in the text are marked for it

    @property
    def id(self) -> str:
        """The card's id on the page."""
        return f"finding-{self.number}"

    @property
    def label(self) -> str:
        """What the severity means, in words."""
        return LABELS[self.severity]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The sentences of guidance, each once."""
        return tuple(dict.fromkeys(each.guidance for each in self.said))

    @property
    def messages(self) -> tuple[str, ...]:
        """What is wrong, each once."""
        return tuple(dict.fromkeys(each.message for each in self.said))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The writer's reasons, each once."""
        return tuple(dict.fromkeys(each.reason for each in self.said if each.reason))


@dataclass(frozen=True)
class Beside:
    """The cards of a text, by their place, and the texts with their words marked."""

    cards: tuple[Card, ...]
    texts: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)

    def at(self, place: str) -> tuple[Card, ...]:
        """The cards that stand beside a field or provision."""
        return self._by_place.get(place, ())

    def under(self, place: str) -> tuple[Card, ...]:
        """The cards of a provision: about the whole of it and about each of its fields."""
        return tuple(each for each in self.cards if each.place == place or each.place.startswith(place + "/"))

    def says(self, place: str) -> bool:
        """Whether anything was written at the place or under it."""
        return any(text.strip() for pointer, text in self.texts.items() if f"{pointer}/".startswith(f"{place}/"))

    @property
    def in_order(self) -> tuple[Card, ...]:
        """The cards as a summary lists them: what stops publication first, else in reading order."""
        return tuple(sorted(self.cards, key=lambda each: (_STRONGEST[each.severity], each.number)))

    def marked(self, pointer: str) -> Markup:
        """A text with the words marked that its cards speak of."""
        return highlight(self.texts.get(pointer, ""), self.marks.get(pointer, ()))

    def marks_part_of(self, pointer: str) -> bool:
        """Whether some of a text's words are marked, and not just all of it."""
        length = len(self.texts.get(pointer, "").strip())
        return any(each.end - each.start < length for each in self.marks.get(pointer, ()))

    def of(self, severity: Severity) -> tuple[Card, ...]:
        """The cards of a severity, in reading order."""
        return tuple(each for each in self.cards if each.severity is severity)

    @property
    def counted(self) -> str:
        """How many there are of each kind, in words: “1 must be put right or cleared, 2 to check”."""
        counts = [(len(self.of(each)), SAID_ABOVE[each]) for each in Severity]
        return ", ".join(f"{count} {words}" for count, words in counts if count)

    @property
    def blocked(self) -> bool:
        """Whether anything stops publication."""
        return any(each.severity is BLOCK for each in self.cards)

    @cached_property
    def _by_place(self) -> Mapping[str, tuple[Card, ...]]:
        found: dict[str, tuple[Card, ...]] = {}
        for each in self.cards:
            found[each.place] = (*found.get(each.place, ()), each)
        return found


def beside(advice: Advice, findings: Iterable[tuple[Finding, str]]) -> Beside:
    """The cards for an advice's findings, each given with its writer's reason or ""."""
    return _beside(dict(advice.texts()), findings, lambda _, place: in_words(place, advice))


def beside_text(text: str, findings: Iterable[Finding], where: Callable[[Finding], str]) -> Beside:
    """The cards for the findings in the plain text of a document; `where` says the place of one in words."""
    return _beside({"/text": text}, ((each, "") for each in findings), lambda finding, _: where(finding))


def _beside(
    texts: Mapping[str, str], findings: Iterable[tuple[Finding, str]], where: Callable[[Finding, str], str]
) -> Beside:
    grouped: dict[object, list[tuple[Finding, str]]] = {}
    terms: dict[str, object] = {}
    for finding, reason in findings:
        group = _group(finding, texts)
        if finding.rule == "jargon":  # a term that comes again belongs to the card on which it stands already
            group = terms.setdefault(finding.text.casefold(), group)
        grouped.setdefault(group, []).append((finding, reason))
    cards, marks = [], dict[str, dict[Mark, None]]()
    for number, members in enumerate(grouped.values(), start=1):
        card = _card(number, members, texts, where)
        cards.append(card)
        for finding, _ in members:
            if finding.field in texts and finding.start < finding.end:
                mark = Mark(finding.start, finding.end, card.id, card.severity.value, str(number))
                marks.setdefault(finding.field, {})[mark] = None
    return Beside(tuple(cards), texts, {pointer: tuple(each) for pointer, each in marks.items()})


def _group(finding: Finding, texts: Mapping[str, str]) -> object:
    """What shares a card: the provision rules of one provision, the terms of jargon of one text."""
    provision = _PROVISION.fullmatch(finding.field)
    if provision and finding.rule.startswith("provision-"):
        return provision[1]
    if finding.rule == "jargon":
        return finding.rule, finding.field
    return finding if finding.field in texts else (finding.rule, finding.message)


def _card(
    number: int,
    members: list[tuple[Finding, str]],
    texts: Mapping[str, str],
    where: Callable[[Finding, str], str],
) -> Card:
    first = members[0][0]
    provision = _PROVISION.fullmatch(first.field)
    grouped = provision is not None and first.rule.startswith("provision-")
    place = provision[1] if provision and grouped else first.field if first.field in texts else ""
    said = {each.rule + each.message: _said(each, reason) for each, reason in members}
    marked = any(each.field in texts and each.start < each.end for each, _ in members)
    return Card(
        number=number,
        severity=min((each.severity for each, _ in members), key=_STRONGEST.__getitem__),
        place=place,
        where=where(first, place),
        said=tuple(said.values()),
        excerpts=tuple(dict.fromkeys(filter(None, (_excerpt(each, texts) for each, _ in members)))),
        marked=marked,
    )


def _said(finding: Finding, reason: str) -> Said:
    return Said(finding.rule, finding.message, finding.suggestion, finding.guidance, reason)


def _excerpt(finding: Finding, texts: Mapping[str, str]) -> Markup:
    """The words with a little of what stands around them; nothing where they are the whole text."""
    text = texts.get(finding.field, "")
    if not text[: finding.start].strip() and not text[finding.end :].strip():
        return Markup("")
    start, end = _word_edge(text, finding.start - _AROUND, 1), _word_edge(text, finding.end + _AROUND, -1)
    words = Markup('<mark class="hub-mark hub-mark--{}">{}</mark>').format(
        finding.severity.value, text[finding.start : finding.end]
    )
    before = ("… " if start else "") + text[start : finding.start]
    after = text[finding.end : end] + (" …" if end < len(text) else "")
    return Markup("{}{}{}").format(before, words, after)


def _word_edge(text: str, place: int, step: int) -> int:
    """The nearest place at which a word begins or ends, looking towards the words that are shown."""
    if place <= 0:
        return 0
    if place >= len(text):
        return len(text)
    for away in range(20):
        at = place + away * step
        if text[at - 1].isspace() if step > 0 else text[at].isspace():
            return at
    return place


def in_words(pointer: str, advice: Advice) -> str:
    """A place in an advice as people say it: “Health, outcome 1, provision 2: how often”."""
    parts = pointer.strip("/").split("/")
    if parts == [""]:
        return "The advice as a whole"
    if parts[0] == "background":
        return f"Background: {_PARTS.get(parts[-1], '')}"
    if parts[0] != "areas" or len(parts) < 2 or int(parts[1]) >= len(advice.areas):
        return ""
    area: Area = advice.areas[int(parts[1])].area
    numbered = [f"{_NUMBERED[name]} {int(number) + 1}" for name, number in zip(parts[2::2], parts[3::2], strict=False)]
    words = ", ".join([area.heading, *numbered])
    last = _PARTS.get(parts[-1], "") if len(parts) % 2 else ""
    return f"{words}: {last}" if last else words


_NUMBERED = {"outcomes": "outcome", "steps": "step", "provisions": "provision"}


def target(card: Card) -> str:
    """The id of the form's field (or provision) that a card is about; "" for the whole advice."""
    return name_of(card.place)
