"""Any word of time at all: what an answer to “how often” or “when reviewed” must hold, however it is put."""

from __future__ import annotations

from checker.wording.phrases import phrases
from checker.wording.wordlist import blanked
from hub.language.timing import durations_in

_TIME = phrases(
    r"\d[\d/.,:]*\w{0,6}|x ?\d+|½|once|twice|thrice|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|twenty|thirty|half|(?:fif|six|seven|eigh|nine|thir|four)teen|first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth"
    r"|ninth|tenth|eleventh|twelfth|\w+teenth|twentieth|last|final|next",
    r"each|every|all|both|alternate|per|throughout|constant(?:ly)?|continuous(?:ly)?|always|full~time|24~hour"
    r"|part~time|one~off|single|other",
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun|week(?:day|end|night)s?",
    r"(?:{day}) ?(?:[,/&+] ?|and )(?:{day})",
    r"jan(?:uary)?|feb(?:ruary)?|march|april|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|easter|christmas|xmas|spring|summer|autumn|winter|ramadan|eid|new year|harvest"
    r"|holidays?|half~terms?",
    r"annual(?:ly)?|yearly|termly|half~termly|monthly|fortnightly|weekly|daily|nightly|hourly|quarterly|bi~?\w+ly"
    r"|p\.?d|p\.?w|p/w|o\.?d|b\.?i?\.?d|t\.?d\.?s|t\.?i\.?[dw]|p\.?a|am|pm",
    r"(?:day|night|morning|afternoon|evening|week|fortnight|month|term|year|lesson|session|visit|clinic|appointment"
    r"|meeting|meal|feed|break|lunch|play|snack|bed|home|tutor|form|story|circle)~?(?:time)?s?|registration|assembly"
    r"|assemblies|transitions?|journeys?|exams?|tests?|parents'? evenings?|birthdays?|hours?|minutes?",
    r"before|after|when(?:ever)?(?! (?:needed|required|possible|necessary|appropriate|able|available|asked|free)"
    r"| (?:the |an? )?[^\s.;]+ (?:is|are|has|have|can|gets?) (?:free|available|time|able|spare))|if"
    r"|during|while|until|end|start|beginning|close|halfway|midway|mid~?point|completion|arrival|departure|waking"
    r"|discharge|transfer|block|course"
    r"|programme|group|handover|weigh~?ins?|taf|tac|pep|lac|cin|core group|conference|annual|ehcp",
    day="m|tu?|w|th|f|sa|su",
)


def says_a_time(text: str) -> bool:
    """Whether anything in it names a time, a number of times or an event."""
    return bool(_TIME.search(text))


def says_a_time_besides_its_length(text: str) -> bool:
    """The same, where “for six weeks” alone is a length and no time."""
    return says_a_time(blanked(text, durations_in(text)))
