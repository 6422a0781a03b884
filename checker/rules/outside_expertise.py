"""A comment outside the writer's own profession: a diagnosis, level or treatment that is another's to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from checker.wording.professions import Said, fields_outside, said_in
from checker.wording.recommending import Stance, stance
from hub.advice import Professional, Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.text import Sentence, plain

# a diagnosis is the writer's own where it is weighed up, not where it is told
_JUDGED = phrases(
    r"(?:I|we) (?:\w+ )?(?:think|believe|feel|suspect|consider|would say|would suggest|am (?:\w+ )?(?:sure|certain|convinced"
    r"|confident)|have no doubt|conclude|reckon|would describe)|(?:in )?(?:my|our) (?:\w+ )?(?:view|opinion|judgement"
    r"|impression|belief|feeling|assessment|conclusion)|(?:is|are) in (?:my|our)",
    r"clearly|plainly|obviously|undoubtedly|definitely|surely|likely|probably|almost certainly|undiagnosed|no doubt"
    r"|evidently|without (?:a )?doubt",
    r"(?:meets?|fits?|fulfils?)(?: \w+){0,3} (?:criteria|picture|profile|description)|(?:signs|symptoms|traits|features"
    r"|indicators|characteristics|hallmarks|picture) of|(?:consistent|in keeping|fits) with|indicative of|suggestive of"
    r"|suggests?|points? to|presents? (?:as|with)|(?:appears?|seems?) to (?:have|be)|must (?:have|be)"
    r"|should be diagnosed|diagnosis of .{2,40} (?:should|is warranted|would be|needs)|has got|looks like|it is my",
)
_TO_CHANGE = phrases(
    r"(?:(?:is|are|seems?|looks?) (?:\w+ )?too (?:low|high|strong|weak|much|little)"
    r"|(?:should|ought to|must|needs? to|has to|would|could|was wrongly) \w+)"
)
# told with its source, or to be looked into by those whose field it is
_SOURCED = phrases(
    r"diagnos(?:ed|is)(?: \w+){0,4} (?:by|in|at|from|since)|has a diagnosis|was diagnosed|(?:been|was|were|is|are) (?:\w+ )?(?:told|prescribed|started on|assessed"
    r"|found|given|seen|reviewed|tested|referred|fitted|measured)|reported|reports?|according to|scored|results?|assessment (?:by|in|of|shows?|showed"
    r"|found|with|from)|refer(?:ral|red|ring)?|waiting|awaiting|under (?:the care of|investigation)|known to|has been seen"
    r"|(?:takes|took|taking|uses|has|wears|on|receives?|had|attends?|attended) (?:\w+ ){0,3}(?:medicat\w+|medicine|melatonin|therapy"
    r"|speech|physio\w*|occupational)|leave|pathway|discuss(?:ed|ion)? with|ask(?:ed)? (?:the|his|her|their)|advice from|liais\w+"
    r"|(?:joint|jointly|together with|agreed with|alongside|supported by|written by|set by|advised by|directed by)",
)
_NOT_MINE = phrases(
    r"(?:outside|beyond) (?:of )?(?:my|our|the)|not (?:\w+ )?(?:my|our) (?:area|field|role|place|expertise|remit)"
    r"|not (?:be )?(?:appropriate |right )?for (?:me|us)|(?:cannot|can't|unable to|not able to|not qualified to|do not|don't"
    r"|would not|not mine to) (?:\w+ )?(?:say|comment|judge|diagnos\w+|advise|recommend|assess|speak|pass)"
    r"|defer to|i leave|leave (?:that|this|it|them|her|his)|no (?:comment|view)|no (?:sign|evidence|concern|suggestion)s?",
)


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
            "Please ensure that provision is that which your service can provide or has discussed with education staff.",
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
    advice = prose.document.advice
    outside = fields_outside(advice.professional.role, advice.professional.team, prose.document.profile)
    text = plain(prose.text)
    for sentence in text.sentences if outside else ():
        said = [each for each in _comments(sentence, outside, in_provision="/provisions/" in prose.pointer)]
        if said:
            yield prose.span(*text.original(sentence.start, sentence.end))


def _comments(sentence: Sentence, outside: frozenset[str], *, in_provision: bool) -> Iterator[Said]:
    low = sentence.low
    if _NOT_MINE.search(low):
        return
    for each in said_in("diagnoses", low, outside):
        if _JUDGED.search(low) and not _SOURCED.search(low) and _stance(sentence, each) is not Stance.ANOTHERS:
            yield each
    for each in said_in("measures", low, outside):
        if not _SOURCED.search(low) and _stance(sentence, each) is not Stance.ANOTHERS:
            yield each
    for each in said_in("treatments", low, outside):
        if not _SOURCED.search(low) and _is_prescribed(sentence, each, in_provision=in_provision):
            yield each


def _is_prescribed(sentence: Sentence, said: Said, *, in_provision: bool) -> bool:
    how = _stance(sentence, said)
    if how is Stance.RECOMMENDED or (how is Stance.UNSAID and in_provision):
        return True
    changes = _TO_CHANGE.match(sentence.low, said.end + 1)
    return bool(changes) and how not in (Stance.ANOTHERS, Stance.LEFT_OPEN)


def _stance(sentence: Sentence, said: Said) -> Stance:
    return stance(sentence, sentence.start + said.start, sentence.start + said.end)
