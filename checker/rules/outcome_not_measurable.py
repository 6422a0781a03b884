"""An outcome of which nobody could say whether it was reached."""

from collections.abc import Iterator

from checker.reading import OutcomeReading, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from checker.wording.wordlist import blanked
from hub.advice import Profile, Step
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, Quote
from hub.language.timing import deadlines_in

_MORE_OR_LESS = phrases(
    r"improv(?:e|es|ed|ing)|increase[sd]?|increasing|decrease[sd]?|decreasing|reduce[sd]?|reducing|develop(?:s|ed|ing)?"
    r"|enhanc(?:e|es|ed|ing)",
    r"(?:make|makes|made|making) (?:\w+ ){0,2}progress|progress(?:es|ed|ing)? (?:in|with)|reach(?:es)? (?:his|her"
    r"|their) (?:full )?potential",
    r"(?:be|feel|become|have|show|get) (?:much |a lot |a bit |far )?(?:more|less|better|fewer|greater|happier|calmer"
    r"|stronger|safer)(?: \w+)?",
    r"better (?:able|at|understanding|access|attention|relationships?)|more (?:able|independent|confident|settled"
    r"|regulated|aware|engaged)",
    r"(?:be |feel )?(?:supported|encouraged|enabled) to|continue to|maximi[sz]e|cope better|work towards|begin to"
    r"|to the best of",
    r"effectively|appropriately|feel (?:\w+ )?(?:safe|happy|settled|secure|confident|valued|included|calm)",
    r"(?:achieve|fulfil|meet) (?:his|her|their) (?:full )?potential|be (?:confident|settled|successful)",
    r"greater (?:independence|confidence|understanding|awareness|resilience)|build (?:\w+ )?(?:confidence|resilience"
    r"|self~esteem|skills)",
)
_MEASURED = phrases(
    r"\d+ ?%|\d+(?:[.½]\d*)?|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half|once|twice"
    r"|each|every|all|any|whole",
    r"without|independently|by (?:him|her|them)sel(?:f|ves)|on (?:his|her|their) own|unaided|alone|at least"
    r"|no more than|up to|from \w+ to",
    r"so that|as (?:shown|measured|seen|reported|recorded) (?:by|in|on)|measured|daily|weekly|per|in (?:most|all) "
    r"(?:lessons|sessions)|enough to",
    r"use (?:a|an|his|her|their)|say|tell|ask|choose|name|write|read|walk|wear|put on|dress|eat|join|go to|come to"
    r"|stay in|attend|travel|sit|finish",
)


@rule(
    each=OutcomeReading,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="Nobody could say whether this outcome was reached.",
    suggestion="Say what would be seen: what will the child do, how much or how often, with how much help?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Writing outcomes",
            "Outcomes must be SMART – Specific, Measurable, Achievable, Realistic and Timely.",
        ),
        Quote(
            ROTHERHAM,
            "What are the long-term outcomes to be achieved?",
            "Outcomes should be SMART (specific, measurable, achievable, realistic, time-bound)",
        ),
    ),
    bad=(
        "«Tom will improve his attention.»",
        "«By July 2027 Zosia will be more confident in lessons.»",
        "«By the end of Key Stage 2 Hamza will make good progress in literacy.»",
        example(outcome="«Maya will have better friendships by July 2027.»", steps=(Step("Maya will join a club."),)),
    ),
    good=(
        "Within the next academic term Bobby will be able to identify and use at least two coping strategies to manage "
        "anxiety so that he can attend youth club once a week without his parents.",
        "By the end of their educational journey to be as independent as possible.",
        "By July 2027 Tom will improve his attention from two minutes to ten minutes in story time.",
        "By the end of Year 6 Zosia will dress for PE without help.",
    ),
)
def outcome_not_measurable(outcome: OutcomeReading) -> Iterator[Span]:
    """“Improve” is true of any child in any year: an outcome is something that can be seen."""
    said = blanked(outcome.words.text, deadlines_in(outcome.words.text))
    if _MORE_OR_LESS.search(said) and not _MEASURED.search(said):
        yield outcome.words.whole()
