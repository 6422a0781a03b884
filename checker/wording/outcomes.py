"""How outcomes are worded: what is left when the date is taken away, what could be measured, what is general."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import blanked
from hub.language.timing import deadlines_in

_GENERAL = frozenset(
    (*lexicon("outcomes")["general"], *lexicon("vague_support")["fillers"], *lexicon("vague_support")["heads"])
)
_YEAR = re.compile(r"\b20[2-5]\d\b")
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\d+")
_SUBJECT = re.compile(
    r"(?i)(?:for\s+)?(?P<name>[^\W\d_][\w-]*(?:\s(?!will\b|to\b)[^\W\d_][\w-]*)??)(?:['’]s\b|\s+(?:will|to|can|should"
    r"|is|has)\b)"
)
_LABEL = re.compile(
    r"(?i)\s*(?:[-–—•*·]+\s*|\(?\d{1,2}[.)]\s*|(?:(?:long|short|medium)[- ]term\s)?(?:outcome|aim|goal"
    r"|target)s?(?:\s\d+)?\s?[:–-]\s*)*[\s,.:;–—-]*"
)

# A change, a degree or a feeling: true of any child in any year, until somebody says how it shows.
_DEGREE = phrases(
    r"com(?:e|es|ing) (?:on(?: (?:well|nicely|leaps and bounds|in leaps and bounds|a long way|further))?(?=\W|\Z)"
    r"(?! (?:to|the|time|his|her|their|foot|a bus|buses|trips))|along nicely|a long way"
    r"|out of (?:(?:his|her|their) shell|(?:him|her|them)sel(?:f|ves)))",
    r"leaps and bounds|strength to strength|gets?(?:ting)? (?:more|the most|the best) (?:out of|from)|mak(?:e|es|ing)"
    r" the most of|turn(?:s|ed)? a corner",
    r"improv\w+|increas\w+|decreas\w+|reduc\w+|develop(?:s|ed|ing|ment)?|enhanc\w+|strengthen\w*|boost\w*"
    r"|maximi[sz]\w+"
    r"|gr(?:ow(?:s|ing|n)?|ew) (?:in )?(?:confidence|independence|stronger|academically|socially)"
    r"|(?:will|to|should) grow"
    r"|(?:length|less|deep|broad|wid)en\w*|(?:expand|diminish|subsid|blossom|matur|accelerat|stabilis|normalis"
    r"|optimis|refin|hon|consolidat|cultivat|alleviat|mitigat|reinforc)(?:e|es|ed|ing|s)?(?: (?:on|upon))?"
    r"|overc[oa]m\w+|embed\w*|(?:make|makes|making|made) (?:[^\s.;]+ )?(?:strides|headway)|gain(?:s|ed|ing)? (?:\w+ "
    r")?(?:weight|skills|strength|height)"
    r"|build(?:s|ing)? (?:up )?(?:on|{whose}|an?|good|better|stronger|positive|more|resilience|confidence"
    r"|self~esteem|trust|friendships|relationships)",
    r"(?:make|makes|made|making|show|shows) (?:\w+ ){0,3}(?:progress|improvements?|gains)|progress(?:es|ed|ing)?"
    r"(?: (?:in|with|towards|academically|well|further))?|gains? (?:\w+ )?(?:confidence|independence|understanding)",
    r"(?:\d+ ?% of )?[^\s.;]{1,20} (?:\w+ )?(?:goals|targets|objectives|outcomes) (?:will |to |are "
    r"|being )(?:be )?(?:met"
    r"|achieved|reached)"
    r"|(?:meet|met|achieve|reach)\w* (?:[^\s.;]+ ){0,3}(?:goals|targets|objectives|outcomes|expectations)",
    r"stop(?:s|ped)? (?:being|feeling|getting)|know(?:s)? (?:more|better)|clos\w+ the gap",
    r"(?:be |do |try |doing |being )(?:the |{whose} )(?:very )?best|rais\w+ (?:\w+ )?(?:self|confidence|attainment"
    r"|aspirations|standards)",
    r"keep \S{1,20} (?:safe|well|healthy|calm|happy)|(?:live|lead|have) (?:an? )?(?:normal|full|happy|healthy|good"
    r"|fulfilling|ordinary) (?:life|lives)",
    r"(?:clear|kind|quick|eas|neat|fitt|health|stead|loud|quiet|brav|clos|tid|friendl|nic|smooth"
    r"|full|furth|long|fast|deep|rich|hard|near|warm|slow|soft|bold|mild|rar|brief|sharp|tough)i?er",
    r"(?:on a par|in line|level|closer|nearer) (?:with|to) (?:[^\s.;]+ ){0,2}(?:peers?|age|classmates|friends"
    r"|expectations|class|others)|school~ready|(?:a )?more (?:active|positive) role"
    r"|(?:appropriate|effective|positive|suitable|helpful|various|different|healthy|right) (?:\w+ )?(?:strategies"
    r"|ways"
    r"|tools|techniques|methods|language|skills|behaviours?|responses?|choices)",
    r"(?:be|becom\w+) an? (?:\w+,? (?:and )?){0,2}(?:happy|confident|successful|independent|resilient|effective) \w+",
    r"(?:be|is|are) (?:\w+ )?(?:ready|prepared) for (?:\w+ )?(?:adult\w*|life|school|secondary|college|transition"
    r"|work|the next|year \w+|reception|key stage)",
    r"(?:good|positive|successful|smooth|healthy|strong) (?:\w+ )?(?:transition|move|start|experiences?|habits"
    r"|behaviour"
    r"|attendance|wellbeing|health)",
    r"(?:be|is|are|being) (?:well |better |fully |effectively )?(?:maintained|managed|controlled|optimi[sz]ed"
    r"|minimi[sz]ed"
    r"|promoted|prepared for)",
    r"maintain\w* (?:\w+ ){0,4}(?:level|mobility|skills|progress|health|wellbeing|weight|function\w*|strength|range"
    r"|abilit\w+)",
    r"needs (?:will |to |are |being )?(?:be )?(?:fully |better )?(?:met|supported)",
    r"(?:be|is|stays?|keeps?|gets?|remains?) (?:well|healthy|fit|fine|okay|ok)",
    r"(?:reach|achieve|fulfil|meet|realise|attain)\w* (?:\w+ ){0,3}potential",
    r"better|more|less|fewer|greater|happier|calmer|stronger|safer|higher|lower|wider|broader",
    r"(?:be|being|feel|feels|feeling|become|becomes|remain|stay) (?:\w+ly |very |so |much |fully )?(?:able to cope"
    r"|calm|confident|comfortable|content|emotionally \w+|engaged|happy|included|motivated|positive|regulated|relaxed"
    r"|resilient|safe|secure|settled|successful|understood(?! by)|valued)",
    r"{being} (?:\w+ly |very |really |a lot |much )?(?:good|excellent|great|fine|adequate|appropriate|normal"
    r"|stable|balanced|positive|consistent|on track|under (?:good |better )?control|in (?:good |better )?(?:hand"
    r"|order)|up to (?:scratch|standard|speed)|where (?:it|they|he|she) should be)"
    r"(?=\W*(?:\Z|so|by|in (?:school|class)|at (?:home|school)))",
    r"(?:gain|have|has|take|get)s? (?:\w+ )?(?:control|ownership|charge) of|settl(?:es?|ed?) (?:down|in|well)|(?:will"
    r"|to) settle(?=\W*(?:\Z|so|by))"
    r"|in (?:an? )?(?:good|better|happier|calmer|stronger) (?:place|position|frame of mind|state)"
    r"|(?:fulfil|live up to|realise|meet)s? (?:[^\s.;]+ ){0,3}(?:promise|aspirations|ambitions|expectations)",
    r"feels?|thrive|flourish|succeed|work towards|to the best of",
    r"(?:healthy|healthier|balanced|varied) (?:\w+ )?(?:diet|eating|lifestyle)",
    r"{general_act} (?:[^\s.;,]+ ){0,3}{how}|{how} {general_act}",
    r"(?:good|strong|positive|healthy) (?:\w+ )?(?:relationships|friendships|self~esteem|attitude|progress|skills)",
    whose="his|her|their",
    being="(?:be|is|are|being|becomes?|remains?|stays?|gets?)",
    how=(
        "(?:more |less )?(?:appropriately|effectively|positively|successfully|well|confidently|meaningfully"
        "|properly|fully)"
    ),
    general_act=(
        r"(?:access|behav|communicat|concentrat|cop|do|engag|express|function|interact|integrat|join in|learn|listen"
        r"|manag|participat|play|progress"
        r"|regulat|relat|respond|socialis|speak|talk|work)\w*"
    ),
)
# The same, where next to nothing follows: “manage his locker”, but not “manage the stairs holding the rail”.
_WEAK_DEGREE = phrases(
    r"cop(?:es?|ed|ing)|(?:will|can|should|able to|better|\A\W*to) (?:\w+ly )?(?:manage|engage|participate)"
    r"|continue to|begin to|make (?:\w+ )?(?:choices|decisions)|catch(?:es|ing)? up|keep(?:s|ing)? up"
)
# The bare name of something every child does: enough with a date and a measure, nothing without.
_BARE = phrases(
    r"enjoy|wear|follow|listen|attend|communicate|interact|engage|manage|access|participate|behave|learn|play|focus"
    r"|concentrate|socialise|regulate|understand|achieve|be independent|express|respond|make friends|have friends"
    r"|have (?:good|positive)|attention|communication|independence|confidence|behaviour|wellbeing|attendance"
)
# The guide's own model of a long-term outcome, and what is as good as it.
_HOW_IT_FEELS = re.compile(r"(?i)\b(?:how|what|when|if|that|why)\s+\S+\s+(?:is\s+feeling|feels?|are\s+feeling)\b")
# “a card she can use to stay calm” is a thing to do
_BY_MEANS_OF = re.compile(
    r"(?i)\b(?:uses?|using|strateg(?:y|ies)|ways?|tools?|cards?)\b[^.;,]{0,40}?\bto\s+(?:help\s+\w+\s+)?(?:stay|keep"
    r"|be|feel|get|become|calm|cope|manage)\b"
    r"(?:\s+[\w’'-]+){0,2}"
)
_LESS_OF = phrases(r"reduc\w+|decreas\w+|fewer|no longer")
_A_TOPIC = 2  # words
_A_SHORT_AIM = 8  # words: “Andrei will improve his grammar”
_AS_IT_CAN_BE = phrases(
    r"as \w+ as (?:possible|(?:he|she|they) can)|the end of (?:his|her|their) (?:educational|school|learning) journey"
)
_BENEFIT = re.compile(
    r"(?i)\b(?:so\s+that|so\s+(?:he|she|they|[a-z][\w’'-]+)\s+(?:can|will|is|are|do|does)|which\s+means)\b"
)
_FEELS_ALONE = phrases(r"(?:less|feel|feels|feeling|so) alone")
# a share of what nobody has told: “80% of her targets”, “a 30% improvement”
_EMPTY_SHARE = phrases(
    r"(?:\d{1,3} ?%|{number}) (?:of )?(?:(?:his|her|their|the|all|agreed|set) ){0,2}(?:targets|goals|objectives"
    r"|outcomes|improvements?|progress|increase|decrease|reduction|gains?|better|more)",
    number="half|most|all|two thirds|three quarters",
)
_STAGE = phrases(r"(?:for|to|into|in) (?:year|key stage|ks) ?\d{1,2}")
_COUNTED = phrases(
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half|quarter|once|twice"
    r"|most of"
    r"|each|every"
    r"|all(?! (?:areas|subjects|aspects|settings|situations|domains))|any"
    r"|whole|no|never|always|daily|weekly|hourly|per|between(?! (?:lessons|classes|rooms))|either|both"
    r"|full~time|percent",
    r"without|(?<!living\s)(?<!live\s)independently|(?:by|dress|feed|wash|clean|change|inject|settle|calm) (?:him|her"
    r"|them)sel(?:f|ves)"
    r"|(?:on )?(?:his|her|their) own"
    r"|unaided|unprompted|alone|from \w+ to|(?:a|best) friend",
    r"as (?:shown|measured|seen|reported|recorded|rated|assessed) (?:by|in|on|through)|measured|evidenced by"
    r"|enough to"
    r"|school days|in (?:most|all) (?:lessons|sessions)",
)


@lru_cache(maxsize=256)
def without_dates(text: str) -> str:
    """What an outcome says besides its label (“Outcome 1:”) and its dates, terms and stages."""
    undated = _YEAR.sub(" ", blanked(text, deadlines_in(text)))
    return _LABEL.sub("", undated, count=1)


def is_dated(text: str) -> bool:
    """Whether a date, term or stage is said."""
    return bool(deadlines_in(text))


def says_benefit(text: str) -> bool:
    """Whether it goes on to say what for: “so that she can go to sleepovers”."""
    return bool(_BENEFIT.search(text))


@lru_cache(maxsize=256)
def is_measured(text: str) -> bool:
    """Whether something in it can be counted or seen: how many, how far, with how much help, or for what doing."""
    if _AS_IT_CAN_BE.search(text):
        return True
    return bool(_COUNTED.search(_STAGE.sub(" ", without_dates(text))))


def is_measured_itself(text: str) -> bool:
    """Whether a change or a feeling can be seen for itself: what it is for may count anything."""
    if is_a_degree(text):
        return is_measured(_FEELS_ALONE.sub(" ", _BENEFIT.split(text, maxsplit=1)[0]))
    return is_measured(text)


@lru_cache(maxsize=256)
def is_a_degree(text: str) -> bool:
    """Whether its core is a change, a degree or a feeling: “improve”, “more”, “feel safe”; not “say how he feels”."""
    main = _BENEFIT.split(without_dates(text), maxsplit=1)[0]
    return bool(_DEGREE.search(_BY_MEANS_OF.sub(" ", _HOW_IT_FEELS.sub(" ", main))))


def is_a_weak_degree(text: str) -> bool:
    """Whether its core may be a degree, if next to nothing follows: “cope”, “keep up”."""
    return bool(_WEAK_DEGREE.search(_BENEFIT.split(without_dates(text), maxsplit=1)[0]))


def is_bare(text: str) -> bool:
    """Whether it names something every child does: “follow instructions”, “enjoy reading”."""
    return bool(_BARE.search(without_dates(text)))


def says_little(text: str, names: Collection[str]) -> bool:
    """Whether next to nothing is left of it once its dates, the child's names and general words are taken away.

    A word or two (“his talking”, “in noise”) name a topic; with a measure, a purpose or a thing to have less of
    they may be enough. A change (“improve his grammar”) is no clearer for its purpose.
    """
    if _AS_IT_CAN_BE.search(text):
        return False
    main, *what_for = _BENEFIT.split(without_dates(text), maxsplit=1)
    if what_for and is_a_degree(text):
        main = _EMPTY_SHARE.sub(" progress ", main)
        left = len(_left_of(main, names))
        is_short = left < _A_TOPIC and len(main.split()) <= _A_SHORT_AIM
        return (left == 0 or is_short) and not is_measured(_EMPTY_SHARE.sub(" ", text))
    left = len(_left_of(main, names))
    is_enough = is_measured(text) or what_for or _LESS_OF.search(text)
    return left == 0 or (left <= _A_TOPIC and not is_enough)


def says_nothing(text: str, names: Collection[str]) -> bool:
    """Whether nothing at all is left of it, and nothing in it is counted: “To be able to self-regulate”."""
    return not (is_measured(text) or says_benefit(text) or _left_of(without_dates(text), names))


def _left_of(said: str, names: Collection[str]) -> set[str]:
    if subject := _SUBJECT.match(said):
        names = {*names, *subject["name"].split()}
    words = (
        word for word in _WORD.findall(_WEAK_DEGREE.sub(" ", _DEGREE.sub(" ", said))) if len(word) > 2 or word.isdigit()
    )
    return {_bare(word) for word in words} - _GENERAL - {_bare(name) for name in names}


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s").strip("'-")
