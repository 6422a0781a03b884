"""A need too vague to act on."""

import re
from collections.abc import Iterator

from checker.reading import Need, Span, example
from checker.rule import rule
from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import fold
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote

_TOPICS = frozenset(map(fold, lexicon("vague_needs")["topics"]))
_KINDS = frozenset(map(fold, lexicon("vague_needs")["kinds"]))
_SENTENCE = re.compile(r"[^\s.!?;•·*\n][^.!?;\n]*[.!?;]?")
_PARTS = {
    "who": r"(?:(?:he|she|they|it|there|[a-z][\w’-]+(?: [a-z][\w’-]+)?) )?",
    "often": r"(?:(?:also|still|often|sometimes|really|continues to|can|does) )?",
    "how_much": (
        r"(?:(?:some|a few|many|several|various|a range of|a number of|significant|ongoing|general"
        r"|certain|mild|moderate|severe|considerable|identified|additional|lots of|a lot of|high|high levels? of"
        r"|marked|major|real|particular"
        r"|complex|continued) )*"
    ),
    "difficulty": r"(?:difficult(?:y|ies)|issues?|problems?|challenges|needs|delays?|deficits?|concerns?)",
    "has": (
        r"(?:has|have|had|having|experiences?|experiencing|presents? with|displays?|shows?|is having|are|identified)?"
    ),
    "with": r"(?:with|in|around|regarding|relating (?:to|with)|related to|about|concerning)",
    "very": r"(?:(?:also|very|quite|really|extremely|generally) )?",
    "poor": (
        r"(?:poor|weak|delayed|limited|low|below (?:average|expected)|an area of (?:need|difficulty|concern)|affected"
        r"|areas of (?:need|difficulty)|a concern|an issue|a difficulty|impaired|difficult|variable)"
    ),
    "at_times": (
        r"(?:,? (?:and )?(?:both )?(?:for (?:him|her|them|[a-z]+)|at times|sometimes|often|at school|in school"
        r"|in class|at home|generally|in general|in this area"
        r"|overall|still))*"
    ),
}
_LONGEST = 160  # a longer sentence says something
_WAYS = tuple(
    phrases(way, **_PARTS)
    for way in (
        r"{who}{often}{has} ?{how_much}{difficulty} (?:{with} )?(?P<topic>.+?){at_times}",
        r"{who}{often}(?:has|have|presents? with|experiences?) {how_much}{difficulty}{at_times}",
        r"{who}{often}(?:struggles?|is struggling)(?: (?:at|in|with) (?:school|class|lessons|home|all areas))?",
        r"{who}{often}(?:presents? with|displays?|shows?|has|exhibits?) {how_much}"
        r"(?:challenging|difficult|disruptive|inappropriate|negative) behaviours?{at_times}",
        r"{how_much}(?P<kind>[^.;:]{3,60}) {difficulty}{at_times}",
        r"(?P<topic>.+)",
        r"{who}{often}(?:struggles?|struggling) (?:with|in|around) (?P<topic>.+?){at_times}",
        r"{who}{often}finds? (?P<topic>.+?) {very}(?:difficult|hard|challenging|tricky|a challenge){at_times}",
        r"(?P<topic>[^,:]+?) (?:is|are) {very}{poor}{at_times}",
        r"{who}(?:(?:has|have) )?(?:an? )?(?:poor|weak|limited|delayed|low) (?P<topic>.+)",
        r"{who}{often}(?:has|have|presents? with|experiences?) {how_much}(?P<kind>[^.;:]{3,60}) {difficulty}{at_times}",
        r"{who}(?:needs?|requires?) {how_much}(?:help|support|input|intervention|assistance) (?:with|in|around|for)"
        r" (?P<topic>.+?){at_times}",
    )
)


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
    sentences = [match.span() for match in _SENTENCE.finditer(need.words.text)]
    vague = [_is_vague(need.words.text[start:end]) for start, end in sentences]
    for index, (start, end) in enumerate(sentences):
        is_last = index + 1 == len(sentences)
        if vague[index] and (is_last or vague[index + 1]):  # what follows may explain it
            yield need.words.span(start, end)


def _is_vague(sentence: str) -> bool:
    """Whether the sentence says only that there is a difficulty with something general."""
    said = " ".join(sentence.split()).strip(" .;!-–•")
    return len(said) <= _LONGEST and any((match := way.fullmatch(said)) and _is_general(match) for way in _WAYS)


def _is_general(match: re.Match[str]) -> bool:
    said = match.groupdict()
    if "kind" in said:
        return fold(said["kind"]) in _KINDS | _TOPICS
    topic = said.get("topic")
    if topic is None:
        return True
    parts = re.split(r",? and |, |/| or ", fold(topic).strip())
    return fold(topic).strip() in _TOPICS or all(_bare(part) in _TOPICS for part in parts)


def _bare(part: str) -> str:
    return re.sub(
        r"^(?:(?:his|her|their|the|some|all|aspects of|areas of|poor|weak|low|limited|[\w-]+'s) )+", "", part.strip()
    )
