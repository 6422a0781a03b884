"""When somebody looks how the support went, in words that say so only beside a date: “we count them at Easter”."""

from __future__ import annotations

import re

from checker.wording.phrases import phrases
from checker.wording.times import says_a_time

# Looking, counting, comparing or deciding: part of many a support, unless it happens at a point in time of its own.
_LOOKS = phrases(
    r"(?:{can} )?(?:look|peep|glance)(?:s|ed|ing)? (?:at|over|through|back|together|again|how|where|what|whether|if)"
    r"|(?:a|another|one) (?:\w+ )?(?:look|re~?think|stocktake|once~over)|(?:is|as|for) (?:the|a|our) review",
    r"(?:re~)?(?:count|tally|measure|compare|weigh|score|rate|test|check|judge|tot up|add up|gauge|decide|assess"
    r"|appraise)(?:s|d|ed)?|check~ups?|totted up",
    r"(?:time|film|score|quiz|weigh) (?:him|her|them|it)|times (?:him|her|them)|timed again",
    r"(?:see|find out|hear|ask|asked|tell|say|agree|agreed|think|settle|work out|discuss|talk about)s? "
    r"(?:[^\s.;,]+ ){0,4}(?:how|whether|if|where|what|which|again)",
    r"(?:chat|talk|speak|go|goes|run|think)s? (?:\w+ )?(?:about|over|through|with|it|things|this)",
    r"(?:gone|talked|looked|run|goes) (?:through|over)|look(?:s|ed)? back|signed off|laid side by side|feed~?back"
    r"|fed back|(?:rings?|phones?|emails?|calls?|writes? to|reports? to|tells?) (?:me|us|the team"
    r"|(?:his|her|their) (?:parents|mum|dad|team|school))",
    r"(?:watch|observe|rewrite|redraw|update|adjust|change|revise)(?:s|es|d)?|rewritten|redrawn",
    r"(?:meet|meets|met|sit|sits|get together|gets together) (?:\w+ ){0,3}(?:again|down|to (?:\w+ )?(?:see|compare"
    r"|look|decide|agree|talk|discuss|go))",
    r"(?:see|sees) where (?:we|he|she|they|things)|ha(?:ve|s) (?:it|this|things) (?:worked|helped)|takes? stock"
    r"|catch(?:es)?~up",
    can="will|shall|can|to",
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?"
)
_NTH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|twentieth|thirtieth|thirty~first|twenty~\w+|last|final|next|\d{1,2}(?:st|nd|rd|th))"
)
# A day, month, season or end; or so seldom a rhythm that it is no lesson's or day's.
_POINT = phrases(
    r"(?:on |upon |in |at |before |after |around |and |again )(?:the )?(?:early |late |mid~|start of |end of "
    r"|close of "
    r"|beginning of |week of |week before |day of )?(?:the )?(?:{date}|{season}|half~term)",
    r"(?:at |by )?(?:the )?(?:end|close) of (?:the |each |every |this |that |her |his |their )?(?:\w+ )?(?:half~term"
    r"|term|year|month|block|course|programme|series)",
    r"(?:each|every|per|once an?|twice an?) (?:{nth} |other |{number} )?(?:half~term|term|year|half~year|month"
    r"|quarter"
    r"|{season}|{month}|(?:{number}|{nth}) (?:weeks|months|sessions?|visits?|weeks?|meetings?|lessons?|time))",
    r"(?:in|at|on|after|upon) (?:the |its |our |his |her |their )?(?:{nth} (?:week|session|visit|lesson|meeting|one"
    r"|time|month|term)|week {number}|{number} (?:weeks|months|sessions|visits|terms|lessons))",
    r"week {number}|\d{1,2}(?:st|nd|rd|th)? (?:of )?{month}|{nth} (?:week|session|visit|lesson|one)"
    r"|{number} (?:weeks|months) (?:later|on|after|in)",
    r"(?:the )?(?:week|day|month) (?:before|after) (?:\w+ ){0,4}(?:{season}|half~term|holidays?)",
    r"the {nth} (?:mon|tues|wednes|thurs|fri)day (?:of|in) (?:the |each |every )?(?:month|term|half~term|{month})",
    r"the {nth}(?= (?:is|to|being|will|we|I))",
    r"half~?way|mid~?(?:way|term|point|year)|termly|half~termly|annually|yearly|monthly|quarterly|half~yearly",
    date=rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})|(?:{_MONTH}) \d{{1,2}}|(?:{_MONTH})(?: \d{{4}})?"
    rf"|{_NTH} of (?:{_MONTH})|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?",
    nth=_NTH,
    month=_MONTH,
    season="easter|christmas|xmas|spring|summer|autumn|winter|new year",
    number=r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve",
)
# Reviewing by its own name: whatever time is told beside it is when.
_REVIEWS = phrases(
    r"re~?vi?e?i?ws?|re~?vi?e?i?w(?:ed|ing)|rvw(?:ed)?|r/v|rev(?:'?d)?(?=[:.])|re~?visit(?:s|ed)?|re~?think"
    r"|re~?assess(?:es|ed|ment)?|(?:re~)?evaluat(?:e|es|ed|ion)|re~?measured?|re~?tested|re~?scored|re~?rated"
    r"|re~?run|repeated|debrief(?:s|ed)?|takes? stock|thinks? again|take a view"
    r"|look(?:s|ed)? again"
)
_NO_TIME_OF_ITS_OWN = phrases(
    r"all|both|always|constant(?:ly)?|continuous(?:ly)?|throughout|one|single|other|if|while|home|form|play|story"
    r"|circle|bed|annual leave|first aid|last|part of|taf|tac|pep|lac|cin|core group"
    r"|(?:part|result|aspect) of the \w+|the (?:programme|course|block|group)\Z"
)
# The same review as that of another support: “reviewed as above”, “review with the rest”, “same review as before”.
_WITH_ANOTHER = phrases(
    r"{review} ?[:–-]? ?(?:\w+ ){0,4}?(?:as|with|same|see|alongside|along with|together with|in line with|per|like"
    r"|at the same|when|ditto)"
    r"(?: [^\s.;,]+){0,4}? (?:above|below|before|previous(?:ly)?|others?|rest|other (?:support|provision|sessions?)"
    r"|(?:provision|support|outcome) \d+)",
    r"{review} ?[:–-]? ?(?:ditto|same|idem|above)|(?:see|same|as) (?:the )?{review}(?: \w+)? (?:above|below|before)"
    r"|same {review}|as above for {review}",
    review=r"re~?vi?e?i?w(?:s|ed|ing)?|rvw|r/v|(?:re~)?evaluat(?:e|es|ed|ion)|re~?visit(?:ed|s)?"
    r"|look(?:ed|s)? (?:at|back|again)",
)
_THEN = phrases(
    r"(?:then|afterwards?|after which|at which point)(?: [^\s.;,]+){0,3} (?:re~?vi?e?i?w(?:s|ed)?|re~?assess(?:ed)?"
    r"|evaluat(?:e|ed)|think again|look(?:ed)? again|take stock|decide|re~?think|meet to)"
)
_SENTENCE = re.compile(r"[^.;:\n!?]+")
_AT_THAT_TIME = re.compile(r"(?i)\s(?:then|too|there|afterwards?)(?=\s*(?:[.,;)]|$))")
_WHOLE_SENTENCE = re.compile(r"(?:[^.;\n!?]|\.(?=\d))+")
_PART = re.compile(r",|(?i:\b(?:and|then|but|so)\b)")
_SUPPORT = 12  # letters: what goes before is the support that is looked at


