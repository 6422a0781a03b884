"""A recommendation of a type of school or other setting."""

import re
from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from checker.wording.recommending import Stance, stance
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote
from hub.language.text import plain

_SETTING = phrases(
    r"{kind}(?:,? (?:and |or |but )?{kind}){0,3} (?:\w+ ){0,2}?{place}",
    r"(?:special|specialist|specialised|enhanced|nurture|alternative|residential|resourced?) {place}",
    r"(?:resource[ds]? |specially resourced |autism |asd |asc |semh |language |speech and language |hearing(?:~impaired)? "
    r"|vision |nurture |inclusion |sen |send |specialist |mld |sld |autistic )(?:base|unit|resource|hub(?! school)|class)",
    r"(?:arp|srp|srb|hir?u|asd base|drp|elp|pru|eotas|eotis|eohe|ehe|aep)(?! (?:team|staff|teacher))",
    r"mainstream{not_own}",
    r"alternative provision|pupil referral unit|home tuition|home~(?:education|schooling)|hospital school|online school\w*"
    r"|education other(?:wise)? than (?:at|in) (?:a )?school|nurture (?:provision|group|setting|class)|dual (?:placement|roll)",
    r"(?:schools?|settings?|placements?|provision|environment|college|units?|class) (?:for |(?:that|which) (?:\w+ )?"
    r"(?:takes?|caters?|specialis\w+|supports?)"
    r" (?:for |in )?)(?:\w+ )?(?:children|pupils|young people|students|learners|those|autis\w+|complex needs)",
    r"(?:small|smaller|low~arousal|therapeutic)~?(?:class(?:room)?|school) (?:{place})",
    r"(?:special|specialist)(?= (?:is|would|from|at|for) |$|[.,;])",
    kind=(
        r"(?:maintained|independent|private|day|boarding|special|specialist|specialised|semh|asd|asc|mld|sld|pmld|send?"
        r"|autism(?:~(?:specific|specialist))?|therapeutic|small|smaller|quieter|nurturing|residential|mainstream"
        r"|complex needs|bespoke|resourced|separate|discrete|non~maintained|52~week|38~week|segregated|more specialist"
        r"|highly|highly specialist|specialist autism|low~arousal|enhanced|non~mainstream|single~sex|all~through"
        r"|secure|mld/sld|steiner|montessori|grammar|faith)"
    ),
    place=(
        r"(?:(?:schools?|settings?|placements?|places?|colleges?|units?|base|academy|nurser(?:y|ies)|pre~?school"
        r"|environments?|education|schooling)"
        r"(?! (?:nurse|teacher|staff|worker|practitioner|team|leader|room|inclusion|outreach|support|officer"
        r"|psycholog|transport))"
        r"|provision(?! (?:from|by|of))|sixth form)"
    ),
    not_own=(
        r"(?! (?:lessons?|teachers?|staff|peers?|children|pupils|curriculum|timetable|friends|class ?mates|subjects?"
        r"|health|services?|clubs?|activities|youth))(?: (?:primary |secondary |high )?(?:education|class(?:room)?|school(?:ing)?"
        r"|setting|placement|provision|environment|college|nursery|academy))?"
    ),
)
_MAY_NAME = re.compile(
    r"(?i)special|mainstream|residential|boarding|unit\b|base\b|pru\b|eot|tuition|alternative|nurtur|\b[ads]rp\b|srb"
    r"|independent|therapeutic|small|resource|bespoke|low.arousal|home|(?:school|setting|college|provision|placement|class) "
    r"(?:for|that|which)|class|autis|asd|semh|dual|hospital school|online"
)
# the place that the child has: a description, whatever is asked of it
_OWN = re.compile(
    r"\b(?:his|her|their|its|our|the|current|previous|former|present|existing)\s(?:[\w-]+\s)?$"
)
_SETTLES_IT = re.compile(
    r"\b(?:met|catered for|supported|educated|manage|cope|thrive|remain|stay|continue|kept|moved?|away|placed|place|placement)\b"
    r"[^,;]{0,25}$"
)
_ELSEWHERE = re.compile(r"(?i)\b(?:hospital|ward|clinic|appointments?|playscheme|short breaks?|respite|holiday|foster)\b")


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
        for found in _SETTING.finditer(sentence.low):
            start, end = sentence.start + found.start(), sentence.start + found.end()
            if stance(sentence, start, end) is Stance.RECOMMENDED and not _is_own(sentence.low, *found.span()):
                yield prose.span(*text.original(start, end))


def _is_own(low: str, first: int, last: int) -> bool:
    before = low[:first]
    if _ELSEWHERE.search(low):
        return True
    return bool(_OWN.search(before)) and not _SETTLES_IT.search(before)
