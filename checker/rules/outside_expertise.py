"""A comment outside the writer's own profession: a diagnosis, level or treatment that is another's to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.patterns import pattern
from checker.wording.professions import Said, fields_outside, fields_spoken_of, said_in
from checker.wording.recommending import Stance, stance
from hub.advice import Professional, Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.text import Sentence, plain

_NEAR = 40  # letters before and after a treatment in which it is said to be changed
# “so that she can record her ideas in English lessons”: where the child is, not what is to be done
_IN_CLASS = re.compile(
    r"\b(?:in|during|(?:in|during|for|to|into|before|after|at|from) (?:his|her|their|the|each|every))"
    r" (?=(?:arithmetic|phonics|reading|maths?|english|science|literacy|spelling) (?:lessons?|groups?|sessions?)\b)"
)
# “I recommend that he is given …”: it is not so yet
_ASKED_FOR = re.compile(
    r"\b(?:recommend|suggest|advise|propose|request|urge|ask|essential|important|vital|crucial)\w* (?:that )?"
    r"(?:[\w'-]+ ){1,2}$"
)
# “an autism base”, “epilepsy training”: a place, people or help named after a condition
_OF_A_PLACE = re.compile(
    r" (?:base|unit|resource|provision|school|team|service|outreach|specialist|friendly|awareness|training"
    r"|pathway|nurse"
    r"|hub|centre|clinic|plan|protocol|support group|charity|alert|card|passport)\b"
)
# “a school for the deaf”
_FOR_WHOM = re.compile(
    r"\b(?:schools?|colleges?|units?|bases?|class(?:es)?|clubs?|places?) for (?:the |\w+ (?:with|who are) )?$"
)
# “with our team's therapist”: the writer's own service gives it
_OURS = re.compile(r"\b(?:our|my) (?:own )?(?:team|service|clinic|department|\w+ therapist)\b")
_NAME_ENDS = re.compile(r"[,.;:!]|$| (?:and|or|but|not|if|in my|to me|plain|rather)\b")
_I_SAY = re.compile(
    r"(?:,|;|\b(?:and|but|so|since|because|as|for)) (?=(?:i|we|in my|in our"
    r"|(?:s?he|they|it) (?:is|has|are|have|was) (?:clearly|obviously|plainly|definitely|certainly|surely|probably))\b)"
)
# “She may have …”: weighed up, but of what comes and goes it is known already
_MAY_BE = re.compile(r"\b(?:may|might|could) (?:well |also |possibly |even )?(?:have|be)(?: got)?(?: an?)? $")


@rule(
    each=Prose,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This is for another profession to judge.",
    suggestion="Leave it out, or say who found it and when; describe what you see of it in your own work.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Tips for advice writers",
            "When providing advice please only comment on things within your own area of professional expertise.",
        ),
        Quote(
            ROTHERHAM,
            "Provision",
            "Please ensure that provision is that which your service can provide or has discussed with education "
            "staff.",
        ),
    ),
    bad=(
        example(needs="«I think that Tom has ADHD.»", professional=Professional(role="Speech and Language Therapist")),
        example(needs="«His reading is two years behind.»", professional=Professional(role="Social Worker")),
        example(
            needs="Tom sleeps badly. «He should be given melatonin.»",
            professional=Professional(role="Family Support Worker"),
        ),
        example(
            needs="«He should follow a structured phonics scheme.»",
            professional=Professional(role="Consultant Paediatrician"),
        ),
        example(
            needs="«In my view he is autistic.»", professional=Professional(role="SENCO"), profile=Profile.EDUCATION
        ),
    ),
    good=(
        example(
            needs="Tom was diagnosed with ADHD by Dr Shah in 2024 and loses the thread of a story.",
            professional=Professional(role="Speech and Language Therapist"),
        ),
        example(
            needs="In my sessions Tom held a pencil in his fist and tired after two lines.",
            professional=Professional(role="Speech and Language Therapist"),
        ),
        example(
            needs="School report that his reading is two years behind.", professional=Professional(role="Social Worker")
        ),
        example(needs="I think that Tom has ADHD.", professional=Professional(role="Consultant Paediatrician")),
        example(
            needs="His reading is two years behind.", professional=Professional(role="SENCO"), profile=Profile.EDUCATION
        ),
    ),
)
def outside_expertise(prose: Prose) -> Iterator[Span]:
    """Families and panels can rely on advice only as far as its writer's own expertise goes."""
    advice, writer = prose.document.advice, prose.document.advice.professional
    outside = fields_outside(writer.role, writer.team, prose.document.context.profile or advice.profile)
    text = plain(prose.text)
    for sentence in text.sentences if outside else ():
        fields = fields_spoken_of(sentence.low, outside)
        in_provision = "/provisions/" in prose.pointer and bool(writer.role)
        if fields and any(_comments(sentence, fields, in_provision=in_provision)):
            yield prose.span(*text.original(sentence.start, sentence.end))


def _comments(sentence: Sentence, fields: frozenset[str], *, in_provision: bool) -> Iterator[Said]:
    """What the sentence says in these fields on the writer's own authority."""
    low = sentence.low
    if _says("left_to_others", low) or _says("of_the_family", low):
        return
    yield from (each for each in said_in("measures", low, fields) if _is_own(sentence, each))
    is_judged = _says("judged", low)
    for each in said_in("diagnoses", low, fields):
        if _OF_A_PLACE.match(low, each.end) or _FOR_WHOM.search(low, 0, each.start):
            continue
        if (is_judged or _is_asserted(low, each)) and _is_own(sentence, each):
            yield each
    for each in said_in("treatments", low, fields):
        is_a_place = any(place.end() == each.start for place in _IN_CLASS.finditer(low))
        if not is_a_place and _is_own(sentence, each) and _is_prescribed(sentence, each, in_provision=in_provision):
            yield each


def _is_own(sentence: Sentence, said: Said) -> bool:
    """Whether nobody else is said to have found it: in the clause that says it, where the writer begins to speak."""
    own = [found.end() for found in _I_SAY.finditer(sentence.low, 0, said.start)]
    clause = sentence.low[own[-1] if own else 0 :]
    if any(
        not _ASKED_FOR.search(clause[: each.start()]) for each in pattern("professions", "sourced").finditer(clause)
    ):
        return False
    return _stance(sentence, said) is not Stance.ANOTHERS


def _is_asserted(low: str, said: Said) -> bool:
    """Whether what the writer has seen is given this name: “that's dyslexia”."""
    before = low[max(0, said.start - _NEAR) : said.start]
    is_weighed = said.field != "medicine" and _MAY_BE.search(before)
    is_named = is_weighed or pattern("professions", "asserted").search(before)
    return bool(is_named and _NAME_ENDS.match(low, said.end))


def _is_prescribed(sentence: Sentence, said: Said, *, in_provision: bool) -> bool:
    low = sentence.low
    is_there = pattern("professions", "has_already").search(low, 0, said.start)
    if is_there and not pattern("professions", "changed").search(low, max(0, said.start - _NEAR), said.end + _NEAR):
        return False
    how = _stance(sentence, said)
    if how is Stance.RECOMMENDED or (how is Stance.UNSAID and in_provision and not _OURS.search(low)):
        return True
    changes = pattern("professions", "to_change").match(sentence.low, said.end + 1)
    return bool(changes) and how is not Stance.LEFT_OPEN


def _says(key: str, low: str) -> bool:
    return bool(pattern("professions", key).search(low))


def _stance(sentence: Sentence, said: Said) -> Stance:
    return stance(sentence, sentence.start + said.start, sentence.start + said.end)
