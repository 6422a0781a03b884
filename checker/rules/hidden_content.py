"""Words in a file that its reader can't see: tracked changes, comments, hidden text, names in its properties."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reading import HiddenWords, Span, WholeAdvice, example
from checker.rule import rule
from hub.advice import Child, Professional, Profile
from hub.finding import BLOCK, NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote, Severity
from hub.hidden import Hidden, HiddenKind
from hub.language.named import is_for_a_person, people_given, people_named
from hub.names import folded, is_said_in

_LONGEST = 600  # letters of hidden words that a message repeats
# what Word writes of itself about whoever saved or manages a file: a secretary's name, mostly
_OF_THE_OFFICE = frozenset({"last modified by", "manager", "people"})
_COPY = "or use a copy of the file with nothing hidden in it."
_SAYS = {
    HiddenKind.TRACKED_DELETION: (
        "holds words that were deleted as a tracked change: anybody can bring them back",
        "In Word: Review, Accept All Changes and Stop Tracking; ",
    ),
    HiddenKind.TRACKED_INSERTION: (
        "holds words that were added as a tracked change and not yet accepted",
        "In Word: Review, Accept All Changes and Stop Tracking; ",
    ),
    HiddenKind.COMMENT: ("holds a comment", "Delete the comment; "),
    HiddenKind.HIDDEN_TEXT: ("holds hidden text", "Delete the words, or show them if they belong here; "),
    HiddenKind.WHITE_TEXT: (
        "holds words in the colour of the paper or box behind them",
        "Delete the words, or give them a colour that is seen; ",
    ),
    HiddenKind.TINY_TEXT: ("holds words too small to be seen", "Delete the words, or make them larger; "),
    HiddenKind.UNSEEN_TEXT: (
        "holds words that can't be seen, but copied: invisible, or covered by something drawn over them",
        "Delete the words themselves and make the file anew; a box over words takes none away; ",
    ),
    HiddenKind.OUTSIDE_PAGE: ("holds words outside the page", "Delete the words; "),
    HiddenKind.OCR_LAYER: (
        "holds, behind the picture of a page, words that the picture doesn’t show",
        "Scan the page again; ",
    ),
    HiddenKind.METADATA: ("has a person’s name in its properties", "Take it out: in Word, File, Inspect Document; "),
    HiddenKind.PICTURE_TEXT: (
        "names a person in what is written behind a picture",
        "Change the picture’s description (Alt Text); ",
    ),
    HiddenKind.ATTACHMENT: ("carries another file or data inside it", "Take it out; "),
    HiddenKind.EARLIER_REVISION: (
        "still holds an earlier version of itself",
        "Print it to a new PDF instead of saving over the old one; ",
    ),
}
_SIAN = Child(name="Siân Evans")
_NUDD = Professional(name="Beverley Nudd", role="SENCO")


@rule(
    each=HiddenWords,
    severity={Profile.HEALTH: BLOCK, Profile.SOCIAL_CARE: BLOCK, Profile.EDUCATION: BLOCK},
    message="This file holds words that its reader can’t see.",
    suggestion=f"Take out what is hidden, {_COPY}",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Saving and submitting your advice",
            "Once you have submitted the advice this is made available for the EHCP Coordinator, Parent/carer, and "
            "professionals registered to the case to view on the hub.",
        ),
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "Please check any documents uploaded and remove references to other children or information not directly "
            "related to the education of the child.",
        ),
    ),
    bad=(
        "tracked-deletion: «Her mother, Carys, drinks.»",
        "comment, by Dr A Rao: «Ask Carys before this goes out.»",
        "white-text, header: «Placed with Mr and Mrs Webb»",
        "unseen-text: «12 Larch Close»",
        "attachment, budget.xlsx: «An embedded file»",
        "earlier-revision: «His brother Tobi was arrested.»",
        "metadata, Author: «Denise Crabtree»",
        "metadata, Keywords: «Sian; mother Carys»",
        "picture-text: «Photo of Carys at the refuge»",
    ),
    good=(
        example(needs="metadata, Author: Siân Evans", child=_SIAN),
        example(needs="metadata, Author: Nudd, Beverley", professional=_NUDD),
        example(needs="metadata, Author: Beverley Nudd - Rotherham (SEND)", professional=_NUDD),
        example(needs="metadata, Last modified by: bnudd", professional=_NUDD),
        "metadata, Author: Rotherham MBC",
        "metadata, Author: Speech and Language Therapy Team",
        "metadata, Subject: EHC advice, version 3",
        example(needs="metadata, Title: EHC advice for Siân Evans, parent copy", child=_SIAN),
        "picture-text: Council logo",
    ),
    uploads=True,
)
def hidden_content(hidden: HiddenWords) -> Iterator[Span]:
    """What a writer thinks is gone, a family can read: a council's hidden words have given away who reported them."""
    found = hidden.value
    if found.kind in (HiddenKind.METADATA, HiddenKind.PICTURE_TEXT) and not _names_another(found, hidden.document):
        return
    what, instead = _SAYS[found.kind]
    place = f"Page {found.page} of this file" if found.page else "This file"
    words = " ".join(found.words.split())
    words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    part = f" ({found.part})" if found.part else ""
    yield hidden.whole().saying(f"{place} {what}{part}: “{words}”.", f"{instead}{_COPY}", severity=_severity(found))


def _severity(found: Hidden) -> Severity | None:
    return WARN if found.kind is HiddenKind.METADATA and found.part.lower() in _OF_THE_OFFICE else None


def _names_another(found: Hidden, document: WholeAdvice) -> bool:
    """Whether it names a person who is neither the writer nor the child, nor named in the text anyway."""
    if found.part == "path":  # goes through somebody's own folder
        return True
    writer, child = document.advice.professional, document.child
    said = (writer.name, writer.team, child.name, child.known_as, *(prose.text for prose in document.texts))
    known = frozenset(folded(" ".join(said)).split())
    is_for_names = found.kind is HiddenKind.METADATA and is_for_a_person(found.part)
    names = people_given(found.words) if is_for_names else people_named(found.words)
    return any(not is_said_in(name, known) for name in names)
