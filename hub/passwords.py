"""Passwords: argon2id, length first, the common ones refused.

A hash takes a tenth of a second: never make or look at one inside a transaction that may write.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from hub.refusals import PasswordTooWeak

SHORTEST = 12
LONGEST = 256
_HASHER = PasswordHasher()
# of a password that was thrown away: an address without an account takes as long as one with
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$WBAEVX85JZCTl40dT4GSWQ$JHAJ/icGsx1AcuoWtPavN8wkkM4TZF/BEqjSqXX0FS8"
_AT_ONCE = threading.BoundedSemaphore(4)  # 64 MiB each: a flood of sign-ins must not take the memory


def hash_password(password: str, *, about: tuple[str, ...] = ()) -> str:
    """The argon2id hash of a new password.

    `about` are words an attacker would try first (name, e-mail, council). Raises PasswordTooWeak (ASVS 5.0.0, 6.2).
    """
    if len(password) < SHORTEST:
        raise PasswordTooWeak("That password is too short.")
    if len(password) > LONGEST:
        raise PasswordTooWeak("That password is too long.", f"Use at most {LONGEST} characters.")
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < 5:
        raise PasswordTooWeak("That password is one of those that are tried first.")
    if any(_letters(word) == _letters(plain) for word in about if _letters(word)):
        raise PasswordTooWeak("That password is made of your own name or address.")
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password is right; takes as long when there is no account (`hashed` None)."""
    with _AT_ONCE:
        try:
            _HASHER.verify(hashed or NOBODY, password[:LONGEST])
        except (VerifyMismatchError, InvalidHashError):
            return False
    return hashed is not None


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalpha())


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).parent / "common_passwords.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
