"""An outcome with no date, stage or term by which it is to be reached."""

from collections.abc import Iterator

from checker.reading import OutcomeReading, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from checker.wording.rewrites import after_gap
from hub.advice import Profile, Step
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.timing import deadlines_in

# “(12 months)”, “Within a year”, “Timescale: one term”, “by the end of her educational journey”
_ALSO_BY_WHEN = phrases(
    r"(?:by|at|before|until) the (?:end|start|beginning|close|conclusion|completion) of (?!{occasion})[^.;]{2,40}",
    r"\(? ?(?:in |within )?(?:\d{1,2}|one|two|three|four|six|twelve|eighteen) ?(?:half~)?(?:term|month|year|week)s?"
    r" ?[):–-]",
    r"(?:timescale|time frame|timeframe|target date|by when|achieve by|date|deadline) ?: ?[^\s.;]+",
    r"(?:in|by|during|before|within) (?:the )?(?:autumn|spring|summer|school|academic|calendar|next|this|coming)"
    r" (?:term|year|half~term|\d{4})(?: \d{4})?",
    # “By sports day Amy will …”
    r"\A\W*by (?!\w+ing\b|(?:him|her|them)sel)[^,.;:]{2,40}?,? \S{1,30} (?:will|can|should)",
    r"\A\W*(?:y|yr|year) ?\d{1,2} ?[:–-]|\(by (?:age )?\d{1,2}\)|by (?:early |late |mid~)?20[2-4]\d",
    r"\A\W*at (?:1[1-9]|2[0-5])(?! ?(?:am|pm|o'clock|[.:]\d))",
    r"in time for [^.;]{3,40}",
    r"\A\W*(?:end|start|beginning)(?: of)? (?:the )?(?:y|yr|year|ks|key stage|reception|nursery|primary|secondary"
    r"|autumn"
    r"|spring|summer) ?\d{0,2}",
    r"(?:next|this|the coming) (?:{season}|christmas|easter|september|october|november|december|january|february"
    r"|march|april"
    r"|may|june|july|august|year|term)",
    r"ready for (?:the )?(?:start of )?(?:september|year \w+|secondary|reception|college|key stage \w+)[^.;]{0,20}",
    r"20[2-4]\d|(?:at|by) age \d+|when (?:[^\s.;]+ ){1,2}(?:is|are|turns?) (?:\d+|five|six|seven|eight|nine|ten"
    r"|eleven"
    r"|twelve|\w{3,5}teen|twenty)|as (?:an adult|a young adult)|(?:by"
    r"|in) adulthood",
    r"(?:end|start|beginning|middle) of (?:the )?(?:\w+ )?(?:year|key stage|ks|reception|primary|secondary|term"
    r"|course"
    r"|plan"
    r"|programme) ?[^\s.;:,]*",
    r"for the (?:duration|rest|remainder) of (?:the |his |her |their )?(?:key stage|ks|year|term|school|primary"
    r"|secondary)[^.;,]{0,10}",
    r"(?:once|after|when) [^.;,]{2,30} (?:start(?:s|ed)?|moved?|moves|transferr?e?d?|left|leaves|finish(?:es|ed)?"
    r"|begins?|begun)"
    r" [^.;,]{2,30}",
    r"by (?:age|his|her|their) [^.;]{2,30}(?:birthday|transfer|transition|\d+)",
    season="spring|summer|autumn|winter",
    # the end of a story dates nothing
    occasion=(
        r"(?:(?:the|an?|each|every|his|her|their|that|this|school) ){0,3}(?:activity|assembly|book|carpet|day|film"
        r"|game|journey to"
        r"|lesson|line|lunch|match|meal|page|paragraph|play|queue|race|register|sentence|sitting|snack|speech"
        r"|session|song|story|task|visit|walk)"
    ),
)


@rule(
    each=OutcomeReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This outcome does not say by when.",
    suggestion="Add a date, term or stage: by the end of this school year? by the end of the key stage?",
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
        "«Emma will be able to use and maintain her hearing aids independently.»",
        "«Over time, Bobby will manage his anxiety so that he can attend youth club once a week.»",
        "«To be able to sit on a chair for ten minutes during lessons.»",
        example(
            outcome="«Alex will walk to the hall without his frame.»",
            steps=(Step("By Easter he will walk 10 metres."),),
        ),
    ),
    good=(
        "By the end of key stage…Emma will be able to use and maintain her hearing aids independently so that she"
        " can "
        "enjoy overnight stays with friends.",
        "Within the next academic term Bobby will be able to identify and use at least two coping strategies to"
        " manage "
        "anxiety so that he can attend youth club once a week without his parents.",
        "By the end of their educational journey to be as independent as possible.",
        "Aisha will dress herself after swimming by July 2027.",
        "When she moves to secondary school, Zofia will be able to travel there by bus on her own.",
    ),
)
def outcome_not_timebound(outcome: OutcomeReading) -> Iterator[Span]:
    """Without a date nobody can say whether the outcome was reached, or plan the steps back from it."""
    text = outcome.words.text
    if not (deadlines_in(text) or _ALSO_BY_WHEN.search(text)):
        asked = "By when: the end of this school year? of the key stage?"
        yield outcome.words.whole().saying(suggestion=after_gap(text, asked))
