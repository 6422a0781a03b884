"""A council writes a rule of its own in a TOML file: it works as it says, or is refused with the reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from checker.check import check
from checker.council_rules import load
from checker.reading import example
from checker.rule import WrongRule
from hub.advice import Profile
from hub.finding import CheckContext, Severity

RULE = """
message = "“{words}” tells a family nothing."
suggestion = "Say what is hard for this child."
phrases = ["complex case"]
patterns = ['\\bband [1-6]\\b']
unless = ["complex case review"]
bad = ["«A complex case» with many needs."]
good = ["Dylan’s complex case review is in May."]
[severity]
health = "warn"
social-care = "advise"
[quote]
document = "Our style guide"
section = "Plain words"
quote = "Say what is hard for this child, not that the case is complex."
""".replace("«A complex case»", "A «complex case»")
NOBODY = CheckContext()


def written(folder: Path, text: str, name: str = "complex-case") -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_councils_rule_flags_its_words_with_its_own_quote_and_severity(tmp_path: Path) -> None:
    rules = load(written(tmp_path, RULE))
    advice = example(needs="A complex  case, on Band 4. The complex case review is in May.")
    first, second = check(advice, NOBODY, rules)
    assert (first.rule, first.text, first.severity) == ("complex-case", "complex  case", Severity.WARN)
    assert first.guidance.document == "Our style guide"
    assert second.text == "Band 4"
    milder = check(advice, CheckContext(profile=Profile.SOCIAL_CARE), rules)
    assert {each.severity for each in milder} == {Severity.ADVISE}
    assert check(advice, CheckContext(profile=Profile.EDUCATION), rules) == ()


def test_a_rule_reads_only_the_fields_it_names(tmp_path: Path) -> None:
    rules = load(written(tmp_path, f'where = ["support", "steps"]\n{RULE}'))
    advice = example(needs="A complex case.", support="For this complex case.")
    assert [each.field for each in check(advice, NOBODY, rules)] == ["/areas/0/outcomes/0/provisions/0/support"]


def test_a_pattern_that_would_run_away_takes_no_time(tmp_path: Path) -> None:
    rules = load(written(tmp_path, RULE.replace("patterns = [", "patterns = ['(a+)+$', ")))
    assert check(example(needs="a" * 100_000 + "!"), NOBODY, rules) == ()


@pytest.mark.parametrize(
    ("change", "by", "says"),
    [
        ("A «complex case» with", "A «complex» case with", "should be flagged, but “complex case” is flagged"),
        ("A «complex case» with", "A «complicated case» with", "but nothing is flagged"),
        ('["Dylan’s complex case review', '["Dylan’s complex case', "in its good example"),
        ("band [1-6]", "(band", "is not one that RE2 knows"),
        ("message =", "massage =", "nothing in a rule is called massage"),
        ('document = "Our style guide"', "", "document, section and quote"),
        ('health = "warn"', 'health = "shout"', "advise, block, warn"),
        ('phrases = ["complex case"]', "phrases = 7", "a list of texts"),
        ("[quote]", "[quote", "Expected"),
        ("[severity]", '[severity]\nwhere = ["needs"]', "where is read as part of [severity]: put it above"),
        ("quote =", 'good = ["Fine."]\nquote =', "good is read as part of [quote]: put it above"),
        ("'\\bband [1-6]\\b'", '"\\bband [1-6]\\b"', "between single quotes"),
        ("A «complex case» with", "A complex case with", "marks no words: put « » around"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_the_reason(tmp_path: Path, change: str, by: str, says: str) -> None:
    assert change in RULE
    with pytest.raises(WrongRule) as refused:
        load(written(tmp_path, RULE.replace(change, by)))
    assert "complex-case.toml" in str(refused.value)
    assert says in str(refused.value)


def test_a_rule_saved_on_windows_is_read_or_the_writer_told_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "complex-case.toml").write_bytes(RULE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert [rule.id for rule in load(tmp_path)] == ["complex-case"]
    (tmp_path / "complex-case.toml").write_bytes(RULE.encode("cp1252"))
    with pytest.raises(WrongRule, match="save it as UTF-8 text"):
        load(tmp_path)


def test_a_rule_may_not_take_the_name_of_one_of_ours(tmp_path: Path) -> None:
    with pytest.raises(WrongRule, match="already a rule of the product"):
        load(written(tmp_path, RULE, name="jargon"))


def ehc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("ehc")), *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_the_command_asks_the_councils_rules_besides_ours(tmp_path: Path) -> None:
    written(tmp_path, RULE)
    (tmp_path / "advice.json").write_text(json.dumps(example(needs="A complex case. His brother has ADHD.").to_json()))
    ran = ehc("check", "--rules", str(tmp_path), "--format", "json", str(tmp_path / "advice.json"))
    found = {each["rule"] for each in json.loads(ran.stdout)["files"][0]["findings"]}
    assert {"complex-case", "third-party"} <= found
    book = ehc("rules", "--rules", str(tmp_path))
    assert "## complex-case" in book.stdout
    assert "## jargon" in book.stdout


def test_the_command_refuses_a_wrong_rule_with_one_sentence(tmp_path: Path) -> None:
    written(tmp_path, RULE.replace('unless = ["complex case review"]', ""))
    (tmp_path / "advice.json").write_text(json.dumps(example(needs="Tom is hard to understand.").to_json()))
    ran = ehc("check", "--rules", str(tmp_path), str(tmp_path))
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "complex-case.toml can't be used: in its good example" in ran.stderr


def test_a_rule_saved_in_capitals_is_read_and_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "COMPLEX.TOML").write_text(RULE, encoding="utf-8")
    assert [each.id for each in load(tmp_path)] == ["COMPLEX"]
    (tmp_path / "more.toml").mkdir()
    with pytest.raises(WrongRule, match=r"more\.toml can't be opened: Is a directory"):
        load(tmp_path)
