"""The fields of the hub's forms: WTForms fields drawn by GOV.UK Frontend's macros, with labels, hints and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from govuk_frontend_wtf.gov_form_base import GovFormBase
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovDateInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, FileField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, Optional, StopValidation

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class HubForm(FlaskForm):  # type: ignore[misc]
    """A form of the hub; it carries the CSRF token."""

    def refuse(self, field: Field, sentence: str) -> None:
        """Show a refusal at the field that it is about."""
        field.errors = [*field.errors, sentence]


def _validators(needed: str, given: Sequence[Any]) -> list[Any]:
    """`needed` is what to say when nothing was entered; without it the field may be left empty."""
    return [_Needed(needed) if needed else Optional(), *given]


class _Needed(DataRequired):
    """Something has to be entered. No `required` attribute: the browser's own bubble would hide our sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.field_flags = {}

    def __call__(self, form: Any, field: Field) -> None:
        """Say that it is missing, unless what was typed has its own sentence already."""
        if field.process_errors:
            raise StopValidation
        super().__call__(form, field)


class _Fits(Length):
    """No longer than the record holds. No `maxlength` attribute: it would cut off what is pasted without a word."""

    def __init__(self, label: str, longest: int) -> None:
        super().__init__(max=longest, message=f"{label} must be {longest} characters or fewer")
        self.field_flags = {}


def _trimmed(value: str | None) -> str:
    return (value or "").replace("\0", "").strip()


def _as_typed(value: str | None) -> str:
    """Line breaks as the checker counts them: browsers post CR LF."""
    return (value or "").replace("\0", "").replace("\r\n", "\n")


class Text(StringField):
    """One line. `autocomplete` is the HTML token that WCAG 1.3.5 asks for; `width` a GOV.UK class.

    `longest` is the `length_of` the column in which it ends.
    """

    widget: Callable[..., Any] = GovTextInput()

    def __init__(
        self,
        label: str,
        *,
        needed: str = "",
        hint: str = "",
        checks: Sequence[Any] = (),
        longest: int = 0,
        autocomplete: str = "",
        width: str = "",
        params: Mapping[str, Any] | None = None,
        **bound: Any,
    ) -> None:
        shown = {"autocomplete": autocomplete or None, "classes": width, **(params or {})}
        fits = [_Fits(label, longest)] if longest else []
        super().__init__(
            label,
            _validators(needed, [*fits, *checks]),
            [_trimmed],
            hint,
            render_kw={"params": {name: value for name, value in shown.items() if value}},
            **bound,
        )


class Email(Text):
    """An e-mail address, compared in lower case."""

    def __init__(self, label: str = "Email address", **given: Any) -> None:
        params = {"type": "email", "spellcheck": False, "autocapitalize": "none"}
        super().__init__(label, autocomplete=given.pop("autocomplete", "email"), params=params, **given)


class Phone(Text):
    """A telephone number."""

    def __init__(self, label: str, **given: Any) -> None:
        params = {"type": "tel"}
        super().__init__(
            label, autocomplete=given.pop("autocomplete", "tel"), width="govuk-input--width-20", params=params, **given
        )


class Code(Text):
    """A one-time code: phones offer it from the message."""

    def __init__(self, label: str, **given: Any) -> None:
        params = {"inputmode": "numeric", "spellcheck": False, "attributes": {"maxlength": "12"}}
        super().__init__(
            label,
            autocomplete="one-time-code",
            width="govuk-input--width-10 govuk-input--extra-letter-spacing",
            params=params,
            **given,
        )


class Password(StringField):
    """A password: pasting is allowed, and with JavaScript it can be shown. What was typed is never sent back."""

    widget: Callable[..., Any] = GovPasswordInput()

    def __init__(self, label: str, *, needed: str, hint: str = "", new: bool = False, **bound: Any) -> None:
        autocomplete = "new-password" if new else "current-password"
        super().__init__(
            label,
            [_Needed(needed)],
            (),
            hint,
            render_kw={"params": {"autocomplete": autocomplete, "classes": "govuk-!-width-two-thirds"}},
            **bound,
        )


class LongText(StringField):
    """Several lines, kept as they were typed."""

    widget: Callable[..., Any] = GovTextArea()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", rows: int = 4, **bound: Any) -> None:
        super().__init__(
            label, _validators(needed, ()), [_as_typed], hint, render_kw={"params": {"rows": rows}}, **bound
        )


def _legend(label: str) -> dict[str, Any]:
    return {"fieldset": {"legend": {"text": label, "classes": "govuk-fieldset__legend--s"}}}


Choices = Sequence[tuple[str, str]]


def options(choices: Iterable[tuple[str, str]]) -> list[Any]:
    """(value, words) as WTForms takes them: what is assigned to a field's `choices` goes through here."""
    return [SelectChoice(value, words) for value, words in choices]


