"""The words of a file that is brought into a draft: the hub's own template, or a report of any layout.

Nothing of its text is lost: what finds no field is kept apart, with the heading that it stood under.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.advice import BACKGROUND_PARTS, Advice, Area, AreaAdvice, Outcome
from hub.documents.document import BlockKind, CannotRead, Document, DocumentKind
from hub.documents.offline import identified
from hub.documents.offline_reader import KINDS, cases_in, is_offline, read_offline, requests_in
from hub.documents.passage import Passage
from hub.documents.sheet import NOTHING_WRITTEN, TITLE
from hub.documents.template import report_from
from hub.documents.template_draft import AdviceDraft, Texts
from hub.documents.template_labels import is_prompt
from hub.draft_parts import Place

DETAILS = "Names and dates in the file (the hub has its own)"
RUNNING = "At the head or foot of the pages"
_RUNNING = (BlockKind.HEADER, BlockKind.FOOTER)


@dataclass(frozen=True, slots=True)
class Loose:
    """Words that found no field, and the heading that they stood under."""

    under: str
    text: str


@dataclass(frozen=True, slots=True)
class FileWords:
    """What a file says.

    `requests` are those that a template of the hub's says it is for (more than one where somebody pasted one into
    another), none for a report; `version` is the draft that the template was made from, 0 before the first, -1 where
    that is not known; `absent` are the keys of the parts (`hub.draft_parts`) whose heading is not in the template;
    `cases` are the references that the hub's own files say they are about.
    """

    advice: Advice
    loose: tuple[Loose, ...]
    requests: frozenset[str] = frozenset()
    version: int = -1
    absent: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()


def words_of(data: bytes, document: Document, *, area: Area) -> FileWords:
    """The words of a file, field by field; `document` is what was read from it, `area` what a report is about.

    Raises CannotRead for one without a word.
    """
    if not document.text.strip():
        raise CannotRead("No words could be read in this file. If it is a picture or a scan, type the words instead.")
    named = _named_in(data, document)
    if is_offline(document):
        found = read_offline(document)
        advice, _ = found.draft.advice("")
        loose = tuple(Loose(each.under, each.words.text) for each in found.unplaced)
        requests = found.requests.union(each[0] for each in named)
        return FileWords(advice, loose, requests, _version(named), frozenset(_absent(found.draft)), cases_in(document))
    reader = report_from(document, area=area)
    advice, odd_kinds = _with_known_kinds(reader.draft.advice("")[0])
    loose = (*_by_heading(document, reader.unplaced), *odd_kinds, *_details(reader.draft), *_at_the_ends(document))
    requests = requests_in(document).union(each[0] for each in named)
    return FileWords(_written(advice), loose, requests, cases=cases_in(document))


def _named_in(data: bytes, document: Document) -> list[tuple[str, int]]:
    """The request that a Word file's properties name."""
    if document.kind is not DocumentKind.WORD:
        return []
    from hub.documents.word_package import Package, child

    package = Package(data)
    parts = [target for _, kind, target in package.related("") if kind == "core-properties" and target in package.names]
    said = [child(package.xml(part), "identifier") for part in parts]
    found = (identified(str(each.text or "")) for each in said if each is not None)
    return [each for each in found if each is not None]


def _version(named: Sequence[tuple[str, int]]) -> int:
    return min((version for _, version in named), default=-1)


def _absent(draft: AdviceDraft) -> Iterator[str]:
    """The parts whose heading somebody took out: that is no word about what should stand there."""
    yield from (Place(name).key for name in BACKGROUND_PARTS if name not in draft.background)
    for area, found in draft.areas.items():
        yield from (Place(part, area).key for part in ("strengths", "needs") if part not in found.texts)


def _written(advice: Advice) -> Advice:
    """Without areas of which the file only has the heading."""
    said = (each for each in advice.areas if each.strengths or each.needs or each.outcomes)
    return replace(advice, areas=tuple(said))


def _with_known_kinds(advice: Advice) -> tuple[Advice, list[Loose]]:
    """The kinds of outcome that the hub's form knows, in its words; any other is a word without a field."""
    odd: list[Loose] = []

    def known(area: AreaAdvice, outcome: Outcome) -> Outcome:
        kind = " ".join((outcome.kind or "").casefold().split()).strip(" .") or None
        if kind is not None and kind not in KINDS:
            odd.append(Loose(f"{area.area.heading}, kind of outcome", outcome.kind or ""))
            kind = None
        return replace(outcome, kind=kind)

    areas = tuple(replace(area, outcomes=tuple(known(area, each) for each in area.outcomes)) for area in advice.areas)
    return replace(advice, areas=areas), odd


def _by_heading(document: Document, unplaced: Iterable[Passage]) -> Iterator[Loose]:
    """Words without a field, those under one heading together, in the order of the document."""
    headings = [
        (start, block.text)
        for block, start in zip(document.blocks, document.starts, strict=True)
        if block.kind is BlockKind.HEADING
    ]
    starts = [start for start, _ in headings]
    under: dict[int, list[str]] = {}
    for each in sorted((each for each in unplaced if each.text.strip()), key=_start):
        place = bisect_right(starts, _start(each)) - 1
        texts = under.setdefault(place, [])
        if place < 0 or each.text != headings[place][1]:
            texts.append(each.text)
    for place, texts in under.items():
        heading = headings[place][1] if place >= 0 else ""
        said = "\n\n".join(texts)
        if said or not (is_prompt(heading) or heading in (TITLE, NOTHING_WRITTEN)):
            yield Loose(heading[:200] if said else "", said or heading)


def _start(passage: Passage) -> int:
    return passage.pieces[0].at if passage.pieces else 0


def _details(draft: AdviceDraft) -> Iterator[Loose]:
    """Who the file says that it is about and by: kept, since more may have been written there than a name."""
    said = [*_said(draft.child), *_said(draft.professional)]
    said += [("date written", each.text) for each in draft.written_on]
    said += [("kind of advice", each.text) for each in draft.profile]
    lines = [f"{label[:1].upper()}{label[1:]}: {text}" for label, text in said if text.strip()]
    if lines:
        yield Loose(DETAILS, "\n".join(lines))


def _said(texts: Mapping[str, Sequence[Passage]] | Texts) -> Iterator[tuple[str, str]]:
    return ((name.replace("_", " "), each.text) for name, found in texts.items() for each in found)


def _at_the_ends(document: Document) -> Iterator[Loose]:
    lines = dict.fromkeys(each.text for each in document.blocks if each.kind in _RUNNING and each.text.strip())
    if lines:
        yield Loose(RUNNING, "\n".join(lines))
