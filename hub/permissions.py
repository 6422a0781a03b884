"""Who may do what: one pure question, asked by every route and every service that acts for a person.

“You will only have access to the areas of the Hub that are appropriate for you” (North East Lincolnshire).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from hub.council import Council
from hub.models import Person, Request, Role, Submission
from hub.workflow import RequestState


class Act(StrEnum):
    """What somebody may want to do with a request for advice."""

    SEE = "see"  # that it was made, to whom, its dates and state
    ALLOCATE = "allocate"
    ANSWER = "answer"
    WRITE = "write"  # the draft: see it, save it, submit it
    DECIDE = "decide"  # what follows from “no”
    REVIEW = "review"  # clear, accept, return
    RELEASE = "release"
    UPLOAD = "upload"
    EXCEPT = "except"  # record an exception of the law on the adviser's clock


def may(person: Person, act: Act, request: Request, council: Council, *, on: date | None = None) -> bool:
    """Whether the person may do that with the request, whatever its state.

    `on` is the day: on it the person may be the deputy of a reviewer who is away. Without it no deputy counts.
    Nobody does anything at work with a child of their own family: they read as family, or no longer.
    """
    if not person.active or person.is_family_of(request.case_id):
        return False
    return _ACTS[act](person, request, council) or (act in _DEPUTIES and _stands_in(person, request, council, on))


def may_read(
    person: Person, submission: Submission, council: Council, *, on_case: bool, on: date | None = None
) -> bool:
    """Whether the person may read the submission's words now.

    Its writer, the team's managers and its reviewers (or their deputies `on` that day) always; coordinator and the
    case's professionals (`on_case`: the person is allocated on the case) once it is published: held advice is unseen.
    """
    request = submission.request
    if not person.active or person.is_family_of(request.case_id):
        return False
    if submission.submitted_by_id == person.id or _allocates(person, request, council):
        return True
    if _writes(person, request, council) or may(person, Act.REVIEW, request, council, on=on):
        return True
    return request.state is RequestState.PUBLISHED and (person.is_a(Role.OFFICER) or on_case)


def sees_every_case(person: Person) -> bool:
    """Whether the person's work is with all of the council's cases."""
    return person.active and (person.is_a(Role.OFFICER) or person.is_a(Role.DCO))


def _allocates(person: Person, request: Request, _council: Council) -> bool:
    return request.team_id in person.team_ids(Role.TEAM_MANAGER)


def _writes(person: Person, request: Request, _council: Council) -> bool:
    return request.is_written_by(person)


def _answers(person: Person, request: Request, council: Council) -> bool:
    return _allocates(person, request, council) or _writes(person, request, council)


def _reviews(person: Person, request: Request, council: Council) -> bool:
    reviewers = council.rules_for(request.team.profile).reviewers
    if request.is_written_by(person):
        return False  # nobody clears their own advice
    if person.is_a(Role.DCO) and Role.DCO in reviewers:
        return True
    return any(role in reviewers and request.team_id in person.team_ids(role) for role in reviewers - {Role.DCO})


def _stands_in(person: Person, request: Request, council: Council, on: date | None) -> bool:
    if on is None or request.is_written_by(person):
        return False
    return any(each.stands_in(on) and _reviews(each.away, request, council) for each in person.deputising)


def _decides(person: Person, _request: Request, _council: Council) -> bool:
    return person.is_a(Role.OFFICER)


def _releases(person: Person, request: Request, council: Council) -> bool:
    return any(person.is_a(role) for role in council.rules_for(request.team.profile).release)


def _excepts(person: Person, request: Request, council: Council) -> bool:
    return person.is_a(Role.OFFICER) or _answers(person, request, council)


def _uploads(person: Person, request: Request, council: Council) -> bool:
    return _writes(person, request, council) or request.team_id in person.team_ids(Role.SECRETARY)


def _sees(person: Person, request: Request, council: Council) -> bool:
    return sees_every_case(person) or _answers(person, request, council) or _uploads(person, request, council)


_ACTS: dict[Act, Callable[[Person, Request, Council], bool]] = {
    Act.SEE: _sees,
    Act.ALLOCATE: _allocates,
    Act.ANSWER: _answers,
    Act.WRITE: _writes,
    Act.DECIDE: _decides,
    Act.REVIEW: _reviews,
    Act.RELEASE: _releases,
    Act.UPLOAD: _uploads,
    Act.EXCEPT: _excepts,
}
_DEPUTIES = frozenset({Act.SEE, Act.REVIEW})  # what a deputy may do in place of the reviewer
