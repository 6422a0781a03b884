"""Who may do what: one pure question, asked by every route and every service that acts for a person.

“You will only have access to the areas of the Hub that are appropriate for you” (North East Lincolnshire).
"""

from __future__ import annotations

from collections.abc import Callable
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


def may(person: Person, act: Act, request: Request, council: Council) -> bool:
    """Whether the person may do that with the request, whatever its state."""
    return person.active and _ACTS[act](person, request, council)


def may_read(person: Person, submission: Submission, council: Council, *, on_case: bool) -> bool:
    """Whether the person may read the submission's words now.

    Its writer, the team's managers and its reviewers always; coordinator and the case's professionals
    (`on_case`: the person is allocated on the case) once it is published: held advice is unseen.
    """
    request = submission.request
    if not person.active:
        return False
    if submission.submitted_by_id == person.id or _allocates(person, request, council):
        return True
    if _writes(person, request, council) or _reviews(person, request, council):
        return True
    return request.state is RequestState.PUBLISHED and (person.is_a(Role.OFFICER) or on_case)


def sees_every_case(person: Person) -> bool:
    """Whether the person's work is with all of the council's cases."""
    return person.active and (person.is_a(Role.OFFICER) or person.is_a(Role.DCO))


def _allocates(person: Person, request: Request, _council: Council) -> bool:
    return request.team_id in person.team_ids(Role.TEAM_MANAGER)


def _writes(person: Person, request: Request, _council: Council) -> bool:
    return request.allocated_to_id is not None and request.allocated_to_id == person.id


def _answers(person: Person, request: Request, council: Council) -> bool:
    return _allocates(person, request, council) or _writes(person, request, council)


def _reviews(person: Person, request: Request, council: Council) -> bool:
    reviewers = council.rules_for(request.team.profile).reviewers
    if person.id == request.allocated_to_id:
        return False  # nobody clears their own advice
    if person.is_a(Role.DCO) and Role.DCO in reviewers:
        return True
    return any(role in reviewers and request.team_id in person.team_ids(role) for role in reviewers - {Role.DCO})


def _decides(person: Person, _request: Request, _council: Council) -> bool:
    return person.is_a(Role.OFFICER)


def _releases(person: Person, request: Request, council: Council) -> bool:
    return any(person.is_a(role) for role in council.rules_for(request.team.profile).release)


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
}
