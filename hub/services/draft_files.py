"""Word files out of a draft and into it again, and a writer's own report: nothing is written over, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.advice import Advice, AreaAdvice, Child
from hub.council import Council
from hub.deadlines import LONDON, day_in_london
from hub.documents import write
from hub.documents.offline import Slip
from hub.documents.report import FileWords, Loose
from hub.documents.sheet import BACKGROUND_QUESTIONS, day
from hub.draft_parts import Choice, Differing, assembled, compared, same, texts_of
from hub.models import Case, DraftLeftover, DraftOffer, DraftVersion, OfferSource, Person, Request
from hub.names import folded
from hub.refusals import AnotherChildsFile, MissingDetail
from hub.services.advice import current_draft, draft_or_blank, framed, save_draft
from hub.services.downloads import Download
from hub.services.history import record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_LEFT_OVER = 200  # of one request: far more than a long report leaves


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: the parts that it filled, those that the writer has to choose, the words left over."""

    filled: tuple[Differing, ...]
    contested: tuple[Differing, ...]
    left_over: int
    version: DraftVersion | None


def template_file(
    session: Session, *, request: Request, council: Council, now: datetime, starred: Sequence[str] = ()
) -> Download:
    """The template of a request as Word, with the draft so far.

    The version that it is made from stays in the history, however much is saved after it: the file is compared with
    it when it comes back. `starred` are the background questions that must be answered.
    """
    draft = current_draft(session, request)
    if draft is not None:
        draft.automatic = False
    saved = draft.saved_at.astimezone(LONDON) if draft else now
    slip = Slip(
        reference=request.case.reference,
        request=name_of(request),
        version=draft.number if draft else 0,
        saved=f"{day(saved.date())} at {saved:%H:%M}",
        due_on=request.due_on,
        council=council.name,
        starred=starred,
    )
    data = write.template(draft_or_blank(session, request), slip, made_on=day_in_london(now))
    return Download(f"{request.case.reference}-template-{request.id}.docx", WORD, data)


def name_of(request: Request) -> str:
    """What a template says of the request that it is for."""
    return f"{request.case.reference}/{request.id}"


def bring_in(session: Session, *, request: Request, words: FileWords, by: Person, now: datetime) -> Brought:
    """Put a file's words into the draft as a new version.

    What the draft says otherwise since the file was made is not written over: it is kept as an offer, for the writer
    to choose. What found no field is kept beside the draft, and so is what an earlier file offered. Raises
    AnotherChildsFile for a template of another request, or a report that says that it is about another child;
    NotAllocatedToYou, AdviceSubmitted.
    """
    _refuse_anothers(words, request)
    draft = draft_or_blank(session, request)
    comparison = compared(draft, words.advice, _base(session, request, words), words.absent)
    places = {each.place.key: Choice.FILE for each in comparison.taken}
    version = _save(session, request, assembled(draft, comparison.taken, places), by=by, now=now)
    source = OfferSource.WORD if words.requests else OfferSource.REPORT
    offer = _offer(request, words, comparison.contested, source, by=by, now=now) if comparison.contested else None
    left_over = _offer_instead(session, request, offer, comparison.contested, words.loose, now=now)
    record(
        session, request.case, "words brought in from a file", by=by, at=now, request=request.id, source=source.value
    )
    return Brought(comparison.taken, comparison.contested, left_over, version)


def offer_beside(session: Session, *, request: Request, words: FileWords, by: Person, now: datetime) -> int:
    """Keep what a file says beside a draft that has been begun: every part of it is the writer's to choose.

    Nothing is filled in, so that whoever has the draft open is disturbed in nothing. Returns in how many places the
    file says something else. Raises AnotherChildsFile as `bring_in`.
    """
    _refuse_anothers(words, request)
    comparison = compared(draft_or_blank(session, request), words.advice, None, words.absent)
    differing = (*comparison.contested, *comparison.taken)
    if differing:
        offer = _offer(request, words, differing, OfferSource.POST, by=by, now=now)
        _offer_instead(session, request, offer, differing, words.loose, now=now)
    return len(differing)


def offer_of(session: Session, request: Request) -> DraftOffer | None:
    """What a file says that the writer still has to choose, or None."""
    return session.scalars(select(DraftOffer).where(DraftOffer.request_id == request.id)).first()


