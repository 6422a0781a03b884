"""What an officer fills in about received post: who asked, for which child, which case it belongs to, or why none."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g
from wtforms import ValidationError

from hub.deadlines import day_in_london
from hub.models import Case, CasePerson, Channel, length_of
from hub.services.cases import CORRECTABLE, REQUEST_KINDS, Requester, requester_of
from portal.form_fields import Day, Email, HubForm, ListOf, LongText, OneOf, Phone, Text, Tick, Upload
from portal.identity_numbers import nhs_number_check, upn_check

KINDS = {
    "ehc-needs-assessment-request": "Request for an EHC needs assessment",
    "annual-review-request": "Request for an annual review",
    "advice-request": "Request for advice",
    "advice-return": "Advice sent back",
    "query": "Question about a case",
    "case-update": "News about a case",
    "auto-reply": "Automatic reply",
    "bounce": "Undelivered mail",
    "spam": "Unwanted mail",
    "other": "Something else",
}
ROLES = [
    ("parent", "Parent or carer"),
    ("young-person", "The young person"),
    ("school", "School or college"),
    ("health", "Health professional"),
    ("social-care", "Social care"),
    ("other", "Somebody else"),
]
FIRST_DAY = date(2014, 9, 1)  # Children and Families Act 2014, Part 3: in force


def refuse_impossible_receipt(field: Day) -> None:
    """Refuse a day that is still to come, or on which there was no such request yet. Raises ValidationError."""
    if field.data and field.data > day_in_london(g.now):
        raise ValidationError("The day of receipt cannot be in the future")
    if field.data and field.data < FIRST_DAY:
        raise ValidationError("The day of receipt cannot be before 1 September 2014")


class ChannelForm(HubForm):
    """How a request was made."""

    channel = OneOf(
        "How was the request made?",
        [
            (Channel.TELEPHONE.value, "By telephone"),
            (Channel.IN_PERSON.value, "In person"),
            (Channel.PAPER.value, "On paper"),
        ],
        needed="Choose how the request was made",
    )


class RequesterForm(HubForm):
    """Who asked."""

    requester_role = OneOf("Who are they?", ROLES, needed="Choose who asked")
    requester_name = Text(
        "Their name", needed="Enter the name of the person who asked", longest=length_of(CasePerson.name)
    )
    requester_phone = Phone("Their telephone number", longest=length_of(CasePerson.phone), autocomplete="off")
    requester_email = Email("Their email address", longest=length_of(CasePerson.email), autocomplete="off")
    requester_address = LongText(
        "Their postal address", hint="For letters by post: a line for each part, the postcode last.", rows=4
    )

    def validate_requester_address(self, field: LongText) -> None:
        """Refuse what no envelope's window holds."""
        if len(field.data or "") > length_of(CasePerson.address):
            raise ValidationError(f"Their postal address must be {length_of(CasePerson.address)} characters or fewer")

    def requester(self) -> Requester:
        """Who asked, as the form has it."""
        return Requester(
            name=self.requester_name.data or "",
            role=self.requester_role.data or "",
            email=self.requester_email.data or "",
            phone=self.requester_phone.data or "",
            address="\n".join(
                filter(None, (each.strip() for each in (self.requester_address.data or "").splitlines()))
            ),
        )


class ChildForm(HubForm):
    """What is known of the child; every field can be corrected."""

    child_name = Text(
        "Child's or young person's name",
        needed="Enter the child's name",
        longest=length_of(Case.child_name),
        params={"autocomplete": "off"},
    )
    known_as = Text("Known as", longest=length_of(Case.known_as), params={"autocomplete": "off"})
    date_of_birth = Day("Date of birth", what="Date of birth")
    nhs_number = Text("NHS number", checks=[nhs_number_check], width="govuk-input--width-20")
    upn = Text("Unique pupil number", checks=[upn_check], width="govuk-input--width-20")
    school = Text("School, college or early years setting", longest=length_of(Case.school))
    postcode = Text("Postcode", longest=length_of(Case.postcode), width="govuk-input--width-10")
    concerns = LongText("What worries the person who asked, in their words", rows=6)
    received_on = Day(
        "Day on which the council received it",
        what="The day of receipt",
        needed="Enter the day on which the council received it",
        hint="The six weeks to decide whether to assess count from this day.",
    )
    looked_after = Tick("The child is looked after by the council")
    address_confidential = Tick("The address is confidential")

    def validate_received_on(self, field: Day) -> None:
        """Refuse a day that is still to come, or on which there was no such request yet."""
        refuse_impossible_receipt(field)

    def values(self) -> dict[str, Any]:
        """The values by the names that a case has for them."""
        return {name: field.data for name, field in self._fields.items() if name in CORRECTABLE}


class ReadForm(ChildForm):
    """The child, and whether an officer has read what the words of the request give away."""

    read_it = Tick("I have read these, and the words may be seen by everybody involved")


class ConfirmForm(ReadForm, RequesterForm):
    """What was read of a request, or a case holds, to be corrected."""

    request_kind = ListOf("What is asked for?", [(kind, KINDS[kind]) for kind in REQUEST_KINDS])
    requester_name = Text("Their name", longest=length_of(CasePerson.name))  # not every letter is signed

    @classmethod
    def of(cls, case: Case) -> ConfirmForm:
        """The form with what the case holds."""
        asked = requester_of(case)
        who = {f"requester_{name}": getattr(asked, name) for name in ("name", "role", "email", "phone", "address")}
        return cls(formdata=None, obj=case, data=who)


class RecordForm(ReadForm, RequesterForm, ChannelForm):
    """A request made by telephone, in person or on paper; errors are listed in the order of the page."""


class PostForm(HubForm):
    """A scan or a saved e-mail, brought in by hand."""

    file = Upload(
        "Choose a file",
        hint="PDF, TIFF, a picture, Word or a saved email. A pile with separator sheets is parted by itself.",
        accept=".pdf,.tif,.tiff,.png,.jpg,.jpeg,.docx,.doc,.txt,.eml,.msg,.zip",
    )
    received_on = Day(
        "Day on which the council received it",
        what="The day of receipt",
        hint="Leave it empty where the paper carries the council's received stamp, or it came today.",
    )

    def validate_file(self, field: Upload) -> None:
        """Refuse an empty choice."""
        if not (field.data and field.data.filename):
            raise ValidationError("Choose a file")

    def validate_received_on(self, field: Day) -> None:
        """Refuse a day that cannot be one of receipt."""
        refuse_impossible_receipt(field)


class JoinForm(HubForm):
    """Which case it belongs to."""

    reference = Text("Case reference", needed="Enter the reference of the case", width="govuk-input--width-20")


class AsideForm(HubForm):
    """Why it is not for the hub."""

    reason = LongText("Why is it not for the hub?", needed="Say why it is not for the hub", rows=2)
