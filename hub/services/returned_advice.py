"""Advice that came back by e-mail: a draft on its request, for its writer to look through and submit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Advice
from hub.documents.report import FileWords
from hub.files import FileStore
from hub.models import Case, Person, PostItem, Request
from hub.notice import Notice, NoticeKind, fit_reference
from hub.refusals import AnotherChildsFile, MissingDetail
from hub.services.advice import current_draft, save_draft
from hub.services.draft_files import is_about_another, offer_beside
from hub.services.history import record
from hub.services.notices import notify
from hub.services.uploads import add_upload, uploads_of
from hub.workflow import WRITING


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came with an e-mail; `advice` where it is laid out like an advice template."""

    name: str
    data: bytes = field(repr=False)
    advice: Advice | None = None


def answerable(session: Session, case: Case) -> Sequence[Request]:
    """The requests of a case that somebody is writing advice for."""
    wanted = select(Request).where(Request.case_id == case.id, Request.state.in_(WRITING))
    return session.scalars(wanted.where(Request.allocated_to_id.is_not(None)).order_by(Request.due_on)).all()


def request_answered(session: Session, case: Case, sender: str) -> Request | None:
    """The one request of the case that is allocated to whoever has this e-mail address; None where that isn't sure."""
    own = [
        each
        for each in answerable(session, case)
        if each.allocated_to is not None and each.allocated_to.email.lower() == sender.lower()
    ]
    return own[0] if len(own) == 1 else None


def draft_from_post(
    session: Session, *, request: Request, item: PostItem, returned: Sequence[Returned], files: FileStore, now: datetime
) -> str:
    """Make a draft of what came back, and keep the files as uploads; returns what was done, in a sentence.

    A draft that somebody has begun is never written over: what came is kept beside it, for its writer to choose from.
    Of several templates none is chosen. Raises AnotherChildsFile where one says that it is about another child,
    NotAwaitingThat or AdviceSubmitted once the request has moved on.
    """
    writer = request.allocated_to
    if writer is None:
        raise MissingDetail("Nobody has been assigned to write this advice.", "Ask the team's manager to assign it.")
    filled = [each.advice for each in returned if each.advice is not None]
    if any(is_about_another(each.child, request.case) for each in filled):
        raise AnotherChildsFile("What came back says that it is about another child.", "Open it with care.")
    advice = filled[0] if len(filled) == 1 else None
    begun = current_draft(session, request) is not None
    offered = 0
    if advice is not None and begun:
        offered = offer_beside(session, request=request, words=FileWords(advice, ()), by=writer, now=now)
    elif advice is not None:
        save_draft(session, request=request, areas=advice.areas, background=advice.background, by=writer, now=now)
    kept = _keep_files(session, request, writer, returned, files, now)
    record(session, request.case, "advice came by e-mail", by=None, at=now, request=request.id, item=item.id)
    notice = Notice(
        NoticeKind.ADVICE_DRAFTED, writer.email, fit_reference(request.case.reference), request.due_on, "/my-cases"
    )
    notify(session, notice, now=now)
    return _said(len(filled), begun=begun, offered=offered, kept=kept)


def _keep_files(
    session: Session,
    request: Request,
    writer: Person,
    returned: Sequence[Returned],
    files: FileStore,
    now: datetime,
) -> int:
    """Add what isn't there yet; a kind of file that no upload may be stays with the original."""
    known = {each.sha256 for each in uploads_of(session, request)}
    kept = 0
    for each in returned:
        if files.store(each.data) in known:
            continue
        try:
            add_upload(session, request=request, name=each.name, data=each.data, files=files, by=writer, now=now)
            kept += 1
        except MissingDetail:
            continue
    return kept


def _said(templates: int, *, begun: bool, offered: int, kept: int) -> str:
    files = f"{kept} file{'' if kept == 1 else 's'} attached"
    if templates == 1 and not begun:
        return f"A draft was made of it, {files}. Its writer has been asked to look through it and submit it."
    if offered:
        return f"A draft had been begun: this stands beside it, {files}. Its writer has been asked to choose from it."
    why = "several filled-in templates came" if templates > 1 else "the draft says the same"
    why = why if templates else "it is laid out like no advice template"
    return f"No draft was made, since {why}: {files}. Its writer has been told."
