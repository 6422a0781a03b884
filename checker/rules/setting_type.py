"""A recommendation of a type of school or other setting."""

from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.patterns import pattern
from checker.wording.recommending import Stance, judged, with_next
from checker.wording.stems import stems
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote
from hub.language.text import Sentence, plain

_NEAR = (40, 30)  # letters before and after in which another kind of place tells
_BEFORE = 100  # letters before in which it is said whose setting it is


@rule(
    each=Prose,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN},
    message="This recommends a type of setting.",
    suggestion="Say what the child needs in order to learn and join in; where is for the local authority to decide.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Tips for advice writers",
            "Health professionals should not make recommendations regarding the type of educational setting, level of "
            "educational support or name a specific school.",
        ),
    ),
    bad=(
        "Maya «needs a place in a specialist setting».",
        "In my opinion his «needs cannot be met in mainstream».",
        "We «recommend a small school» with therapy on site.",
        "«Mainstream is no longer right» for him.",
        "«It would be a mistake to keep him in mainstream».",
        example(outcome="A «resourced provision would be appropriate» for Tom from Year 7."),
        example(support="«Specialist placement from September»"),
    ),
    good=(
        "Maya attends a special school and needs help to get on the bus.",
        "His parents would like a special school.",
        "He moved from a mainstream school in 2024.",
        "I am not able to recommend a mainstream or specialist setting.",
        "Ellie needs a quiet room at lunchtime.",
    ),
)
def setting_type(prose: Prose) -> Iterator[Span]:
    """The type of setting is decided by the local authority with the family, on all the advice together."""
    text = plain(prose.text)
    for sentence, following in with_next(text.sentences):
        if not stems("setting_kinds").kinds_in(sentence.low):
            continue
        found = [judged(sentence, *place, following) for place in _settings_in(sentence)]
        wrong = [each for each in found if _is_put_forward(prose, each.stance)]
        if wrong:
            yield prose.span(*text.original(min(each.start for each in wrong), max(each.end for each in wrong)))


def _settings_in(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for found in pattern("setting_kinds", "kinds").finditer(sentence.low):
        if not (_is_own(sentence.low, *found.span()) or _is_named(sentence, found.start())):
            yield sentence.start + found.start(), sentence.start + found.end()


def _is_put_forward(prose: Prose, said: Stance) -> bool:
    """Whether the setting is recommended; also where nothing is said of it that tells of what is or was."""
    return said in (Stance.RECOMMENDED, Stance.UNSAID) or (said is Stance.EXPECTED and "/outcomes/" in prose.pointer)


def _is_named(sentence: Sentence, first: int) -> bool:
    """Whether the words end the name of one school, “St Cuthbert's School for the Deaf”: another rule's matter."""
    before = sentence.text[:first].rstrip().rpartition(" ")[2]
    return sentence.text[first].isupper() and before[:1].isupper() and len(before) > 1 and not sentence.is_shouted


def _is_own(low: str, first: int, last: int) -> bool:
    before = low[max(0, first - _BEFORE) : first]
    elsewhere = pattern("setting_kinds", "elsewhere")
    if elsewhere.search(before, max(0, len(before) - _NEAR[0])) or elsewhere.search(low, last, last + _NEAR[1]):
        return True
    if pattern("setting_kinds", "its_people").search(before):
        return True
    own = pattern("setting_kinds", "own_place").search(before)
    return bool(own) and not pattern("setting_kinds", "settled").search(before)
