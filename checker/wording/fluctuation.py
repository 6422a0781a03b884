"""Health that is said to come and go, or to keep a child from school."""

from __future__ import annotations

import re

from checker.wording.conditions import conditions_in, is_own
from checker.wording.history import is_record
from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.stems import Stems
from checker.wording.wordlist import WordList
from hub.language.needed import Wanted
from hub.language.span import Span
from hub.language.text import Sentence

_FUNCTIONS = WordList(lexicon("fluctuation")["functions"])
_HINTS = Stems({"hint": lexicon("fluctuation")["hints"]})
_PARTS = {
    "period": r"(?:one )?(?:hour|day|week|month|morning|lesson|session|term)",
    "season": r"(?:summer|winter|spring|autumn|mornings?|afternoons?|holidays|term|term time|warm weather|the warm)",
    "times": r"(?:days?|weeks?|mornings?|afternoons?|months?|times?|spells?|periods?|occasions?|nights?|phases?)",
}
_COMES_AND_GOES = phrases(
    r"fluc[tu]\w+|wax(?:es|ing)? and wan(?:es?|ing)|ebbs?|comes? and goe?s?|coming and going|ups? and downs?"
    r"|on and off|off and on|relaps\w+|remission|remitting|flar(?:e|es|ed|ing)|flare~ups?|exacerbations?|episodic\w*"
    r"|sporadic\w*|remits?|(?:stiffer|weaker|sorer|tighter|shakier|itchier|drier|redder|paler|hoarser|wheezier|looser"
    r"|lower|higher|duller|heavier|tireder) (?:in|when|whenever|after|during|by|at|on|with|if)|in (?:episodes|bouts"
    r"|waves|clusters|spells|attacks|cycles|bursts|phases)"
    r"|in crises|(?:cannot|can't|can not|never|hard to|impossible to|difficult to) (?:be )?predict(?:ed)?"
    r"|intermittent(?:ly)?(?! (?:self )?catheter)|cyclical|recurs|recurring|seasonal(?:ly)?|from time to time"
    r"|every now and (?:then|again)|hit (?:and|or) miss|all over the place|(?:bouts?|episodes|spells|attacks|periods"
    r"|phases) (?:of|when|where)|peaks?|settles? and then|patchy",
    r"swings?|at random(?: times)?|at any time|comes? (?:back|on) (?:again|in|with|when|at)|(?:well|fine"
    r"|free) for (?:\w+ )?(?:{times}|terms?|years?) and|{times} without|poorly controlled|not (?:well|yet"
    r"|fully) controlled|stabilis(?:e|ing)|can last from",
    r"unpredictab(?:le|ly)|unstable|brittle|labile|erratic(?:ally)?|changeable|change(?:s|d)? (?:from|quickly"
    r"|rapidly|daily)",
    r"var(?:y|ies|ied|ying|iable)|differs?|(?:from )?{period}~to~(?:the )?(?:next|{period})"
    r"|one {period} and (?:\w+ ){0,3}the next|not the same (?:from|on|every|each)",
    r"(?:good|better) (?:and|or) (?:bad|worse) {times}|(?:good|bad|worse) {times}|(?:some|most"
    r"|certain) {times} (?:than|better|worse|are|is|(?:he|she|they|it|his|her|their))|some {times} (?:and|but) not"
    r"|there are {times} when|on (?:some|certain|other) {times}|some {times} [^.;]{0,60}(?:some|other) {times}"
    r"|{period} and none|at (?:its|their) worst|(?:bad|poor|worse|weak|poorly) (?:from|in|between|during"
    r"|over) (?:the )?(?:winter|summer|autumn|spring|cold|exam|wet|\w+ber|january|february|march|april)",
    r"(?:is|are|gets?|becomes?|feels?|much) (?:much |far |often |always )?worse|worse (?:by|in|at|on|after|when|with"
    r"|if|during|towards|whenever)|worsens?|(?:more|less) (?:frequent|severe|intense|marked|painful|pronounced"
    r"|likely) (?:by|in|at|on|after|when|with|if|during|towards|whenever)|depend(?:s|ing|ent)? (?:on|upon|how)"
    r"|inconsistent|out of the blue|without notice|(?:go|goes|went) from \w+ to \w+ (?:within|in|over|inside)"
    r"|mind of (?:its|their) own|never the same|(?:drops?|dips?|falls?|goes|fades?|fails?|dulls?) (?:off|away"
    r"|down)(?! (?:alone|by|to|with|on|and|home))"
    r"|(?:drops?|dips?|falls?|fades?|fails?|dulls?)(?= (?:(?:further|again|right off|a bit|a lot) )?(?:when|whenever"
    r"|every|each))|every (?:few|couple of"
    r"|so many) {times}|every so often|several {times}"
    r" a|(?:better|best|worse|worst|stronger|weaker|easier|harder) (?:in|on|at|by|during) (?:the )?(?:mornings?"
    r"|afternoons?|evenings?|winter|summer|spring|autumn|start|end|weekends?)",
    **_PARTS,
)
# so plain that in advice on health nothing else can be meant
_PLAINLY = phrases(
    r"roller~coaster|see~saw\w*|yo~yo\w*|(?:not|never|hardly|un|isn't|aren't|wasn't)~predictable|unpredictab\w+"
    r"|erratic\w*|no two {times}|(?:nobody|no~one|you|we) (?:can|could|cannot|can't|never|ever) (?:ever"
    r" |always )?(?:know|say|tell|predict|foresee|be sure) (?:when|which|what|how|whether)|no (?:pattern|rhyme)|(?:with"
    r"|at) (?:no|little|short) (?:warning|notice)|out of the blue",
    r"(?:good|better|fine|well|ok) in (?:the )?{season} (?:and|but) (?:\w+ )?(?:bad|poor|worse|poorly|terrible"
    r"|awful) in"
    r"|(?:bad|poor|worse|poorly) in (?:the )?{season} (?:and|but) (?:\w+ )?(?:good|fine|well|better) in"
    r"|(?:good|better|fine|well) (?:and|or|{times} and) (?:bad|worse|poor|not) {times}|(?:good|bad|rough|sticky|rocky"
    r"|poor) (?:patch(?:es)?|{times}|runs?)|on (?:a|her|his|their) (?:good|bad|better|worse) {times}|(?:off|down)~days"
    r"|(?:quiet|well|fine|settled|better|okay|ok) for (?:[\w-]+ ){1,4}(?:and|then|but|before)"
    r"|(?:fine|well|up|bright) one (?:\w+) (?:and|but)? ?[^.;]{0,40}(?:the next|another)|fits and starts|hit and miss"
    r"|some {times} (?:he|she|they) (?:is|are|feels?) (?:fine|well|better|okay|bright) [^.;]{3,60}some {times}"
    r"|comes? and goe?s?|wax(?:es|ing)? and wan(?:es?|ing)|ebbs? and flows?|(?:up and down|down and up)(?! (?:to|the"
    r"|from the|in (?:his|her|their))\b)|ups and downs|flares?(?: up)?"
    r"|flare~ups?|relaps\w+|remission|fluctuat\w+|exacerbations?|setbacks?|touch and go|swings? wildly",
    r"(?:some|certain) {times} [^.;]{3,80}(?:others?|another|next) |(?:some|certain) {times} [^.;]{3,80}other {times}"
    r"|depends? (?:on|upon) (?:the day|where (?:he|she|they)|how (?:he|she|they) (?:is|are|feels?|slept))",
    **_PARTS,
)
# what goes up and down for other reasons than health
_NO_HEALTH = phrases(
    r"attention|concentration|behaviours?|spelling|handwriting|writing|reading|maths|marks?|grades?|effort|interest"
    r"|motivation|engagement|friendships?|friends|relationships?|teachers?|timetable|staffing|contact|weather|money"
    r"|play|participation|homework|work|progress|learning|memory|results|scores?|cooperation|compliance|visits|bus"
    r"|taxi|transport|speech sounds?|attainment|performance|listening|routines?|football|trains?|lift|stairs"
)
_DENIED = re.compile(
    r"(?i)\b(?:not|never|n't|no longer|no|without(?! (?:warning|notice))|rarely|used to|previously|in the past|is now"
    r"|until|if"
    r"|should)(?: [\w-]+){0,3} $|\b(?:does|do|did|has|have)n['’]t (?:seem to |tend to |really |ever )?(?:go "
    r"|come )?$|\b(?:left"
    r"|right)(?: (?:one|side|hand|ear|eye|arm|leg|foot|knee|hip))? $"
)
_POINTS_BACK = re.compile(r"(?i)\W*(?:it|this|that|these|they|which|some|on)\b")
_SCHOOL = r"(?:school|nursery|college|(?:his |her |their )?(?:education|schooling))"
_HOW_MUCH = (
    r"(?:(?:about|around|up to|over|more than|at least|nearly|almost|some|many|several|a|the|lot of|lots of|much"
    r"|whole|few|of|his|her|their|too much|much of|one|two|three|four|five|six|seven|eight|nine|ten|\d+|full|more"
    r"|school) )*"
)
_AWAY = Wanted(
    phrases(
        r"(?:off|out of|away from|kept from|absent from|home from|not in|time off) {school}|off (?:on "
        r"|every )?(?:mon|tues"
        r"|wednes|thurs|fri)days?|days off|time off|sick days"
        r"|(?:days|sessions) of absence|absent for {how_much}(?:days?|weeks?)|off (?:sick|ill|poorly"
        r"|for {how_much}(?:days?|weeks?))|(?:often|frequently|regularly|sometimes) (?:absent|off|away)"
        r"|(?:absent|off|away) (?:a lot|a good deal|very often|often|frequently|so much|much of)"
        r"|(?:can't|cannot|can not|unable to|couldn't|does not|doesn't) (?:come|get|make it) in(?=[.;,]|\Z)"
        r"|{school} absences?|absences from {school}|frequent absences?",
        r"(?:miss|misses|missed|missing|loses?|lost) {how_much}(?:{school}|respite|short breaks|(?:days?|weeks?"
        r"|sessions)(?! later)"
        r"|(?:mornings?|afternoons?) (?:of|at) {school})",
        r"(?:miss|misses|missed|lost) (?:an? )?(?:third|half|quarter|most|much|large part|lot) of (?:the |this |that "
        r"|last |his |her |their )?(?:\w+ )?(?:term|year|half~term|weeks?)|(?:did not|didn't|does not|doesn't"
        r"|not been able to) (?:come|get) (?:in|to {school})|(?:only )?manage[sd]? (?:only )?(?:\w+ ){1,2}(?:days"
        r"|mornings|afternoons) (?:a|per|each) week|off a ?lot|(?:collected|picked up|sent home|goes home) early"
        r"|off more than|attends? (?:only |about |around |just )?(?:half|(?:[1-8]\d|9[0-2]) ?(?:%|per ?cent))|(?:in"
        r"|at) {school} (?:only )?(?:for )?(?:half|part of|\w+ days)|sent home|takes? (?:him|her"
        r"|them) out of (?:lessons"
        r"|class|{school})|(?:long|repeated|lengthy) absences?",
        r"(?:absent|off|away|out|miss(?:es|ed|ing)?|los(?:es?|t|ing)|costs?)"
        r" (?:(?!(?:on|at|in|it|by|rest|registration|after|before|within|until|the"
        r"|first) )[\w-]+ ){0,6}{spans}(?! later)"
        r"|absences?:? (?:[\w-]+ ){0,3}(?:days|sessions)|(?:spent|spends) (?:[\w-]+ ){1,5}in hospital"
        r"|(?:not|never|n't)(?: yet)? (?:managed|done|had|completed) an? (?:full|whole) (?:week|day|half~term|term)"
        r"|too (?:ill|unwell|poorly|tired|sore|sick) (?:to (?:come|be) in|for (?:school|lessons))",
        r"not (?:always |been )*(?:well|fit) enough to (?:attend|come in|be in)",
        r"(?:too (?:ill|unwell|poorly|tired|sore)|not (?:always |been )?(?:well|fit) enough|unable|cannot|can't"
        r"|not able) (?:to )?(?:come|attend|get|go)(?: in)?(?: to)? {school}",
        r"(?:stops?|prevents?|keeps?|stopped|kept|prevented) (?:him|her|them|[a-z]+) (?:from )?(?:attending|(?:coming"
        r"|getting|going) (?:in|to {school})|at home|off|away|home|in bed)",
        school=_SCHOOL,
        how_much=_HOW_MUCH,
        spans=r"(?:school )?"
        r"(?:days|day in|weeks|sessions|mornings|afternoons|months|(?:mon|tues|wednes|thurs|fri)days)",
    )
)
_HOSPITAL = Wanted(
    phrases(
        r"(?:may be|can be|often|regular(?:ly)?|frequent(?:ly)?|repeated(?:ly)?|sometimes|several|multiple|many|\d+|two"
        r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:be |is |was |spells? |times? |long "
        r"|short )?(?:in hospital|admitted|(?:hospital )?(?:admissions?|stays|inpatient))",
        r"in and out of hospital|(?:in|to) hospital (?:\w+ ){0,6}(?:times|each|every|per)"
        r"|admitted (?:\w+ ){0,6}(?:times"
        r"|each|every|per)",
    )
)
_ATTENDANCE = Wanted(
    phrases(
        r"attend\w{4}:? (?:[\w-]+ ){0,5}(?:affected|impact(?:s|ed)?|suffer(?:s|ed|ing)?|low|lower|poor|falls?|fallen"
        r"|fell|dip(?:s|ped|ping)?|slip(?:s|ped)?|slid(?:es?|ing)?|declin\w+|half|thirds?|drops?|dropped|down|reduced"
        r"|limited|irregular|erratic|patchy|disrupted|depends|concern|below|variable"
        r"|varies|(?:[1-8]\d|9[0-2])(?:\.\d+)? ?(?:%|per ?cent))",
        r"(?:[1-8]\d|9[0-2]) ?(?:%|per ?cent) attend\w{4}|(?:affect(?:s|ed|ing)?|impact(?:s|ed|ing)?|limit(?:s|ed|ing)?"
        r"|reduc(?:es?|ed|ing)|disrupt(?:s|ed|ing)?|interrupt(?:s|ed)?|poor|low|patchy|erratic|irregular"
        r"|interrupted) (?:[\w-]+ ){0,3}attend\w{4}",
    )
)
_ILL = phrases(
    r"\w+itis|ill(?:ness(?:es)?)?|unwell|poorly|sick(?:ness)?|hospital|appointments?|clinics?|infections?|dialysis"
    r"|treatment|admissions?|admitted|medical|health|symptoms?|recover(?:s|y|ing)?|exhausted|(?:well|fit) enough"
    r"|side effects"
    r"|diagnos\w+|pollen|flare\w*|allerg\w+"
)
# a cold that once kept the child at home, or what is over
_ONCE = Wanted(
    phrases(
        r"(?:was|were|kept (?:him|her|them)) (?:off|absent|away)(?: (?:sick|ill|poorly|school"
        r"|from school))? for (?:an?|one"
        r"|two|three) (?:days? (?:only|in all)|days?(?! (?:a|at|each|every|per)))",
        r"(?:not|hasn't|haven't|never) missed (?:an?|any|one)|now (?:fully )?(?:well|recovered)|since (?:settled"
        r"|resolved)",
    )
)
# how much work is done says nothing of health
_AT_WORK = phrases(
    r"(?:reads|spells|writes|counts|scores|answers|recalls|adds) (?:[\w-]+ ){0,3}(?:words?|letters?|sums?|numbers?"
    r"|questions?|sentences?|marks?|facts?|pages?|lines?)"
)
_LONG_AGO = Wanted(
    phrases(
        r"when (?:he|she|they) (?:was|were) (?:\w+ ){0,3}?(?:little|young|younger|small|born|a baby|a toddler|\d+"
        r"|one|two"
        r"|three|four|five|six)|as an? (?:baby|toddler|infant)"
    )
)
_NEAR = 40  # letters
_BECAUSE = phrases(r"because|due to|owing to|as a result of|since|will")


