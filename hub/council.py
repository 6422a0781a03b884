"""Whose hub it is: the council's name and contacts, and what differs between the profiles, in data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hub.advice import Profile
from hub.finding import Severity
from hub.models.people import Role
from hub.settings import WrongSetting

_PROFILES = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class ReminderLadder:
    """When reminders go out, and to whom: see the comments in `profiles/health.toml`."""

    days_before: tuple[int, ...]
    unallocated_after: int
    overdue_daily_for: int
    tell: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class ProfileRules:
    """What a profile decides about the advice written under it."""

    quality_step: bool
    reviewers: frozenset[Role]
    release: frozenset[Role]
    reminders: ReminderLadder
    severities: Mapping[str, Severity | None] = field(default_factory=dict)


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
    known = {name for name in Council.__dataclass_fields__ if name != "profiles"}
    if unknown := set(said) - known:
        raise WrongSetting(f"{folder}/council.toml: nothing here is called {', '.join(sorted(unknown))}")
    if wrong := sorted(name for name, value in said.items() if not isinstance(value, str)):
        raise WrongSetting(f"{folder}/council.toml: {', '.join(wrong)} should be text in quotes")
    return Council(**said, profiles={profile: _rules(profile, folder) for profile in Profile})


def _rules(profile: Profile, folder: Path | None) -> ProfileRules:
    said = _toml(_PROFILES / f"{profile}.toml")
    own = folder / "profiles" / f"{profile}.toml" if folder else None
    where = _PROFILES / f"{profile}.toml"
    if own is not None and own.exists():
        where = own
        for section, values in _toml(own).items():
            said[section] = {**said.get(section, {}), **values}
    try:
        reminders = said["reminders"]
        return ProfileRules(
            quality_step=bool(said["quality"]["step"]),
            reviewers=frozenset(Role(each) for each in said["quality"]["reviewers"]),
            release=frozenset(Role(each) for each in said["release"]["roles"]),
            reminders=ReminderLadder(
                days_before=tuple(sorted((int(each) for each in reminders["days_before"]), reverse=True)),
                unallocated_after=int(reminders["unallocated_after"]),
                overdue_daily_for=int(reminders["overdue_daily_for"]),
                tell=tuple(Role(each) for each in reminders["tell"]),
            ),
            severities={
                rule: None if severity == "never" else Severity(severity)
                for rule, severity in said["severities"].items()
            },
        )
    except (KeyError, ValueError, TypeError) as error:
        raise WrongSetting(f"{where}: {error}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongSetting(f"{path} does not exist; EHC_COUNCIL is a folder with a council.toml in it") from None
    except UnicodeDecodeError:
        raise WrongSetting(f"{path} is not saved as UTF-8; save it again with the encoding UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"{path} is not valid TOML: {error}") from None
