"""The states of a request for advice, and the moves between them, with every refusal.

The picture is in `hub/README.md`. Who may make a move is `hub.permissions`' business.
"""

from __future__ import annotations

from enum import StrEnum

from hub.refusals import AdviceSubmitted, NotAwaitingThat


class RequestState(StrEnum):
    """Where a request for advice is."""

    AWAITING_ALLOCATION = "awaiting-allocation"
    ANSWERED_NO = "answered-no"  # the coordinator decides what follows: reg 6 may still require the advice
    AWAITING_ADVICE = "awaiting-advice"
    RETURNED_FOR_CHANGES = "returned-for-changes"
    HELD = "held"  # returned in time, unseen by family and coordinator until cleared or mended
    AWAITING_QUALITY_CHECK = "awaiting-quality-check"
    PUBLISHED = "published"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as the hub's pages say it."""
        return _LABELS[self]


_LABELS = {
    RequestState.AWAITING_ALLOCATION: "Awaiting allocation",
    RequestState.ANSWERED_NO: "Answered: no advice",
    RequestState.AWAITING_ADVICE: "Awaiting advice",
    RequestState.RETURNED_FOR_CHANGES: "Returned for changes",
    RequestState.HELD: "Submitted, held",
    RequestState.AWAITING_QUALITY_CHECK: "Submitted, with quality check",
    RequestState.PUBLISHED: "Advice published",
    RequestState.CLOSED: "Closed without advice",
}

UNALLOCATED = frozenset({RequestState.AWAITING_ALLOCATION})
WRITING = frozenset({RequestState.AWAITING_ADVICE, RequestState.RETURNED_FOR_CHANGES})
OUTSTANDING = frozenset({RequestState.AWAITING_ALLOCATION, RequestState.ANSWERED_NO, RequestState.AWAITING_ADVICE})
SUBMITTED = frozenset({RequestState.HELD, RequestState.AWAITING_QUALITY_CHECK, RequestState.PUBLISHED})
REVIEWING = frozenset({RequestState.HELD, RequestState.AWAITING_QUALITY_CHECK})
FINISHED = frozenset({RequestState.PUBLISHED, RequestState.CLOSED})


class Move(StrEnum):
    """What can be done to a request whose next state follows from the present one alone."""

    ALLOCATE = "allocate"
    GIVE_BACK = "give-back"  # whoever was to write has left: the team allocates again
    ANSWER_NO = "answer-no"
    ASK_AGAIN = "ask-again"
    CLOSE = "close"
    NO_LONGER_NEEDED = "no-longer-needed"  # the case ended: the council refused, or closed it
    SAVE = "save"
    TAKE_BACK = "take-back"
    ACCEPT = "accept"
    RETURN = "return"
    RELEASE = "release"


_S = RequestState
_MOVES: dict[tuple[RequestState, Move], RequestState] = {
    (_S.AWAITING_ALLOCATION, Move.ALLOCATE): _S.AWAITING_ADVICE,
    (_S.AWAITING_ADVICE, Move.ALLOCATE): _S.AWAITING_ADVICE,
    (_S.RETURNED_FOR_CHANGES, Move.ALLOCATE): _S.RETURNED_FOR_CHANGES,
    (_S.AWAITING_ADVICE, Move.GIVE_BACK): _S.AWAITING_ALLOCATION,
    (_S.RETURNED_FOR_CHANGES, Move.GIVE_BACK): _S.RETURNED_FOR_CHANGES,
    (_S.AWAITING_ALLOCATION, Move.ANSWER_NO): _S.ANSWERED_NO,
    (_S.AWAITING_ADVICE, Move.ANSWER_NO): _S.ANSWERED_NO,
    (_S.ANSWERED_NO, Move.ASK_AGAIN): _S.AWAITING_ALLOCATION,
    (_S.ANSWERED_NO, Move.CLOSE): _S.CLOSED,
    (_S.AWAITING_ALLOCATION, Move.NO_LONGER_NEEDED): _S.CLOSED,
    (_S.ANSWERED_NO, Move.NO_LONGER_NEEDED): _S.CLOSED,
    (_S.AWAITING_ADVICE, Move.NO_LONGER_NEEDED): _S.CLOSED,
    (_S.RETURNED_FOR_CHANGES, Move.NO_LONGER_NEEDED): _S.CLOSED,
    (_S.AWAITING_ADVICE, Move.SAVE): _S.AWAITING_ADVICE,
    (_S.RETURNED_FOR_CHANGES, Move.SAVE): _S.RETURNED_FOR_CHANGES,
    (_S.HELD, Move.TAKE_BACK): _S.RETURNED_FOR_CHANGES,
    (_S.AWAITING_QUALITY_CHECK, Move.ACCEPT): _S.PUBLISHED,
    (_S.HELD, Move.RETURN): _S.RETURNED_FOR_CHANGES,
    (_S.AWAITING_QUALITY_CHECK, Move.RETURN): _S.RETURNED_FOR_CHANGES,
    (_S.PUBLISHED, Move.RELEASE): _S.RETURNED_FOR_CHANGES,
    (_S.AWAITING_QUALITY_CHECK, Move.RELEASE): _S.RETURNED_FOR_CHANGES,
}


def after(state: RequestState, move: Move) -> RequestState:
    """The state that the move leads to.

    Raises AdviceSubmitted for saving what has been submitted, NotAwaitingThat for any other move out of turn.
    """
    if move is Move.SAVE and state in SUBMITTED:
        raise AdviceSubmitted
    try:
        return _MOVES[state, move]
    except KeyError:
        raise NotAwaitingThat from None


def submit(state: RequestState, *, blocked: bool, quality_step: bool) -> RequestState:
    """Submit advice: held where a finding blocks publication, else on to the quality step or published.

    A block stops publication, never the return (contract, "Rules").
    """
    if state in SUBMITTED:
        raise AdviceSubmitted
    if state not in WRITING:
        raise NotAwaitingThat
    return RequestState.HELD if blocked else _unblocked(quality_step=quality_step)


def clear(state: RequestState, *, quality_step: bool) -> RequestState:
    """Clear held advice: a reviewer has read the blocking findings and answers for them."""
    if state is not RequestState.HELD:
        raise NotAwaitingThat
    return _unblocked(quality_step=quality_step)


def _unblocked(*, quality_step: bool) -> RequestState:
    return RequestState.AWAITING_QUALITY_CHECK if quality_step else RequestState.PUBLISHED
