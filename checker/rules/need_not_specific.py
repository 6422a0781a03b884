"""A need too vague to act on."""

import re
from collections.abc import Collection, Iterator, Sequence

from checker.reading import Need, Span, example
from checker.rule import rule
from checker.wording.impact import may_tell
from checker.wording.vague_needs import fields_in, goes_well, is_bare_topic, is_vague, shows
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.names import parts_of
from hub.language.text import Sentence, plain

_BULLET = re.compile(r"\s*(?:[-*•·▪◦>–]|o\s|\(?\d{1,2}[.)])")
_CONCLUDES = re.compile(
    r"(?i)\W*(?:this|these|that|those|it|such|all (?:of )?th\w+|as a (?:result|consequence)|because of th\w+|therefore"
    r"|consequently|so|hence|for th\w+)\b"
)
# a difficulty with a grade is a diagnosis
_DIAGNOSIS = re.compile(
    r"(?i)\b(?:mild|moderate|severe|profound|specific|generalised|global)\s(?:\w+\s){0,2}?(?:learning|hearing|visual)\b"
)
_FOLLOWING = 2  # sentences in which a need is understood to be explained


@rule(
    each=Need,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This need is too general to act on.",
    suggestion="Say what you see: what happens, when, how often, and what it keeps the child from doing?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Describing needs",
            "you should clearly explain the impact of the condition on the child’s functioning across different areas "
            "of their life.",
        ),
        Quote(
            ROTHERHAM,
            "Advice must not contain",
            "The advice on the Hub should be confined to the impact of the social care needs of the child on their "
            "education",
        ),
    ),
    bad=(
        "«Tom has some difficulties with attention.»",
        "«He struggles with social skills.» «His behaviour is a concern.»",
        "Zosia can write three words. «She has difficulties with sensory processing at times.»",
        example(needs="«Poor concentration.»"),
    ),
    good=(
        "Tom has some difficulties with attention: he listens for two minutes and then looks out of the window.",
        "Tom has difficulties with attention. He can work for three minutes before he leaves his chair.",
        "Tom finds it hard to sit with more than two children.",
        "He struggles with buttons and zips.",
        "She has no difficulties with sleep.",
    ),
)
def need_not_specific(need: Need) -> Iterator[Span]:
    """Nobody can plan for “difficulties with attention”; everybody can for “looks up at each sound”."""
    read = plain(need.words.text)
    child = need.document.child
    names = frozenset(parts_of(f"{child.name} {child.known_as}"))
    vague = [_is_vague(sentence, names, is_all=len(read.sentences) == 1) for sentence in read.sentences]
    for index, sentence in enumerate(read.sentences):
        concludes = index > 0 and not vague[index - 1] and bool(_CONCLUDES.match(sentence.text))
        if vague[index] and not concludes and not _is_explained(read.sentences, vague, index):
            yield need.words.span(*read.original(sentence.start, sentence.end))


def _is_vague(sentence: Sentence, names: Collection[str], *, is_all: bool) -> bool:
    if sentence.text.endswith(":") or _DIAGNOSIS.search(sentence.text):
        return False
    return is_vague(sentence, names) or ((is_all or bool(_BULLET.match(sentence.text))) and is_bare_topic(sentence))


def _is_explained(sentences: Sequence[Sentence], vague: Sequence[bool], index: int) -> bool:
    """Whether what follows shows how: for a difficulty with nothing in particular, anything that says something."""
    fields = fields_in(sentences[index])
    after = slice(index + 1, index + 1 + _FOLLOWING)
    following = [
        each
        for each, says_nothing in zip(sentences[after], vague[after], strict=True)
        if not (says_nothing or goes_well(each)) and may_tell(each)
    ]
    return any(shows(each, fields) for each in following) if fields else bool(following)
