"""The record: every table of the hub, typed."""

from hub.models.account import Account, LinkPurpose, OneTimeCode, SignIn, SingleUseLink, Try
from hub.models.advice import Decision, DraftVersion, QualityDecision, Submission
from hub.models.base import Base, length_of
from hub.models.case import Case, CasePerson, Channel, Stage
from hub.models.finding import Dismissal, SubmissionFinding
from hub.models.history import HistoryEntry
from hub.models.notice import NoticeState, OutgoingNotice, Reminder
from hub.models.people import Membership, Person, Role, Team
from hub.models.post import MailboxCheck, PostItem, PostState, Reading
from hub.models.request import Answer, Request
from hub.models.upload import Upload
from hub.models.work import Lease, Work, WorkState

__all__ = [
    "Account",
    "Answer",
    "Base",
    "Case",
    "CasePerson",
    "Channel",
    "Decision",
    "Dismissal",
    "DraftVersion",
    "HistoryEntry",
    "Lease",
    "LinkPurpose",
    "MailboxCheck",
    "Membership",
    "NoticeState",
    "OneTimeCode",
    "OutgoingNotice",
    "Person",
    "PostItem",
    "PostState",
    "QualityDecision",
    "Reading",
    "Reminder",
    "Request",
    "Role",
    "SignIn",
    "SingleUseLink",
    "Stage",
    "Submission",
    "SubmissionFinding",
    "Team",
    "Try",
    "Upload",
    "Work",
    "WorkState",
    "length_of",
]
