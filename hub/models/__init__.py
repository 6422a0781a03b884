"""The record: every table of the hub, typed."""

from hub.decision_kinds import OUTCOMES_OF, DecisionKind, DecisionOutcome, Stage
from hub.models.account import (
    Account,
    CodesBy,
    LinkPurpose,
    NewFactor,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
    SignIn,
    SingleUseLink,
    Try,
)
from hub.models.advice import Decision, DraftVersion, QualityDecision, Submission
from hub.models.base import Base, length_of
from hub.models.case import Case, CasePerson, Channel
from hub.models.decision import CouncilDecision
from hub.models.deputy import Deputy
from hub.models.drafting import DraftComment, DraftLeftover, DraftLook, DraftOffer, OfferSource, Phrase
from hub.models.exception import RecordedException, ToldBy
from hub.models.family import FamilyLink, FamilyView, Whose
from hub.models.finding import Dismissal, SubmissionFinding
from hub.models.history import HistoryEntry, PersonEntry
from hub.models.listing import CaseListing, CaseLook, ListChoice
from hub.models.notice import NoticeState, OutgoingNotice, Reminder
from hub.models.people import Membership, Person, Role, Team
from hub.models.post import MailboxCheck, PostItem, PostState, Reading
from hub.models.reminding import CalendarFeed, Cover, NoticePreference
from hub.models.request import Answer, Request, co_writers
from hub.models.schedule import CatchUp, Pulse
from hub.models.upload import Upload
from hub.models.work import Lease, Work, WorkState

__all__ = [
    "OUTCOMES_OF",
    "Account",
    "Answer",
    "Base",
    "CalendarFeed",
    "Case",
    "CaseListing",
    "CaseLook",
    "CasePerson",
    "CatchUp",
    "Channel",
    "CodesBy",
    "CouncilDecision",
    "Cover",
    "Decision",
    "DecisionKind",
    "DecisionOutcome",
    "Deputy",
    "Dismissal",
    "DraftComment",
    "DraftLeftover",
    "DraftLook",
    "DraftOffer",
    "DraftVersion",
    "FamilyLink",
    "FamilyView",
    "HistoryEntry",
    "Lease",
    "LinkPurpose",
    "ListChoice",
    "MailboxCheck",
    "Membership",
    "NewFactor",
    "NoticePreference",
    "NoticeState",
    "OfferSource",
    "OneTimeCode",
    "OutgoingNotice",
    "Person",
    "PersonEntry",
    "Phrase",
    "PostItem",
    "PostState",
    "Pulse",
    "QualityDecision",
    "Reading",
    "RecordedException",
    "RecoveryCode",
    "Reminder",
    "Request",
    "Role",
    "SecondFactor",
    "SignIn",
    "SingleUseLink",
    "Stage",
    "Submission",
    "SubmissionFinding",
    "Team",
    "ToldBy",
    "Try",
    "Upload",
    "Whose",
    "Work",
    "WorkState",
    "co_writers",
    "length_of",
]