def offered_parts(session: Session, request: Request, offer: DraftOffer) -> tuple[Differing, ...]:
    """The parts of an offer of which the draft still says something else."""
    comparison = compared(draft_or_blank(session, request), offer.advice, None)
    return tuple(each for each in (*comparison.contested, *comparison.taken) if each.place.key in offer.places)


def choose(
    session: Session,
    *,
    request: Request,
    choices: Mapping[str, Choice],
    by: Person,
    now: datetime,
    based_on: int | None = None,
) -> DraftVersion | None:
    """Take the writer's choice for each part of the offer; the offer is then gone.

    Raises MissingDetail while a part has no choice, ChangedElsewhere, NotAllocatedToYou, AdviceSubmitted.
    """
    offer = offer_of(session, request)
    if offer is None:
        return None
    parts = offered_parts(session, request, offer)
    if any(each.place.key not in choices for each in parts):
        raise MissingDetail("Choose for each part which words the draft should have.", "Then choose “Save my choices”.")
    made = assembled(draft_or_blank(session, request), parts, choices)
    version = _save(session, request, made, by=by, now=now, based_on=based_on)
    session.delete(offer)
    return version


def left_over_of(session: Session, request: Request) -> list[DraftLeftover]:
    """The words without a place beside a draft, in the order in which they came."""
    rows = select(DraftLeftover).where(DraftLeftover.request_id == request.id).order_by(DraftLeftover.id)
    return list(session.scalars(rows))


def place(
    session: Session, *, left_over: DraftLeftover, pointer: str, by: Person, now: datetime, based_on: int | None = None
) -> DraftVersion:
    """Put words that were left over at the end of a field, or into a new outcome, step or provision (“-”).

    Raises MissingDetail for a place that isn't there, ChangedElsewhere, NotAllocatedToYou, AdviceSubmitted.
    """
    request, text = left_over.request, left_over.text
    version = add_words(session, request=request, pointer=pointer, text=text, by=by, now=now, based_on=based_on)
    session.delete(left_over)
    return version


def add_words(
    session: Session,
    *,
    request: Request,
    pointer: str,
    text: str,
    by: Person,
    now: datetime,
    based_on: int | None = None,
) -> DraftVersion:
    """Put words at the end of a field of the draft, as a new version; raises as `place`."""
    made = with_words(draft_or_blank(session, request), pointer, text)
    return _save(session, request, made, by=by, now=now, based_on=based_on)


def throw_away(session: Session, *, left_over: DraftLeftover) -> None:
    """Throw words away that were left over."""
    session.delete(left_over)


def with_words(advice: Advice, pointer: str, text: str) -> Advice:
    """The advice with a text at the end of the field that a JSON pointer names; “-” makes what it stands for.

    Raises MissingDetail for a pointer that leads to no field.
    """
    body = advice.to_json()
    *path, last = pointer.strip("/").split("/")
    try:
        field = _field_in(body, path)
        if not isinstance(field[last], str):
            raise KeyError(last)
        field[last] = "\n\n".join(each for each in (field[last].rstrip(), text) if each.strip())
        return Advice.from_json(body)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise MissingDetail("Choose where the words should go.", "Then choose “Put them there”.") from None


_NEW: Mapping[str, dict[str, Any]] = {
    "outcomes": {"outcome": "", "steps": [], "provisions": []},
    "steps": {"text": ""},
    "provisions": {"support": ""},
}


def _field_in(body: dict[str, Any], path: Sequence[str]) -> Any:
    """What a path leads to; “-” in a list makes a new one at its end.

    Raises AttributeError, LookupError, TypeError, ValueError.
    """
    at: Any = body
    for name, before in zip(path, ("", *path), strict=False):
        if name == "-":
            at.append(deepcopy(_NEW[before]))
            at = at[-1]
        elif isinstance(at, list):
            if not name.isdecimal():
                raise ValueError(name)
            at = at[int(name)]
        else:
            at = at[name]
    return at


