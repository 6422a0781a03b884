"""Passwords: argon2id, length first, the common ones refused."""

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
_AT_ONCE = threading.BoundedSemaphore(4)  # 64 MiB each: a flood of sign-ins must not take the memory


def hash_password(password: str, *, about: tuple[str, ...] = ()) -> str:
    """The argon2id hash of a new password.

    `about` are words an attacker would try first (name, e-mail, council). Raises PasswordTooWeak (ASVS 5.0.0, 6.2).
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordTooWeak
    plain = password.casefold()
    if plain in _common() or any(word and word.casefold() == plain for word in about) or len(set(plain)) < 5:
        raise PasswordTooWeak
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password is right; takes as long when there is no account (`hashed` None)."""
    with _AT_ONCE:
        try:
            _HASHER.verify(hashed or _nobody(), password[:LONGEST])
        except (VerifyMismatchError, InvalidHashError):
            return False
    return hashed is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("the password of nobody at all")


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).parent / "common_passwords.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
