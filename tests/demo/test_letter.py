"""`ehc check demo/letter.docx`: the Word document that a newcomer checks first, with the usual faults in it."""

from __future__ import annotations

from checker.check import Asked
from checker.files import check_file
from hub.finding import CheckContext
from hub.language.register import SchoolRegister
from tests.demo.make_post import DEMO


def test_the_letter_shows_the_faults_that_therapists_letters_have() -> None:
    (checked,) = check_file(
        DEMO / "letter.docx", Asked(CheckContext(schools=SchoolRegister.load(DEMO / "schools.csv")))
    )
    found = {finding.rule for finding in checked.findings}
    assert {"jargon", "provision-how-often", "outcome-not-timebound", "names-school", "third-party"} <= found
    assert checked.blocks


def test_every_part_of_the_letter_finds_its_place_in_the_form() -> None:
    (checked,) = check_file(DEMO / "letter.docx", Asked())
    assert checked.text == "Saltfleet Coast Council\nReturn within six weeks"  # the letterhead, which is no part of it
    assert checked.advice is not None
    assert [len(outcome.provisions) for outcome in checked.advice.areas[0].outcomes] == [2, 1]
    assert checked.advice.professional.name == "Katarzyna Lewandowska"