def _refuse_anothers(words: FileWords, request: Request) -> None:
    own = name_of(request)
    others = words.requests - {own}
    if others:
        of_case = all(each.rpartition("/")[0] == request.case.reference for each in others)
        raise AnotherChildsFile(
            "This Word file belongs to another request of this case." if of_case else "",
            "Open the request that it was made for, or download this request’s own Word file.",
        )
    if words.cases - {request.case.reference}:
        raise AnotherChildsFile("This file is advice about another child.", "Check which file you chose.")
    if not words.requests and is_about_another(words.advice.child, request.case):
        raise AnotherChildsFile("This report says that it is about another child.", "Check which file you chose.")


def is_about_another(child: Child, case: Case) -> bool:
    """Whether a report's own words rule out that it is about the case's child: a number, or name and date of birth."""
    numbers = ["".join(filter(str.isdigit, each)) for each in (child.nhs_number, case.nhs_number)]
    if all(len(each) == 10 for each in numbers):
        return numbers[0] != numbers[1]
    if not (child.date_of_birth and case.date_of_birth) or child.date_of_birth == case.date_of_birth:
        return False
    names = set(folded(f"{case.child_name} {case.known_as}").split())
    return bool(child.name) and names.isdisjoint(folded(child.name).split())


def _base(session: Session, request: Request, words: FileWords) -> Advice | None:
    """What the template held when it was made; None for a report, or where that version is not known any more."""
    if not words.requests:
        return None
    if words.version == 0:
        return framed(Advice(id="", areas=tuple(AreaAdvice(area) for area in request.areas)), request)
    rows = select(DraftVersion).where(DraftVersion.request_id == request.id, DraftVersion.number == words.version)
    version = session.scalars(rows).first()
    return version.advice if version is not None else None


def _save(
    session: Session, request: Request, advice: Advice, *, by: Person, now: datetime, based_on: int | None = None
) -> DraftVersion:
    return save_draft(
        session,
        request=request,
        areas=advice.areas,
        background=advice.background,
        health_care_plan_attached=advice.child.health_care_plan_attached,
        pep_attached=advice.child.pep_attached,
        by=by,
        now=now,
        based_on=based_on,
    )


def _offer_instead(
    session: Session,
    request: Request,
    offer: DraftOffer | None,
    parts: Sequence[Differing],
    loose: Sequence[Loose],
    *,
    now: datetime,
) -> int:
    """Put the offer in the place of an earlier one, of which no word is lost; returns how many words were left over."""
    left = [*loose, *_not_yet_chosen(session, request, parts)]
    earlier = offer_of(session, request)
    if earlier is not None:
        session.delete(earlier)
        session.flush()
    if offer is not None:
        session.add(offer)
    return _keep_left_over(session, request, left, now=now)


def _offer(
    request: Request,
    words: FileWords,
    contested: Sequence[Differing],
    source: OfferSource,
    *,
    by: Person,
    now: datetime,
) -> DraftOffer:
    return DraftOffer(
        request=request,
        source=source,
        body={"advice": words.advice.to_json(), "places": [each.place.key for each in contested]},
        based_on=words.version if source is OfferSource.WORD else None,
        at=now,
        by=by,
    )


def _not_yet_chosen(session: Session, request: Request, contested: Sequence[Differing]) -> list[Loose]:
    """What an earlier file says that the writer has not chosen yet, unless the new file says the same there."""
    offer = offer_of(session, request)
    parts = offered_parts(session, request, offer) if offer else ()
    again = {each.place: each.file for each in contested}
    return [
        Loose(each.place.area.heading if each.place.area else BACKGROUND_QUESTIONS[each.place.part], text)
        for each in parts
        if not (each.place in again and same(again[each.place], each.file))
        for text in texts_of(each.file)
    ]


def _keep_left_over(session: Session, request: Request, loose: Sequence[Loose], *, now: datetime) -> int:
    """Keep what found no field; what stands there already (the same file again) is not kept twice."""
    there = {(each.under, each.text) for each in left_over_of(session, request)}
    new = [each for each in dict.fromkeys(loose) if (each.under, each.text) not in there]
    if len(there) + len(new) > MOST_LEFT_OVER:
        raise MissingDetail(
            "This file leaves too many words without a place.",
            "Place or throw away what is there, or copy the parts that you need by hand.",
        )
    session.add_all(DraftLeftover(request=request, under=each.under, text=each.text, at=now) for each in new)
    session.flush()
    return len(new)