def unsteady_in(sentence: Sentence, before: Sentence | None, *, is_health_advice: bool) -> Span | None:
    """The words of the sentence that say that the child's health comes and goes or keeps the child from school.

    “His pain varies from day to day”; “It affects her attendance”. Who writes on health (`is_health_advice`) need not
    say that it is for health that attendance suffers.
    """
    if not _HINTS.is_any_in(sentence.low):
        return None
    return _fluctuates(sentence, before, is_health_advice) or _keeps_from_school(sentence, before, is_health_advice)


def _fluctuates(sentence: Sentence, before: Sentence | None, is_health_advice: bool) -> Span | None:
    if is_record(sentence.text):
        return None
    for said in _COMES_AND_GOES.finditer(sentence.text):
        if _LONG_AGO.search(sentence.text, said.start(), said.end() + _NEAR):
            continue
        if not _is_denied(sentence, said.start()) and _is_about_health(sentence, before):
            return Span(*said.span())
    if is_health_advice and (plainly := _PLAINLY.search(sentence.text)) and not _NO_HEALTH.search(sentence.text):
        start, end = plainly.span()
        is_now = not _is_denied(sentence, start) and not _LONG_AGO.search(sentence.text, start, end + _NEAR)
        return Span(start, end) if is_now and is_own(sentence.text, start) else None
    return None


