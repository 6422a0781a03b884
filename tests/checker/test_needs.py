"""What the rules about needs read besides the needs of one area: letters, provision, other areas."""

from __future__ import annotations

from checker.check import check, check_text
from checker.reading import example
from hub.advice import Advice, Area, AreaAdvice, Background, Child, Outcome, Profile, Provision

LETTER = """Clinic date: 4 March 2026   Typed: 9 March 2026

Re: Mei Wong, date of birth 04/05/2017

Mei was born at 27+3 weeks, birth weight 980 g, and was ventilated for 12 days. She walked at 22 months.

Her seizures come and go. She has epilepsy.

She finds the dinner hall too loud and eats in the corridor. There is an epilepsy care plan in school."""


def said_by(rule: str, advice: Advice) -> list[str]:
    """The words that the rule flags."""
    return [finding.text for finding in check(advice) if finding.rule == rule]


def test_a_letter_that_fits_no_template_is_read_for_history_fluctuation_and_plans() -> None:
    found = {(finding.rule, finding.text) for finding in check_text(LETTER)}
    assert {
        (
            "long-history",
            "Mei was born at 27+3 weeks, birth weight 980 g, and was ventilated for 12 days. She walked at 22 months.",
        ),
        ("fluctuating-unmanaged", "Her seizures come and go."),
        ("fluctuating-unmanaged", "There is an epilepsy care plan in school."),
    } <= found
    assert not [words for rule, words in found if rule == "diagnosis-without-impact"]  # the letter says what it means


def test_provision_may_say_how_a_condition_is_managed() -> None:
    needs = "Her joint pain comes and goes."
    assert said_by("fluctuating-unmanaged", example(needs=needs, support="Weekly physiotherapy by Mrs Hill")) == [needs]
    support = "On bad days she uses her wheelchair and the lift; weekly physiotherapy by Mrs Hill"
    assert said_by("fluctuating-unmanaged", example(needs=needs, support=support)) == []


def test_managing_one_condition_says_nothing_of_another() -> None:
    managed = AreaAdvice(Area.SENSORY_AND_PHYSICAL, needs="Her joint pain flares. On those days she types.")
    other = AreaAdvice(Area.HEALTH, needs="Her eyes also become sore from time to time.")
    assert said_by("fluctuating-unmanaged", Advice("1", (managed, other))) == [other.needs]


def test_a_health_care_plan_is_asked_for_once() -> None:
    plan = AreaAdvice(Area.HEALTH, needs="He has an asthma plan. His asthma plan is in the office.")
    assert said_by("fluctuating-unmanaged", Advice("1", (plan, plan))) == ["He has an asthma plan."]
    attached = Child(health_care_plan_attached=True)
    assert said_by("fluctuating-unmanaged", Advice("1", (plan,), child=attached)) == []


def test_a_looked_after_childs_care_plan_is_no_health_care_plan() -> None:
    needs = AreaAdvice(Area.SOCIAL_CARE, needs="Jayden's care plan was agreed in May. He hides food.")
    assert said_by("fluctuating-unmanaged", Advice("1", (needs,), profile=Profile.SOCIAL_CARE)) == []


def test_the_background_may_say_when_the_child_was_first_seen() -> None:
    first = "Ellie was referred by her school in May 2024, seen in June 2024 and discharged in July 2024."
    needs = AreaAdvice(Area.HEALTH, needs="Ellie cannot get up alone.")
    assert said_by("long-history", Advice("1", (needs,), background=Background(first_contact=first))) == []
    assert said_by("long-history", example(needs=first)) == [first]


def test_a_need_in_one_area_is_not_explained_in_another() -> None:
    vague = AreaAdvice(Area.COGNITION_AND_LEARNING, needs="He has difficulties with attention.")
    outcome = Outcome("By July 2027 he will listen for ten minutes.", provisions=(Provision("A timer"),))
    plain = AreaAdvice(Area.HEALTH, needs="He listens for two minutes.", outcomes=(outcome,))
    assert said_by("need-not-specific", Advice("1", (vague, plain))) == [vague.needs]


def test_the_impact_of_one_diagnosis_says_nothing_of_another() -> None:
    needs = "Sian has coeliac disease: bread makes her ill for two days, so she eats alone. Nystagmus."
    assert said_by("diagnosis-without-impact", example(needs=needs)) == ["Nystagmus."]
    seen = f"{needs[:-1]}: she loses her line on the page and stops reading."
    assert said_by("diagnosis-without-impact", example(needs=seen)) == []


def test_of_a_list_the_diagnoses_that_are_not_taken_up_are_told() -> None:
    needs = "Autism. Hypermobility.\n\nHer joints bend too far, so her hands ache after ten lines of writing."
    assert said_by("diagnosis-without-impact", example(needs=needs)) == ["Autism."]


def test_an_area_of_life_that_only_heads_what_follows_is_no_need() -> None:
    shown = "He reads 31 words a minute."
    assert said_by("need-not-specific", example(needs=f"Executive functioning. {shown}")) == []
    assert said_by("need-not-specific", example(needs=f"{shown} Executive functioning.")) == ["Executive functioning."]
