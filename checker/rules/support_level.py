"""A recommendation of a level of educational support: hours, staffing, funding, or a plan as such."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.patterns import pattern
from checker.wording.recommending import Stance, judged, stance, weighs, with_next
from checker.wording.stems import stems
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote
from hub.language.text import Sentence, plain

_PLAN = "This recommends that there be a plan. The local authority decides on that when it has all the advice."


_NEAR = 40  # letters before and after the words in which it is said whose help it is


@rule(
    each=Prose,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN},
    message="This recommends a level of educational support.",
    suggestion="Say what the child needs help with, and leave hours, staffing and funding to the local authority.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Tips for advice writers",
            "Health professionals should not make recommendations regarding the type of educational setting, level of "
            "educational support or name a specific school.",
        ),
    ),
    bad=(
        "Maya «needs 1:1 support throughout the day».",
        "I «recommend 25 hours of LSA time each week».",
        "He «will require a full-time TA».",
        "He «should have an adult at his side in every lesson».",
        "«Fifteen hours of adult support would not be enough».",
        "In my view Leo needs an «EHCP».",
        example(support="«Band 4 funding»"),
    ),
    good=(
        "Maya currently has 15 hours of TA support a week.",
        "Lucy will be offered a 1:1 therapy session with the speech and language therapist each week for 6 weeks.",
        "School staff report that Leo needs 1:1 support in maths.",
        "It is not for health to recommend a number of hours of support.",
        "Maya needs an adult to cut up her food.",
        example(support="CYP to have suitable short break provision", provided_by="PA", ratio="1:1"),
    ),
)
def support_level(prose: Prose) -> Iterator[Span]:
    """How much support a school gives is decided by the local authority, on all the advice together."""
    if prose.part == "ratio":
        return
    text = plain(prose.text)
    for sentence, following in with_next(text.sentences):
        kinds = stems("support_levels").kinds_in(sentence.low)
        if "levels" in kinds:
            found = [(judged(sentence, *place, following), *place) for place in _levels_in(sentence)]
            wrong = [said for said, start, end in found if _is_put_forward(prose, sentence, said.stance, start, end)]
            if wrong:
                yield prose.span(*text.original(min(each.start for each in wrong), max(each.end for each in wrong)))
        if "plan" in kinds:
            for place in _plans_in(sentence):
                yield prose.span(*text.original(*place)).saying(_PLAN)


def _levels_in(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Levels of support in school: not the writer's own work, and not where the writer doubts the need."""
    own, doubted = pattern("support_levels", "own"), pattern("support_levels", "doubted")
    for found in pattern("support_levels", "levels").finditer(sentence.low):
        is_own = own.search(sentence.low, max(0, found.start() - _NEAR), found.end() + _NEAR)
        if not is_own and not doubted.search(sentence.low[: found.start()]):
            yield sentence.start + found.start(), sentence.start + found.end()


def _plans_in(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """A plan that is itself asked for, or claimed to be needed; not one that is to say something."""
    claimed = pattern("support_levels", "plan_claimed").search(sentence.low)
    if claimed:
        place = (sentence.start + claimed.start(), sentence.start + claimed.end())
        if stance(sentence, *place) not in (Stance.ANOTHERS, Stance.LEFT_OPEN):
            yield place
        return
    for found in pattern("support_levels", "plan").finditer(sentence.low):
        start, end = sentence.start + found.start(), sentence.start + found.end()
        is_asked = pattern("support_levels", "plan_asked").search(sentence.low, 0, found.start())
        is_needed = pattern("support_levels", "plan_needed").match(sentence.low, found.end() + 1)
        if pattern("support_levels", "plan_made").match(sentence.low, found.end() + 1):
            continue
        if (is_asked or is_needed) and stance(sentence, start, end) is Stance.RECOMMENDED:
            yield start, end


def _is_put_forward(prose: Prose, sentence: Sentence, said: Stance, start: int, end: int) -> bool:
    """Whether the level is recommended: in words, by what the sentence weighs, or by standing in an outcome."""
    if "/outcomes/" not in prose.pointer:
        return said is Stance.RECOMMENDED or (said is Stance.UNSAID and weighs(sentence))
    if said not in (Stance.RECOMMENDED, Stance.UNSAID) or pattern("support_levels", "own_time").search(sentence.low):
        return False
    first, last = start - sentence.start, end - sentence.start
    return bool(pattern("support_levels", "in_school").search(sentence.low, first, last + _NEAR))
