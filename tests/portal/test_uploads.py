"""Letters and reports: chosen, checked by content and for privacy, listed, opened, removed."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from docx import Document as WordDocument
from flask import Flask
from sqlalchemy import select

from hub.database import Database
from hub.models import HistoryEntry, Membership, Person, Request, Role, Team, Upload
from hub.services.advice import submit_advice
from hub.services.uploads import MOST_IN_ALL
from hub.settings import Settings
from tests.hub.documents.paper import pdf_of
from tests.portal.requests_made import a_draft, a_publication
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]


def a_letter(words: str = "Sian was seen in clinic. She is well.") -> io.BytesIO:
    document = WordDocument()
    document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    return file


@pytest.fixture
def drafted(database: Database, world: World, now: datetime) -> int:
    return a_draft(database, world, now)


def upload_of(database: Database) -> Upload:
    with database.reading() as session:
        return session.scalars(select(Upload)).one()


def test_a_file_is_added_listed_opened_and_removed(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/write")
    page = therapist.sends("Save, then add or remove files", {"areas-0-needs": "Typed before the file"})
    assert page.heading == "Files for Sian"
    letter = a_letter()
    page = therapist.sends("Add these files", files={"files": (letter, "Letter for Sian Evans.docx")})
    assert "1 file was added" in page.main
    assert "Letter for Sian Evans.docx" in page.main
    opened = therapist.opens(f"/requests/{drafted}/uploads/{upload_of(database).id}").response
    assert opened.data.startswith(b"PK")
    assert "Sian" not in opened.headers["Content-Disposition"]
    assert opened.headers["Cache-Control"] == "no-store"
    therapist.opens(f"/requests/{drafted}/uploads")
    page = therapist.sends("Remove")
    assert "Nothing has been added yet" in page.main
    with database.reading() as session:
        said = list(session.scalars(select(HistoryEntry.what)))
    assert said[-3:] == ["file uploaded", "downloaded", "file removed"]


def test_a_file_that_the_store_has_lost_is_said_in_a_sentence(
    visitor: Make, world: World, drafted: int, database: Database, settings: Settings
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    therapist.sends("Add these files", files={"files": (a_letter(), "Letter for Sian Evans.docx")})
    lost = upload_of(database)
    (settings.data_dir / "files" / lost.sha256[:2] / lost.sha256).unlink()
    answer = therapist.client.get(f"/requests/{drafted}/uploads/{lost.id}")
    assert answer.status_code == 507
    assert "restore the file from the backup" in answer.get_data(as_text=True)


def test_several_files_at_once_and_the_one_that_is_no_document_is_named(
    visitor: Make, world: World, drafted: int
) -> None:
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{drafted}/uploads")
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    files = [(a_letter(), "a.docx"), (io.BytesIO(b"MZ\x90"), "program.docx"), (a_letter("Well."), "b.docx")]
    response = therapist.client.post(
        f"/requests/{drafted}/uploads", data={"csrf_token": str(token["value"]), "files": files}
    )
    said = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "program.docx: That file is not a Word document, PDF or picture." in said
    assert "2 files were added" in said


def test_choosing_nothing_says_so(visitor: Make, world: World, drafted: int) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    assert therapist.sends("Add these files").errors() == ["Choose at least one file"]


def test_a_letter_that_names_the_brother_is_pointed_out_at_once(visitor: Make, world: World, drafted: int) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    letter = a_letter("Her brother Rhys Evans has epilepsy.")
    page = therapist.sends("Add these files", files={"files": (letter, "letter.docx")})
    assert "Please look at this before anyone reads it" in page.main
    assert "Rhys" in page.main


def test_a_letter_with_a_comment_in_it_is_pointed_out_and_replaced_by_a_clean_copy(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    document = WordDocument(a_letter())
    document.add_comment(document.paragraphs[0].runs, text="Ask Carys before this goes out", author="A Rao")
    letter = io.BytesIO()
    document.save(letter)
    letter.seek(0)
    page = therapist.sends("Add these files", files={"files": (letter, "letter.docx")})
    assert "This file holds a comment" in page.main
    assert "Ask Carys before this goes out" in page.main
    page = therapist.sends("Replace letter.docx with a copy with nothing hidden in it")
    assert "The file is replaced" in page.words
    therapist.opens(f"/requests/{drafted}/uploads")
    with database.reading() as session:
        old, new = session.scalars(select(Upload).order_by(Upload.id))
        assert old.removed_at is not None
        copy = therapist.opens(f"/requests/{drafted}/uploads/{new.id}").response.data
    assert not list(WordDocument(io.BytesIO(copy)).comments)
    assert WordDocument(io.BytesIO(copy)).paragraphs[0].text == "Sian was seen in clinic. She is well."


def test_the_secretary_uploads_and_sees_nothing_else(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    with database.transaction() as session:
        secretary = Person(name="Sue Penn", email="sue@health.example")
        secretary.memberships.append(
            Membership(role=Role.SECRETARY, person=secretary, team=session.get_one(Team, world.therapy_id))
        )
        session.add(secretary)
        session.flush()
        secretary_id = secretary.id
    sue = visitor(secretary_id)
    page = sue.opens(f"/requests/{drafted}/uploads")
    assert "no written advice is needed from you" in page.main
    page = sue.sends("Add these files", files={"files": (a_letter(), "letter.docx")})
    assert "1 file was added" in page.main
    for path in ("write", "submit", "advice", "advice.pdf", "allocate", "quality"):
        assert sue.opens(f"/requests/{drafted}/{path}").status == 404, path


def test_files_are_read_by_those_who_read_the_advice_and_nobody_else(
    visitor: Make, world: World, drafted: int, database: Database, now: datetime
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    therapist.sends("Add these files", files={"files": (a_letter(), "letter.docx")})
    path = f"/requests/{drafted}/uploads/{upload_of(database).id}"
    assert visitor(world.officer_id).opens(path).status == 404
    assert visitor(world.outsider_id).opens(path).status == 404
    with database.transaction() as session:
        submit_advice(
            session,
            request=session.get_one(Request, drafted),
            by=world.therapist(session),
            check=lambda *_: (),
            council=world.council,
            now=now,
        )
    assert visitor(world.officer_id).opens(path).status == 404
    dco = visitor(world.dco_id)
    assert dco.opens(path).status == 200
    dco.opens(f"/requests/{drafted}/quality")
    dco.sends("Accept and publish")
    assert visitor(world.officer_id).opens(path).status == 200
    assert visitor(world.outsider_id).opens(path).status == 404


def test_files_of_submitted_advice_stay_as_they_are(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    request_id = a_publication(database, world, now)
    page = visitor(world.therapist_id).opens(f"/requests/{request_id}/uploads")
    assert "can no longer be changed" in page.main
    assert not page.soup.select("input[type=file]")


def test_a_file_of_another_request_is_not_there(visitor: Make, world: World, drafted: int, database: Database) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    therapist.sends("Add these files", files={"files": (a_letter(), "letter.docx")})
    upload = upload_of(database).id
    assert therapist.opens(f"/requests/{drafted + 1}/uploads/{upload}").status == 404
    assert therapist.opens(f"/requests/{drafted}/uploads/{upload + 1}").status == 404


def test_while_the_virus_scanner_is_down_no_file_is_taken_in(
    visitor: Make, world: World, drafted: int, database: Database, app: Flask, settings: Settings
) -> None:
    app.extensions["hub_settings"] = settings.model_copy(update={"clamd": "127.0.0.1:1"})
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    page = therapist.sends("Add these files", files={"files": (a_letter(), "letter.docx")})
    assert "The file was not taken in: the virus scanner could not be reached." in page.main
    with database.reading() as session:
        assert session.scalars(select(Upload)).all() == []
    therapist.opens("/check-my-document")
    page = therapist.sends("Check it", files={"file": (a_letter(), "letter.docx")})
    assert any("the virus scanner could not be reached" in each for each in page.errors())


ANOTHER = "Re: Benedict Hall, date of birth 12/09/2014. Benedict was seen in clinic today."


def test_a_letter_that_names_another_child_says_on_which_page_and_still_does_so_tomorrow(
    visitor: Make, world: World, drafted: int
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    letter = io.BytesIO(pdf_of(f"Sian Evans was seen in clinic. She is well. #pagebreak() {ANOTHER}"))
    page = therapist.sends("Add these files", files={"files": (letter, "letter.pdf")})
    assert "This file names another child on page 2." in page.main
    assert "gives another child’s date of birth or NHS number on page 2" in page.main
    assert "This file names another child on page 2." in therapist.opens(f"/requests/{drafted}/uploads").main
    page = therapist.sends("Remove")
    assert "names another child" not in page.main


def test_a_letter_about_the_childs_own_clinic_visit_is_said_to_be_checked(
    visitor: Make, world: World, drafted: int
) -> None:
    therapist = visitor(world.therapist_id)
    page = therapist.opens(f"/requests/{drafted}/uploads")
    assert "Once published: the family, the EHCP coordinator and every professional of this case" in page.main
    letter = a_letter("Re: Sian Evans, born 4 March 2017. Sian was seen in clinic. She is well.")
    page = therapist.sends("Add these files", files={"files": (letter, "letter.docx")})
    assert "Checked: nothing that the hub looks for was found." in page.main


def test_a_file_that_nobody_has_looked_into_is_looked_into_on_request(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    therapist.sends("Add these files", files={"files": (a_letter(ANOTHER), "letter.docx")})
    with database.transaction() as session:  # the hub was stopped before it had read the file
        session.scalars(select(Upload)).one().noticed = None
    page = therapist.opens(f"/requests/{drafted}/uploads")
    assert "names another child" not in page.main
    assert "This file names another child" in therapist.sends("check it now").main


def test_the_pages_script_sends_files_one_by_one_and_hears_what_was_wrong(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    therapist = visitor(world.therapist_id)
    token = therapist.opens(f"/requests/{drafted}/uploads").soup.select_one("input[name=csrf_token]")
    assert token is not None
    for file, wrong in ((a_letter(), []), (io.BytesIO(b"MZ"), ["x.docx: That file is not a Word document"])):
        answer = therapist.client.post(
            f"/requests/{drafted}/uploads",
            data={"csrf_token": str(token["value"]), "files": (file, "x.docx")},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == (422 if wrong else 200)
        assert [each[:38] for each in answer.get_json()["wrong"]] == [each[:38] for each in wrong]
    assert upload_of(database).name == "x.docx"


def test_one_advice_has_so_many_files_and_no_more(
    visitor: Make, world: World, drafted: int, database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        request, by = session.get_one(Request, drafted), world.therapist(session)
        for number in range(MOST_IN_ALL):
            given = {"media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "uploaded_at": now}
            session.add(Upload(request=request, name=f"{number}.pdf", uploaded_by=by, **given))  # type: ignore[arg-type]
    therapist = visitor(world.therapist_id)
    assert f"and {MOST_IN_ALL} in all" in therapist.opens(f"/requests/{drafted}/uploads").main
    page = therapist.sends("Add these files", files={"files": (a_letter(), "letter.docx")})
    assert any("the most that one advice can have" in each for each in page.errors())


def test_the_secretary_is_two_clicks_from_having_uploaded(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    with database.transaction() as session:
        secretary = Person(name="Sue Penn", email="sue@health.example")
        team = session.get_one(Team, world.therapy_id)
        secretary.memberships.append(Membership(role=Role.SECRETARY, person=secretary, team=team))
        session.add(secretary)
        session.flush()
        secretary_id = secretary.id
    sue = visitor(secretary_id)
    assert sue.opens("/").heading == "Upload letters"  # where she is after signing in
    sue.follows("Sian Evans")
    page = sue.sends("Add these files", files={"files": (a_letter(), "letter.docx")})
    assert "1 file was added" in page.main
    sue.opens("/uploads")
    assert "Sian Evans" in sue.sends("Search", {"q": "evans"}).main
    assert "Nothing that still takes letters was found" in sue.sends("Search", {"q": "Okafor"}).main
    assert visitor(world.therapist_id).opens("/uploads").status == 404


def test_a_file_that_names_another_child_is_asked_about_before_anybody_opens_it(
    visitor: Make, world: World, drafted: int, database: Database
) -> None:
    therapist = visitor(world.therapist_id)
    therapist.opens(f"/requests/{drafted}/uploads")
    therapist.sends("Add these files", files={"files": (a_letter(ANOTHER), "letter.docx")})
    path = f"/requests/{drafted}/uploads/{upload_of(database).id}"
    page = therapist.opens(path)
    assert page.heading == "Is this the right child?"
    assert "Sian Evans" in page.main
    assert "born" not in page.response.headers.get("Content-Disposition", "")
    page = therapist.sends("Download it")
    assert page.errors() == ["Tick the box if you are sure, or go back"]
    page = therapist.sends("Download it", {"sure": "yes"})
    assert page.response.data.startswith(b"PK")
    with database.reading() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.what == "downloaded")).one()
        assert entry.details["names_another_child"] is True
