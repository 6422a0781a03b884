"""Names compared as people mean them: accents, case, order and punctuation folded."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_BESIDE_ACCENTS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae"})


def folded(name: str) -> str:
    """The name in small ASCII letters, single spaces between its parts: “EVANS, Siân” gives “evans sian”."""
    plain = unicodedata.normalize("NFKD", name.translate(_BESIDE_ACCENTS)).casefold()
    return _NOT_A_LETTER.sub(" ", "".join(each for each in plain if not unicodedata.combining(each))).strip()
