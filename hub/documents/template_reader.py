"""Reads the labels and texts of a template in order, and keeps the box that is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from hub.advice import Area
from hub.documents.passage import Passage
from hub.documents.template_draft import AdviceDraft, AreaDraft, StepDraft, Texts
from hub.documents.template_labels import Label, Role, heading_of, inline_label, is_prompt, label_of
from hub.language.written_date import date_in

_LISTS = (Role.OUTCOMES, Role.STEPS, Role.PROVISIONS)
_KINDS_OF_BOX = {
    Role.PART: "needs",
    Role.OUTCOMES: "outcome",
    Role.OUTCOME: "outcome",
    Role.PROVISIONS: "provision",
    Role.PROVISION: "provision",
}
DETAILS = (Role.CHILD, Role.PROFESSIONAL, Role.NAME)
_BEGINNING = (Role.OUTCOME, Role.STEPS, Role.PROVISIONS, Role.PROVISION)
_NEEDS = Label(Role.PART, "needs")
_OUTCOME_NUMBER = re.compile(r"(?:outcome )?(?:no\.? ?|#)?(\d{1,2})\.?", re.IGNORECASE)
_APART = re.compile(r"\t+| {4,}")


class Reader:
    """Reads labels and texts in order, and keeps the box that is open."""

    def __init__(self, *, default_area: Area | None, headings_only: bool) -> None:
        self.draft = AdviceDraft()
        self.unplaced: list[Passage] = []
        self.headings_only = headings_only
        self._area: Area | None = default_area
        self._default_area = default_area
        self._section = ""
        self._box: Label | None = None
        self._boxes = set[str]()
        self._names_area = False
        self.heads: dict[int, list[Label | None]] = {}  # of tables that go on after a table inside them

    @property
    def is_template(self) -> bool:
        """Whether an area and one of its boxes were found; two kinds of them where the area had to be guessed."""
        boxes = len(self._boxes) > (0 if self._names_area else 1)
        return bool(self.draft.areas) and (boxes or self.headings_only)

    @property
    def names_boxes(self) -> bool:
        """Whether boxes for outcomes and another kind were found: in no area, perhaps."""
        return "outcome" in self._boxes and len(self._boxes) > 1

    def open(self, label: Label) -> None:
        """Open the box of a label."""
        if label.role is Role.PROMPT:
            return
        self._box = label
        if label.role is Role.SECTION:
            self._section, self._area, self._box = label.which, self._default_area, None
        elif label.role is Role.AREA and label.which:
            # what stands under an area's heading, and under no other, describes the child's needs
            self._names_area = True
            self._area, self._section, self._box = Area(label.which), "", None if self.headings_only else _NEEDS
            self.draft.area(self._area)
        elif self._area and label.role in _BEGINNING:
            self._begin(self.draft.area(self._area), label)
        if label.role in _KINDS_OF_BOX:
            self._boxes.add(_KINDS_OF_BOX[label.role])

    def close(self) -> None:
        """Close the box that is open: what follows belongs to none, until a label opens the next."""
        self._box = None

    @staticmethod
    def _begin(area: AreaDraft, label: Label) -> None:
        """A label that comes again begins a new outcome, or a new provision."""
        if label.outcome:
            area.select(label.outcome)
        if label.role is Role.OUTCOME:
            area.new_outcome()
        elif label.role is Role.PROVISIONS:
            area.outcome().new_provision()
        elif label.role is Role.PROVISION:
            area.outcome().provision(label.which).setdefault(label.which, [])

    @property
    def awaits_provider(self) -> bool:
        """Whether the open box asks who provides the support, and is empty."""
        if self._box != Label(Role.PROVISION, "provided_by") or self._area is None:
            return False
        return not self.draft.area(self._area).outcome().field_of_provision("provided_by")

    def write(self, text: Passage, *, follows: bool = False) -> None:
        """Write a text in the open box; `follows` where it continues the last line of the same paragraph."""
        if not text.text.strip() or (self.headings_only and self._box and self._box.role is Role.FORM):
            return
        if self._is_named(text):
            return
        if self._box and self._box.role in _LISTS and not text.text[:1].islower():
            follows = False  # in a plain text each line of a list is an item, unless it goes on in mid-sentence
        into = self._place(self._box, follows) if self._box else None
        if into is None:
            self.unplaced.append(text)
        elif follows and into:
            into[-1] = Passage.joined([into[-1], text], "\n")
        else:
            into.append(text)

    def _is_named(self, text: Passage) -> bool:
        """Whether the text only names the area, or the number of the outcome, that its label asks for."""
        if not self._box or self._box.role not in (Role.AREA, Role.OUTCOME_NUMBER):
            return False
        if self._box.role is Role.OUTCOME_NUMBER:
            return self.select_outcome(text)
        named = label_of(text.text)
        if named is None or named.role is not Role.AREA:
            return False
        self.open(named)
        return True

    def select_outcome(self, text: Passage) -> bool:
        """Go on with the outcome whose number the text is; whether it is one."""
        number = _OUTCOME_NUMBER.fullmatch(text.text.strip())
        return number is not None and self._area is not None and self.draft.area(self._area).select(int(number[1]))

    def _place(self, box: Label, follows: bool) -> list[Passage] | None:
        whole: dict[Role, Callable[[], list[Passage]]] = {
            Role.CHILD: lambda: self.draft.child.setdefault(box.which, []),
            Role.PROFESSIONAL: lambda: self.draft.professional.setdefault(box.which, []),
            Role.NAME: self._name,
            Role.BACKGROUND: lambda: self.draft.background.setdefault(box.which, []),
            Role.WRITTEN_ON: lambda: self.draft.written_on,
            Role.PROFILE: lambda: self.draft.profile,
        }
        if box.role in whole:
            return whole[box.role]()
        return None if self._area is None else _in_area(self.draft.area(self._area), box, follows)

    def _name(self) -> list[Passage]:
        """A bare “Name” is the child's, until the child has one or the section is about the professional."""
        taken = self.draft.child.get("name") and not self.draft.professional.get("name")
        of: Texts = self.draft.professional if self._section == "professional" or taken else self.draft.child
        return of.setdefault("name", [])

    def outcome_kind(self, text: Passage) -> bool:
        """Take “Kind of outcome: health” where an outcome is open; whether it was taken."""
        found = inline_label(text.text)
        if not found or found[0].role is not Role.KIND or not self._area:
            return False
        outcome = self.draft.area(self._area).outcome()
        if outcome.kind:
            self.unplaced.append(text)
        else:
            outcome.kind = text.text[found[1] :]
        return True

    def step_date(self, text: Passage) -> None:
        """The date of the last step, from a column of its own."""
        if self._area and text.text.strip():
            steps = self.draft.area(self._area).outcome().steps
            if steps and date_in(text.text):
                steps[-1].by = date_in(text.text)
            else:
                self.unplaced.append(text)

    def provision_row(self, cells: Sequence[tuple[str, Passage]]) -> None:
        """A row of a provision table: one provision, whatever its cells leave open."""
        if self._area is None:
            self.unplaced += [text for _, text in cells]
            return
        self._boxes.add("provision")
        provision: Texts = {}
        for part, text in cells:
            provision.setdefault(part, []).append(text)
        self.draft.area(self._area).outcome().provisions.append(provision)


