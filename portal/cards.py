"""Findings as cards beside the words: one card per provision, one for the jargon of a text, each with its words.

A finding that has been overruled has no card: it is folded away with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from markupsafe import Markup

from hub.advice import Advice, Area
from hub.documents.sheet import PROVISION_COLUMNS
from hub.finding import BLOCK, Finding, Quote, Severity
from hub.models import Dismissal
from hub.services.dismissals import words_digest
from portal.highlight import Mark, highlight
from portal.rewriting import Rewrite, box_for, rewrite_of

LABELS = {Severity.BLOCK: "Stops publication", Severity.WARN: "Please check", Severity.ADVISE: "Suggestion"}
SAID_ABOVE = {Severity.BLOCK: "must be put right or cleared", Severity.WARN: "to check", Severity.ADVISE: "to consider"}
_STRONGEST = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.ADVISE: 2}
LEFT_OVER = "/text"  # the pointer of what a document holds that fits no field
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
    "pep": "personal education plan (PEP)",
    "personal_budget": "personal budget",
} | {name: label[:1].lower() + label[1:] for name, label in PROVISION_COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says on a card; `keys` name the findings that say it, "" in a text that belongs to no request."""

    rule: str
    severity: Severity
    message: str
    suggestion: str
    guidance: Quote
    excerpts: tuple[Markup, ...] = ()
    keys: tuple[str, ...] = ()
    rewrite: Rewrite | None = None  # what the writer may take over
    box: str = ""  # the pointer of the empty box in which to answer

    @property
    def box_label(self) -> str:
        """What the form calls that box."""
        return PROVISION_COLUMNS[self.box.rpartition("/")[2]]

    @property
    def may_be_set_aside(self) -> bool:
        """Whether its writer may overrule it: a block is the reviewer's to clear."""
        return self.severity is not BLOCK and all(self.keys)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to mend: `place` is the field or provision that it stands beside, "" for the whole advice."""

    number: int
    severity: Severity
    place: str
    where: str
    said: tuple[Said, ...]
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
    def rules(self) -> tuple[tuple[str, tuple[Quote, ...]], ...]:
        """Each rule with the sentences of guidance that it shows, each sentence once on the card."""
        shown: set[Quote] = set()
        found: dict[str, list[Quote]] = {}
        for each in self.said:
            quotes = found.setdefault(each.rule, [])
            if each.guidance not in shown:
                quotes.append(each.guidance)
            shown.add(each.guidance)
        return tuple((rule, tuple(quotes)) for rule, quotes in found.items())

    @property
    def messages(self) -> tuple[str, ...]:
        """What is wrong, each once."""
        return tuple(dict.fromkeys(each.message for each in self.said))

    @property
    def key(self) -> str:
        """What names the card's own fields in a form: its first words, and its number, since words may stand twice."""
        return f"{self.to_set_aside[0].keys[0][:12]}-{self.number}"

    @property
    def to_set_aside(self) -> tuple[Said, ...]:
        """What the writer may overrule of it."""
        return tuple(each for each in self.said if each.may_be_set_aside)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A finding that has been overruled, by whom and why."""

    message: str
    where: str
    excerpt: Markup
    dismissal: Dismissal

    @property
    def cleared(self) -> bool:
        """Whether a reviewer cleared it; else its writer set it aside."""
        return self.dismissal.severity is BLOCK


@dataclass(frozen=True)
class Beside:
    """The cards of a text, by their place, and the texts with their words marked."""

    cards: tuple[Card, ...]
    texts: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    overruled: tuple[SetAside, ...] = ()

    def at(self, place: str) -> tuple[Card, ...]:
        """The cards that stand beside a field or provision."""
        return self._by_place.get(place, ())

    def under(self, place: str) -> tuple[Card, ...]:
        """The cards of a provision: about the whole of it and about each of its fields."""
        return tuple(each for each in self.cards if each.place == place or each.place.startswith(place + "/"))

    def box(self, place: str) -> tuple[Card, ...]:
        """The cards that the form shows beside a field, a whole provision, or ("") above everything."""
        return self.under(place) if place else self.at(place)

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

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """What the writer has set aside."""
        return tuple(each for each in self.overruled if not each.cleared)

    @property
    def cleared(self) -> tuple[SetAside, ...]:
        """What a reviewer has cleared."""
        return tuple(each for each in self.overruled if each.cleared)

    @cached_property
    def _by_place(self) -> Mapping[str, tuple[Card, ...]]:
        found: dict[str, tuple[Card, ...]] = {}
        for each in self.cards:
            found[each.place] = (*found.get(each.place, ()), each)
        return found


def beside(
    advice: Advice,
    findings: Iterable[Finding],
    overruled: Mapping[Finding, Dismissal] = MappingProxyType({}),
    left_over: str = "",
) -> Beside:
    """The cards for an advice's findings; those that were overruled have none, and are folded away.

    `left_over` is the text of its document that fits no field.
    """
    texts = {**dict(advice.texts()), LEFT_OVER: left_over}
    found = list(findings)
    standing = [each for each in found if each not in overruled]
    shown = _beside(
        texts,
        standing,
        lambda each, place: in_words(place or each.field, advice),
        lambda each: words_digest(each, texts),
    )
    away = {
        overruled[each].words_sha256: SetAside(
            each.message, in_words(each.field, advice), _excerpt(each, texts), overruled[each]
        )
        for each in found
        if each in overruled
    }
    return replace(shown, overruled=tuple(away.values()))


def beside_text(text: str, findings: Iterable[Finding], where: Callable[[Finding], str]) -> Beside:
    """The cards for the findings in the plain text of a document; `where` says the place of one in words."""
    return _beside({LEFT_OVER: text}, findings, lambda finding, _: where(finding), lambda _: "")


def _beside(
    texts: Mapping[str, str],
    findings: Iterable[Finding],
    where: Callable[[Finding, str], str],
    key: Callable[[Finding], str],
) -> Beside:
    grouped: dict[object, list[Finding]] = {}
    terms: dict[str, object] = {}
    for finding in findings:
        group = _group(finding, texts)
        if finding.rule == "jargon":  # a term that comes again belongs to the card on which it stands already
            group = terms.setdefault(finding.text.casefold(), group)
        grouped.setdefault(group, []).append(finding)
    cards, marks = [], dict[str, dict[Mark, None]]()
    for number, (group, members) in enumerate(grouped.items(), start=1):
        place = group if isinstance(group, str) else members[0].field if members[0].field in texts else ""
        marked = [each for each in members if each.field in texts and each.start < each.end]
        card = Card(
            number=number,
            severity=min((each.severity for each in members), key=_STRONGEST.__getitem__),
            place=place,
            where=where(members[0], place),
            said=_said(members, texts, key),
            marked=bool(marked),
        )
        cards.append(card)
        for each in marked:
            first = each.field == marked[0].field
            mark = Mark(each.start, each.end, card.id, card.severity.value, str(number), linked_back=first)
            marks.setdefault(each.field, {})[mark] = None
    return Beside(tuple(cards), texts, {pointer: tuple(each) for pointer, each in marks.items()})


def _group(finding: Finding, texts: Mapping[str, str]) -> object:
    """What shares a card: all that is said of one provision (a block stands alone), the jargon of one text."""
    provision = _PROVISION.fullmatch(finding.field)
    if provision and finding.severity is not BLOCK:
        return provision[1]
    if finding.rule == "jargon":
        return finding.rule, finding.field
    return finding if finding.field in texts else (finding.rule, finding.message)


def _said(members: Iterable[Finding], texts: Mapping[str, str], key: Callable[[Finding], str]) -> tuple[Said, ...]:
    """What is said on a card, each once, with its words."""
    same: dict[tuple[str, str], list[Finding]] = {}
    for each in members:
        same.setdefault((each.rule, each.message), []).append(each)
    return tuple(
        Said(
            first.rule,
            min((each.severity for each in findings), key=_STRONGEST.__getitem__),
            first.message,
            first.suggestion,
            first.guidance,
            tuple(dict.fromkeys(filter(None, (_excerpt(each, texts) for each in findings)))),
            tuple(dict.fromkeys(map(key, findings))),
            rewrite_of(first, texts),
            box_for(first, texts),
        )
        for findings in same.values()
        for first in findings[:1]
    )


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
    if len(parts) == 1:
        return _WHOLE.get(pointer, "")
    if parts[0] == "background":
        return f"Background: {_PARTS.get(parts[-1], '')}"
    if parts[0] != "areas" or len(parts) < 2 or int(parts[1]) >= len(advice.areas):
        return ""
    area: Area = advice.areas[int(parts[1])].area
    numbered = [f"{_NUMBERED[name]} {int(number) + 1}" for name, number in zip(parts[2::2], parts[3::2], strict=False)]
    words = ", ".join([area.heading, *numbered])
    last = _PARTS.get(parts[-1], "") if len(parts) % 2 else ""
    return f"{words}: {last}" if last else words


_WHOLE = {"": "The advice as a whole", LEFT_OVER: "Words that fit no field", "/file": "The file itself"}
_NUMBERED = {"outcomes": "outcome", "steps": "step", "provisions": "provision"}
