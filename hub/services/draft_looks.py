"""Asking somebody of the team to look at a draft, and comments beside its words.

“… or for professionals to seek supervision regarding the quality of their advice from a line manager/clinical
supervisor prior to submission” (North East Lincolnshire). Until then a draft is private to its writers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.advice import Advice
from hub.models import DraftComment, DraftLook, Membership, Person, Request, Role
from hub.notice import Notice, NoticeKind, fit_reference
from hub.queries.own_family import no_family_of, not_of_their_family
from hub.refusals import MissingDetail, NotAllocatedToYou, Refusal
from hub.services.history import record
from hub.services.notices import notify
from hub.workflow import WRITING, Move, after

LONGEST = 5000  # characters of a comment
_LOOKERS = (Role.PROFESSIONAL, Role.TEAM_MANAGER)
_TOLD_AGAIN = timedelta(hours=1)  # ten comments are not ten e-mails


@dataclass(frozen=True, slots=True)
class Anchored:
    """A comment and where its words stand now: `field` is "" where they have changed or gone."""

    comment: DraftComment
    field: str
    start: int
    end: int


def may_look(session: Session, *, request: Request, person: Person) -> bool:
    """Whether the person was asked to look at the draft, is still of the team, and it is still being written."""
    if not person.active or person.is_family_of(request.case_id):
        return False
    if request.state not in WRITING or request.team_id not in person.team_ids(*_LOOKERS):
        return False
    wanted = select(DraftLook.id).where(
        DraftLook.request_id == request.id, DraftLook.person_id == person.id, DraftLook.withdrawn_at.is_(None)
    )
    return session.scalars(wanted.limit(1)).first() is not None


def people_to_ask(session: Session, request: Request) -> list[Person]:
    """The people of the team who may be asked to look: its professionals and managers who do not write it, by name."""
    wanted = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id == request.team_id, Membership.role.in_(_LOOKERS), Person.active.is_(True))
        .where(no_family_of(request.case_id))
        .order_by(Person.name, Person.id)
        .distinct()
    )
    taken = {each.id for each in request.writers} | {each.person_id for each in looks_of(session, request)}
    return [each for each in session.scalars(wanted) if each.id not in taken]


def looks_of(session: Session, request: Request) -> list[DraftLook]:
    """Who has been asked to look and has not been asked to stop, in order."""
    wanted = select(DraftLook).where(DraftLook.request_id == request.id, DraftLook.withdrawn_at.is_(None))
    return list(session.scalars(wanted.order_by(DraftLook.id)))


def asked_to_look(session: Session, person: Person) -> list[Request]:
    """The requests whose drafts the person has been asked to look at and still may, the soonest due first."""
    wanted = (
        select(Request)
        .join(DraftLook, DraftLook.request_id == Request.id)
        .where(
            DraftLook.person_id == person.id,
            DraftLook.withdrawn_at.is_(None),
            Request.state.in_(WRITING),
            Request.team_id.in_(person.team_ids(*_LOOKERS)),
            not_of_their_family(Request.case_id, person.id),
        )
        .order_by(Request.due_on, Request.id)
    )
    return list(session.scalars(wanted).unique())


def ask_to_look(session: Session, *, request: Request, person: Person, by: Person, now: datetime) -> DraftLook:
    """The writer asks somebody of the team to look at the draft; they are told.

    Raises NotAllocatedToYou, AdviceSubmitted, Refusal for somebody who may not be asked.
    """
    _refuse_others(request, by)
    if person.id not in {each.id for each in people_to_ask(session, request)}:
        raise Refusal("That person cannot be asked to look at this draft.", "Choose somebody of your team.")
    look = DraftLook(request=request, person=person, asked_by=by, asked_at=now)
    session.add(look)
    record(session, request.case, "asked to look at a draft", by=by, at=now, request=request.id, person=person.id)
    _tell(session, NoticeKind.DRAFT_TO_LOOK_AT, [person], request, now=now)
    return look


def withdraw_look(session: Session, *, look: DraftLook, by: Person, now: datetime) -> None:
    """The writer no longer wants somebody to look: they can't open the draft any more.

    Raises NotAllocatedToYou, AdviceSubmitted.
    """
    _refuse_others(look.request, by)
    look.withdrawn_at = now
    request = look.request
    record(
        session, request.case, "no longer asked to look at a draft", by=by, at=now, request=request.id,
        person=look.person_id,
    )  # fmt: skip


def comment(
    session: Session,
    *,
    request: Request,
    advice: Advice,
    field: str,
    quoted: str,
    text: str,
    by: Person,
    now: datetime,
) -> DraftComment:
    """Comment on words of the draft as it is (`advice`): on those quoted, or on all of the field without any.

    The others are told, at most once an hour. Raises MissingDetail without a comment, or for words that the field
    doesn't hold; NotAllocatedToYou for somebody who neither writes the draft nor was asked to look at it.
    """
    writes = request.is_written_by(by)
    if not writes and not may_look(session, request=request, person=by):
        raise NotAllocatedToYou
    after(request.state, Move.SAVE)
    if not text.strip():
        raise MissingDetail("Write a comment.", "Say what you would change, and why.")
    if len(text) > LONGEST:
        raise MissingDetail(f"A comment must be {LONGEST:,} characters or fewer.", "Shorten it, or make two of it.")
    if _found(quoted, dict(advice.texts()).get(field, "")) is None:
        raise MissingDetail("Those words are not in this part of the draft.", "Copy the words from the draft.")
    recently = select(DraftComment.id).where(
        DraftComment.request_id == request.id, DraftComment.by_id == by.id, DraftComment.at > now - _TOLD_AGAIN
    )
    told = session.scalars(recently.limit(1)).first() is not None
    made = DraftComment(request=request, field=field, quoted=quoted.strip(), text=text.strip(), at=now, by=by)
    session.add(made)
    session.flush()
    if not told:
        lookers = [each.person for each in looks_of(session, request) if each.person.active]
        others = {each.id: each for each in (*request.writers, *lookers) if each.id != by.id}
        _tell(session, NoticeKind.DRAFT_COMMENTED, others.values(), request, now=now)
    return made


def field_with(quoted: str, place: str, advice: Advice) -> str:
    """The field at a place, or beneath it, that holds the quoted words; the first there where none does."""
    texts = [(each.pointer, each.text) for each in advice.texts() if f"{each.pointer}/".startswith(f"{place}/")]
    holding = (pointer for pointer, text in texts if _found(quoted, text) is not None)
    return next(holding, texts[0][0] if texts else place)


def resolve_comment(session: Session, *, comment: DraftComment, by: Person, now: datetime) -> None:
    """The writer has dealt with a comment; it is folded away. Raises NotAllocatedToYou, AdviceSubmitted."""
    _refuse_others(comment.request, by)
    comment.resolved_at = comment.resolved_at or now


def delete_comment(session: Session, *, comment: DraftComment, by: Person) -> None:
    """Whoever wrote a comment takes it back. Raises NotAllocatedToYou for anybody else."""
    if comment.by_id != by.id:
        raise NotAllocatedToYou("Only whoever wrote a comment can delete it.", "Mark it as dealt with instead.")
    session.delete(comment)


def comments_on(session: Session, request: Request, advice: Advice) -> list[Anchored]:
    """The comments on a draft, each with where its words stand in the draft as it is now.

    Words that moved to another field are found there.
    """
    rows = session.scalars(select(DraftComment).where(DraftComment.request_id == request.id).order_by(DraftComment.id))
    texts = [(each.pointer, each.text) for each in advice.texts()]
    return [_anchored(each, texts) for each in rows]


def open_comments(session: Session, request: Request) -> int:
    """How many comments on a draft have not been dealt with."""
    rows = select(func.count()).select_from(DraftComment)
    wanted = rows.where(DraftComment.request_id == request.id, DraftComment.resolved_at.is_(None))
    return session.scalar(wanted) or 0


def _anchored(comment: DraftComment, texts: Sequence[tuple[str, str]]) -> Anchored:
    own = [each for each in texts if each[0] == comment.field]
    for pointer, text in (*own, *(texts if comment.quoted else ())):
        place = _found(comment.quoted, text)
        if place is not None:
            return Anchored(comment, pointer, *place)
    return Anchored(comment, "", 0, 0)


def _found(quoted: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, however their lines were broken: all of it where none are quoted."""
    words = quoted.split()
    if not words:
        return (0, len(text)) if text else None
    folded, places = _with_single_spaces(text)
    start = folded.find(" ".join(words))
    if start < 0:
        return None
    return places[start], places[start + len(" ".join(words)) - 1] + 1


def _with_single_spaces(text: str) -> tuple[str, list[int]]:
    """The text with each run of white space as one space, and where each character stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, each in enumerate(text):
        if not each.isspace():
            kept.append(each)
            places.append(place)
        elif kept and kept[-1] != " ":
            kept.append(" ")
            places.append(place)
    return "".join(kept), places


def _refuse_others(request: Request, by: Person) -> None:
    if not request.is_written_by(by):
        raise NotAllocatedToYou
    after(request.state, Move.SAVE)


def _tell(session: Session, kind: NoticeKind, people: Iterable[Person], request: Request, *, now: datetime) -> None:
    for each in people:
        reference, path = fit_reference(request.case.reference), f"/requests/{request.id}/draft/look"
        notify(session, Notice(kind, each.email, reference, request.due_on, path), now=now)