def _in_area(area: AreaDraft, box: Label, follows: bool) -> list[Passage] | None:
    """Where a text goes in its area: the list of paragraphs that it joins."""
    if box.role is Role.PART:
        return area.texts.setdefault(box.which, [])
    if box.role in (Role.OUTCOMES, Role.OUTCOME):
        fresh = box.role is Role.OUTCOMES and not follows
        return (area.new_outcome() if fresh else area.outcome()).texts
    outcome = area.outcome()
    if box.role is Role.STEPS:
        if not follows or not outcome.steps:
            outcome.steps.append(StepDraft())
        return outcome.steps[-1].texts
    if box.role is Role.PROVISIONS:
        return (outcome.provisions[-1] if follows else outcome.new_provision()).setdefault("support", [])
    return outcome.field_of_provision(box.which) if box.role is Role.PROVISION else None


def lines_of(words: Passage, *, by_line: bool) -> list[Passage]:
    """A plain text's every line, or a paragraph's where one of its lines is a label; labels side by side apart."""
    lines = [part for line in words.lines() for part in _apart(line)]
    labelled = by_line or any(label_of(line.text) or inline_label(line.text) for line in lines)
    return lines if labelled else [words.strip()]


def _apart(line: Passage) -> list[Passage]:
    """The parts of a line that has a tab between them, where each is a label with its answer."""
    edges = [(0, 0), *(found.span() for found in _APART.finditer(line.text)), (len(line.text), 0)]
    parts = [line.cut(before[1], after[0]) for before, after in pairwise(edges)]
    parts = [part for part in parts if part.text.strip()]
    return parts if len(parts) > 1 and all(inline_label(part.text) for part in parts) else [line]


def read_line(reader: Reader, line: Passage, *, heading: bool, follows: bool) -> None:
    """Read a line of prose: a label, a label with its answer, or an answer."""
    label = heading_of(line.text) if heading and not reader.headings_only else label_of(line.text)
    if label and not heading and label.role in DETAILS and reader.awaits_provider:
        label = None  # “School”, beneath “To be provided by”
    found = None if label else inline_label(line.text)
    if label:
        reader.open(label)
    elif reader.outcome_kind(line):
        return
    elif found:
        reader.open(found[0])
        said = line.cut(found[1])
        if not is_prompt(said.text):
            reader.write(said)
    elif heading and not reader.headings_only:
        reader.unplaced.append(line)
    else:
        reader.write(line, follows=follows)
