"""A need too vague to act on."""

import re
from collections.abc import Collection, Iterator, Sequence

from checker.reading import Need, Span, example
from checker.rule import rule
from checker.wording.impact import may_tell, says_impact
from checker.wording.vague_needs import fields_in, goes_well, is_bare_topic, is_vague, shows, turns_from
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.names import parts_of
from hub.language.text import PlainText, Sentence, plain

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
    vague = [_is_vague(read, index, names) for index in range(len(read.sentences))]
    for index, sentence in enumerate(read.sentences):
        concludes = index > 0 and not vague[index - 1] and bool(_CONCLUDES.match(sentence.text))
        if vague[index] and not concludes and not _is_explained(read, vague, index, names):
            yield need.words.span(*read.original(sentence.start, sentence.end))


def _is_vague(read: PlainText, index: int, names: Collection[str]) -> bool:
    sentence = read.sentences[index]
    if not (is_vague(sentence, names) or (is_bare_topic(sentence) and not _is_heading(read, index))):
        return False
    return not sentence.text.endswith(":") and not _DIAGNOSIS.search(sentence.text)


def _is_heading(read: PlainText, index: int) -> bool:
    """Whether an area of life that is only named stands over what follows: in its own line, or before it."""
    sentences = read.sentences
    if index + 1 == len(sentences) or _BULLET.match(sentences[index].text):
        return False
    begins = index == 0 or _lines_between(read, index - 1)
    return bool(begins) and (bool(_lines_between(read, index)) or not is_bare_topic(sentences[index + 1]))


def _is_explained(read: PlainText, vague: Sequence[bool], index: int, names: Collection[str]) -> bool:
    """Whether what follows shows how: for a difficulty with nothing in particular, any impact."""
    fields = fields_in(read.sentences[index])
    following = _following(read, vague, index)
    if not fields:
        return any(says_impact(each, names) for each in following)
    return any(may_tell(each) and shows(each, fields) and not turns_from(each, fields) for each in following)


def _following(read: PlainText, vague: Sequence[bool], index: int) -> Iterator[Sentence]:
    """The next sentences that say something, up to one that goes well, and to the end of a paragraph that it ends."""
    sentences = read.sentences
    begins = index == 0 or _is_end_of_paragraph(read, index - 1)
    if not begins and _is_end_of_paragraph(read, index):
        return
    for later in range(index + 1, min(index + 1 + _FOLLOWING, len(sentences))):
        if goes_well(sentences[later]):
            return
        if not vague[later]:
            yield sentences[later]


def _is_end_of_paragraph(read: PlainText, index: int) -> bool:
    return _lines_between(read, index) > 1


def _lines_between(read: PlainText, index: int) -> int:
    """How many line breaks stand after a sentence; two at least after the last."""
    if index + 1 == len(read.sentences):
        return 2
    return read.plain.count("\n", read.sentences[index].end, read.sentences[index + 1].start)
