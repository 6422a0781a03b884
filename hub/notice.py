"""What may leave the hub by e-mail, text message or voice: a kind, a case reference, a date and a link.

“Emails sent via The Hub will not contain any personal details or information about the child/young person but will
simply notify you that there is new information and ask you to logon” (Rotherham). So no field here could hold any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

CaseReference = NewType("CaseReference", str)

_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
_PATH = re.compile(r"(/[A-Za-z0-9_-]*)*")
_CODE = re.compile(r"\d{6}")


def case_reference(text: str) -> CaseReference:
    """A reference fit to leave the hub: letters, digits and . / _ - only, a digit among them, at most 40.

    Raises ValueError for anything else, so that a name can't pass for a reference.
    """
    if not _REFERENCE.fullmatch(text):
        raise ValueError(
            "a case reference has letters, digits and . / _ - only, at least one digit, at most 40 of them"
        )
    return CaseReference(text)


def fit_reference(text: str) -> CaseReference | None:
    """The reference where it is fit to leave the hub, else None: another system may have called a case by a name."""
    return CaseReference(text) if _REFERENCE.fullmatch(text) else None


class NoticeChannel(StrEnum):
    """How a notice travels."""

    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"  # a code spoken to a landline


class NoticeKind(StrEnum):
    """What happened. Each kind has its words in `notices.toml`."""

    ADVICE_REQUESTED = "advice-requested"
    ADVICE_ALLOCATED = "advice-allocated"
    ANSWERED_NO = "answered-no"
    ADVICE_SUBMITTED = "advice-submitted"
    ADVICE_HELD = "advice-held"
    ADVICE_TO_CHECK = "advice-to-check"
    ADVICE_RETURNED = "advice-returned"
    ADVICE_PUBLISHED = "advice-published"
    ADVICE_RELEASED = "advice-released"
    STANDING_IN = "standing-in"
    ADVICE_DRAFTED = "advice-drafted"
    DRAFT_TO_LOOK_AT = "draft-to-look-at"
    DRAFT_COMMENTED = "draft-commented"
    REMINDER_DUE = "reminder-due"
    REMINDER_DUE_TODAY = "reminder-due-today"
    REMINDER_OVERDUE = "reminder-overdue"
    REMINDER_UNALLOCATED = "reminder-unallocated"
    REMINDER_DRAFT_IDLE = "reminder-draft-idle"
    REMINDER_CHANGES = "reminder-changes"
    REMINDER_REVIEW = "reminder-review"
    REMINDER_REVIEW_OVERDUE = "reminder-review-overdue"
    REMINDER_ORDER = "reminder-order"
    REMINDER_ORDER_OVERDUE = "reminder-order-overdue"
    REMINDER_QUALITY = "reminder-quality"
    DIGEST = "digest"
    ACKNOWLEDGEMENT = "acknowledgement"
    ACKNOWLEDGEMENTS_STOPPED = "acknowledgements-stopped"
    NAME_MISSING = "name-missing"
    DATE_OF_BIRTH_MISSING = "date-of-birth-missing"
    TELEPHONE_MISSING = "telephone-missing"
    SIGNATURE_MISSING = "signature-missing"
    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105
    ONE_TIME_CODE = "one-time-code"
    ONE_TIME_CODE_CALL = "one-time-code-call"
    SECOND_FACTOR_RESET = "second-factor-reset"
    ACCOUNT_CHANGED = "account-changed"
    NEW_EMAIL = "new-email"
    EMAIL_CHANGED = "email-changed"
    REQUEST_GIVEN_BACK = "request-given-back"
    ADVICE_NOT_NEEDED = "advice-not-needed"
    CASE_NEWS = "case-news"
    FAMILY_INVITATION = "family-invitation"
    EXCEPTION_RECORDED = "exception-recorded"
    EXCEPTION_TO_TELL = "exception-to-tell"


REMINDERS = frozenset(each for each in NoticeKind if each.value.startswith("reminder-"))


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one address. `path` is where the link leads in the portal; `code` is for one-time codes only.

    `for_cover`: its reader gets it for a colleague who is away.
    """

    kind: NoticeKind
    to: str
    case: CaseReference | None = None
    due_on: date | None = None
    path: str = "/"
    code: str = ""
    for_cover: bool = False

    def __post_init__(self) -> None:
        """Refuse anything that isn't what its field is for."""
        if self.case is not None:
            case_reference(self.case)
        if not _PATH.fullmatch(self.path):
            raise ValueError("a notice's link is a path of the portal, with no query")
        if self.code and not _CODE.fullmatch(self.code):
            raise ValueError("a one-time code is six digits")

    @property
    def channel(self) -> NoticeChannel:
        """One-time codes go by text message or are spoken to a landline, everything else goes by e-mail."""
        spoken = {NoticeKind.ONE_TIME_CODE: NoticeChannel.SMS, NoticeKind.ONE_TIME_CODE_CALL: NoticeChannel.VOICE}
        return spoken.get(self.kind, NoticeChannel.EMAIL)
