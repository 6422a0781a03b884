"""Names compared as people mean them: accents, case, order and punctuation folded."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_SHORTEST_SURNAME = 4
_BESIDE_ACCENTS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae"})


def folded(name: str) -> str:
    """The name in small ASCII letters, single spaces between its parts: “EVANS, Siân” gives “evans sian”."""
    plain = unicodedata.normalize("NFKD", name.translate(_BESIDE_ACCENTS)).casefold()
    return _NOT_A_LETTER.sub(" ", "".join(each for each in plain if not unicodedata.combining(each))).strip()


def is_said_in(name: str, words: frozenset[str]) -> bool:
    """Whether a name, or an account made of one (“dcrabtree”), is among the folded words of a text."""
    parts = [part for part in folded(name.partition("@")[0]).split() if len(part) > 1]
    return bool(parts) and all(part in words or _is_account_of(part, words) for part in parts)


def _is_account_of(account: str, words: frozenset[str]) -> bool:
    """Whether an account is somebody's surname with an initial or number before or after it."""
    shortened = (account[start:end] for start in range(3) for end in range(len(account) - 2, len(account) + 1))
    return any(len(each) >= _SHORTEST_SURNAME and each in words for each in shortened)
