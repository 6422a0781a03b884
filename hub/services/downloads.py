"""Reading and downloading what was submitted: who may, exactly which words, and an entry in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.council import Council
from hub.deadlines import day_in_london
from hub.documents import write
from hub.documents.bundle import Bundled, bundle
from hub.files import FileStore, sha256_of
from hub.models import Case, Person, Request, Submission, Upload
from hub.permissions import Act, may, may_read
from hub.queries.writers import written_by
from hub.refusals import Refusal
from hub.services.advice import child_of, latest_submission
from hub.services.history import record
from hub.services.uploads import uploads_of
from hub.workflow import RequestState

_SUFFIXES = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tiff",
}


class LookedAtFirst(Refusal):
    """A family is not handed a file that may tell of another child."""

    sentence = "Something in this file may be about somebody else, so it has to be looked at first."
    what_next = "Contact the team below. They can give you a copy once it has been checked."


class Format(StrEnum):
    """The forms in which advice is downloaded."""

    WORD = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand over; its name holds the case's reference and nothing about the child."""

    name: str
    media_type: str
    data: bytes


def readable(
    session: Session, *, request: Request, person: Person, council: Council, on: date | None = None
) -> Submission | None:
    """The latest submission of the request if the person may read its words now, else None.

    `on` is the day, on which they may be a reviewer's deputy.

    The professionals of the case read each other's advice once it is published (North East Lincolnshire: “made
    available for the EHCP Coordinator, Parent/carer, and professionals registered to the case to view”).
    """
    submission = latest_submission(session, request)
    if submission is None:
        return None
    on_case = select(Request.id).where(Request.case_id == request.case_id, written_by(person))
    known = session.scalars(on_case.limit(1)).first() is not None
    return submission if may_read(person, submission, council, on_case=known, on=on) else None


def advice_file(submission: Submission, *, form: Format, council: Council) -> Download:
    """The submitted advice as a file, word for word."""
    case = submission.request.case
    media_types: dict[Format, tuple[str, Callable[..., bytes]]] = {
        Format.WORD: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", write.word),
        Format.PDF: ("application/pdf", write.pdf),
    }
    media_type, written = media_types[form]
    data = written(
        submission.advice,
        reference=case.reference,
        submitted_on=day_in_london(submission.submitted_at),
        council=council.name,
    )
    return Download(f"{case.reference}-advice-{submission.request_id}.{form.value}", media_type, data)


@dataclass(frozen=True, slots=True)
class Published:
    """The case's published advice that somebody may read, and the teams whose advice is not among it."""

    advice: tuple[Submission, ...]
    absent: tuple[str, ...]


def published(session: Session, *, case: Case, person: Person, council: Council, on: date) -> Published:
    """What a bundle of the case's advice holds for the person, in the order in which it was asked for."""
    wanted = select(Request).where(Request.case_id == case.id).order_by(Request.received_on, Request.id)
    found, absent = [], []
    for request in session.scalars(wanted.options(joinedload(Request.team))):
        is_out = request.state is RequestState.PUBLISHED
        submission = readable(session, request=request, person=person, council=council, on=on) if is_out else None
        if submission is None:
            absent.append(request.team.name)
        else:
            found.append(submission)
    return Published(tuple(found), tuple(absent))


def bundle_file(session: Session, *, case: Case, found: Published, council: Council, now: datetime) -> Download:
    """All of the published advice in one PDF with a contents page; the files that came with it are listed."""
    advice = [
        Bundled(
            each.request.team.name,
            each.advice,
            day_in_london(each.submitted_at),
            tuple(upload.name for upload in uploads_of(session, each.request)),
        )
        for each in found.advice
    ]
    data = bundle(
        child_of(case),
        advice,
        absent=found.absent,
        reference=case.reference,
        made_on=day_in_london(now),
        council=council.name,
    )
    return Download(f"{case.reference}-advice.pdf", "application/pdf", data)


def record_bundle(
    session: Session, *, case_id: int, found: Published, file: Download, person_id: int, now: datetime, doubtful: bool
) -> None:
    """Write into the case's history who downloaded the bundle, and whether it seemed to name another child."""
    case, by = session.get_one(Case, case_id), session.get_one(Person, person_id)
    told: dict[str, Any] = {"names_another_child": True} if doubtful else {}
    submissions = [each.id for each in found.advice]
    digest = sha256_of(file.data)
    record(session, case, "all advice downloaded", by=by, at=now, submissions=submissions, sha256=digest, **told)


def record_download(
    session: Session, *, request_id: int, file: Download, person_id: int, now: datetime, **details: Any
) -> None:
    """Write into the case's history who downloaded what, before the file is handed over."""
    request, by = session.get_one(Request, request_id), session.get_one(Person, person_id)
    record(
        session,
        request.case,
        "downloaded",
        by=by,
        at=now,
        request=request_id,
        media_type=file.media_type,
        sha256=sha256_of(file.data),
        **details,
    )


def may_open_upload(
    session: Session, *, upload: Upload, person: Person, council: Council, on: date | None = None
) -> bool:
    """Whether the person may open an uploaded file: who uploads for the request, and who may read its advice."""
    if upload.removed_at is not None:
        return False
    if may(person, Act.UPLOAD, upload.request, council):
        return True
    return readable(session, request=upload.request, person=person, council=council, on=on) is not None


def upload_file(upload: Upload, files: FileStore) -> Download:
    """An uploaded file as it came. Raises what `FileStore.load` raises."""
    suffix = _SUFFIXES.get(upload.media_type, "bin")
    name = f"{upload.request.case.reference}-file-{upload.id}.{suffix}"
    return Download(name, upload.media_type, files.load(upload.sha256))
