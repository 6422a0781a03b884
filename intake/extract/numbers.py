"""Numbers with a check, and the shapes of postcodes, telephone numbers and addresses."""

from __future__ import annotations

import re

from nhs_number.validate import calculate_checksum

NHS_SHAPE = re.compile(r"(?<![\d+])(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)")
LOOSE_NHS_SHAPE = re.compile(r"(?<![\d+])(\d(?:[ -]?\d){8,10})(?!\d)")
UPN_SHAPE = re.compile(r"(?<![A-Za-z\d])([A-Za-z][ -]?\d{3}[ -]?\d{4}[ -]?\d{2}[ -]?\d{2}[0-9A-Za-z])(?![A-Za-z\d])")
POSTCODE = re.compile(
    r"(?<![A-Za-z\d])([A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2})(?![A-Za-z\d])",
    re.I,
)
EMAIL = re.compile(r"(?<![\w.+'’-])[\w.+'’-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = re.compile(
    r"(?<![\d+@.])((?:\+44\s?\(?0?\)?\s?|\(?0)(?:\d[\s().-]{0,2}){8,9}\d)(?!\d)(?:\s*(?:ext?\.?|x)\s*\d{1,5})?", re.I
)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # I, O and S are not used


def is_nhs_number(text: str) -> bool:
    """Whether ten digits pass modulus 11 (NHS Data Dictionary, NHS NUMBER)."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    return bool(calculate_checksum(digits[:9]) == int(digits[9]))


def is_upn(text: str) -> bool:
    """Whether a unique pupil number has its check letter (Government Data Standards Catalogue, UPN 2.0).

    The sum of each character from the second times its place, modulo 23; a temporary number ends in a letter.
    """
    number = re.sub(r"[ -]", "", text).upper()
    if len(number) != 13 or not number[1:12].isdigit() or number[12] not in _UPN_LETTERS + "0123456789":
        return False
    last = int(number[12]) if number[12].isdigit() else _UPN_LETTERS.index(number[12])
    total = sum(int(digit) * place for place, digit in enumerate(number[1:12], start=2)) + 13 * last
    return number[0] == _UPN_LETTERS[total % 23]


def tidy_postcode(text: str) -> str:
    """A postcode as the Post Office writes it: capitals, one space before the last three."""
    bare = re.sub(r"\s", "", text).upper()
    return f"{bare[:-3]} {bare[-3:]}"
