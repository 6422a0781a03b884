"""NHS numbers and unique pupil numbers as people type them: spaces out, check digit right."""

from __future__ import annotations

import re
from typing import Any

from nhs_number.validate import calculate_checksum
from wtforms import Field
from wtforms.validators import ValidationError

_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # DfE, "Unique pupil numbers": I, O and S are left out


def nhs_number_check(form: Any, field: Field) -> None:
    """Refuse an NHS number that fails its check (modulus 11, NHS Data Dictionary); keep the digits alone."""
    digits = re.sub(r"[\s-]", "", field.data or "")
    if not re.fullmatch(r"[0-9]{10}", digits) or calculate_checksum(digits[:9]) != int(digits[9]):
        raise ValidationError("That is not a valid NHS number. It has 10 digits, like 999 000 0018.")
    field.data = digits


def upn_check(form: Any, field: Field) -> None:
    """Refuse a unique pupil number that fails its check letter (DfE); keep it in capitals."""
    upn = re.sub(r"[\s-]", "", field.data or "").upper()
    if not _UPN.fullmatch(upn) or upn[0] != _check_letter(upn):
        raise ValidationError("That is not a valid unique pupil number. It has 13 characters and begins with a letter.")
    field.data = upn


def _check_letter(upn: str) -> str:
    last = int(upn[12]) if upn[12].isdigit() else _UPN_LETTERS.index(upn[12])  # a temporary number ends in a letter
    return _UPN_LETTERS[(sum(int(each) * place for place, each in enumerate(upn[1:12], start=2)) + 13 * last) % 23]
