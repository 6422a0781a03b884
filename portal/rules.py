"""The rules that this portal asks of an advice: the product's, and the council's own besides."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from checker.council_rules import load
from checker.memo import Memo
from checker.rule import Rule, WrongRule, all_rules
from hub.settings import WrongSetting


def rules_of(council: Path | None) -> tuple[Rule, ...]:
    """The product's rules and those in the council's folder, under `rules/`.

    Raises WrongSetting with a sentence for a council's rule that can't be used.
    """
    own = council / "rules" if council else None
    if own is None or not own.is_dir():
        return all_rules()
    try:
        return (*all_rules(), *load(own))
    except WrongRule as wrong:
        raise WrongSetting(str(wrong)) from None


def hub_rules() -> tuple[Rule, ...]:
    """Every rule that this application asks."""
    found: tuple[Rule, ...] = current_app.extensions["hub_rules"]
    return found


def hub_memo() -> Memo:
    """What those rules found in the documents that are open: kept in this process's memory only."""
    found: Memo = current_app.extensions["hub_memo"]
    return found
