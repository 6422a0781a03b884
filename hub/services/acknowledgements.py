"""Automatic acknowledgements: at most one a day to one sender; a case that gets too many is left to staff."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.council import load_council
from hub.models import Case, OutgoingNotice, Role, Team
from hub.notice import Notice, NoticeKind, case_reference, fit_reference
from hub.services.notices import notify, people_with
from hub.settings import Settings

ONE_A = timedelta(days=1)  # RFC 3834 2, "limit the frequency": one sender may be a robot that hides it
MOST_IN_AN_HOUR = 5  # for one case, whoever they go to


def own_addresses(session: Session, settings: Settings) -> frozenset[str]:
    """Every address, in lower case, at which a mail of the hub's would come back to the hub or to a team's mailbox."""
    council = load_council(settings.council)
    mailbox = settings.imap_url.get_secret_value() if settings.imap_url else ""
    ours = {settings.mail_from, council.mailbox, council.dco_mailbox, unquote(urlsplit(mailbox).username or "")}
    ours |= set(session.scalars(select(Team.mailbox)))
    return frozenset(each.lower() for each in ours if each)


def acknowledge_once(session: Session, *, to: str, case: Case, due_on: date, now: datetime) -> bool:
    """Tell a sender the case's reference and the day by which they will hear, unless they were told today.

    Where the case has had MOST_IN_AN_HOUR, nothing goes out and its staff are told instead. Returns whether it went.
    """
    try:
        reference = case_reference(case.reference)
    except ValueError:  # brought over from another system, and not fit to leave the hub
        return False
    told = select(OutgoingNotice.id).where(
        OutgoingNotice.recipient == to,
        OutgoingNotice.created_at > now - ONE_A,
        OutgoingNotice.kind == NoticeKind.ACKNOWLEDGEMENT,
    )
    if session.scalars(told.limit(1)).first() is not None:
        return False
    if _sent(session, case, NoticeKind.ACKNOWLEDGEMENT, since=now - timedelta(hours=1)) >= MOST_IN_AN_HOUR:
        if not _sent(session, case, NoticeKind.ACKNOWLEDGEMENTS_STOPPED, since=now - ONE_A):
            _tell_staff(session, case, now)
        return False
    notify(session, Notice(NoticeKind.ACKNOWLEDGEMENT, to, reference, due_on), now=now)
    return True


def _sent(session: Session, case: Case, kind: NoticeKind, *, since: datetime) -> int:
    found = select(func.count()).where(
        OutgoingNotice.case_reference == case.reference,
        OutgoingNotice.kind == kind,
        OutgoingNotice.created_at > since,
    )
    return session.scalar(found) or 0


def _tell_staff(session: Session, case: Case, now: datetime) -> None:
    staff = [case.coordinator] if case.coordinator else people_with(session, Role.OFFICER)
    for person in staff:
        stopped = Notice(
            NoticeKind.ACKNOWLEDGEMENTS_STOPPED, person.email, fit_reference(case.reference), path="/post/"
        )
        notify(session, stopped, now=now)
