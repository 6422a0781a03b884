"""A recommendation of a type of school or other setting."""

import re
from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from checker.wording.recommending import Stance, stance
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote
from hub.language.text import Sentence, plain

_SETTING = phrases(
    r"{kind}{more} {place}",
    r"(?:special|specialist|specialised|therapeutic|enhanced|alternative|mainstream|residential|autism~specific) (?:\w+ )?"
    r"(?:environment|education|schooling|provision(?! (?:from|by|of))|place|placement)",
    r"(?:resource[ds]? |specially resourced |autism |asd |asc |semh |language |speech and language |hearing(?:~impaired)? "
    r"|vision |nurture |inclusion |sen |send |specialist |mld |sld |autistic )(?:base|unit|resource|hub(?! school)|class)",
    r"(?:arp|srp|srb|asd base|drp|elp|pru|eotas|eotis|eohe|ehe)(?! (?:team|staff|teacher))",
    r"mainstream{not_own}",
    r"alternative provision|pupil referral unit|home tuition|home~(?:education|schooling)|hospital school|online school\w*"
    r"|education other(?:wise)? than (?:at|in) (?:a )?school|nurture (?:provision|group|setting|class)|dual (?:placement|roll)"
    r"|(?:big|large|busy|ordinary) comprehensive",
    r"(?:schools?|settings?|placements?|provision|college|units?|class) (?:for |(?:that|which) (?:\w+ )?"
    r"(?:takes?|caters?|specialis\w+|supports?)"
    r" (?:for |in )?)(?:\w+ )?(?:children|pupils|young people|students|learners|those|autis\w+|complex needs)",
    r"(?:school|setting|college|provision|placement) with (?:an? |its own |on~site )?(?:\w+ )?(?:small(?:er)? classes|specialis\w+"
    r"|autism|hydro\w*|nurs\w+|therap\w+|resource|base|unit)",
    r"(?:somewhere|something|anywhere) (?:\w+ )?(?:smaller|specialist|special|quieter|calmer|more (?:specialist|nurturing)|therapeutic)",
    r"to special(?:ist)?(?= (?:is|would|from|at|for) |$|[.,;])",
    kind=(
        r"(?:maintained|independent|private|day|boarding|special|specialist|specialised|semh|asd|asc|mld|sld|pmld|send?"
        r"|autism(?:~(?:specific|specialist))?|therapeutic|small|smaller|quiet|quieter|calm|calmer|nurturing|residential"
        r"|mainstream|complex needs|bespoke|resourced?|separate|discrete|non~maintained|\d\d~week|segregated|ordinary"
        r"|highly specialist|low~arousal|enhanced|non~mainstream|single~sex|secure|big|large|busy|steiner|grammar)"
    ),
    more=(
        r"(?:,? (?!in\b|at\b|of\b|for\b|with\b|to\b|from\b|on\b|is\b|are\b|was\b|his\b|her\b|their\b|the\b|groups?\b|tables?\b"
        r"|rooms?\b|steps?\b|space\b|amounts?\b|nurse\b|teacher\b|therapist\b|support\b|equipment\b|team\b|service\b|training\b"
        r"|transport\b|area\b|corner\b|place\b|step\b|bus\b|part\b|number\b|trip\b|care\b|he\b|she\b|that\b|who\b|which\b|every\b|each\b)"
        r"[\w&/-]+){0,5}?"
    ),
    place=(
        r"(?:(?:schools?|settings?|placements?|colleges?|units?|base|academy|nurser(?:y|ies)|pre~?school|primary|secondary"
        r"|high school|sixth form)(?! (?:nurse|nursing|teacher|staff|worker|practitioner|team|leader|room|inclusion|outreach|support"
        r"|officer|psycholog|transport|day|bag|uniform|hall|work|dinner|library|trip|run|bus|gate|year|office|friends?|holiday|hours|rules))"
        r"|provision(?! (?:from|by|of)))"
    ),
    not_own=(
        r"(?! (?:lessons?|teachers?|staff|peers?|children|pupils|curriculum|timetable|friends|class ?mates|subjects?"
        r"|health|services?|clubs?|activities|youth))(?: (?:primary |secondary |high )?(?:education|class(?:room)?|school(?:ing)?"
        r"|setting|placement|provision|environment|college|nursery|academy))?"
    ),
)
_MAY_NAME = re.compile(
    r"(?i)special|mainstream|residential|boarding|unit\b|base\b|pru\b|eot|tuition|alternative|nurtur|\b[ads]rp\b|srb"
    r"|independent|therapeutic|small|calm|quiet|busy|ordinary|comprehensive|resource|bespoke|low.arousal|home|(?:school|setting|college|provision|placement|class) "
    r"(?:for|that|which)|class|autis|asd|semh|dual|hospital school|online"
)
# the place that the child has: a description, whatever is asked of it
_OWN = re.compile(r"\b(?:his|her|their|its|our|the|current|previous|former|present|existing)\s(?:[\w-]+\s)?$")
_SETTLES_IT = re.compile(
    r"\b(?:met|catered for|supported|educated|manage|cope|thrive|remain|stay|continue|kept|moved?|away|placed|place|placement)\b"
    r"[^,;]{0,25}$"
)
_ELSEWHERE = re.compile(
    r"(?i)\b(?:hospital|ward|clinic|appointments?|playscheme|short breaks?|respite|holiday|foster)\b"
)


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
    if not _MAY_NAME.search(prose.text):
        return
    text = plain(prose.text)
    for sentence in text.sentences:
        found = [place for place in _settings_in(sentence) if _is_put_forward(prose, sentence, *place)]
        if found:
            yield prose.span(*text.original(found[0][0], found[-1][1]))


def _settings_in(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for found in _SETTING.finditer(sentence.low):
        if not _is_own(sentence.low, *found.span()):
            yield sentence.start + found.start(), sentence.start + found.end()


def _is_put_forward(prose: Prose, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the setting is recommended, in words or by standing in an outcome or a provision."""
    said = stance(sentence, start, end)
    if "/outcomes/" in prose.pointer and said in (Stance.EXPECTED, Stance.UNSAID):
        return True
    return said is Stance.RECOMMENDED


def _is_own(low: str, first: int, last: int) -> bool:
    before = low[:first]
    if _ELSEWHERE.search(low, max(0, first - 40), last + 30):
        return True
    return bool(_OWN.search(before)) and not _SETTLES_IT.search(before)
