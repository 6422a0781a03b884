"""A condition that comes and goes or keeps the child from school, and no word on what is done; a plan not attached."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice, takewhile

from checker.reading import Prose, Span, WholeAdvice, example
from checker.rule import rule
from checker.wording.care_plans import care_plans_in
from checker.wording.fluctuation import health_in, unsteady_in
from checker.wording.impact import is_of_somebody_else
from checker.wording.managing import is_managed, is_managed_at_once, is_managed_next, is_treated
from hub.advice import Area, Child, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, WARN, Quote
from hub.language.span import Span as Place
from hub.language.text import PlainText, Sentence, plain

_READS = frozenset(("needs", "strengths", "discussions_child", "discussions_parents", "support_in_place", "text"))
_SAYS_OF_PLANS = _READS | {"support"}
_REMEMBERED = 1024  # texts: of an open advice all but the one that is being changed
_DICTATED = 250  # letters: a sentence so long holds more than the words that are wrong
_CLAUSE = re.compile(r"(?i)[,;:–]|\s-\s|\b(?:and|but|so|because|which)\b")
_ANOTHER = re.compile(r"(?i)\balso has\b|\W*in addition\b")
_BEFORE, _AFTER = 2, 3  # sentences around it in which a remedy is understood to be for it


@rule(
    each=WholeAdvice,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: ADVISE},
    message="This changes or keeps the child from school, and nothing says how it is managed.",
    suggestion="Say what happens at such times, what the child misses, and what is done, by whom, at home and school?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Describing needs",
            "Where a child’s health condition is likely to fluctuate or effect attendance at school please explain how "
            "this may impact on the child/young person and how this is managed. If a health care plan is in place, "
            "please upload this to the hub.",
        ),
    ),
    bad=(
        "Andreea has juvenile arthritis. «Her pain varies from day to day.»",
        "«He is often off school because of his chest.»",
        "Hui has glue ear. «It comes and goes.» Her glasses are new.",
        "Aga sleeps for two hours after a seizure. «There is a health care plan in school.»",
        example(needs="«Maya's attendance is 61% because of her stomach pain.»", profile=Profile.EDUCATION),
    ),
    good=(
        "Sian experiences multiple absence seizures a day, this may result in her missing information and impacts on "
        "her interactions with peers.",
        "Her pain varies from day to day; on bad days she types rather than writes and leaves five minutes early.",
        "When it is cold his asthma flares and he is off for two days; school send work home.",
        "His hearing does not fluctuate. His attendance is good.",
        "Ellie's attention varies with the subject.",
        "Amira needs a health care plan before she starts at college.",
        example(needs="His health care plan says who gives the medicine.", child=Child(health_care_plan_attached=True)),
        example(
            needs="His hearing comes and goes with colds.",
            support="In those weeks the teacher uses the microphone in every lesson.",
        ),
        example(needs="He will have an Education, Health and Care Plan.", area=Area.SOCIAL_CARE),
    ),
)
def fluctuating_unmanaged(document: WholeAdvice) -> Iterator[Span]:
    """On a bad day somebody has to know what to do: the day is lost where only the good ones are described."""
    yield from islice(_plans(document), 1)
    found = [span for prose in document.texts if prose.part in _READS for span in _unmanaged(prose)]
    managing = [prose for prose in document.texts if _manages(prose.text)] if found else []
    yield from (span for span in found if not any(_is_about(prose, span) for prose in managing))


def _is_about(managing: Prose, span: Span) -> bool:
    """Whether what is done is done about this: said beside it, in a provision, or of the same part of health."""
    if managing.pointer == span.prose.pointer or managing.part not in ("needs", "strengths"):
        return True
    return not health_in(managing.text).isdisjoint(health_in(span.prose.text[span.start : span.end]))


def _plans(document: WholeAdvice) -> Iterator[Span]:
    if document.child.health_care_plan_attached:
        return
    for prose in document.texts:
        if prose.part in _SAYS_OF_PLANS:
            is_any, is_provision = document.profile is Profile.HEALTH, prose.part == "support"
            for place in _plans_in(prose.text, is_any=is_any, is_provision=is_provision):
                yield prose.span(*place).saying(
                    "There is a health care plan, and it is not attached.", "Upload the plan to the hub?"
                )


def _unmanaged(prose: Prose) -> Iterator[Span]:
    """The sentences that say so, with nothing beside them on what is done; those that follow one another as one run."""
    for place in _unmanaged_in(prose.text, is_health=prose.document.profile is Profile.HEALTH):
        yield prose.span(*place)


@lru_cache(maxsize=_REMEMBERED)
def _manages(text: str) -> bool:
    return is_managed(text)


@lru_cache(maxsize=_REMEMBERED)
def _plans_in(text: str, *, is_any: bool, is_provision: bool) -> tuple[Place, ...]:
    read = plain(text)
    return tuple(
        _words_around(read, next(each for each in read.sentences if place.start < each.end), place)
        for place in care_plans_in(read.plain, is_any=is_any, is_provision=is_provision)
    )


@lru_cache(maxsize=_REMEMBERED)
def _unmanaged_in(text: str, *, is_health: bool) -> tuple[Place, ...]:
    read = plain(text)
    sentences = read.sentences
    said = {
        index: place
        for index, (before, sentence) in enumerate(zip((None, *sentences), sentences, strict=False))
        if (place := unsteady_in(sentence, before, is_health_advice=is_health))
    }
    found = []
    for first, last in _runs(said):
        goes_on = any(is_managed_at_once(_rest(sentences[index], said[index])) for index in range(first, last + 1))
        turns = bool(_ANOTHER.search(sentences[last].text, said[last].end))
        if not goes_on and not (_is_managed_before(read, first) or (not turns and _is_managed_after(read, last))):
            start = _words_around(read, sentences[first], _moved(said[first], sentences[first].start)).start
            end = _words_around(read, sentences[last], _moved(said[last], sentences[last].start)).end
            found.append(Place(start, end))
    return tuple(found)


def _moved(place: Place, by: int) -> Place:
    return Place(place.start + by, place.end + by)


def _words_around(read: PlainText, sentence: Sentence, place: Place) -> Place:
    """The sentence that the words stand in; of one dictated without a stop the clause. In the text as typed."""
    if sentence.end - sentence.start <= _DICTATED:
        return read.original(sentence.start, sentence.end)
    before = [each.end() for each in _CLAUSE.finditer(read.plain, sentence.start, place.start)]
    after = _CLAUSE.search(read.plain, place.end, sentence.end)
    return read.original(before[-1] if before else sentence.start, after.start() if after else sentence.end)


def _rest(sentence: Sentence, place: Place) -> str:
    """What the sentence goes on to say of it, before it turns to another condition."""
    return _ANOTHER.split(sentence.text[place.end :], maxsplit=1)[0]


def _is_managed_before(read: PlainText, first: int) -> bool:
    """Whether a sentence before it in the same paragraph names a remedy."""
    here = read.sentences[first]
    before = read.sentences[max(0, first - _BEFORE) : first]
    return any(is_treated(each.text) and "\n\n" not in read.plain[each.end : here.start] for each in before)


def _is_managed_after(read: PlainText, last: int) -> bool:
    """Whether one after it in the same paragraph says what is done."""
    here = read.sentences[last]
    after = takewhile(_is_still_of_it, read.sentences[last + 1 : last + 1 + _AFTER])
    return any(
        is_managed_next(each.text) and not is_of_somebody_else(each) and "\n\n" not in read.plain[here.end : each.start]
        for each in after
    )


def _is_still_of_it(sentence: Sentence) -> bool:
    """Whether it doesn't turn to another condition."""
    return not _ANOTHER.search(sentence.text)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each row of numbers that follow one another."""
    for _, row in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in row]
        yield run[0], run[-1]
