"""Uploads in support of advice: kept under their hash, seen like the advice they support."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.files import FileStore, sha256_of
from hub.models import Person, Request, Upload
from hub.noticed import Noticed
from hub.refusals import AdviceSubmitted, MissingDetail
from hub.services.history import record
from hub.workflow import SUBMITTED

LARGEST = 20 * 1024 * 1024
MOST_IN_ALL = 30  # files with one advice
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def add_upload(
    session: Session, *, request: Request, name: str, data: bytes, files: FileStore, by: Person, now: datetime
) -> Upload:
    """Keep an uploaded file; its kind is decided by its content, never by its name (ASVS 5.2.2).

    Raises MissingDetail for an empty, too large or unknown file, or one too many; AdviceSubmitted once the advice has
    gone.
    """
    if request.state in SUBMITTED:
        raise AdviceSubmitted
    media_type = next((kind for magic, kind in _KINDS if data.startswith(magic)), None)
    if not data or media_type is None:
        raise MissingDetail(
            "That file is not a Word document, PDF or picture.", "Save it as one of these and try again."
        )
    if len(data) > LARGEST:
        raise MissingDetail("That file is larger than 20 MB.", "Save it in a smaller size, or upload it in parts.")
    held = select(func.count()).where(Upload.request_id == request.id, Upload.removed_at.is_(None))
    if (session.scalar(held) or 0) >= MOST_IN_ALL:
        raise MissingDetail(
            f"There are {MOST_IN_ALL} files already, the most that one advice can have.",
            "Remove those that say the same, or put several letters into one file.",
        )
    digest = files.store(data)
    upload = Upload(
        request=request,
        name=_safe_name(name),
        media_type=media_type,
        size=len(data),
        sha256=digest,
        uploaded_at=now,
        uploaded_by=by,
    )
    session.add(upload)
    record(session, request.case, "file uploaded", by=by, at=now, request=request.id, sha256=sha256_of(data))
    return upload


def remove_upload(session: Session, *, upload: Upload, by: Person, now: datetime) -> None:
    """Take an upload out of the advice; its bytes stay for the history."""
    if upload.request.state in SUBMITTED:
        raise AdviceSubmitted
    upload.removed_at, upload.noticed = now, None
    record(session, upload.request.case, "file removed", by=by, at=now, request=upload.request.id, sha256=upload.sha256)


def replace_upload(
    session: Session, *, upload: Upload, data: bytes, files: FileStore, by: Person, now: datetime
) -> Upload:
    """Put other bytes in an upload's place, under its name.

    Raises as `add_upload` does.
    """
    remove_upload(session, upload=upload, by=by, now=now)
    return add_upload(session, request=upload.request, name=upload.name, data=data, files=files, by=by, now=now)


def keep_noticed(upload: Upload, noticed: Sequence[Noticed]) -> None:
    """Keep what was noticed in a file beside it, for whoever checks or downloads it."""
    upload.noticed = [each.to_json() for each in noticed]


def noticed_in(upload: Upload) -> list[Noticed]:
    """What was noticed in a file; nothing where nobody has looked yet."""
    return [Noticed.from_json(each) for each in upload.noticed or ()]


def uploads_of(session: Session, request: Request) -> list[Upload]:
    """The request's uploads that have not been removed, oldest first."""
    found = select(Upload).where(Upload.request_id == request.id, Upload.removed_at.is_(None)).order_by(Upload.id)
    return list(session.scalars(found))


def _safe_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable() and each not in '<>:"|?*')[:200].strip(" .") or "file"
