"""Advice and findings as JSON: the contract's shapes, there and back."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.advice import (
    Advice,
    Area,
    AreaAdvice,
    Background,
    Child,
    KnownPerson,
    NotAnAdvice,
    Outcome,
    Professional,
    Profile,
    Provision,
    Step,
)
from hub.finding import Finding, Quote, Severity

texts = st.text(max_size=40)
dates = st.dates(min_value=date(1990, 1, 1))
provisions = st.builds(Provision, *[texts] * 6)
outcomes = st.builds(
    Outcome,
    texts,
    st.sampled_from([None, "education", "health"]),
    st.lists(st.builds(Step, texts, st.none() | dates), max_size=2).map(tuple),
    st.lists(provisions, max_size=2).map(tuple),
)
areas = st.builds(AreaAdvice, st.sampled_from(Area), texts, texts, st.lists(outcomes, max_size=2).map(tuple))
advices = st.builds(
    Advice,
    id=texts.filter(bool),
    areas=st.lists(areas, max_size=3).map(tuple),
    profile=st.none() | st.sampled_from(Profile),
    professional=st.builds(Professional, texts, texts, texts),
    child=st.builds(Child, texts, texts, st.none() | dates, texts, texts, st.booleans(), st.booleans(), texts),
    people=st.lists(st.builds(KnownPerson, texts, texts), max_size=2).map(tuple),
    written_on=st.none() | dates,
    background=st.builds(Background, *[texts] * 5),
)


@given(advices)
def test_an_advice_comes_back_from_json_as_it_went(advice: Advice) -> None:
    assert Advice.from_json(json.loads(json.dumps(advice.to_json()))) == advice


@given(advices)
def test_every_text_is_found_at_its_pointer(advice: Advice) -> None:
    body = advice.to_json()
    for field in advice.texts():
        found: object = body
        for part in field.pointer.removeprefix("/").split("/"):
            found = found[int(part)] if isinstance(found, list) else found[part]  # type: ignore[index]
        assert found == field.text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda each: (
            st.lists(each)
            | st.dictionaries(
                st.sampled_from(["id", "areas", "area", "outcomes", "child", "date_of_birth", "people", "steps"])
                | texts,
                each,
            )
        ),
    )
)
def test_anything_else_is_refused_as_not_an_advice(value: object) -> None:
    with suppress(NotAnAdvice):
        Advice.from_json(value)


def test_everything_but_id_and_areas_may_be_absent() -> None:
    assert Advice.from_json({"id": "A-1", "areas": []}) == Advice(id="A-1", areas=())


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"areas": None}, "/areas"),
        ({"areas": [{"area": "sport"}]}, "/areas/0/area"),
        ({"areas": [{"needs": "x"}]}, "/areas/0/area"),
        ({"child": {"date_of_birth": "4/3/2012"}}, "/child/date_of_birth"),
        ({"child": {"looked_after": "no"}}, "/child/looked_after"),
        ({"areas": [{"area": "health", "needs": 4}]}, "/areas/0/needs"),
        ({"profile": "medical"}, "/profile"),
    ],
)
def test_what_is_wrong_is_named_by_its_pointer(change: dict[str, object], pointer: str) -> None:
    with pytest.raises(NotAnAdvice) as refused:
        Advice.from_json({"id": "A-1", "areas": [], **change})
    assert refused.value.pointer == pointer


def test_null_counts_as_absent() -> None:
    said = {"id": "A-1", "areas": [{"area": "health", "strengths": None, "outcomes": None}], "child": None}
    assert Advice.from_json(said).areas == (AreaAdvice(Area.HEALTH),)


def test_a_finding_has_the_contracts_keys_and_comes_back() -> None:
    finding = Finding("jargon", "/areas/0/needs", 0, 3, "EHC", Severity.WARN, "m", "s", Quote("d", "s", "q"))
    said = finding.to_json()
    keys = ["rule", "field", "start", "end", "text", "severity", "message", "suggestion", "guidance"]
    assert list(said) == keys
    assert list(said["guidance"]) == ["document", "section", "quote"]
    assert Finding.from_json(json.loads(json.dumps(said))) == finding
