"""One-time codes: six digits for a message, codes from an authenticator app (RFC 6238), recovery codes on paper."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp

_CLEAR = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(code: str, *, key: str) -> str:
    """The code as it may be stored: keyed, so that a copied table doesn't give a million guesses away."""
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()


def new_secret() -> str:
    """A secret for an authenticator app, in base 32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to the authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def counter_for(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The 30-second counter for which an app's code is right now, if newer than `after`; else None.

    No drift is accepted (ASVS 5.0.0, 6.5.5); the caller stores the counter, so that a code works once (6.5.1).
    """
    totp = pyotp.TOTP(secret)
    counter = totp.timecode(now)
    if counter > after and hmac.compare_digest(totp.generate_otp(counter), code):
        return counter
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes to keep on paper, like “k7mq-2xvd-9trp”: 59 bits each, no letters that look like others."""
    return ["-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3)) for _ in range(10)]


def plain_recovery_code(typed: str) -> str:
    """A recovery code as it is compared, however its spaces, hyphens and capitals were typed."""
    return re.sub(r"[^a-z0-9]", "", typed.lower())
