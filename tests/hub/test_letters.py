"""Letters come pre-filled as Word: the hub's plain ones, or the council's own with placeholders wherever they stand."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from hub.council import Council
from hub.database import Database
from hub.documents.letter import filled, placeholders_in
from hub.documents.read import read
from hub.models import DecisionKind
from hub.services.cases import correct_requester, requester_of
from hub.services.decisions import Decided, record_decision
from hub.services.letters import PLACEHOLDERS, Filled, Letter, LetterProblem, template_of, write_letter
from tests.world import World

COUNCIL = Council(
    name="Saltfleet Coast Council",
    telephone="01632 960100",
    information_and_advice="Saltfleet SENDIASS, 01632 960111",
    mediation="Quayside Mediation, 01632 960112",
    disagreement_resolution="Quayside Mediation, 01632 960113",
)


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """Which database it is makes no difference to what is asked here."""
    path = tmp_path / "hub.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


def written(
    database: Database, world: World, now: datetime, letter: Letter, folder: Path | None = None
) -> tuple[str, Filled]:
    """The words of a letter about the world's case."""
    with database.reading() as session:
        made = write_letter(
            session,
            case=world.case(session),
            letter=letter,
            council=COUNCIL,
            folder=folder,
            by=world.officer(session),
            now=now,
        )
    return read(made.file.data, "letter.docx").text, made


def own_template(folder: Path, letter: Letter, *runs: str) -> Path:
    """A council's own template: one paragraph made of these runs, another in a table, one in the header."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for number, each in enumerate(runs):
        paragraph.add_run(each).bold = bool(number % 2)
    document.add_table(1, 1).cell(0, 0).text = "Born {{date_of_birth}}"
    document.sections[0].header.paragraphs[0].text = "{{council}}"
    (folder / "letters").mkdir(exist_ok=True)
    path = folder / "letters" / f"{letter.value}.docx"
    document.save(str(path))
    return folder


def test_the_acknowledgement_says_whom_when_and_by_when(database: Database, world: World, now: datetime) -> None:
    words, made = written(database, world, now, Letter.ACKNOWLEDGEMENT)
    assert "Carys Evans" in words
    assert "received your request on 9 November 2026" in words
    assert "by 21 December 2026" in words
    assert "Olwen Price" in words
    assert "{{" not in words
    assert made.left == ("the council’s address", "their postal address")
    assert "[Fill in: their postal address]" in words


def test_a_letter_has_the_addressees_own_address_where_the_window_of_an_envelope_shows_it(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        case = world.case(session)
        asked = replace(requester_of(case), address="4 Quay Lane\nSaltfleet\nLN11 7XX")
        correct_requester(session, case=case, requester=asked, by=world.officer(session), now=now)
    words, made = written(database, world, now, Letter.ACKNOWLEDGEMENT)
    assert "Carys Evans\n4 Quay Lane\nSaltfleet\nLN11 7XX" in words
    assert made.left == ("the council’s address",)
    paragraphs = docx.Document(io.BytesIO(made.file.data)).paragraphs
    _, window = [each for each in paragraphs if each._p.xpath("./w:pPr/w:framePr")]  # the sender's stands above it
    assert window.text.startswith("Carys Evans\n4 Quay Lane")
    frame = window._p.xpath("./w:pPr/w:framePr")[0]
    place = [round(int(frame.get(qn(f"w:{name}"))) / 1440 * 25.4) for name in ("x", "y", "w", "h")]
    assert place == [20, 50, 90, 35]  # of DL and C5 envelopes, in millimetres
    with database.transaction() as session:  # nobody else's address will do
        case = world.case(session)
        asked = replace(requester_of(case), role="school")
        correct_requester(session, case=case, requester=asked, by=world.officer(session), now=now)
    assert "4 Quay Lane" not in written(database, world, now, Letter.ACKNOWLEDGEMENT)[0]


def test_a_refusal_carries_every_right_that_regulation_5_3_demands(
    database: Database, world: World, now: datetime
) -> None:
    with database.transaction() as session:
        refused = Decided(DecisionKind.REFUSED_TO_ASSESS, date(2026, 11, 20))
        record_decision(session, case=world.case(session), decided=refused, by=world.officer(session), now=now)
    words, made = written(database, world, now, Letter.REFUSE_TO_ASSESS)
    for right in (
        "On 20 November 2026 we decided not to",
        "right to appeal",
        "within two months of the date of this letter",
        "Quayside Mediation, 01632 960112",
        "Quayside Mediation, 01632 960113",
        "Saltfleet SENDIASS, 01632 960111",
    ):
        assert right in words
    assert "the council’s reasons" in made.left


def test_every_plain_letter_has_known_placeholders_only_and_names_no_one_in_its_file_name(
    database: Database, world: World, now: datetime
) -> None:
    for letter in Letter:
        assert set(placeholders_in(template_of(letter, None))) <= set(PLACEHOLDERS), letter
        words, made = written(database, world, now, letter)
        assert "{{" not in words, letter
        assert "Evans" not in made.file.name
        assert made.file.name.endswith(f"{letter.value}.docx")


def test_a_councils_own_template_takes_its_place_even_where_word_split_a_placeholder(
    database: Database, world: World, now: datetime, tmp_path: Path
) -> None:
    folder = own_template(
        tmp_path, Letter.DRAFT_PLAN, "Dear {{addr", "es", "see}}, about {{ child }} ({{refer", "ence}})."
    )
    words, made = written(database, world, now, Letter.DRAFT_PLAN, folder)
    with database.reading() as session:
        reference = world.case(session).reference
    assert f"Dear Carys Evans, about Sian Evans ({reference})." in words
    assert "Born 4 March 2017" in words
    assert "Saltfleet Coast Council" in words
    assert made.left == ()


def test_a_value_of_several_lines_stays_on_several_lines() -> None:
    document = docx.Document()
    document.add_paragraph("Needed:{{what}}and soon")
    packed = io.BytesIO()
    document.save(packed)
    made = docx.Document(io.BytesIO(filled(packed.getvalue(), {"what": "a name\na date"})))
    assert made.paragraphs[0].text == "Needed:a name\na dateand soon"


def test_a_placeholder_that_the_hub_does_not_know_is_refused_in_a_sentence(
    database: Database, world: World, now: datetime, tmp_path: Path
) -> None:
    folder = own_template(tmp_path, Letter.DRAFT_PLAN, "About {{chlid}}")
    with pytest.raises(LetterProblem, match=r"draft-plan\.docx has \{\{chlid\}\}, which the hub does not know"):
        written(database, world, now, Letter.DRAFT_PLAN, folder)


def test_a_template_that_is_no_word_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "draft-plan.docx").write_bytes(b"Dear {{addressee}}")
    with pytest.raises(LetterProblem, match="no Word file"):
        template_of(Letter.DRAFT_PLAN, tmp_path)
