"""A recommendation of a type of school or other setting."""

from collections.abc import Iterator

from checker.reading import Prose, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, WARN, Quote

_KIND = (
    r"(?:(?:maintained |independent |day |local )?special(?:ist)? (?:education(?:al)? )?(?:school|setting|placement"
    r"|college|unit"
    r"|base|nursery|class)s?|specialist (?:education(?:al)? )?provision(?! (?:from|by|of|for))"
    r"|(?:enhanced )?resourced? (?:provision|base|unit)s?|enhanced (?:provision|resource)s?"
    r"|(?:language|autism|hearing|nurture|communication) (?:base|unit)s?|mainstream(?: (?:school|setting|provision"
    r"|placement|nursery"
    r"|college|education|class|classroom))?|residential (?:school|placement|setting|college|provision)s?"
    r"|(?:smaller|small|quieter|therapeutic|autism~specific|asd|asc|semh|complex needs|independent) (?:specialist )?"
    r"(?:school|setting|provision|placement|college)s?|alternative provision|pupil referral unit|pru|eotas|home tuition"
    r"|education other(?:wise)? than at school)"
)
_PLACE = (
    r"(?:an? |the )?(?:place(?:ment)? (?:in|at|within) |move (?:in)?to |transfer to |admission to |education in "
    r"|change of (?:school|setting|placement) to |to (?:attend|move to|transfer to|go to|be (?:in|at|placed|educated"
    r"|taught)"
    r"(?: in| at| within)?) )?(?:an? |the |some )?(?:(?!for |to |with |from |in |at |help |support )[\w-]+,? ){0,4}?"
)
_RECOMMENDS = phrases(
    # needs a special school; would benefit from a place in a resourced provision; I recommend a smaller setting
    r"(?:needs|need|requires?|require|(?:would|will|may|could|might) (?:greatly |really )?(?:benefit from|need|require"
    r"|suit|thrive in)"
    r"|(?:would|will|should) (?:do|be|fare|learn|cope) (?:much )?(?:best|better|well) (?:placed |educated |supported "
    r"|met |suited |off )?(?:in|at|within|to|by)"
    r"|(?:(?:I|we) (?:would |strongly |also |therefore )*)?(?:recommend|advise|suggest|propose|request|advocate"
    r"|support|endorse)(?:s|ed)?"
    r"|recommendation (?:is )?(?:for|of|that [^.;]{0,30})|should (?:attend|move to|transfer to|go to|be (?:placed"
    r"|educated|taught|considered for|offered|given)"
    r"|remain in|stay in|continue in)(?: in| at| within)?|must (?:attend|be (?:placed|educated) in)|ought to (?:attend"
    r"|be in)"
    r"|(?:is|would be) (?:best|better|most appropriately|more appropriately) (?:placed|educated|supported|met|served"
    r"|suited) (?:in|at|within|to|by)"
    r"|needs? (?:can|could|will|would) (?:only |best |not |no longer )*be (?:best |fully |adequately )?met (?:in|at"
    r"|within|by)"
    r"|cannot be met (?:in|at|within|by)|in my (?:view|opinion),? [^.;]{0,30}(?:in|at|needs)|suitable for|ready for"
    r"|appropriate for"
    r"|case for|in favour of|consider(?:ation of|ed for)?) {place}(?P<flag>{kind})",
    # a specialist setting is needed, would be appropriate, should be considered
    r"(?P<flag_after>{kind}) (?:is|would be|will be|should be|may be|must be|seems|looks) (?:\w+ )?(?:needed|required"
    r"|recommended"
    r"|appropriate|essential|necessary|considered|sought|best|better|the best|right|more suitable|suitable|unsuitable"
    r"|advisable"
    r"|the right|the most appropriate|explored|indicated|preferable|found)",
    r"(?P<flag_cannot>{kind}) (?:cannot|can ?not|can no longer|is unable to|will not be able to|is not able to"
    r"|does not|would not) (?:\w+ )?"
    r"(?:meet|provide for|suit|be suitable|manage|support)",
    place=_PLACE,
    kind=_KIND,
)
_NOT_THE_WRITERS = phrases(
    r"(?:mum|dad|mother|father|parents?|carers?|family|(?:he|she|they) (?:would like|want|hope|ask|said|told)"
    r"|school (?:feel|think|say|believe)s?"
    r"|wishes|would like|hopes?|wants?|asked|told (?:me|us)|views?|according to|panel|tribunal|local authority)(?! "
    r"(?:and I|and we))",
)
_DENIES = phrases(
    r"(?:do|does|am|are|is|was|were|can|could|would|should|will) ?(?:not|n't) (?:be )?(?:able to )?(?:recommend"
    r"|comment|say|advise|asking|suggest)\w*"
    r"|not for (?:me|us) to|no (?:view|recommendation|comment)|cannot (?:recommend|comment|advise)|unable to "
    r"(?:recommend|comment|advise)"
    r"|without (?:recommending|comment)",
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
    for match in _RECOMMENDS.finditer(prose.text):
        sentence = prose.text[_sentence_start(prose.text, match.start()) : match.end()]
        if not (_NOT_THE_WRITERS.search(sentence) or _DENIES.search(sentence)):
            named = next(name for name in ("flag", "flag_after", "flag_cannot") if match[name])
            yield prose.span(*match.span(named))


def _sentence_start(text: str, place: int) -> int:
    return max(text.rfind(mark, 0, place) for mark in (". ", "; ", "\n", "! ", "? ")) + 1
