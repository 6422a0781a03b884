"""All published advice of a case in one PDF, with a contents page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.advice import Advice, Child
from hub.documents.sheet import day, plain, sheet

TITLE = "Advice for an education, health and care needs assessment"


@dataclass(frozen=True, slots=True)
class Bundled:
    """One advice of the bundle: whose it is, its words, and the names of the files that came with it."""

    team: str
    advice: Advice
    submitted_on: date
    files: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the contents page calls it."""
        writer = self.advice.professional.name
        return plain(f"{self.team}: {writer}" if writer else self.team)


def bundle(
    child: Child, advice: Sequence[Bundled], *, absent: Sequence[str], reference: str, made_on: date, council: str = ""
) -> bytes:
    """The bundle as a tagged PDF (PDF/UA-1), the same bytes every time.

    `absent` are the teams that were asked and whose advice is not in it. Each page has the case's reference and
    “Page n of m”; each advice stands word for word as it was submitted.
    """
    from hub.documents.sheet_pdf import as_json, set_in_type

    facts = (
        ("Case reference", reference),
        ("Name", child.name),
        ("Date of birth", day(child.date_of_birth) if child.date_of_birth else ""),
        ("School or setting", child.school),
        ("Put together", day(made_on)),
    )
    said = {
        "title": TITLE,
        "reference": plain(reference),
        "council": plain(council),
        "facts": [(label, plain(value)) for label, value in facts if value],
        "absent": [plain(each) for each in absent],
        "advice": [
            {
                **as_json(sheet(each.advice, reference=reference, submitted_on=each.submitted_on, council=council)),
                "title": each.title,
                "files": [plain(name) for name in each.files],
            }
            for each in advice
        ],
    }
    return set_in_type("bundle.typ", said, made_on)
