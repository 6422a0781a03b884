"""How councils lay their advice templates out: each layout writes an advice as a Word file, in its own words and boxes.

`tests/hub/documents/mapped_fields.py` counts how many fields are mapped right from each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from docx.shared import Mm, Pt

from hub.advice import Advice, Area, Background, Child, Outcome, Professional, Profile, Provision, Step
from tests.hub.documents.paper import add_xml, word_made


class Layout(NamedTuple):
    """A layout: what it is called, how it writes an advice, what of the advice it has boxes for."""

    name: str
    write: Callable[[Any, Advice], None]
    holds: Callable[[Advice], Advice]


LAYOUTS: list[Layout] = []
Write = Callable[[Any, Advice], None]


def layout(holds: Callable[[Advice], Advice]) -> Callable[[Write], Write]:
    """Make a function that writes an advice a layout."""

    def keep(write: Write) -> Write:
        LAYOUTS.append(Layout(write.__name__, write, holds))
        return write

    return keep


# what a layout has boxes for


def holding(
    *provision: str, steps: str = "dated", background: tuple[str, ...] = (), details: tuple[str, ...] = ()
) -> Any:
    """An advice with nothing but areas, and of these only some boxes.

    `steps` is “dated”, “undated” or “none”; `details` are names of the child's and the professional's fields.
    """

    def kept(advice: Advice) -> Advice:
        areas = tuple(
            replace(area, outcomes=tuple(_outcome(each, provision, steps) for each in area.outcomes))
            for area in advice.areas
        )
        child = {name: getattr(advice.child, name) for name in details if hasattr(Child, name)}
        role = {"professional": advice.professional.name, "role": advice.professional.role}
        role = {("name" if key == "professional" else key): said for key, said in role.items() if key in details}
        return Advice(
            advice.id,
            areas,
            child=Child(**child),
            professional=Professional(**role),
            written_on=advice.written_on if "written_on" in details else None,
            background=Background(**{name: getattr(advice.background, name) for name in background}),
        )

    return kept


def _outcome(outcome: Outcome, parts: tuple[str, ...], steps: str) -> Outcome:
    kept = tuple(Provision(**{part: getattr(each, part) for part in parts}) for each in outcome.provisions)
    said = () if steps == "none" else outcome.steps
    if steps == "undated":
        said = tuple(Step(each.text) for each in said)
    return Outcome(outcome.outcome, None, said, tuple(each for each in kept if each != Provision()))


ALL = ("support", "provided_by", "ratio", "quantity", "frequency", "review")


# small pieces of a page


def _table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")
    for number, cells in enumerate(rows):
        for column, text in enumerate(cells):
            _fill(table.cell(number, column), text)
    return table


def _fill(cell: Any, text: str, *, bold: bool = False) -> None:
    for number, paragraph in enumerate(text.split("\n\n")):
        into = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        into.add_run(paragraph).bold = bold or None


def _bold(document: Any, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def _prose(document: Any, text: str) -> None:
    for paragraph in text.split("\n\n"):
        if paragraph:
            document.add_paragraph(paragraph)


def _day(said: date | None, form: str = "%d/%m/%Y") -> str:
    return said.strftime(form) if said else ""


def _provided(provision: Provision, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(getattr(provision, part) for part in parts)


# the layouts


@layout(holding(*ALL, details=("name", "date_of_birth", "school", "professional", "role", "written_on")))
def headed_sections_and_a_provision_table(document: Any, advice: Advice) -> None:
    """Health services: styled headings, a table of details, a provision table under each outcome."""
    document.add_heading("Health advice for an Education, Health and Care Needs Assessment", 0)
    _table(
        document,
        [
            ("Name of child/young person", advice.child.name, "DOB", _day(advice.child.date_of_birth)),
            ("Current school or setting", advice.child.school, "Date of report", _day(advice.written_on)),
            ("Report written by", advice.professional.name, "Job title", advice.professional.role),
        ],
    )
    for area in advice.areas:
        document.add_heading(area.area.heading, 1)
        document.add_heading("What is working well", 2)
        _prose(document, area.strengths)
        document.add_heading("Special educational needs", 2)
        _prose(document, area.needs)
        for number, outcome in enumerate(area.outcomes, start=1):
            document.add_heading(f"Outcome {number}", 2)
            _prose(document, outcome.outcome)
            document.add_heading("Short-term targets", 3)
            _table(
                document,
                [("Target", "Date to be achieved by"), *((each.text, _day(each.by)) for each in outcome.steps)],
            )
            document.add_heading("Provision", 3)
            heads = ("Support", "By whom", "Staff/student ratio", "How much", "Frequency", "Review")
            _table(document, [heads, *(_provided(each, ALL) for each in outcome.provisions)])


@layout(holding("support", "provided_by", "frequency", steps="undated"))
def bold_headings_without_style(document: Any, advice: Advice) -> None:
    """Typed without styles: labels in bold, with colons, numbered outcomes, labelled lines for provision."""
    _bold(document, "ADVICE FOR EHC NEEDS ASSESSMENT")
    for area in advice.areas:
        _bold(document, f"Area of need: {area.area.heading}")
        _bold(document, "Strengths:")
        _prose(document, area.strengths)
        _bold(document, "Needs:")
        _prose(document, area.needs)
        for number, outcome in enumerate(area.outcomes, start=1):
            _bold(document, f"Outcome {number}:")
            _prose(document, outcome.outcome)
            _bold(document, "Steps towards achieving this outcome:")
            for step in outcome.steps:
                document.add_paragraph(step.text, style="List Bullet")
            for index, each in enumerate(outcome.provisions, start=1):
                _bold(document, f"Provision {number}.{index}")
                _prose(document, each.support)
                document.add_paragraph(f"Who will deliver this? {each.provided_by}")
                document.add_paragraph(f"How often – {each.frequency}")


@layout(holding("support", "provided_by", "quantity", "frequency", "review", steps="none"))
def one_table_an_area_label_and_answer(document: Any, advice: Advice) -> None:
    """A table for each area: its name across the top, labels left, answers right."""
    for area in advice.areas:
        rows = [
            (f"SECTION B: {area.area.heading.upper()}", ""),
            ("Strengths and interests", area.strengths),
            ("What are the pupil's special educational needs in this area?", area.needs),
        ]
        for number, outcome in enumerate(area.outcomes, start=1):
            rows.append((f"Long term outcome {number}", outcome.outcome))
            for each in outcome.provisions:
                rows += [
                    ("What support will be provided?", each.support),
                    ("Who will provide it?", each.provided_by),
                    ("For how long?", each.quantity),
                    ("How often?", each.frequency),
                    ("When will this be reviewed?", each.review),
                ]
        table = _table(document, rows)
        table.cell(0, 0).merge(table.cell(0, 1))


@layout(holding("support", "provided_by", "frequency", "review", steps="dated"))
def an_outcome_table_with_everything_in_a_row(document: Any, advice: Advice) -> None:
    """Outcome, steps and provision side by side, the outcome's cell merged down its provisions."""
    document.add_heading("Professional advice", 0)
    for area in advice.areas:
        document.add_heading(f"SEN - {area.area.heading}", 1)
        document.add_paragraph(f"Strengths: {area.strengths}")
        document.add_paragraph(f"Difficulties: {area.needs}")
        heads = (
            "Outcome",
            "Steps towards outcome",
            "By when",
            "Provision",
            "To be provided by",
            "How often",
            "Review date",
        )
        rows: list[tuple[str, ...]] = [heads]
        merged = []
        for outcome in area.outcomes:
            merged.append((len(rows), len(rows) + max(len(outcome.provisions), len(outcome.steps)) - 1))
            for index in range(max(len(outcome.provisions), len(outcome.steps))):
                step = outcome.steps[index] if index < len(outcome.steps) else Step()
                each = outcome.provisions[index] if index < len(outcome.provisions) else Provision()
                rows.append(
                    (
                        outcome.outcome if index == 0 else "",
                        step.text,
                        _day(step.by, "%d %B %Y"),
                        *_provided(each, ("support", "provided_by", "frequency", "review")),
                    )
                )
        table = _table(document, rows)
        for first, last in merged:
            table.cell(first, 0).merge(table.cell(last, 0))