def _keeps_from_school(sentence: Sentence, before: Sentence | None, is_health_advice: bool) -> Span | None:
    if said := _HOSPITAL.search(sentence.text):
        return Span(*said.span()) if is_own(sentence.text, said.start()) else None
    if _ONCE.search(sentence.text):
        return None
    attendance = _ATTENDANCE.search(sentence.text)
    said = attendance or _AWAY.search(sentence.text)
    if not said or _is_denied(sentence, said.start()):
        return None
    is_understood = attendance and is_health_advice and not _BECAUSE.search(sentence.text)
    is_ill = is_understood or _is_about_health(sentence, before) or _ILL.search(sentence.text)
    return Span(*said.span()) if is_ill else None


def _is_denied(sentence: Sentence, start: int) -> bool:
    return bool(_DENIED.search(sentence.text[:start]))


def _is_about_health(sentence: Sentence, before: Sentence | None) -> bool:
    """Whether it names something of the child's health, or points back to a sentence that does."""
    if _is_health(sentence.text):
        return True
    points_back = before and _POINTS_BACK.match(sentence.text) and not _AT_WORK.search(sentence.text)
    return bool(points_back and before and _is_health(before.text))


def _is_health(text: str) -> bool:
    return any(is_own(text, each.start) for each in _FUNCTIONS.find(text)) or bool(conditions_in(text))


def health_in(text: str) -> frozenset[str]:
    """What of a child's health the text names: joints, mood, seizures …"""
    return frozenset(each.name for each in _FUNCTIONS.find(text))
