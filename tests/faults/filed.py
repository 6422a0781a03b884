"""What every fault of the mailbox is judged by: each message one row, its bytes intact, one case, one answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select

from hub.files import sha256_of
from hub.mailers import LocalOutbox
from hub.models import Case, HistoryEntry, NoticeState, OutgoingNotice, PostItem, PostState, Reading, Work, WorkState
from hub.opening import Hub
from hub.services.history import broken_links
from tests.intake.letters import child, request


def noted(hub: Hub) -> int:
    """How many rows the ledger has."""
    with hub.database.reading() as session:
        return len(session.scalars(select(PostItem.id)).all())


def everything_is_done(hub: Hub) -> bool:
    """Whether no work waits any more."""
    with hub.database.reading() as session:
        return session.scalars(select(Work.id).where(Work.state == WorkState.WAITING).limit(1)).first() is None


def filed_once(hub: Hub, numbers: Iterable[int]) -> None:
    """0 lost, 0 doubled, 0 half cases, and nobody was answered twice: for the letters of those numbers."""
    sent = {sha256_of(request(number)): child(number) for number in numbers}
    with hub.database.reading() as session:
        items = session.scalars(select(PostItem)).all()
        assert Counter(item.sha256 for item in items) == Counter(list(sent))
        assert [(item.state, item.reason) for item in items if item.state is not PostState.FILED] == []
        assert all(sha256_of(hub.files.load(item.sha256)) == item.sha256 for item in items)
        cases = session.scalars(select(Case)).all()
        assert sorted((case.child_name, case.date_of_birth) for case in cases) == sorted(sent.values())
        readings = session.scalars(select(Reading)).all()
        assert sorted(reading.case_id or 0 for reading in readings) == sorted(case.id for case in cases)
        opened = session.scalars(select(HistoryEntry.case_id).where(HistoryEntry.what == "case opened")).all()
        assert sorted(opened) == sorted(case.id for case in cases)
        assert list(broken_links(session)) == []
        assert not session.scalars(select(Work).where(Work.state != WorkState.DONE)).all()
        answers = session.scalars(select(OutgoingNotice)).all()
    assert {each.state for each in answers} <= {NoticeState.SENT}
    assert max(Counter(each.recipient for each in answers).values(), default=0) <= 1
    outbox = LocalOutbox(hub.settings.data_dir / "outbox").messages()
    assert sorted(each.reference for each in outbox) == sorted(each.reference for each in answers)