@layout(holding(*ALL, steps="none", background=("support_in_place", "support_effect")))
def content_controls(document: Any, advice: Advice) -> None:
    """A form of content controls, inline after their labels and as blocks beneath them."""

    def block(label: str, text: str) -> None:
        _bold(document, label)
        paragraphs = "".join(f"<w:p><w:r><w:t>{_xml(each)}</w:t></w:r></w:p>" for each in text.split("\n\n"))
        shown = "" if text else "<w:showingPlcHdr/>"
        empty = "<w:p><w:r><w:t>Click or tap here to enter text.</w:t></w:r></w:p>"
        add_xml(
            document,
            f"<w:sdt><w:sdtPr>{shown}</w:sdtPr><w:sdtContent>{paragraphs if text else empty}</w:sdtContent></w:sdt>",
        )

    def inline(label: str, text: str) -> None:
        shown, said = ("", text) if text else ("<w:showingPlcHdr/>", "Click or tap here to enter text.")
        add_xml(
            document,
            f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{label}: </w:t></w:r><w:sdt><w:sdtPr>{shown}'
            f"<w:text/></w:sdtPr><w:sdtContent><w:r><w:t>{_xml(said)}</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        )

    block("What has your service already put in place?", advice.background.support_in_place)
    block("What has been the effect of this support?", advice.background.support_effect)
    for area in advice.areas:
        document.add_heading(f"Area of need – {area.area.heading}", 1)
        block("The child or young person's strengths", area.strengths)
        block("The child or young person's needs", area.needs)
        for number, outcome in enumerate(area.outcomes, start=1):
            block(f"Outcome {number}", outcome.outcome)
            for each in outcome.provisions:
                inline("Support needed", each.support)
                inline("To be provided by", each.provided_by)
                inline("Staff / Student ratio", each.ratio)
                inline("How much / Quantity", each.quantity)
                inline("How often", each.frequency)
                inline("Review", each.review)


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@layout(holding("support", "provided_by", "frequency", steps="none"))
def areas_down_the_side(document: Any, advice: Advice) -> None:
    """One wide table with an area a row, then an outcome table that repeats its head on each page."""
    document.add_heading("Education advice", 0)
    _table(
        document,
        [
            ("Area of need", "Strengths", "Needs"),
            *((each.area.heading, each.strengths, each.needs) for each in advice.areas),
        ],
    )
    for area in advice.areas:
        document.add_heading(f"Outcomes and provision: {area.area.heading}", 1)
        heads = ("Outcome", "What will be provided?", "By whom?", "Frequency")
        rows: list[tuple[str, ...]] = []
        for outcome in area.outcomes:
            rows.append(heads)
            for index, each in enumerate(outcome.provisions):
                said = outcome.outcome if index == 0 else ""
                rows.append((said, *_provided(each, ("support", "provided_by", "frequency"))))
        _table(document, rows)


@layout(holding("support", "provided_by", "quantity", "frequency", steps="none"))
def a_head_in_two_rows(document: Any, advice: Advice) -> None:
    """A provision table whose head spans: “Provision” over what, who, how much and how often."""
    for area in advice.areas:
        document.add_heading(area.area.heading, 1)
        document.add_heading("Strengths", 2)
        _prose(document, area.strengths)
        document.add_heading("Needs and their impact", 2)
        _prose(document, area.needs)
        rows: list[tuple[str, ...]] = [
            ("Outcomes sought", "Provision", "", "", ""),
            ("", "What", "Who", "How much", "How often"),
        ]
        for outcome in area.outcomes:
            for index, each in enumerate(outcome.provisions):
                said = outcome.outcome if index == 0 else ""
                rows.append((said, *_provided(each, ("support", "provided_by", "quantity", "frequency"))))
        table = _table(document, rows)
        table.cell(0, 1).merge(table.cell(0, 4))
        table.cell(0, 0).merge(table.cell(1, 0))


@layout(holding("support", "provided_by", "frequency", steps="undated"))
def outcomes_first_then_provision_by_number(document: Any, advice: Advice) -> None:
    """All outcomes numbered, then a provision table with the outcome's number in its first column."""
    for area in advice.areas:
        document.add_heading(area.area.heading, 1)
        _bold(document, "Strengths")
        _prose(document, area.strengths)
        _bold(document, "Needs")
        _prose(document, area.needs)
        for number, outcome in enumerate(area.outcomes, start=1):
            document.add_paragraph(f"Outcome {number}: {outcome.outcome}")
            for step in outcome.steps:
                document.add_paragraph(f"Step: {step.text}")
        rows: list[tuple[str, ...]] = [
            ("Outcome number", "Recommended provision", "Who will deliver this?", "Frequency")
        ]
        for number, outcome in enumerate(area.outcomes, start=1):
            rows += [
                (str(number), *_provided(each, ("support", "provided_by", "frequency"))) for each in outcome.provisions
            ]
        _bold(document, "Provision to meet outcomes")
        _table(document, rows)


@layout(holding("support", "provided_by", "ratio", "quantity", "frequency", "review", steps="dated"))
def a_box_an_outcome_with_tables_inside(document: Any, advice: Advice) -> None:
    """A table for each outcome, its provision in a table of its own inside a cell."""
    for area in advice.areas:
        document.add_heading(f"{area.area.heading} needs", 1)
        _table(document, [("Strengths", area.strengths), ("Description of needs", area.needs)])
        document.add_paragraph()
        for number, outcome in enumerate(area.outcomes, start=1):
            box = document.add_table(3, 2, style="Table Grid")
            _fill(box.cell(0, 0), f"Outcome {number}", bold=True)
            _fill(box.cell(0, 1), outcome.outcome)
            _fill(box.cell(1, 0), "Short term targets", bold=True)
            _fill(box.cell(2, 0), "Provision", bold=True)
            steps = box.cell(1, 1).add_table(len(outcome.steps) + 1, 2)
            for row, cells in enumerate(
                [("Step", "To be achieved by"), *((s.text, _day(s.by)) for s in outcome.steps)]
            ):
                for column, text in enumerate(cells):
                    _fill(steps.cell(row, column), text)
            provisions = box.cell(2, 1).add_table(len(outcome.provisions) + 1, 6)
            heads = ("Support needed", "To be provided by", "Staff/student ratio", "How much", "How often", "Review")
            for row, written in enumerate([heads, *(_provided(each, ALL) for each in outcome.provisions)]):
                for column, text in enumerate(written):
                    _fill(provisions.cell(row, column), text)
            document.add_paragraph()


@layout(
    holding(
        "support", "provided_by", "frequency", steps="none", background=("discussions_child", "discussions_parents")
    )
)
def views_first_and_prompts_of_the_form(document: Any, advice: Advice) -> None:
    """The form's own prompts stand under its headings, views before needs, further sections after."""
    document.add_heading("Section A: Views", 1)
    document.add_heading("Views of the child", 2)
    _prose(document, advice.background.discussions_child)
    document.add_heading("Views of parents/carers", 2)
    _prose(document, advice.background.discussions_parents)
    for area in advice.areas:
        document.add_heading(area.area.heading, 1)
        document.add_heading("Strengths", 2)
        document.add_paragraph("Please describe what the child or young person does well in this area.")
        _prose(document, area.strengths)
        document.add_heading("Needs", 2)
        document.add_paragraph("(Please describe needs and their impact, not diagnoses alone.)")
        _prose(document, area.needs)
        for number, outcome in enumerate(area.outcomes, start=1):
            document.add_heading(f"Outcome {number}", 2)
            document.add_paragraph("Outcomes should be SMART.")
            _prose(document, outcome.outcome)
            for each in outcome.provisions:
                document.add_heading("Support needed", 3)
                _prose(document, each.support)
                document.add_heading("To be provided by", 3)
                _prose(document, each.provided_by)
                document.add_heading("How often", 3)
                _prose(document, each.frequency)
    document.add_heading("Signature", 1)
    document.add_paragraph("Electronically signed")
    document.add_heading("Additional information", 1)
    document.add_paragraph("The sensory profile is attached.")


@layout(holding("support", "provided_by", "quantity", "frequency", "review", steps="none"))
def columns_that_nobody_asked_for(document: Any, advice: Advice) -> None:
    """A provision table with a number and a cost besides, heads in capitals and with hints."""
    for number, area in enumerate(advice.areas, start=1):
        _bold(document, f"{number}. {area.area.heading.upper()}")
        _bold(document, f"{number}.1 STRENGTHS")
        _prose(document, area.strengths)
        _bold(document, f"{number}.2 SPECIAL EDUCATIONAL NEEDS")
        _prose(document, area.needs)
        for index, outcome in enumerate(area.outcomes, start=1):
            _bold(document, f"OUTCOME {index}")
            _prose(document, outcome.outcome)
            heads = (
                "No.",
                "PROVISION",
                "BY WHOM (service and role)",
                "HOW LONG",
                "HOW OFTEN (daily, weekly)",
                "REVIEW",
                "Cost",
            )
            rows: list[tuple[str, ...]] = [heads]
            for row, each in enumerate(outcome.provisions, start=1):
                parts = _provided(each, ("support", "provided_by", "quantity", "frequency", "review"))
                rows.append((str(row), *parts, ""))
            _table(document, rows)


@layout(holding("support", "provided_by", "frequency", steps="none", details=("name", "date_of_birth", "nhs_number")))
def one_column_of_cells(document: Any, advice: Advice) -> None:
    """The whole form one table of one column: a label's cell, then an answer's; details two in a line."""
    forename, _, surname = advice.child.name.partition(" ")
    rows = [
        f"Forename: {forename}\tSurname: {surname}",
        f"DOB: {_day(advice.child.date_of_birth)}\tNHS number: {advice.child.nhs_number}",
    ]
    for area in advice.areas:
        rows += [area.area.heading, "Strengths", area.strengths, "Needs", area.needs]
        for number, outcome in enumerate(area.outcomes, start=1):
            rows += [f"Outcome {number}", outcome.outcome]
            for each in outcome.provisions:
                rows += ["Provision", f"{each.support}\n\nBy whom: {each.provided_by}\n\nFrequency: {each.frequency}"]
    _table(document, [(row,) for row in rows if row])


@layout(holding("support", "provided_by", "frequency", "review", steps="none"))
def no_area_said(document: Any, advice: Advice) -> None:
    """One service's own form, with no heading for the area: its title says whose advice it is."""
    titles = {
        Profile.HEALTH: "Therapy advice for an EHC needs assessment",
        Profile.SOCIAL_CARE: "Social care advice",
        Profile.EDUCATION: "Educational advice",
    }
    document.add_heading(titles[advice.profile or Profile.HEALTH], 0)
    area = advice.areas[0]
    document.add_heading("Summary of strengths", 1)
    _prose(document, area.strengths)
    document.add_heading("Summary of needs", 1)
    _prose(document, area.needs)
    for number, outcome in enumerate(area.outcomes, start=1):
        document.add_heading(f"Desired outcome {number}", 1)
        _prose(document, outcome.outcome)
        rows: list[tuple[str, ...]] = [
            ("Type of support", "Who will provide this?", "How frequently?", "Monitoring and review")
        ]
        rows += [_provided(each, ("support", "provided_by", "frequency", "review")) for each in outcome.provisions]
        _table(document, rows)


_AREA_OF = {
    Profile.HEALTH: Area.HEALTH,
    Profile.SOCIAL_CARE: Area.SOCIAL_CARE,
    Profile.EDUCATION: Area.COGNITION_AND_LEARNING,
}
_HELD = LAYOUTS[-1]


def _in_its_only_area(advice: Advice) -> Advice:
    kept = _HELD.holds(advice)
    return replace(kept, areas=(replace(kept.areas[0], area=_AREA_OF[advice.profile or Profile.HEALTH]),))


LAYOUTS[-1] = _HELD._replace(holds=_in_its_only_area)


@layout(holding("support", "provided_by", "quantity", "frequency", steps="none"))
def the_label_over_its_hint(document: Any, advice: Advice) -> None:
    """Two columns, and in the label's cell a hint beneath the label."""
    for area in advice.areas:
        _table(
            document,
            [
                (f"Area of need:\n\n{area.area.heading}", ""),
                ("Strengths\n\nWhat does the child enjoy and do well?", area.strengths),
                ("Needs\n\nHow do these affect the child day to day?", area.needs),
            ],
        )
        document.add_paragraph()
        for outcome in area.outcomes:
            _table(document, [("Overarching outcome\n\nWhat will be different?", outcome.outcome)])
            document.add_paragraph()
            for each in outcome.provisions:
                _table(
                    document,
                    [
                        ("Support needed", "Delivered by", "Amount", "Frequency"),
                        _provided(each, ("support", "provided_by", "quantity", "frequency")),
                    ],
                )
                document.add_paragraph()


@layout(holding("support", "provided_by", "frequency", "review", steps="none"))
def provisions_side_by_side(document: Any, advice: Advice) -> None:
    """Provision tables turned about: labels down the side, a column for each provision."""
    for area in advice.areas:
        document.add_heading(area.area.heading, 1)
        document.add_heading("Child's strengths", 2)
        _prose(document, area.strengths)
        document.add_heading("Child's needs", 2)
        _prose(document, area.needs)
        for number, outcome in enumerate(area.outcomes, start=1):
            document.add_heading(f"Outcome {number}", 2)
            _prose(document, outcome.outcome)
            labels = ("Support needed", "To be provided by", "How often", "Review")
            columns = [
                _provided(each, ("support", "provided_by", "frequency", "review")) for each in outcome.provisions
            ]
            rows = [("", *(f"Provision {index}" for index in range(1, len(columns) + 1)))]
            rows += [(label, *cells) for label, *cells in zip(labels, *columns, strict=True)]
            _table(document, rows)


@layout(
    holding(
        "support",
        "provided_by",
        "ratio",
        "quantity",
        "frequency",
        steps="dated",
        background=("first_contact", "discussions_child", "discussions_parents", "support_in_place", "support_effect"),
    )
)
def the_questions_of_the_hubs_own_form(document: Any, advice: Advice) -> None:
    """Rotherham's questions as headings, “Outcome 1” and “Provision 1” as the portal shows them."""
    said = advice.background
    for question, answer in (
        ("When did the child or young person first come into contact with your organisation?", said.first_contact),
        (
            "Details of any discussions held between the child or young person and your organisation",
            said.discussions_child,
        ),
        (
            "Details of any discussions held between the parent(s) or carer(s) and your organisation",
            said.discussions_parents,
        ),
        (
            "What has your organisation put in place already to support the child or young person's needs?",
            said.support_in_place,
        ),
        ("What has been the effect of any support or strategies already put in place?", said.support_effect),
    ):
        _bold(document, question)
        _prose(document, answer)
    for area in advice.areas:
        document.add_heading(area.area.heading, 1)
        _bold(document, "What are the child or young person's strengths related to learning in this area?")
        _prose(document, area.strengths)
        _bold(
            document, "What are the child or young person's special educational needs related to learning in this area?"
        )
        _prose(document, area.needs)
        _bold(document, "What are the long-term outcomes to be achieved?")
        document.add_paragraph(
            "Long-term targets should include the child or young person's outcomes for the next key stage."
        )
        for number, outcome in enumerate(area.outcomes, start=1):
            _bold(document, f"Outcome {number}")
            _bold(document, "Outcome")
            _prose(document, outcome.outcome)
            _bold(document, "What are the short-term target(s) to achieve this outcome?")
            _table(
                document,
                [
                    ("Steps to achieving outcome", "Date to be achieved by"),
                    *((s.text, _day(s.by)) for s in outcome.steps),
                ],
            )
            for index, each in enumerate(outcome.provisions, start=1):
                _bold(document, f"Provision {index}")
                rows = [
                    ("Support Needed", each.support),
                    ("To be provided by", each.provided_by),
                    ("Staff / Student ratio", each.ratio),
                    ("How much / Quantity", each.quantity),
                    ("How often", each.frequency),
                ]
                _table(document, rows)


@layout(holding("support", "provided_by", "frequency", steps="none"))
def headings_that_stand_in_the_line(document: Any, advice: Advice) -> None:
    """Dictated reports: a label and its answer in one paragraph, the label in bold, no table anywhere."""
    for area in advice.areas:
        document.add_heading(area.area.heading, 2)
        for label, text in (("Strengths", area.strengths), ("Needs", area.needs)):
            if text:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{label}:").bold = True
                paragraph.add_run(f" {text}")
        for number, outcome in enumerate(area.outcomes, start=1):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"Outcome {number} –").bold = True
            paragraph.add_run(f" {outcome.outcome}")
            for each in outcome.provisions:
                for label, text in (
                    ("Provision", each.support),
                    ("By whom", each.provided_by),
                    ("Frequency", each.frequency),
                ):
                    if text:
                        document.add_paragraph(f"{label}: {text}")


def made(each: Layout, advice: Advice) -> bytes:
    """The Word file of an advice in a layout, on paper as forms have it: A4, narrow margins, small print."""

    def make(document: Any) -> None:
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(15)
        document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(9)
        each.write(document, advice)

    return word_made(make)
