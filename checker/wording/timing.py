"""How writers say how often, how long, how much and by when."""

from __future__ import annotations

import re

from checker.wording.phrases import phrases

_PARTS = {
    "number": (
        r"\d{1,3}(?:[.½¼]\d?)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half"
    ),
    "period": (
        "(?:(?:academic|calendar|school|half|working|term~time|summer|autumn|spring) )?"
        "(?:annum|afternoons?|days?|evenings?|fortnights?|half~terms?|holidays?|hours?|hrs?|minutes?|mins?|months?|mornings?"
        "|nights?|quarters?|terms?|weekends?|weeks?|wks?|years?|yrs?)"
    ),
    "occasion": (
        "activit(?:y|ies)|appointments?|assembl(?:y|ies)|break~times?|breaks?|changes?|class(?:es)?|episodes?|feeds?"
        "|home visits?|journeys?|lessons?|lunch~times?|lunch|meal~times?|meals?|occasions?|outings?|p\\.?e\\.?"
        "|play~times?|registrations?|seizures?|sessions?|snack~times?|tasks?|time|trips?|transitions?|visits?"
    ),
    "weekday": "(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
    "thing": (
        "x|×|times?|hours?|hrs?|minutes?|mins?|sessions?|visits?|days?|nights?|half~days?|lessons?|blocks?"
        "|appointments?|mornings?|afternoons?|evenings?|contacts?|meetings?|weekends?|calls?|slots?|opportunities"
    ),
}

_FREQUENCY = phrases(
    # a rhythm: weekly, twice-daily, six-weekly, half-termly; but "annual review" is about reviewing
    r"(?:(?:twice|{number})~)?(?:hourly|daily|nightly|weekly|fortnightly|monthly|termly|quarterly|yearly|annually|annual"
    r"|bi~(?:weekly|monthly|annually|annual)|half~(?:termly|yearly))(?! (?:review|progress)\w*)",
    # a rate: 1 hour per week, 2 x 20 minutes a day, three short sessions each half term
    r"(?:once|twice|thrice|{number}(?: ?(?:-|–|to|or|x|×) ?{number})?[ -]?(?:{thing})?)(?: [^\s.;]+){0,4}?"
    r" ?(?:a|an|per|every|each|in (?:a|an|each|every|the|any)|over (?:a|the|each)|across (?:a|the|each)|during the|/) ?"
    r"(?:{number}[ -])?(?:{period}|{occasion})",
    # every week, each lesson, every 20 minutes, every other Monday, per half term
    r"(?:every|each|per|any|all) (?:(?:other|second|third|single|new|of (?:his|her|their|the)"
    r"|{number}(?: ?(?:-|–|to) ?{number})?) ?)?(?:[\w-]+ )?(?:{period}|{occasion}|{weekday}|weekdays?)",
    r"(?:all|whole|full)~(?:school )?(?:day|time|week)|full~time",
    r"(?:throughout|across|during) (?:each |every |the |all |his |her |their )?(?:[\w-]+ ){0,2}"
    r"(?:days?|weeks?|lessons?|years?|sessions?|terms?|timetable)",
    r"at all times|around the clock|24 ?(?:hours|/ ?7)|continuous(?:ly)?|constant(?:ly)?|always",
    # tied to something that happens: before meals, at break times, after each seizure, during transitions
    r"(?:during|at|before|after|following|between|prior to) (?:all |most |both |every |each |any |his |her |their |the "
    r"|a )?(?:unstructured |whole~class |planned )?(?:{occasion}|bed~time)"
    r"(?<!session)(?<!visit)(?<!appointment)(?<!class)",
    r"(?:on )?{weekday}|week~days|school days",
    r"one~off|(?:a )?single (?:[\w-]+ ){0,2}(?:session|visit|meeting|appointment|assessment)|once only|only once",
    r"(?:once|twice)(?= ?(?:$|[.,;(]))",
    r"whenever|as soon as|(?:each|every) time|within \d+ (?:minutes|seconds)|immediately",
    r"p/?w|p/?d|b\.?d\.?|o\.?d\.?|t\.?d\.?s\.?|q\.?d\.?s\.?",
    **_PARTS,
)


def how_often(text: str) -> re.Match[str] | None:
    """Where the text gives a frequency: a rate, a rhythm, fixed days, every occasion, or once."""
    return _FREQUENCY.search(text)
