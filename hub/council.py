"""Whose hub it is: the council's name and contacts, and what differs between the profiles, in data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hub.advice import Profile
from hub.finding import Severity
from hub.models.people import Role
from hub.own_dates import OwnDate, own_dates_in
from hub.quiet import quiet_times
from hub.settings import WrongSetting

_PROFILES = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class ReminderLadder:
    """When reminders go out, and to whom: see the comments in `profiles/health.toml`."""

    days_before: tuple[int, ...]
    unallocated_after: int
    overdue_daily_for: int
    tell: tuple[Role, ...]
    draft_idle_after: int = 0  # 0: never
    changes_after: int = 0
    quality_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileRules:
    """What a profile decides about the advice written under it."""

    quality_step: bool
    reviewers: frozenset[Role]
    release: frozenset[Role]
    reminders: ReminderLadder
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    quality_days: int = 0  # before the statutory date, for the quality check

    def to_reviewer_by(self, *, received_on: date, due_on: date) -> date | None:
        """The day by which advice should reach its reviewer: never later than the statutory date.

        None where the profile has no quality step.
        """
        if not self.quality_step:
            return None
        return min(due_on, max(received_on, due_on - timedelta(days=self.quality_days)))


@dataclass(frozen=True, slots=True)
class Council:
    """A council as its folder describes it."""

    name: str = "Your council"
    sen_team: str = "SEN Service"
    mailbox: str = ""
    telephone: str = ""
    address: str = ""
    dco_mailbox: str = ""
    local_offer: str = ""
    panel: str = "Special Educational Needs Advisory Group (SENAG)"
    usual_advice: str = ""  # the teams or specialisms that are usually asked (reg 6(1)), with commas between
    information_and_advice: str = ""  # who gives families free and impartial information and advice
    mediation: str = ""  # the mediation adviser, and how to reach them
    disagreement_resolution: str = ""
    tribunal: str = "First-tier Tribunal (Special Educational Needs and Disability)"
    quiet: str = ""  # when people get no e-mail, like “19:00-07:00 weekends”
    reviews: ReminderLadder = ReminderLadder((), 0, 0, ())
    orders: ReminderLadder = ReminderLadder((), 0, 0, ())  # the Tribunal's, appeals not opposed, and transfers
    own_dates: Mapping[str, OwnDate] = field(default_factory=dict)  # earlier than the law's, by the limit's id
    profiles: Mapping[Profile, ProfileRules] = field(default_factory=dict)

    def rules_for(self, profile: Profile) -> ProfileRules:
        """What the profile decides."""
        return self.profiles[profile]

    def severities(self) -> dict[str, dict[Profile, Severity | None]]:
        """The council's changes to the rules' severities, as `hub.finding.CheckContext` takes them."""
        changes: dict[str, dict[Profile, Severity | None]] = {}
        for profile, rules in self.profiles.items():
            for rule, severity in rules.severities.items():
                changes.setdefault(rule, {})[profile] = severity
        return changes


@cache
def load_council(folder: Path | None) -> Council:
    """The council in the folder (`council.toml`, `profiles/*.toml`), or the shipped defaults without one.

    Raises WrongSetting, with the file and what is wrong in it.
    """
    said = _toml(folder / "council.toml") if folder else {}
    known = set(Council.__dataclass_fields__) - {"profiles", "reviews", "orders", "own_dates"}
    if unknown := set(said) - known:
        raise WrongSetting(f"{folder}/council.toml: nothing here is called {', '.join(sorted(unknown))}")
    if wrong := sorted(name for name, value in said.items() if not isinstance(value, str)):
        raise WrongSetting(f"{folder}/council.toml: {', '.join(wrong)} should be text in quotes")
    try:
        quiet_times(said.get("quiet", ""))
    except ValueError as error:
        raise WrongSetting(f"{folder}/council.toml: {error}") from None
    return Council(
        **said,
        reviews=_of_cases("reviews", folder),
        orders=_of_cases("orders", folder),
        own_dates=own_dates_in(folder),
        profiles={profile: _rules(profile, folder) for profile in Profile},
    )


def _read(name: str, folder: Path | None) -> tuple[dict[str, Any], Path]:
    """What a shipped file of the profiles says, the council's own above it, and which of them was the last word."""
    where = _PROFILES / f"{name}.toml"
    said = _toml(where)
    own = folder / "profiles" / f"{name}.toml" if folder else None
    if own is not None and own.exists():
        where = own
        for section, values in _toml(own).items():
            said[section] = {**said.get(section, {}), **values}
    return said, where


def _of_cases(name: str, folder: Path | None) -> ReminderLadder:
    """The ladder of a date of the council's own, which no team and no profile has a part in."""
    said, where = _read(name, folder)
    try:
        return _ladder({"unallocated_after": 0, "overdue_daily_for": 0, **said["reminders"]})
    except (KeyError, ValueError, TypeError) as error:
        raise WrongSetting(f"{where}: {error}") from None


def _ladder(said: Mapping[str, Any]) -> ReminderLadder:
    return ReminderLadder(
        days_before=_before(said["days_before"]),
        unallocated_after=int(said["unallocated_after"]),
        overdue_daily_for=int(said["overdue_daily_for"]),
        tell=tuple(Role(each) for each in said["tell"]),
        draft_idle_after=int(said.get("draft_idle_after", 0)),
        changes_after=int(said.get("changes_after", 0)),
        quality_before=_before(said.get("quality_before", ())),
    )


def _before(days: Iterable[object]) -> tuple[int, ...]:
    return tuple(sorted((int(str(each)) for each in days), reverse=True))


def _rules(profile: Profile, folder: Path | None) -> ProfileRules:
    said, where = _read(profile, folder)
    try:
        return ProfileRules(
            quality_step=bool(said["quality"]["step"]),
            quality_days=_days(said["quality"].get("days_before_due", 0)),
            reviewers=frozenset(Role(each) for each in said["quality"]["reviewers"]),
            release=frozenset(Role(each) for each in said["release"]["roles"]),
            reminders=_ladder(said["reminders"]),
            severities={
                rule: None if severity == "never" else Severity(severity)
                for rule, severity in said["severities"].items()
            },
        )
    except (KeyError, ValueError, TypeError) as error:
        raise WrongSetting(f"{where}: {error}") from None


def _days(said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise ValueError("days_before_due should be a number of days, 0 or more")
    return said


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongSetting(f"{path} does not exist; EHC_COUNCIL is a folder with a council.toml in it") from None
    except UnicodeDecodeError:
        raise WrongSetting(f"{path} is not saved as UTF-8; save it again with the encoding UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"{path} is not valid TOML: {error}") from None
