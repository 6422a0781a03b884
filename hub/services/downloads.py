"""Reading and downloading what was submitted: who may, exactly which words, and an entry in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.council import Council
from hub.deadlines import day_in_london
from hub.documents import write
from hub.files import FileStore
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


def readable(session: Session, *, request: Request, person: Person, council: Council) -> Submission | None:
    """The latest submission of the request if the person may read its words now, else None.

    The professionals of the case read each other's advice once it is published (North East Lincolnshire: “made
    available for the EHCP Coordinator, Parent/carer, and professionals registered to the case to view”).
    """
    submission = latest_submission(session, request)
    if submission is None:
        return None
    on_case = select(Request.id).where(Request.case_id == request.case_id, Request.allocated_to_id == person.id)
    known = session.scalars(on_case.limit(1)).first() is not None
    return submission if may_read(person, submission, council, on_case=known) else None


def download_advice(
    session: Session, *, submission: Submission, form: Format, by: Person, council: Council, now: datetime
) -> Download:
    """The submitted advice as a file, word for word; that it was downloaded stands in the case's history."""
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
    record(
        session,
        case,
        "downloaded",
        by=by,
        at=now,
        request=submission.request_id,
        submission=submission.number,
        format=form.value,
        sha256=submission.sha256,
    )
    return Download(f"{case.reference}-advice-{submission.request_id}.{form.value}", media_type, data)


def may_open_upload(session: Session, *, upload: Upload, person: Person, council: Council) -> bool:
    """Whether the person may open an uploaded file: who uploads for the request, and who may read its advice."""
    if upload.removed_at is not None:
        return False
    if may(person, Act.UPLOAD, upload.request, council):
        return True
    return readable(session, request=upload.request, person=person, council=council) is not None


def download_upload(session: Session, *, upload: Upload, files: FileStore, by: Person, now: datetime) -> Download:
    """An uploaded file as it came; that it was downloaded stands in the case's history."""
    case = upload.request.case
    record(session, case, "downloaded", by=by, at=now, request=upload.request_id, sha256=upload.sha256)
    suffix = _SUFFIXES.get(upload.media_type, "bin")
    return Download(f"{case.reference}-file-{upload.id}.{suffix}", upload.media_type, files.load(upload.sha256))
