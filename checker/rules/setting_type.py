"""A recommendation of a type of school or other setting."""

import re
from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote

_KIND = phrases(
    r"{kind}(?:,? (?:and |or )?{kind}){0,2} {setting}",
    r"(?:special|specialist) (?:educational |education ){setting}",
    r"(?:enhanced )?resource[ds]? (?:base|provision|unit)|(?:language|hearing|autism|speech) (?:resource )?(?:base"
    r"|unit)",
    r"mainstream(?! (?:lessons?|teachers?|staff|peers?|children|pupils|curriculum|timetable))"
    r"(?: (?:education|class|classroom|{setting}))?",
    r"alternative provision|pupil referral unit|pru|eotas|home tuition|education other(?:wise)? than at school",
    r"schools? (?:for|that (?:takes?|caters? for)) (?:children|pupils|young people|students) with",
    kind=(
        r"(?:maintained|independent|day|special|specialist|semh|asd|asc|mld|sld|pmld|autism(?:~specific)?|therapeutic"
        r"|small"
        r"|smaller|quiet|quieter|nurturing|residential|mainstream|complex needs|bespoke|resourced|separate|discrete)"
    ),
    setting=(
        r"(?:(?:schools?|settings?|placements?|colleges?|units?|base|nurser(?:y|ies))"
        r"(?! (?:nurse|teacher|staff|worker|practitioner|team|leader|room))|provision(?! (?:from|by|of|for)))"
    ),
)
# before the setting: what makes it a recommendation
_CUE_BEFORE = phrases(
    r"needs?|requires?|(?:would|will|could|might|may) (?:\w+ )?(?:need|benefit|suit|thrive|require|support|welcome)"
    r"|benefit from|should"
    r"|must|ought",
    r"recommend\w*|recommendation|advise\w*|suggest\w*|propose\w*|request\w*|advocate\w*|endorse\w*|consider(?:ed"
    r"|ation|ing)?",
    r"(?:best|better|appropriately) (?:off|placed|met|served|suited|educated|supported)|be met|do (?:best|better|well)",
    r"(?:my|our) (?:\w+ )?(?:opinion|view|judgement)|(?:I|we) (?:\w+ )?(?:feel|believe|think|consider|support|conclude)"
    r"|case for|in favour of|suitable for|ready for|move away from",
)
# after it
_CUE_AFTER = phrases(
    r"(?:is|are|would be|will be|should be|may be|must be|seems|looks|remains) (?:now |strongly |therefore |urgently "
    r"|the )*"
    r"(?:most |more |best )?(?:needed|required|recommended|advised|appropriate|essential|necessary|considered|sought"
    r"|best|better"
    r"|right|suitable|unsuitable|inappropriate|advisable|explored|indicated|preferable|urgent|vital|option)",
    r"(?:would|will|could|can|cannot|can ?not|can't|can no longer|does not|do not|is unable to|is not able to|may)"
    r" (?:\w+ )?(?:not )?(?:be (?:more |most )?(?:appropriate|suitable|best|better|able)|best meet|better meet|meet"
    r"|suit|provide for"
    r"|support|manage|offer)",
    r"(?:is|are) (?:not|no longer) (?:meeting|able|suitable|appropriate|right)|package|placement (?:is|should|would)",
)
# the child's own place, or somebody's who comes from one: a description
_OWN = re.compile(
    r"(?i)\b(?:his|her|their|its|our|the|current|previous|former|new|from|with|by|near|through)\s+(?:[\w-]+\s+)?$"
)
_ATTENDS = re.compile(
    r"(?i)\b(?:attend(?:s|ed|ing)|enrolled (?:at|in)|placed at|goes to|is (?:at|in)|was (?:at|in))\s+"
    r"(?:[^\s.;]+\s+){0,3}$"
)
_PLAINLY = re.compile(r"(?i)\b(?:recommend\w*|advise\w*|propos\w+|suggest\w*|should|must)\b")
_FOR_WHOM = re.compile(r"(?i)(?:for|with)\s+(?:(?!is\b|would\b|should\b|needs\b)[^\s.;]+\s+){1,5}")
_SETTLES_IT = re.compile(r"(?i)be met|recommendation:|away from")
_NOT_A_PLACE_FOR = phrases(
    r"since|when|after|while|because|attended|moved|moving|was|were|help|staff|transport|training|sessions?|visits?"
    r"|hospital|taxi|nurse|teachers?|excluded|transition from|left",
)
_NOT_THE_WRITERS = phrases(
    r"(?:mum|dad|mother|father|parents?|carers?|family|school|staff)(?:'s?)? (?:\w+ )?(?:feels?|thinks?|says?"
    r"|believes?|would like"
    r"|wants?|hopes?|wish(?:es)?|asked|requests?|report(?:s|ed)?|views?|request)",
    r"(?:he|she|they) (?:would like|wants?|hopes?|asked|said|told)|wishes|asked (?:about|us|me)|told (?:me|us)"
    r"|according to"
    r"|panel|tribunal|local authority",
)
_DENIES = phrases(
    r"(?:do|does|am|are|is|was|were|can|could|would|should|will) ?(?:not|n't) (?:be )?(?:able to )?"
    r"(?:recommend|comment|say|advis|asking|suggest)\w*",
    r"not for (?:me|us) to|no (?:view|recommendation|comment)|(?:cannot|unable to|without) (?:recommend|comment"
    r"|advis)\w*",
)
_BEFORE = 110  # letters of the same sentence in which a cue counts
_AFTER = 70


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
        "Maya needs a place in a «specialist setting».",
        "In my opinion his needs cannot be met in «mainstream».",
        "We recommend a «small school» with therapy on site.",
        example(outcome="A «resourced provision» would be appropriate for Tom from Year 7."),
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
    for match in _KIND.finditer(prose.text):
        before = prose.text[max(_sentence_start(prose.text, match.start()), match.start() - _BEFORE) : match.start()]
        after = re.split(r"[.;\n]", prose.text[match.end() : match.end() + _AFTER], maxsplit=1)[0]
        if _is_recommended(before, after):
            yield prose.span(*match.span())


def _is_recommended(before: str, after: str) -> bool:
    """Whether the sentence recommends or rules out this kind of setting, in the writer's own voice."""
    if _NOT_THE_WRITERS.search(before) or _DENIES.search(before):
        return False
    if _SETTLES_IT.search(before) or _CUE_AFTER.match(_FOR_WHOM.sub("", after.lstrip())):
        return not _OWN.search(before) or bool(_SETTLES_IT.search(before))
    if _OWN.search(before) or "hospital" in after or (_ATTENDS.search(before) and not _PLAINLY.search(before)):
        return False
    cues = list(_CUE_BEFORE.finditer(before))
    return bool(cues) and not _NOT_A_PLACE_FOR.search(before[cues[-1].end() :])


def _sentence_start(text: str, place: int) -> int:
    return max(text.rfind(mark, max(0, place - _BEFORE), place) for mark in (". ", "; ", "\n", "! ", "? ")) + 1