class OneOf(RadioField):
    """Radio buttons."""

    widget: Callable[..., Any] = GovRadioInput()

    def __init__(self, label: str, choices: Choices, *, needed: str, hint: str = "", **bound: Any) -> None:
        super().__init__(
            label,
            [_Needed(needed)],
            choices=options(choices),
            description=hint,
            render_kw={"params": _legend(label)},
            validate_choice=True,
            **bound,
        )


class ListOf(SelectField):
    """A select box; an empty value stands for none of them."""

    widget: Callable[..., Any] = GovSelect()

    def __init__(
        self, label: str, choices: Choices, *, needed: str = "", none: str | None = None, hint: str = "", **bound: Any
    ) -> None:
        every = [*([("", none)] if none is not None else []), *choices]
        bound |= {"choices": options(every), "filters": [_trimmed], "description": hint}
        super().__init__(label, _validators(needed, ()), **bound)


class ManyOf(SelectMultipleField):
    """Checkboxes."""

    widget: Callable[..., Any] = GovCheckboxesInput()

    def __init__(self, label: str, choices: Choices, *, needed: str = "", hint: str = "", **bound: Any) -> None:
        super().__init__(
            label,
            [_Needed(needed)] if needed else [],  # none of them is a choice too: only what is no choice is refused
            choices=options(choices),
            description=hint,
            render_kw={"params": _legend(label)},
            **bound,
        )


class Tick(BooleanField):
    """One checkbox."""

    widget: Callable[..., Any] = GovCheckboxInput()

    def __init__(self, label: str, *, hint: str = "", **bound: Any) -> None:
        super().__init__(label, description=hint, **bound)


class Upload(FileField):
    """A file to send; with `drop` and JavaScript it can be dropped on the field too."""

    widget: Callable[..., Any] = GovFileInput()

    def __init__(self, label: str, *, hint: str = "", accept: str = "", drop: bool = False, **bound: Any) -> None:
        params: dict[str, Any] = {"attributes": {"accept": accept}} if accept else {}
        params |= {"javascript": True} if drop else {}
        super().__init__(label, description=hint, render_kw={"params": params}, **bound)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take a file; text that was posted under its name is none."""
        super().process_formdata([each for each in valuelist if isinstance(each, FileStorage)])


class DayInput(GovDateInput):  # type: ignore[misc]
    """Day, month and year in three boxes of their own names; the error summary leads to the first."""

    def map_gov_params(self, field: Day, **given: Any) -> dict[str, Any]:
        """The parameters of the date-input macro. GovDateInput's own raises unless exactly three values came."""
        given.pop("value", None)
        params: dict[str, Any] = GovFormBase.map_gov_params(self, field, **given)
        params["id"] = f"{field.id}-boxes"
        params["fieldset"] = {"legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}}
        params["items"] = [
            {
                "label": part.capitalize(),
                "id": field.id if part == "day" else f"{field.id}-{part}",
                "name": f"{field.name}-{part}",
                "value": value,
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if field.errors else ""),
                "autocomplete": f"{field.autocomplete}-{part}" if field.autocomplete else None,
            }
            for part, value in zip(PARTS, field.typed, strict=True)
        ]
        return params


class Day(Field):
    """A date in three boxes. `data` is the date, or None where nothing was entered.

    `what` begins its sentences: "Date of birth must be a real date". Months may be written out.
    """

    widget: Callable[..., Any] = DayInput()
    data: date | None

    def __init__(
        self, label: str, *, what: str, needed: str = "", hint: str = "", autocomplete: str = "", **bound: Any
    ) -> None:
        super().__init__(label, _validators(needed, ()), description=hint, **bound)
        self.what = what
        self.autocomplete = autocomplete
        self.typed = ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes; whatever is posted, the worst that follows is a sentence."""
        super().process(None, data, extra_filters)
        if formdata:
            day, month, year = (_trimmed(formdata.get(f"{self.name}-{part}"))[:20] for part in PARTS)
            self.typed = (day, month, year)
            self.raw_data = [self._value()]
            self.data = self._date()
        elif self.data:
            self.typed = (str(self.data.day), str(self.data.month), str(self.data.year))

    def _value(self) -> str:
        return " ".join(self.typed).strip()

    def _date(self) -> date | None:
        if not any(self.typed):
            return None
        try:
            return _real_date(self.what, *self.typed)
        except NotADay as error:
            self.process_errors = [str(error)]
            return None


class NotADay(ValueError):
    """What was typed is no date; the message is the sentence to show."""


def _real_date(what: str, day: str, month: str, year: str) -> date:
    missing = [part for part, value in zip(PARTS, (day, month, year), strict=True) if not value]
    if missing:
        raise NotADay(f"{what} must include a {' and a '.join(missing)}")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NotADay(f"{what} must have a year of 4 numbers, like 2016")
    try:
        return date(int(year), _month(month), int(day))
    except (OverflowError, ValueError):
        raise NotADay(f"{what} must be a real date, like 27 3 2016") from None


def _month(said: str) -> int:
    """A month's number, from its number or its name."""
    if said.isdigit():
        return int(said)
    if said[:3].lower() not in MONTHS:
        raise ValueError(said)
    return MONTHS.index(said[:3].lower()) + 1
