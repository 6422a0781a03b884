"""What a browser sends, without the one character that PostgreSQL cannot keep: nobody types it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict


class _Clean(ImmutableMultiDict[str, Any]):
    """The fields of a form, its files, or what follows the question mark of an address, with no NUL in any text."""

    def __init__(self, mapping: Any = None) -> None:
        given: Iterable[tuple[str, Any]] = (
            mapping.items(multi=True) if isinstance(mapping, ImmutableMultiDict) else mapping or ()
        )
        super().__init__([(_without_nul(name), _without_nul(value)) for name, value in given])


class HubRequest(Request):
    """A request whose texts any database can keep."""

    parameter_storage_class = _Clean


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
