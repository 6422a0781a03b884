"""What a reader can expect of the lists of terms: large, each with plain words, found in every form, never twice."""

import pytest

from checker.check import check
from checker.reading import example
from checker.rules.jargon import jargon
from checker.wording.lexicon import lexicon
from checker.wording.terms import terms_in


def flagged(text: str) -> list[str]:
    return [finding.text for finding in check(example(needs=text), rules=(jargon,))]


def test_there_are_1500_terms_each_with_plain_words() -> None:
    terms = [
        plain
        for name, group in lexicon("jargon").items()
        if name not in ("source", "names")
        for plain in group.values()
    ]
    medicines = [name for names in lexicon("medicines")["medicines"].values() for name in names]
    acronyms = [plain for group in lexicon("acronyms")["stands_for"].values() for plain in group.values()]
    assert len(terms) + len(medicines) + len(acronyms) >= 1500
    assert all(terms)
    assert all(acronyms)
    assert all(lexicon(name)["source"] for name in ("jargon", "medicines", "acronyms", "medical_words"))


def test_plain_words_hold_no_jargon() -> None:
    groups = [group for name, group in lexicon("jargon").items() if isinstance(group, dict)]
    for plain in {plain for group in groups for plain in group.values()} | set(lexicon("medicines")["medicines"]):
        assert [term.name for term in terms_in(plain)] in ([], ["hypotonia"]), plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("His hypotonic trunk tires him. Hypotonia also affects his hands.", ["hypotonic"]),
        ("She needs desensitization and has an esophageal stricture.", ["desensitization", "esophageal"]),
        ("She takes sustazepam.", ["sustazepam"]),  # no medicine, but made like one
        ("he had an eeg and is on cpap", ["eeg", "cpap"]),
        ("HE HAS AN EEG AND MUST WEAR HIS AFOS", ["EEG", "AFOS"]),
        ("Jia and Elsa like the big cat.", []),
        ("He NEVER shouts and is a BIG help. AMY sits with him.", []),
        ("He moves house in April; his brother is at academia.", []),
    ],
)
def test_a_term_is_found_in_every_form_and_flagged_once(text: str, words: list[str]) -> None:
    assert flagged(text) == words


def test_what_explains_one_form_explains_the_others() -> None:
    assert flagged("He is hypermobile (his joints bend too far). His hypermobility tires him.") == []


def test_an_acronym_is_written_out_beside_it_or_in_the_same_part() -> None:
    assert flagged("A speech and language therapist visits. SLT advice is followed.") == []
    advice = example(needs="He has a child in need plan.", support="A CIN worker visits weekly.")
    assert [finding.text for finding in check(advice, rules=(jargon,))] == ["CIN"]
