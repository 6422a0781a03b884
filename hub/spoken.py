"""Codes spoken to a landline: a provider of voice calls that is asked by HTTP."""

from __future__ import annotations

import base64
import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from hub.carrier import TIMEOUT, DeliveryFailed, worth_another_try
from hub.messages import Message
from hub.settings import Settings


class Voice:
    """Posts {"to", "text", "reference"} as JSON to the provider's address, whose user and password sign in.

    The reference is its Idempotency-Key too: a provider that had it already does not call twice.
    """

    def __init__(self, settings: Settings) -> None:
        """`settings.voice_url` is set."""
        assert settings.voice_url is not None  # noqa: S101 - chosen by carrier_for
        parts = urlsplit(settings.voice_url.get_secret_value())
        port = f":{parts.port}" if parts.port else ""
        self._address = urlunsplit(parts._replace(netloc=f"{parts.hostname}{port}"))
        self._pass = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else ""

    def send(self, message: Message) -> None:
        """Have the call made. Raises DeliveryFailed."""
        body = json.dumps({"to": message.to, "text": message.text, "reference": message.reference}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.reference}
        if self._pass:
            headers["Authorization"] = "Basic " + base64.b64encode(self._pass.encode()).decode()
        try:
            with urlopen(Request(self._address, body, headers), timeout=TIMEOUT):  # noqa: S310 - http(s), by its setting
                return
        except HTTPError as error:
            error.close()
            temporary = worth_another_try(error.code)
            raise DeliveryFailed(f"The provider of voice calls answered {error.code}", temporary=temporary) from None
        except (OSError, HTTPException) as error:
            sentence = f"The provider of voice calls can't be reached ({type(error).__name__})"
            raise DeliveryFailed(sentence, temporary=True) from None
