"""Reading and downloading what was submitted: who may, exactly which words, and an entry in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.council import Council
from hub.deadlines import day_in_london
from hub.documents import write
from hub.files import FileStore, sha256_of
from hub.models import Person, Request, Submission, Upload
from hub.permissions import Act, may, may_read
from hub.services.advice import latest_submission
from hub.services.history import record

_SUFFIXES = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tiff",
}


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
    on_case = select(Request.id).where(Request.case_id == request.case_id, Request.allocated_to_id == person.id)
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
