"""What has to stand in a sentence before its patterns are asked: the short cut finds all that the long way finds."""

from __future__ import annotations

from checker.wording.patterns import pattern, patterns
from checker.wording.stems import stems
from hub.language.text import plain
from tests.checker.documents import DOCUMENTS, advices_in
from tests.checker.labelled import corpus


def sentences() -> set[str]:
    """Every sentence of the labelled texts and documents, in small letters."""
    advices = [*(each.advice for each in corpus()), *advices_in(sorted(DOCUMENTS.glob("*.jsonl")))]
    return {sentence.low for advice in advices for _, text in advice.texts() for sentence in plain(text).sentences}


def test_the_stems_of_a_lexicon_pass_over_nothing_that_its_patterns_find() -> None:
    passed_over = []
    for low in sentences():
        for name, key in (("setting_kinds", "kinds"), ("support_levels", "levels"), ("support_levels", "plan")):
            if key not in stems(name).kinds_in(low) and pattern(name, key).search(low):
                passed_over.append((name, low))
        fields = stems("professions").kinds_in(low)
        for kind in ("diagnoses", "measures", "treatments"):
            named = patterns("professions", kind).items()
            passed_over += [(field, low) for field, each in named if field not in fields and each.search(low)]
    assert passed_over == []