def looks_again(text: str) -> bool:
    """Whether, after the support has been said, somebody looks how it went at a day, month or term of its own."""
    return any(_looks_in(each.group(), each.start()) for each in _SENTENCE.finditer(text)) or reviews_then(text)


def reviews_then(text: str) -> bool:
    """Whether it is reviewed, by that name, at a time; or “as above”; or “for six weeks and then”."""
    if _WITH_ANOTHER.search(text):
        return True
    if (then := _THEN.search(text)) and says_a_time(text[: then.start()]):
        return True
    return any(_is_timed(each.group(), each.start()) for each in _WHOLE_SENTENCE.finditer(text))


def _is_timed(said: str, before: int) -> bool:
    """Whether a time stands behind the word for reviewing, which is not itself the support."""
    reviewed = next((each for each in _REVIEWS.finditer(said) if each.start() + before >= _SUPPORT), None)
    return reviewed is not None and says_a_time(_told(said[reviewed.end() :]))


def _told(after: str) -> str:
    """What stands behind the word, without words that only look like a time; “then” is the time told before."""
    return _NO_TIME_OF_ITS_OWN.sub(" ", _AT_THAT_TIME.sub(" at the end", after))


def _looks_in(said: str, before: int) -> bool:
    """In one sentence: its first part is the support itself where nothing goes before it."""
    if before < _SUPPORT:
        first = next((part.end() for part in _PART.finditer(said) if part.start() + before >= _SUPPORT), len(said))
        said = said[first:]
    return bool(_LOOKS.search(said) and _POINT.search(said))
