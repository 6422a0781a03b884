"""What is news, to whom, and in which words: every act that a case's history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class Audience(IntEnum):
    """Who hears of an act; whoever stands higher hears of what is below them, too."""

    FAMILY = 1  # everyone on the case, the family included
    STAFF = 2  # the case's professionals and their teams
    COUNCIL = 3  # the council's own people
    NOBODY = 4  # what somebody did for themselves, or a draft that is private to its writers


_F, _S, _C = Audience.FAMILY, Audience.STAFF, Audience.COUNCIL
_ACTS: dict[str, tuple[Audience, str]] = {
    "advice accepted": (_S, "Advice from {team} was accepted"),
    "advice came by e-mail": (_C, "Advice from {team} came by email"),
    "advice cleared": (_S, "Advice from {team} was cleared"),
    "advice released": (_S, "Advice from {team} was released to its writer"),
    "advice requested": (_F, "{team} was asked for advice"),
    "advice returned": (_S, "Advice from {team} was returned for changes"),
    "advice still required": (_S, "{team} was asked again"),
    "advice submitted": (_S, "Advice from {team} was submitted"),
    "allocated": (_S, "{team} assigned a professional"),
    "allocated again": (_S, "{team} assigned another professional"),
    "answered that no advice will be given": (_S, "{team} answered that it will not give advice"),
    "asked for what is missing": (_C, "The person who made the request was asked for what is missing"),
    "case brought up to date": (_C, "The case was brought up to date from another system"),
    "case confirmed": (_F, "The council confirmed the request"),
    "coordinator changed": (_F, "The case has another EHCP coordinator"),
    "decision corrected": (_F, "A decision was corrected: {rest}"),
    "decision recorded": (_F, "A decision was recorded: {rest}"),
    "decision struck out": (_F, "A decision was struck out: {rest}"),
    "details corrected": (_F, "{fields}"),
    "exception changed": (_F, "An exception to a time limit was changed"),
    "exception recorded": (_F, "An exception to a time limit was recorded"),
    "exception struck out": (_F, "An exception to a time limit was struck out"),
    "family access ended": (_C, "A family member’s access ended"),
    "family invited": (_C, "A family member was invited"),
    "family told of an exception": (_C, "The family was told of an exception"),
    "given back to the team": (_S, "Somebody has left {team}: it will assign another professional"),
    "held advice taken back to mend": (_S, "Advice from {team} was taken back by its writer"),
    "joined to another case": (_C, "The case was joined to another"),
    "letter written": (_C, "A letter was written"),
    "missing advice chased": (_C, "Missing advice was chased"),
    "no longer writes with": (_S, "{team} has one writer fewer"),
    "not for the hub": (_C, "The request was set aside: not for the hub"),
    "post filed": (_C, "Post was received"),
    "post joined": (_C, "Post was added to the case"),
    "advice no longer needed": (_S, "{team} was told that its advice is no longer needed"),
    "request closed without advice": (_S, "The request to {team} was closed without advice"),
    "writers changed": (_S, "{team} changed who writes its advice"),
    "views and wishes added": (_C, "Views and wishes were added"),
    "views and wishes shown": (_S, "Views and wishes were added"),
}
_PUBLISHES = frozenset({"advice submitted", "advice accepted", "advice cleared"})
_PANEL = "Panel met"  # a panel advises the council; what the council decides is for the family to know
_FIELDS: dict[str, tuple[Audience, str]] = {
    "child_name": (_F, "name"),
    "known_as": (_F, "name that they are known by"),
    "date_of_birth": (_F, "date of birth"),
    "nhs_number": (_F, "NHS number"),
    "upn": (_F, "unique pupil number"),
    "pronouns": (_F, "pronouns"),
    "school": (_F, "education setting"),
    "concerns": (_F, "wording of the request"),
    "received_on": (_F, "day on which the request was received"),
    "looked_after": (_S, "note on being looked after"),
    "address_confidential": (_S, "note on the address"),
    "request_kind": (_S, "kind of request"),
    "postcode": (_C, "postcode"),
    "requester": (_C, "person who made the request"),
}


def audience_of(what: str, details: Mapping[str, Any]) -> Audience:
    """Who hears of an act, as it is written into the history.

    What may have published advice counts as the family's: whether it did is known afterwards only (`said`).
    """
    kind, _, rest = what.partition(": ")
    if kind in _PUBLISHES:
        return Audience.FAMILY
    if rest == _PANEL:
        return Audience.COUNCIL
    if kind == "details corrected":
        return min((_FIELDS[each][0] for each in details.get("fields", ()) if each in _FIELDS), default=_C)
    return _ACTS[kind][0] if kind in _ACTS else Audience.NOBODY


def said(
    what: str, details: Mapping[str, Any], *, to: Audience, team: str = "A team", published: bool = False
) -> str | None:
    """The act in words for that audience, or None for what is no news to it.

    `team` is the team of the act's request; `published` says whether the act opened the advice to its readers.
    """
    kind, _, rest = what.partition(": ")
    if audience_of(what, details) > to:
        return None
    if kind in _PUBLISHES:
        if published:
            return f"Advice from {team} was published"
        if to is Audience.FAMILY:
            return None
    return _ACTS[kind][1].format(team=team, rest=rest, fields=_corrected(details, to))


def _corrected(details: Mapping[str, Any], to: Audience) -> str:
    known = [_FIELDS[each] for each in details.get("fields", ()) if each in _FIELDS]
    names = [f"the {words}" for audience, words in known if audience <= to]
    if not names:
        return "Details were corrected"
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{listed[0].upper()}{listed[1:]} {'were' if len(names) > 1 or names[0].endswith('s') else 'was'} corrected"
