"""A council's folder: what differs, in data, and what is said when it can't be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hub.advice import Profile
from hub.council import load_council
from hub.finding import Severity
from hub.models import Role
from hub.settings import WrongSetting


def council(folder: Path, text: str = 'name = "Dunmoor"\n', health: str = "") -> Path:
    (folder / "council.toml").write_text(text, encoding="utf-8")
    if health:
        (folder / "profiles").mkdir()
        (folder / "profiles" / "health.toml").write_text(health, encoding="utf-8")
    return folder


def test_without_a_folder_the_shipped_profiles_hold() -> None:
    rules = load_council(None).rules_for(Profile.HEALTH)
    assert rules.quality_step
    assert rules.reviewers == {Role.DCO}
    assert rules.reminders.days_before == (14, 7, 1, 0)
    assert not load_council(None).rules_for(Profile.SOCIAL_CARE).quality_step


def test_a_council_changes_only_what_it_names(tmp_path: Path) -> None:
    changed = load_council(council(tmp_path, health='[severities]\njargon = "advise"\nsetting-type = "never"\n'))
    assert changed.rules_for(Profile.HEALTH).quality_step
    assert changed.severities() == {
        "jargon": {Profile.HEALTH: Severity.ADVISE},
        "setting-type": {Profile.HEALTH: None},
    }


@pytest.mark.parametrize(
    ("text", "health", "said"),
    [
        ('nmae = "x"\n', "", "nothing here is called nmae"),
        ("name = 3\n", "", "name should be text"),
        ("name =\n", "", "is not valid TOML"),
        ('name = "x"\n', '[severities]\njargon = "loud"\n', "loud"),
        ('name = "x"\n', '[quality]\nreviewers = ["boss"]\n', "boss"),
        ('name = "x"\n', "[quality]\ndays_before_due = -1\n", "days_before_due should be a number of days"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_file(tmp_path: Path, text: str, health: str, said: str) -> None:
    with pytest.raises(WrongSetting, match=said) as refused:
        load_council(council(tmp_path, text, health))
    assert ".toml" in str(refused.value)


def test_a_file_saved_in_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / "council.toml").write_bytes('name = "Siân"'.encode("cp1252"))
    with pytest.raises(WrongSetting, match="UTF-8"):
        load_council(tmp_path)


def test_a_folder_without_a_council_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"council\.toml does not exist"):
        load_council(tmp_path)


def test_advice_reaches_its_reviewer_before_the_law_wants_it_and_never_after(tmp_path: Path) -> None:
    health = load_council(None).rules_for(Profile.HEALTH)
    asked, due = date(2026, 11, 2), date(2026, 12, 14)
    assert health.to_reviewer_by(received_on=asked, due_on=due) == date(2026, 12, 7)
    assert load_council(None).rules_for(Profile.SOCIAL_CARE).to_reviewer_by(received_on=asked, due_on=due) is None
    for days in (0, 7, 10, 60):
        folder = tmp_path / str(days)
        folder.mkdir()
        rules = load_council(council(folder, health=f"[quality]\ndays_before_due = {days}\n")).rules_for(Profile.HEALTH)
        by = rules.to_reviewer_by(received_on=asked, due_on=due)
        assert by is not None
        assert asked <= by <= due
