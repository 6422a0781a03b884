"""Findings as cards: one per provision, one per term of jargon, each beside what it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from checker.check import check
from hub.advice import Advice, Area, AreaAdvice, Outcome, Provision
from hub.finding import ADVISE, BLOCK, NE_LINCOLNSHIRE, WARN, Finding, Quote, Severity
from hub.models import Dismissal, Person, Request
from portal.cards import beside, beside_text, in_words
from tests.checker.documents import DOCUMENTS, advices_in

NEEDS = "Sian has hypotonia. Her hypotonia makes her tired. Her brother Rhys has epilepsy."
SUPPORT = "Regular support."
ADVICE = Advice(
    id="A",
    areas=(
        AreaAdvice(
            Area.HEALTH, needs=NEEDS, outcomes=(Outcome("Swim", provisions=(Provision("A"), Provision(SUPPORT))),)
        ),
    ),
)
PROVISION = "/areas/0/outcomes/0/provisions/1"


def finding(
    rule: str, words: str, field: str = "/areas/0/needs", severity: Severity = WARN, start: int | None = None
) -> Finding:
    text = dict(ADVICE.texts()).get(field, "")
    begin = text.index(words) if start is None else start
    quote = Quote(NE_LINCOLNSHIRE, "Describing needs", f"about {rule}")
    return Finding(rule, field, begin, begin + len(words), words, severity, f"{rule}!", f"Mend {rule}.", quote)


def dismissal(overruled: Finding) -> Dismissal:
    return Dismissal(
        request=cast(Request, None),
        rule=overruled.rule,
        words_sha256=overruled.rule,
        severity=overruled.severity,
        reason="The family says it.",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        by=Person(name="Tomasz Nowak", email="", job_title=""),
    )


def test_every_rule_about_one_provision_is_on_one_card() -> None:
    rules = ("provision-who", "provision-how-often", "provision-how-much")
    cards = beside(ADVICE, [finding(each, SUPPORT, f"{PROVISION}/support") for each in rules])
    (card,) = cards.at(PROVISION)
    assert [each.rule for each in card.said] == list(rules)
    assert card.where == "Health, outcome 1, provision 2"
    assert [len(quotes) for _, quotes in card.rules] == [1, 1, 1]
    assert not cards.under("/areas/0/outcomes/0/provisions/0")
    assert str(cards.marked(f"{PROVISION}/support")).count("<mark") == 1


def test_a_privacy_finding_in_a_provision_keeps_its_own_card() -> None:
    found = [
        finding("provision-who", SUPPORT, f"{PROVISION}/support"),
        finding("third-party", "Regular", f"{PROVISION}/support", BLOCK),
    ]
    cards = beside(ADVICE, found)
    assert [len(card.said) for card in cards.under(PROVISION)] == [1, 1]
    assert cards.blocked


def test_the_jargon_of_a_text_is_on_one_card_each_term_once() -> None:
    again = NEEDS.index("hypotonia makes")
    found = [finding("jargon", "hypotonia"), finding("jargon", "hypotonia", start=again), finding("jargon", "epilepsy")]
    cards = beside(ADVICE, [*found[:2], replace(found[2], message="epilepsy!")])
    (card,) = cards.cards
    assert card.messages == ("jargon!", "epilepsy!")
    assert str(cards.marked("/areas/0/needs")).count(f'href="#{card.id}"') == 3


def test_a_term_that_comes_again_elsewhere_is_marked_for_the_card_it_has() -> None:
    advice = Advice(id="A", areas=(AreaAdvice(Area.HEALTH, strengths="Her hypotonia is less", needs=NEEDS),))
    first = finding("jargon", "hypotonia")
    strengths = replace(first, field="/areas/0/strengths", start=4, end=13)
    cards = beside(advice, [strengths, first])
    assert len(cards.cards) == 1
    assert 'href="#finding-1"' in cards.marked("/areas/0/needs")


def test_the_words_stand_on_the_card_with_what_is_around_them() -> None:
    cards = beside(ADVICE, [finding("third-party", "Her brother Rhys has epilepsy", severity=BLOCK)])
    (excerpt,) = cards.cards[0].said[0].excerpts
    assert '<mark class="hub-mark hub-mark--block">Her brother Rhys has epilepsy</mark>.' in excerpt
    assert excerpt.startswith("… ")


def test_words_are_escaped_on_the_card() -> None:
    evil = Advice(id="A", areas=(AreaAdvice(Area.HEALTH, needs="See <script>alert(1)</script> here"),))
    quote = Quote(NE_LINCOLNSHIRE, "", "x")
    cards = beside(evil, [Finding("jargon", "/areas/0/needs", 4, 12, "<script>", WARN, "m", "s", quote)])
    assert "<script>" not in str(cards.cards[0].said[0].excerpts[0])


def test_a_finding_about_the_whole_advice_has_a_place_of_its_own() -> None:
    cards = beside(ADVICE, [finding("pep-missing", "", "", ADVISE, 0)])
    (card,) = cards.at("")
    assert card.where == "The advice as a whole"
    assert not card.marked


def test_what_stops_publication_comes_first_in_the_summary() -> None:
    found = [finding("jargon", "hypotonia"), finding("third-party", "brother Rhys", severity=BLOCK)]
    cards = beside(ADVICE, found)
    assert [each.severity for each in cards.in_order] == [BLOCK, WARN]
    assert cards.counted == "1 must be put right or cleared, 1 to check"


def test_everything_said_of_one_provision_is_on_one_card_whichever_rule_says_it() -> None:
    rules = ("outside-expertise", "provision-who", "jargon", "family-needs")
    found = [finding(each, "Regular", f"{PROVISION}/support") for each in rules]
    found.append(finding("provision-who", "Regular", f"{PROVISION}/support", start=8))
    cards = beside(ADVICE, found)
    (card,) = cards.under(PROVISION)
    assert [each.rule for each in card.said] == list(rules)
    assert [len(each.keys) for each in card.said] == [1, 1, 1, 1]


def test_on_whole_advices_no_provision_has_two_cards_but_for_blocks_and_no_term_is_told_twice() -> None:
    for advice in advices_in([DOCUMENTS / "development-mixed.jsonl"]):
        findings = check(advice)
        provisions = [each.place for each in beside(advice, findings).cards if each.severity is not BLOCK]
        provisions = [place for place in provisions if "/provisions/" in place]
        assert len(provisions) == len(set(provisions)), advice.id
        terms = [each.text.casefold() for each in findings if each.rule == "jargon"]
        assert len(terms) == len(set(terms)), advice.id


def test_what_is_set_aside_has_no_card_and_is_folded_away_with_its_reason() -> None:
    warning, block = finding("jargon", "hypotonia"), finding("third-party", "brother Rhys", severity=BLOCK)
    overruled = {each: dismissal(each) for each in (warning, block)}
    cards = beside(ADVICE, [warning, block, finding("jargon", "epilepsy")], overruled)
    assert [each.messages for each in cards.cards] == [("jargon!",)]
    assert [each.dismissal for each in cards.set_aside] == [overruled[warning]]
    assert [each.dismissal for each in cards.cleared] == [overruled[block]]
    assert "hypotonia</mark>" in cards.set_aside[0].excerpt
    assert "hypotonia</a>" not in cards.marked("/areas/0/needs")


def test_only_what_does_not_stop_publication_may_be_set_aside() -> None:
    cards = beside(ADVICE, [finding("jargon", "hypotonia"), finding("third-party", "brother Rhys", severity=BLOCK)])
    assert [bool(each.to_set_aside) for each in cards.cards] == [True, False]
    quote = Quote(NE_LINCOLNSHIRE, "", "x")
    free = beside_text("Her", [Finding("jargon", "/text", 0, 3, "Her", WARN, "m", "s", quote)], lambda _: "")
    assert not free.cards[0].to_set_aside


def test_a_plain_text_has_its_marks_and_says_the_page() -> None:
    quote = Quote(NE_LINCOLNSHIRE, "", "x")
    found = Finding("third-party", "/text", 0, 3, "Her", BLOCK, "m", "s", quote)
    cards = beside_text("Her brother", [found], lambda _: "Page 2")
    assert cards.cards[0].where == "Page 2"
    assert "<mark" in cards.marked("/text")


def test_a_place_is_said_as_people_say_it() -> None:
    assert in_words(f"{PROVISION}/frequency", ADVICE) == "Health, outcome 1, provision 2: how often"
    assert in_words("/areas/0/needs", ADVICE) == "Health: needs"
    assert in_words("/areas/0/outcomes/0/outcome", ADVICE) == "Health, outcome 1"
    assert in_words("/background/first_contact", ADVICE) == "Background: first contact"
    assert in_words("/areas/7/needs", ADVICE) == ""
