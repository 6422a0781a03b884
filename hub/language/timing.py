"""How often, how long, by when, and when reviewed: the times that advice states.

Vague times ("regularly", "as required", "ongoing") are no answer to any of these questions, and are not returned.
Every pattern has bounded repeats, so cost grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hub.language.span import Span, merged, spans_of

_HYPHEN = r"[-‐‑–—]"
_GAP = rf"(?:\s{{1,3}}|{_HYPHEN})"
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty(?:[- ]five)?"
    r"|fifty|sixty|ninety|half|a\ couple\ of|a\ dozen)"
)
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]\d{{1,2}})?|[½¼¾]|{_NUMBER_WORD})"
_RANGE = rf"{_NUMBER}(?:\s?(?:{_HYPHEN}|to|or|/)\s?{_NUMBER})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)day|(?:mon|tues?|weds?|thurs?|fri|sat)(?![a-z]))"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_PERIOD = (
    rf"(?:half{_GAP}?terms?|half{_GAP}days?|half{_GAP}hours?|hour|(?:school\ |working\ )?day|night|weekday|weekend"
    r"|(?:school\ |working\ )?week|fortnight|(?:calendar\ )?month|quarter|(?:school\ |academic\ )?term"
    r"|(?:school\ |academic\ |calendar\ )?year|annum|key\ stage|wk|mth|yr)"
)
_OCCASION = (
    rf"(?:{_PERIOD}|morning|afternoon|evening|lesson|class|session|subject|meal|mealtime|lunch|lunchtime|break"
    rf"|breaktime|playtime|feed|transition|activity|task|assembly|pe\ lesson|swimming\ lesson|visit|appointment"
    rf"|school\ holiday|holiday|bedtime|dose|time|absence|outing|trip|journey|handover|match|exam|test|clinic|hypo"
    rf"|seizure|episode|incident|occasion|game|swim|{_WEEKDAY})"
)
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|fortnights?|months?|mths?|terms?|years?|yrs?)"
_ADVERB = (
    rf"(?:wkly|mthly|half{_GAP}?termly|termly|daily|nightly|hourly|weekly|fortnightly|monthly|quarterly|annually|yearly"
    r"|bi-?weekly|bi-?monthly|bi-?annually|biennially)"
)

_SEASON = r"(?:easter|christmas|xmas|spring|summer|autumn|winter)"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|last|final|next|same"
    r"|\d{1,2}(?:st|nd|rd|th))"
)

_FREQUENCIES = re.compile(
    rf"""(?ix) (?<![\w’'])(?:
      # once, twice, 2-3 times, 2 x, three sessions … a week
      (?: at\ (?:least|most|a\ minimum\ of)\ | up\ to\ | a\ minimum\ of\ | around\ | about\ )?
      (?!half{_GAP}an?{_GAP}(?:hour|hr))
      (?: once | twice | thrice | one[-\ ]off | {_RANGE}\s?(?:times?|x|×)? | [x×]\s?\d{{1,2}} )
      (?:\s?(?:{_HYPHEN}\s?)?(?:[a-z-]{{3,14}}\s){{0,2}}
         (?:{_UNIT}|sessions?|visits?|times?|lessons?|mornings?|afternoons?|evenings?|appointments?|meetings?|calls?
            |slots?|occasions?|feeds?|doses?))?
      (?:\s?/\s?|\s{{1,3}}(?:an?|per|each|every|in\ an?|in\ every|in\ each|in\ any|over\ an?|out\ of\ every
         |across\ the
          |during\ the|during\ each|throughout\ the|over\ the|within\ (?:each|the))\s{{1,3}})
      (?:{_NUMBER}\s)?{_PERIOD}s?
    | (?:once|twice|thrice|{_RANGE}\s?(?:times?|x|×)?){_GAP}{_ADVERB}
    | {_NUMBER}\s?{_HYPHEN}?\s?(?:weekly|monthly|hourly|termly|yearly)
    | {_ADVERB}
    | (?:half\ )?an?\ (?:hours?|hrs?|day|morning|afternoon|session)\ (?:an?|per|each|every)\ (?!time\b)(?:{_OCCASION})
    | the\ {_ORDINAL}(?:(?:,|\ and|\ or)\ {_ORDINAL})?\ {_WEEKDAY}s?\ (?:of|in)\ (?:the|an?|each|every)\ {_PERIOD}
    | on\ an?\ annual\ basis | annual\ (?:refresher|training|update|clinic|appointment|visit|session|check)s?
    | (?:per|each|every)\s{{1,3}}(?:(?:{_NUMBER}|other|second|third|alternate|single|school
       |[a-z]{{3,12}})\s{{1,3}})?{_OCCASION}s?
    | every\s(?:{_NUMBER}|few)\s{_UNIT} | (?:every\s)?\d{{1,2}}/(?:12|52|7)(?![\d/])
    | alternate\s(?:days|weeks|mornings|afternoons|{_WEEKDAY}s)
    | (?:on\s|each\s|every\s)?(?:a\s)?{_WEEKDAY}s?\sto\s{_WEEKDAY}s? | mon\s?{_HYPHEN}\s?fri
    | (?:on\s)?{_WEEKDAY}s\b | on\s{_WEEKDAY} | on\seach\sof\s(?:the|his|her|their)
       | (?:on\s)?a\s{_WEEKDAY}\s(?:morning|afternoon|evening|lunchtime)
    | on\s(?:school\ days|weekdays|weekends|mondays)
    | (?:in|during|at|for|before|after|across)\s(?:all|both)(?:\s(?:his|her|their|the))?(?:\s[a-z]{{3,14}}){{0,2}}\s
      (?:lessons|sessions|classes|meals|mealtimes|snack\ times|transitions|break\s?times|lunch\s?times|playtimes
         |subjects
         |days|lunches|breaks|activities)
    | at\s(?:break\s?times?|lunch\s?times?|playtimes?|snack\s?times?|mealtimes)(?:\sand\s(?:lunch|break|play
       |snack)\s?times?)?
    | (?:throughout|across)\s(?:the|each|every)\s(?:whole\s|entire\s|school\s|nursery\s|college\s)?
      (?:day|school\ day|week|school\ week|school\ year|year|night|lesson|session)
    | at\sall\stimes | 24/7 | (?:full|all)\sday | full[-\ ]time | (?:night|day)\sand\s(?:night|day)
       | round\sthe\sclock
    | one[-\ ]off | on\sone\soccasion | on\s{_NUMBER}\soccasions? | a\ssingle\s(?:visit|session|appointment)
    | once\s(?:only|in\sthe|before\s(?:the|he|she|they)|at\sthe\s(?:start|beginning|end)|during\sthe|for\sall)
    | once(?=\s*[.;,)]) | once$
    | (?:one|two|three|four|\d)\s(?:full\s|half\s)?(?:sessions?|days?|mornings?|afternoons?|visits?)\sweekly
    | {_RANGE}\s(?:[a-z-]{{3,14}}\s){{0,2}}(?:sessions|visits|appointments|meetings|times|lessons|calls
       |home\ visits)\s
      (?:[a-z-]{{2,12}}\s){{0,3}}(?:over|across|during|within|in|through|spread\ over|spread\ across)\s
      (?:the\s|a\s|an\s|each\s|every\s)?(?:{_NUMBER}{_GAP}|coming\ |next\ |school\ |academic\ |autumn\ |spring\s
         |summer\ ){{0,3}}
      (?:{_UNIT}|half{_GAP}terms?|period|block|holidays?)
    )(?!\w)"""
)

_AGE_AFTER = (
    rf"(?!{_GAP}old\b)(?!\sago\b)(?!{_GAP}of{_GAP}age\b)(?!\s(?:and\s\d{{1,2}}\s)?"
    r"(?:earlier\b|previously\b|before(?=[.,;)]|$)))"
)
_DURATIONS = re.compile(
    rf"""(?ix) (?<![\w’'£])(?<!aged\s)(?<!age\s)(?<!age\sof\s)(?:
      {_RANGE}\s?{_HYPHEN}?\s?{_UNIT}{_AGE_AFTER}
    | {_RANGE}(?:{_GAP}half)?{_GAP}(?:half{_GAP})?(?:school|academic|calendar|working)?\s?(?:terms?|days?|years?
       |weeks?){_AGE_AFTER}
    | {_RANGE}\shalf{_GAP}?terms? | half{_GAP}a{_GAP}(?:day|term) | half{_GAP}days? | half{_GAP}an?{_GAP}(?:hour|hr)
    | {_RANGE}\s(?:weekly|fortnightly|monthly|daily)\shours?
    | (?:one|two|three)\s(?:full\s|half\s)?(?:mornings?|afternoons?|evenings?)
    | the\s(?:hour|half-hour) | (?:hour|minute|day)-long | a\s(?:minute|couple\sof\shours)
    | (?:an|one)(?:\sand\sa\shalf)?\s(?:hour|hr)s?(?:\sand\sa\shalf)? | a\sfull\s(?:day|hour|term|year) | (?:a
       |one)\s(?:day|week|fortnight|term)(?=\s(?:of|in|each|every|per)\b)
    | (?:for\s)?(?:the\s)?(?:whole|entire|full|remainder\ of\ the|rest\ of\ the)\s(?:school\s|academic\s|of\sthe\s)?
      (?:day|week|term|year|session|lesson|night)
    | (?:throughout|across)\s(?:the|each|every)\s(?:whole\s|entire\s|school\s|nursery\s|college\s|academic\s)?
      (?:day|week|term|year|lesson|session|night)
    | all\sday | full[-\ ]time | 24/7 | at\sall\stimes | round\sthe\sclock
    | (?:every|each|a)\s(?:morning|afternoon|evening)(?!\s(?:club|register|session))
    | (?:until|till|up\ to)\s(?:the\s)?(?:end\s(?:of\s)?(?:the\s)?(?:{_PERIOD}|year\s\d{{1,2}}|key\ stage\s?\d)
       |{_MONTH}(?:\s\d{{4}})?)
    | for\s(?:an?|one|the)\s(?:academic\s|school\s|half\s|whole\s|autumn\s|spring\s|summer\s|first\s
       |next\s){{0,2}}(?:term|year|week|month|day)
    )(?!\w)"""
)

_QUANTITIES = re.compile(
    rf"""(?ix) (?<![\w’'])(?:
      (?:up\ to\ |at\ least\ |a\ minimum\ of\ )?{_RANGE}\s?[x×]?\s?(?:further\ |more\s
         |additional\ )?(?:[a-z]{{2,14}}[-\ ]){{0,3}}
      (?:sessions?|visits?|appointments?|meetings?|blocks?|lessons?|contacts?|workshops?|calls?|nights?|copies|sets?
         |pairs?|units?|places?|modules?|clinics?|reviews?)
    | (?:an?|one)\s(?:single\s|initial\s|further\s)?(?:visit|appointment|workshop|block|assessment\ session
       |training\ session|home\ visit|meeting)
    | £\s?\d[\d,]*(?:\.\d\d)? | {_RANGE}\s?ml\b
    )(?!\w)"""
)

_DATE = (
    rf"(?:\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:\s\d{{4}})?|{_MONTH}(?:\s\d{{1,2}}(?:st|nd|rd"
    rf"|th)?)?,?(?:\s\d{{4}})?)"
)
_STAGE = (
    r"(?:key\s?stage(?:\s?(?:\d|one|two|three|four|five|…))?|ks\s?\d|year\s(?:\d{1,2}|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|r)"
    r"|y(?:r\s?)?\d{1,2}|reception|nursery|early\ years|foundation\ stage|eyfs|primary(?:\ school)?"
    r"|secondary(?:\ school)?|sixth\ form"
    r"|post[-\ ]?16|post[-\ ]?19|college|school|adulthood|gcses?|compulsory\ school\ age)"
)
_WHEN = (
    r"(?:(?:the\s|this\s|next\s|that\s|his\s|her\s|their\s|its\s|a\s|current\s|coming\s|each\s|every\s"
    r"|following\s){0,3}"
    r"(?:(?:autumn|spring|summer|school|academic|calendar|final|last|first|second|third|next|half|6[-\ ]week"
    r"|six[-\ ]week)[-\ ]){0,3}"
    r"(?:term|half[-\ ]?term|year|month|week|fortnight|day|block|programme|intervention|key\ stage|phase"
    r"|educational\ journey|education|school\ career|plan|placement|course|sessions?|therapy|holidays?"
    r"|annual\ review|review|easter|christmas|xmas|summer|autumn|spring))"
)
_DEADLINES = re.compile(
    rf"""(?ix) (?<![\w’'])(?:
      (?!(?:at|until|from)\s(?:the\s)?(?:very\s)?(?:end|start|beginning|middle)\sof\s(?:(?:the|this|his|her|their
         |each|every|a)\s){{0,2}}
         (?:school\s)?(?:day|week|session|lesson))(?:by|before|at|until
            |from)\s(?:or\sbefore\s)?(?:around\s)?(?:the\s)?(?:very\s)?(?:end|start|beginning
         |middle|close|completion)\s(?:(?:of|to)\s)?
        (?:(?:the|this|his|her|their|next|each)\s){{0,2}}(?:{_STAGE}|{_DATE}|{_WHEN})
    | (?!before\s(?:school|nursery|college)\b)(?:by|before|until)\s(?:around\s|early\s|late\s|mid[-\ ]|next\s
       |this\s)?(?!an?\s)(?:{_DATE}|{_STAGE}|{_WHEN})
    | (?:by|at|before)\s(?:the\s)?(?:age\s(?:of\s)?)(?:\d{{1,2}}|{_NUMBER_WORD})(?:\syears)?
    | by\s(?:the\stime|when)\s(?:that\s)?(?:[\w’'-]{{1,20}}\s){{1,2}}(?:is|are|turns?|reach(?:es)?|leaves?|moves?
       |starts?|transfers?|transitions?|enters?|finish(?:es)?|has|goes)\b(?:\s\d{{1,2}})?
    | (?:before|when|once|on|after|as)\s(?:[\w’'-]{{1,20}}\s){{0,2}}(?:leav(?:es|ing)|mov(?:es|ing)\s(?:to|on
       |into|up)|start(?:s|ing)|transfer(?:s|ring)\sto|transition(?:s|ing)\s(?:to|into)|enter(?:s|ing)
       |finish(?:es|ing))\s
        (?:his\s|her\s|their\s|the\s|to\s|into\s)?{_STAGE}
    | (?:with)?in\s(?:the\s)?(?:next|coming|first|following)?\s?(?:{_RANGE}|an?)?{_GAP}?(?:academic|school
       |calendar)?{_GAP}?(?:(?:half{_GAP})?terms?|years?|months?|weeks?|days?|fortnight)(?:[’']s?)?(?:\stime)?
    | (?:over|during|across|throughout|through)\s(?:the\s)?(?:course\s(?:of\s)?)?(?:the\s|this\s)?(?:next|coming
       |following|current)\s
        (?:{_RANGE}{_GAP})?(?:academic\s|school\s|calendar\s)?(?:{_STAGE}|{_WHEN}|{_UNIT})
    | (?:over|across)\s(?:an?|the)\s{_NUMBER}{_GAP}(?:weeks?|months?|years?|terms?)(?:\speriod)?
    | (?:over|across)\s{_NUMBER}\s(?:weeks?|months?|years?|terms?)
    | (?:during|throughout)\s(?!(?:school|college|nursery|(?:the\s)?(?:whole\s|entire\s|school\s){{0,2}}(?:day|week
       |session|lesson)|each|every|sessions?
       |the\ssession)\b)(?:{_STAGE}|{_WHEN})
    | (?:in|during|for)\s(?:the\s)?(?:autumn|spring|summer)(?:\sterm)?(?:\s\d{{4}})?
    | (?:this|next)\s(?:academic\s|school\s|calendar\s)?(?:year|term|half[-\ ]term|month|summer|autumn|spring
       |key\ stage)
    | (?:for|in)\s(?:the|his|her|their)\snext\s{_STAGE}
    | after\s{_NUMBER}\s(?:weeks?|months?|sessions?|terms?)
    | {_NUMBER}\s(?:weeks?|months?|terms?)\s(?:after|following|from|later)
    | by\s\d{{4}} | (?:target|achieve(?:d)?\sby|timescale|date)\s?:\s?(?:{_DATE}|{_NUMBER}{_GAP}(?:weeks|months
       |terms?|years?))
    | (?:by|at)\s(?:the\s|his\s|her\s|their\s)?(?:next\s)?(?:annual\s|interim\s|plan\s)?review(?:\smeeting)?
    | by\s(?:the\stime\s(?:of|for)\s)?(?:his|her|their|the)\s(?:\d{{1,2}}(?:st|nd|rd|th)\sbirthday|transition
       |transfer|move)
    )(?!\w)"""
)

_GATHERING = (
    r"(?:tests?|exams?|feeds?|doses?|appointments?|assessments?|blocks?|checks?|clinics?|contacts?|lessons?|meetings?"
    r"|reviews?|sessions?"
    r"|supervisions?"
    r"|visits?|weeks?|fortnight|months?|half[-\ ]?terms?|terms?|years?|programme|intervention|course)"
)
_REVIEW_WORD = re.compile(
    r"(?i)(?<![\w-])(?:re-?view(?:s|ed|ing)?|re-?evaluat(?:e|es|ed|ing|ion)|evaluat(?:e|es|ed|ion)|monitored"
    r"|progress\smonitoring|re-?visit(?:s|ed)?|re-?assess(?:ed|es|ment)?|follow(?:ed|s)?[- ]up|audit(?:ed)?"
    r"|progress\s(?:check|meeting)s?|checked|(?:a|final|progress)\scheck|checks?\s(?:(?:it|this|him|her"
    r"|them)\s(?:again|over)|again|how|on|progress|(?:the|his|her|their|this)\s(?:[\w’'-]{1,15}\s){0,3}"
    r"(?:plan|programme|progress|targets?|goals?|exercises|fit))|(?:watch|observe)(?:es|s)?\s(?:it|an?"
    r"|one|the)|agree[sd]?\s(?:what|on|next|together|whether|if)|updated|(?:re-?)?measured|compared?|feed\s?back|outcomes?(?=\sat\s)"
    r"|look(?:s|ing)?\sback|looking\sat\s(?:attendance|progress|scores|how|whether)"
    r"|re-?checks?|re-?checked|judged|re-?written"
    r"|(?:we|and)\s(?:will\s)?chang(?:e|es)\s(?:it|the\s(?:list|plan|programme|targets?|exercises|words))"
    r"|catch[- ]up\swith\s(?:mum|dad|(?:his|her|their)\s(?:mum|dad|parents|family)|parents|family)|tak(?:e|en"
    r"|ing)\sstock|go(?:es|ne)?\sover|go(?:es|ne)?\sthrough\s(?:it\s|this\s|them\s)?again|r/v"
    r"|look(?:s|ed|ing)?\s(?:at\s)?(?:[\w’'-]{1,15}\s){0,4}again|looked\sat(?!\s(?:from\stime|regularly|as\s|when\s))"
    r"|look(?:s|ing)?\sat\s(?:how|what|whether"
    r"|this|it|progress)"
    r"|(?:report|feed)(?:s|ed)?\sback|re-?test(?:s|ed)?|tests?\s(?:him|her|them|again|of)|tested|scor(?:es|ed)\sat"
    r"|a\slook\s(?:at|back)|how\sfar"
    r"|(?:ask|see|hear|find\sout|talk\sabout|talk(?:ed)?\sover|discuss|consider"
    r"|decide)s?\s(?:[\w’'-]{1,15}\s){0,8}(?:how|if|whether)"
    r"|decide[sd]?\s(?:[a-z]+ly\s)?(?:with|on|about|what)|talked\sover"
    r"|how\s(?:it|he|she|they|things)(?:\s(?:is|are|has|have)|[’']s)\s(?:going|gone|getting\son|doing))(?!\w)"
)
_REVIEW_TIME = re.compile(
    rf"""(?ix) (?<![\w’'])(?:
      \d{{1,2}}{_GAP}(?:weekly|monthly) | annual\sreviews? | (?:next|interim|mid[-\ ]?year|end[-\ ]of[-\ ](?:term
         |year|block|programme))\sreview
    | {_ADVERB} | (?:per|each|every)\s(?:{_NUMBER}\s|{_ORDINAL}\s|half{_GAP}|school\s|academic\s|other\s)?(?:term
       |year|week|time
       |{_SEASON}|{_MONTH}
       |month|quarter|session|visit|appointment|clinic|meeting|{_WEEKDAY}|{_UNIT})s?
    | (?:once|twice|one|two|{_NUMBER}\stimes)\s(?:an?|per|each)\s{_PERIOD}
    | (?:after|in|at|following|within|by)\s(?:around\s|about\s)?{_NUMBER}\s?{_HYPHEN}?\s?(?:weeks?|wks?|months?|mths?
       |terms?
       |lessons?
       |sessions?|half{_GAP}terms?|visits?)
    | (?:after|following|at|on)\s(?:the\s|each\s|every\s|this\s)?(?:end|completion|last|final|conclusion)
    | (?:after|in|at|on|during|by|within|following|before|for)\s(?:the\s|each\s|every\s|that\s|our\s|his\s|her\s
       |their\s|its\s|my\s|a\s){{0,1}}
      (?:{_ORDINAL}\s){{0,1}}(?:and\s{_ORDINAL}\s)?(?:{_SEASON}\s|{_NUMBER}{_GAP}(?:week|month|year)(?:ly)?\s
         |annual\s|school\s|half[-\ ]?termly\s
         |{_MONTH}\s)?{_GATHERING}
    | half[-\ ]?way | (?:after|in|at|on|by)\sthe\s(?:{_ORDINAL}|end)(?=\s*(?:[.;,)]|$|of\sit|if\s|whether\s|we\s|I\s))
       |(?:on\s)?the\ssame\s(?:day|visit|week)|on\sthe\sday|there(?=\sby)|half[- ]term(?=\scatch) | mid[-\ ]?(?:way
       |point|term|year) | (?:at\s)?(?:the\s)?end\sof\s(?:the\s|each\s|every\s|that\s
       |his\s|her\s)?[\w-]{{3,14}}
    | (?:session|week|wk|lesson|visit|month)s?\s{_NUMBER}(?:(?:,\s|\sand\s|,\sand\s|\sto\s){_NUMBER}){{0,4}}
    | followed\sby\s(?:an?\s)?review | (?:every\s|in\s)?\d{{1,2}}/(?:12|52|7)(?![\d/]) | {_NUMBER}{_GAP}(?:weeks?
       |months?|terms?)\s(?:after|following|from|post|later)
    | (?:the\s|a\s)(?:week|month|fortnight|term|day|year)\s(?:after|later|before)
    | (?:in|by|on|from|before|at|each|every)\s(?:early\s|late\s|mid[-\ ])?{_DATE} | {_DATE} | due\s{_DATE}
    | (?:in|at|by|during|each|every|next|this|before|after|over
       |until)\s(?:the\s)?(?:{_SEASON}|new\syear)(?:\s(?:half\s)?term)?(?:\s\d{{4}})? | {_SEASON}\s\d{{4}}
    | (?:in|by|during|at|before)\s(?:the\s)?(?:end\sof\s(?:the\s)?)?(?:autumn|spring|summer|next|academic
       |school)\s(?:term|year|half[-\ ]term|review|appointment|clinic|meeting|(?:academic|school)\s(?:term|year))
    | (?:at|through|via|during|in)\s(?:the\s|his\s|her\s|their\s|each\s|every\s)?(?:half[-\ ]?termly\s|termly\s
       |six[-\ ]weekly\s|regular\s)?(?:taf|tac|tas|cin|lac|pep|ehcp?|team\ around\ the\ (?:family|child|school)
       |core\ group|child\ in\ need)\s(?:meetings?|reviews?)
    )(?!\w)"""
)
# “three weeks, then reviewed”; “until July, when we will look at it again”
_REVIEW_NEXT = re.compile(
    r"(?i)(?:\bthen|\bwhen|\bafter\swhich|\bat\swhich\s(?:point|time))(?:\s[\w’'-]{1,15}){0,4}\s*$"
)
_HEAD = re.compile(r"[^,;.:\n–]*")
_REVIEWED = re.compile(
    rf"(?i)(?:\b{_ADVERB}\s+)?\b(?:re-?viewed|re-?evaluated|evaluated|monitored|re-?assessed"
    rf"|looked\sat(?!\sfrom\stime|\sfor\s)(?:\sagain)?"
    rf"|followed\sup)\b[^.;\n]*"
)
_A_REVIEW = re.compile(rf"(?i)(?:\b(?:{_ADVERB}|annual)\s+)?\b(?:re-?view|re-?evaluat\w+)(?:s|ing)?\b(?!-)[^.;\n]*")
# a look at it is its review only where no other review is spoken of; “which looks at feelings” tells what it is
_A_LOOK = re.compile(
    r"(?i)(?<!\bthat\s)(?<!\bwhich\s)(?<!\bwho\s)(?:\blook(?:s|ing)?\sat\s(?!what\s(?!has|is|was|works?|helps?|helped|he|she|they|we))|\bchecks?\s(?:progress|how)\b"
    r"|\bgo(?:es)?\sover\b)[^.;\n]*"
)
_BY_ITS_NAME = re.compile(r"(?i)\bre-?(?:view|evaluat)")
_AT_A_REVIEW = re.compile(
    rf"(?i)\b(?:at|by|before|for|until|in)\s(?:the|his|her|their|its)\s(?:next\s|first\s|coming\s|following\s)?"
    rf"(?:{_ADVERB}|annual)\sreviews?\b"
)
_BARE_TIME = re.compile(rf"(?i)(?:{_ADVERB}|per|each|every|once|twice|\d)")
_CLAUSE_END = re.compile(r"[.!?;](?=\s|$)|\n")


@lru_cache(maxsize=1024)
def _found(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    """Where a pattern stands: several questions are asked of one text."""
    return tuple(merged(spans_of(pattern, text)))


def frequencies_in(text: str) -> list[Span]:
    """Every statement of how often something happens: "twice a week", "termly", "at every meal".

    "Regularly", "as required" and "ongoing" are not among them: nobody could see them missing.
    """
    return list(_found(_FREQUENCIES, text))


def durations_in(text: str) -> list[Span]:
    """Every length of time: "45 minutes", "a 6-week programme", "half a day", "throughout the school day".

    Ages ("5 years old") and times past ("2 years ago") are not durations.
    """
    return list(_found(_DURATIONS, text))


def quantities_in(text: str) -> list[Span]:
    """Every count of what is delivered: "six sessions", "two home visits", "1 block", "£500"."""
    return list(_found(_QUANTITIES, text))


def deadlines_in(text: str) -> list[Span]:
    """Every date, stage, age or term by which something is to be reached: "by the end of Key Stage 2"."""
    return list(_found(_DEADLINES, text))


def reviews_in(text: str) -> list[Span]:
    """Every clause that says when something is reviewed, from the word for reviewing to its time (or back).

    A review with no time ("will be reviewed regularly", "kept under review") is not returned.
    """
    found: list[Span] = []
    for clause in _clauses(text):
        words, times = (
            [Span(clause.start + hit.start, clause.start + hit.end) for hit in spans_of(pattern, clause.of(text))]
            for pattern in (_REVIEW_WORD, _REVIEW_TIME)
        )
        pairs = [(word, time) for word in words for time in times if _tells_when(word, time, text)]
        if pairs:
            word, time = min(pairs, key=lambda pair: _apart(*pair))
            found.append(Span(min(word.start, time.start), max(word.end, time.end)))
    return found


def _tells_when(word: Span, time: Span, text: str) -> bool:
    """Whether the time is the review's: one before it ("weekly … reviewed") only where it stands next to it."""
    if time.start >= word.start:
        return True
    between = text[time.end : word.start]
    if _REVIEW_NEXT.search(between):
        return True
    if _BARE_TIME.match(time.of(text)):
        return len(between) < 12 and "," not in between and " and " not in between
    begins = not text[: time.start].rstrip() or text[: time.start].rstrip()[-1] in ".;:,"
    return len(between) < (80 if begins else 40) and "," not in between


def support_frequencies_in(text: str) -> list[Span]:
    """How often the support itself happens: the frequencies that do not belong to its review."""
    reviews = review_clauses_in(text)
    return [span for span in frequencies_in(text) if not any(review.meets(span) for review in reviews)]


def review_clauses_in(text: str) -> list[Span]:
    """What is said of the review: "reviewed each term" anywhere, "termly review" after the head of the text.

    A support that begins with a review ("Medication review every three months") is itself one.
    """
    head = len(_HEAD.match(text).group())  # type: ignore[union-attr]  # the pattern matches nothing too
    looks = [] if _BY_ITS_NAME.search(text) else spans_of(_A_LOOK, text)
    asides = [span for span in spans_of(_A_REVIEW, text) + looks if span.start >= head]
    return spans_of(_REVIEWED, text) + spans_of(_AT_A_REVIEW, text) + asides


def _clauses(text: str) -> list[Span]:
    ends = [hit.end() for hit in _CLAUSE_END.finditer(text)] + [len(text)]
    return [Span(start, end) for start, end in zip([0, *ends], ends, strict=False) if end > start]


def _apart(one: Span, other: Span) -> int:
    return max(one.start, other.start) - min(one.end, other.end)
