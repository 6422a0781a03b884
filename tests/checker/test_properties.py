"""What holds for any advice whatever: no crash, true offsets, the same answer twice, and fields left alone."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.check import check, check_text, check_upload
from checker.rule import all_rules
from hub.advice import Advice, Area, AreaAdvice, Background, Child, KnownPerson, Outcome, Profile, Provision, Step
from hub.finding import CheckContext, Finding, Severity

# Whole sentences of the rules' own examples, mixed with anything Unicode has: pure noise would meet few rules.
SENTENCES = sorted(
    {
        field.text.replace("«", "").replace("»", "")
        for rule in all_rules()
        for each in rule.bad
        for field in each.texts()
    }
)
ODD = st.text(max_size=30)
WORDS = st.lists(st.one_of(st.sampled_from(SENTENCES), ODD), max_size=3).map(" ".join)
PROVISIONS = st.builds(Provision, *[WORDS] * 6)
OUTCOMES = st.builds(
    Outcome,
    WORDS,
    steps=st.lists(st.builds(Step, WORDS), max_size=1).map(tuple),
    provisions=st.lists(PROVISIONS, max_size=2).map(tuple),
)
AREAS = st.builds(
    AreaAdvice, st.sampled_from(Area), strengths=WORDS, needs=WORDS, outcomes=st.lists(OUTCOMES, max_size=2).map(tuple)
)
ADVICES = st.builds(
    Advice,
    st.just("A-1"),
    st.lists(AREAS, max_size=2).map(tuple),
    profile=st.sampled_from([None, *Profile]),
    child=st.builds(Child, name=st.sampled_from(["", "Sian Evans", "Tom"]), looked_after=st.booleans()),
    people=st.lists(
        st.builds(KnownPerson, st.sampled_from(["Rhys", "Ann Evans", ""]), st.sampled_from(["sibling", "mother"])),
        max_size=2,
    ).map(tuple),
    background=st.builds(Background, *[WORDS] * 5),
)
examples = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def of_field(findings: tuple[Finding, ...], pointer: str) -> list[Finding]:
    """The findings in one field."""
    return [finding for finding in findings if finding.field == pointer]


@given(ADVICES)
@examples
def test_every_finding_quotes_the_words_at_its_offsets(advice: Advice) -> None:
    texts = {field.pointer: field.text for field in advice.texts()} | {"": ""}
    for finding in check(advice):
        text = texts[finding.field]
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        assert finding.text == finding.text.strip()
        assert finding.text or finding.field == ""


@given(ADVICES)
@examples
def test_the_same_advice_has_the_same_findings_after_a_round_trip_through_json(advice: Advice) -> None:
    assert check(advice) == check(Advice.from_json(advice.to_json()))


@given(ADVICES)
@examples
def test_findings_come_in_reading_order(advice: Advice) -> None:
    order = ["", *(field.pointer for field in advice.texts())]
    places = [(order.index(finding.field), finding.start) for finding in check(advice)]
    assert places == sorted(places)


@given(ADVICES, st.sampled_from(Profile))
@examples
def test_a_council_can_switch_every_rule_off_and_every_block_to_advice(advice: Advice, profile: Profile) -> None:
    never = {rule.id: dict.fromkeys(Profile) for rule in all_rules()}
    milder = {rule.id: dict.fromkeys(Profile, Severity.ADVISE) for rule in all_rules()}
    assert check(advice, CheckContext(profile=profile, severities=never)) == ()
    assert {each.severity for each in check(advice, CheckContext(severities=milder))} <= {Severity.ADVISE}


@given(ADVICES, st.sampled_from(["strengths", "needs"]))
@examples
def test_spaces_after_one_field_change_no_finding_in_any_field(advice: Advice, part: str) -> None:
    spaced = dataclasses.replace(
        advice,
        areas=tuple(dataclasses.replace(area, **{part: getattr(area, part) + "  "}) for area in advice.areas),
    )
    assert check(spaced) == check(advice)


@given(WORDS)
@examples
def test_any_text_can_be_checked_as_a_file_or_an_upload(text: str) -> None:
    uploads = {rule.id for rule in all_rules() if rule.uploads}
    for finding in (*check_text(text), *check_upload(text)):
        assert finding.field == "/text"
        assert text[finding.start : finding.end] == finding.text
    assert {finding.rule for finding in check_upload(text)} <= uploads
