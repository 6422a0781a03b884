"""Whatever the layout, an advice comes right from it; `mapped_fields.py` prints the figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from hub.documents.read import read
from hub.documents.template import advice_from
from hub.documents.template_labels import Role, heading_of
from tests.hub.documents.layouts import LAYOUTS, Layout, made
from tests.hub.documents.mapped_fields import advices, convert, fields_of, score
from tests.hub.documents.paper import word_made


@pytest.mark.parametrize("layout", LAYOUTS, ids=[each.name for each in LAYOUTS])
def test_every_field_comes_right_from_word(layout: Layout) -> None:
    for advice in advices():
        mapped = advice_from(read(made(layout, advice), "advice.docx"), id=advice.id)
        assert fields_of(mapped.advice) == fields_of(layout.holds(advice))


@pytest.mark.libreoffice
def test_files_that_libreoffice_made_come_right_too(tmp_path: Path) -> None:
    advice = advices()[2]
    for each in LAYOUTS:
        (tmp_path / f"{each.name}.docx").write_bytes(made(each, advice))
    files = sorted(tmp_path.glob("*.docx"))
    convert(files, "odt", tmp_path)
    convert(sorted(tmp_path.glob("*.odt")), "docx:Office Open XML Text", tmp_path)
    convert(files, "pdf", tmp_path)
    for each in LAYOUTS:
        expected = each.holds(advice)
        word, pdf = (
            advice_from(read((tmp_path / f"{each.name}.{ending}").read_bytes(), each.name), id=advice.id)
            for ending in ("docx", "pdf")
        )
        assert fields_of(word.advice) == fields_of(expected)
        if each.name != "a_box_an_outcome_with_tables_inside":  # frames in frames can't be told apart on paper
            fields, right, _ = score(expected, pdf)
            assert right >= 0.9 * fields, each.name


_CLINIC_LETTER = """Dear Dr Rao,

Re: Lucy Ali, date of birth 3 September 2015

Diagnosis:
Epilepsy since 2021.

Concerns:
Her mother is worried about school.

Plan:
I will see her again in six months.

Recommendations: please repeat the prescription.

Yours sincerely, A. Smith, Consultant Paediatrician
"""


def test_a_clinic_letter_with_headings_of_its_own_is_no_template() -> None:
    assert advice_from(read(_CLINIC_LETTER.encode(), "letter.txt"), id="L").advice is None

    def make(document: Any) -> None:
        for line in _CLINIC_LETTER.split("\n\n"):
            heading, _, text = line.partition("\n")
            document.add_paragraph().add_run(heading).bold = True
            document.add_paragraph(text)

    assert advice_from(read(word_made(make), "letter.docx"), id="L").advice is None


@pytest.mark.parametrize(
    ("heading", "role", "which"),
    [
        ("What's going well?", Role.PART, "strengths"),
        ("What is not working so well?", Role.PART, "needs"),
        ("How do these needs impact on the child’s education?", Role.PART, "needs"),
        ("Proposed outcomes (end of key stage)", Role.OUTCOMES, ""),
        ("Strategies/interventions to meet this need", Role.PROVISIONS, ""),
        ("Lead professional/service", Role.PROVISION, "provided_by"),
        ("Frequency of delivery", Role.PROVISION, "frequency"),
        ("How will progress be measured and reviewed?", Role.PROVISION, "review"),
        ("Impact of support to date", Role.BACKGROUND, "support_effect"),
        ("4.2 Parents’ aspirations", Role.BACKGROUND, "discussions_parents"),
    ],
)
def test_a_heading_that_is_on_no_list_is_known_by_its_words(heading: str, role: Role, which: str) -> None:
    found = heading_of(heading)
    assert found is not None
    assert (found.role, found.which) == (role, which)


@pytest.mark.parametrize(
    "said",
    [
        "Tom finds mornings hard.",
        "Weekly",
        "All staff who work with Tom will be trained.",
        "A review",
        "How often – once a week",
        "Staff / Student ratio: 1:1",
    ],
)
def test_what_somebody_wrote_is_no_heading(said: str) -> None:
    assert heading_of(said) is None


@pytest.mark.parametrize(
    "said", ["what is " * 40, "provision and " * 22, "the child or young person or " * 10, "1." * 60]
)
def test_no_label_takes_long_to_tell(said: str) -> None:
    started = time.perf_counter()
    for end in range(len(said)):
        heading_of(said[:end])
    assert time.perf_counter() - started < 2
