"""A text with its marked words: safe HTML in which every mark links to the card that explains it, and back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup, escape

TONES = ("block", "warn", "advise", "read")  # strongest first: where marks overlap, the strongest shows


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to mark: half-open offsets in Unicode code points, and the id of the card that says why ("": no link).

    `tone` is one of TONES; `number` is what is shown small after the words, to be found again on the card. A card
    whose words stand in several texts links back to those of one: to the others `linked_back` is false.
    """

    start: int
    end: int
    card: str
    tone: str
    number: str = ""
    linked_back: bool = True


def words_id(card: str) -> str:
    """The id of the marked words that a card speaks of, so that the card can link back to them."""
    return f"words-{card}"


def highlight(text: str, marks: Iterable[Mark]) -> Markup:
    """The text as HTML: escaped, its characters unchanged, the marked words in <mark> with a link to their card.

    Marks may overlap and nest; one that lies outside the text is cut to it, an empty one is left out.
    Line breaks stay as they are: show the result in an element of class `hub-words` (white-space: pre-wrap).
    """
    cut = [each for each in (_within(mark, len(text)) for mark in marks) if each.start < each.end]
    edges = sorted({0, len(text), *(each.start for each in cut), *(each.end for each in cut)})
    begun: set[str] = set()
    return Markup("").join(_pieces(text, cut, edges, begun))


def _within(mark: Mark, length: int) -> Mark:
    start = min(max(mark.start, 0), length)
    return replace(mark, start=start, end=min(max(mark.end, start), length))


def _pieces(text: str, marks: Sequence[Mark], edges: Sequence[int], begun: set[str]) -> Iterator[Markup]:
    for start, end in pairwise(edges):
        here = sorted((each for each in marks if each.start <= start and end <= each.end), key=_strength)
        yield _marked(_safe(text[start:end]), here, end, begun) if here else _safe(text[start:end])


def _strength(mark: Mark) -> tuple[int, int, int]:
    return TONES.index(mark.tone), mark.end - mark.start, mark.start


def _safe(text: str) -> Markup:
    """Escaped so that a parser gives the same characters back: it would change CR, and refuse NUL and surrogates."""
    kept = "".join("\N{REPLACEMENT CHARACTER}" if _unspeakable(each) else each for each in text)
    return escape(kept).replace("\r", Markup("&#13;"))


def _unspeakable(character: str) -> bool:
    return character == "\0" or "\ud800" <= character <= "\udfff"


def _marked(words: Markup, marks: Sequence[Mark], end: int, begun: set[str]) -> Markup:
    shown = marks[0]
    if not shown.card:
        return Markup('<mark class="hub-mark hub-mark--{}">{}</mark>').format(shown.tone, words)
    new = [each.card for each in marks if each.card and each.linked_back and each.card not in begun]
    begun.update(new)
    mark_id = words_id(shown.card) if shown.card in new else ""
    anchors = Markup("").join(
        Markup('<span id="{}"></span>').format(words_id(card)) for card in new if card != shown.card
    )
    ending = ", ".join(each.number for each in marks if each.end == end and each.number)
    return Markup('{}<mark class="hub-mark hub-mark--{}"{}><a href="#{}"{}>{}</a></mark>').format(
        anchors,
        shown.tone,
        Markup(' id="{}"').format(mark_id) if mark_id else "",
        shown.card,
        Markup(' data-number="{}"').format(ending) if ending else "",
        words,
    )
