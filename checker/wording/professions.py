"""Whose profession may speak of what: the writer's role, and the fields of expertise that a sentence enters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from checker.wording.lexicon import lexicon
from checker.wording.patterns import patterns
from checker.wording.stems import stems
from hub.advice import Profile

_EVERYTHING = "everything"


class Said(NamedTuple):
    """Something that belongs to a field of expertise, at its place in a sentence."""

    field: str
    start: int
    end: int


@cache
def fields_outside(role: str, team: str, profile: Profile | None) -> frozenset[str]:
    """The fields of expertise that the writer may not speak of.

    Where the role tells nothing, those of which nobody under this profile may speak; none where that isn't known.
    """
    for words in (role.lower(), team.lower()):
        for profession in lexicon("professions")["professions"]:
            if re.search(rf"\b(?:{'|'.join(profession['titles'])})", words):
                return _all_fields() - _with_all(profession["speaks_of"])
    return _all_fields() - _with_all(lexicon("professions")["profiles"][profile]) if profile else frozenset()


def fields_spoken_of(low: str, fields: frozenset[str]) -> frozenset[str]:
    """Those of the fields of which a small-lettered text says any word."""
    return stems("professions").kinds_in(low) & fields


def said_in(kind: str, low: str, fields: frozenset[str]) -> Iterator[Said]:
    """The `kind` ("diagnoses", "measures", "treatments") of these fields named in a small-lettered text."""
    named = patterns("professions", kind)
    for field in fields & named.keys():
        yield from (Said(field, *found.span()) for found in named[field].finditer(low))


def _with_all(fields: list[str]) -> frozenset[str]:
    return _all_fields() if _EVERYTHING in fields else frozenset(fields)


@cache
def _all_fields() -> frozenset[str]:
    kinds = ("diagnoses", "measures", "treatments")
    return frozenset(field for kind in kinds for field in lexicon("professions")[kind])
