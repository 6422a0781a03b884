"""Who delivers a provision, as opposed to who receives it, reviews it or advised it."""

from __future__ import annotations

import re

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import Found, WordList, fold

_LISTS = lexicon("deliverers")
_SOMEBODY = WordList(_LISTS["roles"] + _LISTS["services"])
_ANYBODY = frozenset(_LISTS["anybody"])
_SOMEBODY_KNOWN = WordList(
    [
        each
        for each in _LISTS["roles"] + _LISTS["services"]
        if each not in _LISTS["bare_people"] + _LISTS["bare_teams"] and not _ANYBODY.issuperset(each.split())
    ]
)
_FAMILY = WordList(_LISTS["family"])
# a profession acts only where something is by, with or from it: “seen by physiotherapy”
_DEPARTMENTS = WordList(_LISTS["departments"])

_BY = re.compile(
    r"(?i)(?:\bw/|\b(?:w|sees?|meets?|between|by|from|with|via|through|using))\s*:?\s+"
    r"(?:(?!(?:before|(?<!looked\s)after|during|until|when|while)\s)[^\s.;:]+\s+){0,6}$"
)
_BY_FAMILY = re.compile(r"(?i)\bby\s+(?:[^\s.;:]+\s+){0,3}$")
_HAS = re.compile(
    r"(?i)\b(?:ha(?:ve|s|ving)|be\s+given|allocated?|assigned?)\s+(?:an?|the|one|two|his\s+own|her\s+own"
    r"|their\s+own)\s+(?:[^\s.;:]+\s+){0,4}$"
)
_DOES = re.compile(
    r"(?i)\s+\(?\d|[\s-]*(?:led|delivered|run|supported)\b|(?:\s*\([^)]{1,60}\))?\s*:|\s*[+&]\s|\s+with\s+(?:him|her|them)\b|['’]s?\s+(?:[\w-]+\s+)?(?:clinic|caseload|group"
    r"|surgery|list|session)s?\b"
    r"|(?:\s+(?:\([^)]{1,80}\)|or\s+[^\s.;]+|and\s+[^\s.;]+(?:\s+[^\s.;]+)?|on duty|in class"
    r"|(?:who|that|known|trained|named|chosen|familiar|from)(?:\s+[^\s.;]+){1,6}?))?"
    r"\s+(?:will|to|should|shall|must|can|would|is to|are to|provides?|delivers?|runs?|leads?|visits?|supports?"
    r"|offers?"
    r"|teaches|sessions?|visits?|input|intervention|clinics?|involvement|groups?|consultation|home visits|oversees"
    r"|sees|works"
    r"|time|does|do|gives|helps|meets|rings|calls|plays|sits|reads|goes|comes|checks|trains|practises|shows|observes"
    r"|supervises)\b(?!\s+"
    r"(?:be(?!\s+(?:available|there|around|on\s+hand|on\s+call|present|near(?:by)?|beside|with)\b)|receive|attend"
    r"|have|access|need|get|look\s+(?:at\s+(?:how|it|this|that|progress)|again|back)"
    r"|re-?view\s+(?:it|this|that|progress|how)|see\s+(?:how|if|whether)|take\s+stock)\s)"
)
# “a trainer pen”, “the nurse call button”, “teacher handbooks”
_THING_OF_THEIRS = re.compile(
    r"(?i)\s+(?:pens?|handbooks?|manuals?|kits?|toolkits?|software|toys?|doll"
    r"|uniforms?|desk|outfit|call\s+(?:bell|button)|scissors|cutlery)\b"
)
_DOES_FAMILY = re.compile(
    r"(?i)\s+(?:will|to|should|shall|must|can|would|is to|are to)\b(?!\s+(?:be|receive|attend|have|access|need"
    r"|get)\s)"
)
# “Health visitor toilet training clinic”
_HEADS_IT = re.compile(
    r"(?i)(?!\s+training)(?:\s+[\w’'-]+){0,3}\s+(?:clinics?|sessions?|groups?|visits?|checks?|reviews?|appointments?"
    r"|input|assessments?|follow-up|(?:phone |telephone )?calls?|oversight|support|therapy|lessons?|talks?|time"
    r"|involvement)\b"
)
# “OT input” is a kind of work, as “physiotherapy input” is
_SHORT_FOR_WORK = re.compile(r"(?i)ot|salt|slt|physio")
_SOME_INPUT = re.compile(r"(?i)\s+(?:input|support|involvement|help|advice|as\s)")
_DOES_SOMETHING = re.compile(r"(?:\s+[a-z]+er)?\s+(?!needs|has|is|gets|requires|sessions|times)[a-z]{2,}s\s")
_OF_WHOM = re.compile(
    r"(?i)\b(?:involvement|input|oversight|supervision|help|care)\s+of\s+(?:(?:an?|the|his|her"
    r"|their)\s+)?(?:[\w-]+\s+){0,2}$"
)
_IN_VISITS = re.compile(r"(?i)\s+(?:over|during|in|at)\s+(?:[\w-]+\s+){0,3}(?:visits?|sessions?|appointments?)\b")
# telegraphic, as in “15 minutes daily, TA”
_LISTED = re.compile(
    r"(?i)(?:^|[.,;:(–-])\s*(?:(?:the|an?|one|two|1:1)\s+)?"
    r"(?:(?!(?:for|to|of|with|and|or|from|by|in|at|on|into|across|within|around|during|as|training|advice"
    r"|support)\b)[\w’'&/-]+\s+){0,2}$"
)
_LISTED_TO = re.compile(
    r"(?i)(?:\s+(?:assistant|lead|student|team|service|staff))?\s*(?:[,;).]|$|\sand\s(?-i:[A-Z])\w+,|\s(?:for|every|each|once|twice|daily"
    r"|weekly|fortnightly|monthly|termly|half-termly|x\s?\d|supporting|delivering|providing|with\s+(?:training"
    r"|experience|him|her|them|(?-i:[A-Z][a-z])\w*(?=\s?[,.;])))\b)"
)
_WE = phrases(
    r"{main}(?:I|we|our (?:team|service)|my (?:team|service|colleague)) (?:will|am|are|can|shall|plan|continue|see|run"
    r"|visit"
    r"|teach|train|meet"
    r"|come|call|ring|work|go|give|offer|provide|deliver|check|test|practise|set|review|look|sit"
    r"|start)(?! {looks_again})"
    r"|(?:I|we)'(?:ll|m|re)(?! {looks_again})",
    r"mine to do|me and \w+|(?:that's|(?:that|which|who) (?:is|will be)) (?:me|us)|me \w+ing|(?:gets?|have|has) me",
    r"(?:by|with|from) (?:me|us|myself|ourselves|yours truly)|(?<=[,:;(]\s)(?:me|myself|us)(?=\s?[,;)+&.]|\sand\s)"
    r"|(?:by|with|from|in|at|to) (?:my"
    r"|our) (?:own )?(?:\w+ ){0,3}(?:team|service|clinic"
    r"|unit|centre|nurse|assistant"
    r"|colleagues?|group|department|therapist|psychologist|practitioner|worker|officer)|(?:my|our) (?:\w+ )?clinic",
    # the guide's own example: a family with a personal budget chooses who delivers
    r"(?:personal budget|direct payments?)",
    r"(?:at|in) (?:the )?(?:\w+ ){0,3}(?:clinic|audiology|orthotics|hospital)",
    r"(?:led|run|taught|given|delivered|provided|done|facilitated|coached) by (?:an? |the |his |her "
    r"|their )?(?:[\w-]+ ){0,3}?[\w-]+(?:er|or|ist|ian|man)s?",
    r"(?:with|by|from) (?:an? )(?:trained|qualified|specialist|experienced|named) (?:[\w-]+ ){0,3}?[\w-]+(?:er|or|ist"
    r"|ian|adult)",
    # “when I visit”, “as we set out”: what the writer does besides
    main="".join(
        rf"(?<!{word}\x20)" for word in ("when", "as", "what", "which", "that", "how", "if", "where", "since")
    ),
    looks_again=(
        r"(?:\w+ )?(?:review|re-?assess|look (?:at|again|back)|monitor|check (?:again|back|how|in|on|if|whether)"
        r"(?! with)|go over|see (?:how|if|whether)|ask|decide"
        r"|write"
        r"|recommend|suggest)"
    ),
)
# Whatever the writer does now, except to look, think, advise or wish: “I stretch her hand”.
_I_DO = re.compile(
    r"(?i)(?<!what\s)(?<!which\s)(?<!that\s)(?<!how\s)(?<!as\s)(?<!when\s)(?<!if\s)\b(?:I|we)\s+(?:(?:also|always"
    r"|then"
    r"|first|usually)\s+)?(?!(?:advise|agree|aim|ask|believe|can|compare|consider|could|count|decide|did|do\s+not|don"
    r"|expect|feel|felt|find|found|gave|go\s+over|had|have|hear|hope|know|like|look|made|may|measure|met|might"
    r"|monitor"
    r"|must|need|note|propose|re-?assess|recommend|request|review|said|saw|see|should|shall|spoke|strongly|suggest"
    r"|suspect|taught|tell|think|thought|told|took|understand|want|was|watch|were|will|wish|wonder|would|write"
    r"|wrote)\b)(?!\w+ed\b)[a-z]{2,}"
)
_ADVISED_BY_US = re.compile(
    r"(?i)(?:paid for|funded|shown(?:\s+to\s+\w+)?|advised|recommended|suggested|designed|written|devised|set"
    r"|drawn up"
    r"|agreed|reviewed"
    r"|review|monitored|looked at(?:\s+again)?|trained|assessed|supervised|explained|prescribed)\s*$"
)
_REVIEWED = re.compile(
    r"(?i)\b(?:reviewed|looked\s+at(?:\s+again)?|checked|measured|discussed"
    r"|(?:review|look|check|ask|hear|talk|go|see|catch)\w*(?:\s+(?:up|at|on|about|over|again|how|back|is|going|it|this|that|them|these)){1,4})"
    r"\s+$"
)
_DOCTOR = re.compile(r"\b(?:Dr|Doctor|Mr|Mrs|Ms|Miss|Sister)\.?\s[A-Z]")
_RECEIVES = re.compile(
    r"(?i)\b(?:training|advice|guidance|information|resources|strategies|feedback|handover|workshops?|support"
    r"|consultation|supplied|given|sent|delivered|offered|available|provided|modelled|supervision|liais\w+)"
    r"\s+(?:[\w-]+\s+){0,3}(?:to|for|of)\s+(?:(?!by\b|from\b|with\b)[^\s.;]+\s+){0,4}$"
)
_RECEIVES_WITH = re.compile(
    r"(?i)(?<!toilet\s)(?<!potty\s)(?<!travel\s)\b(?:training|advice|guidance|information|strategies|feedback"
    r"|handover"
    r"|workshops?|consultation|supervision"
    r"|liais\w+|shared|discussed)"
    r"\s+(?:[\w-]+\s+){0,3}with\s+(?:[^\s.;]+\s+){0,4}$"
)
_SETTING = re.compile(
    r"(?i)(?:staff|teachers?|teaching assistants?|tas?|lsas?|school|setting|nursery|college|sencos?|parents?"
    r"|famil(?:y"
    r"|ies)|lunchtime supervisors?)$"
)
_SCHOOL = re.compile(r"(?i)(?:school|nursery|college|setting)$")
# “using the school scheme”, “in the school hall”
_THING_OF_SCHOOL = re.compile(
    r"(?i)\s+(?:building|bus|canteen|day|field|gate|hall|hours|holidays?|kitchen|library|minibus|office|playground"
    r"|policy|premises"
    r"|resources|scheme|site|system|terms?|timetable|trips?|visits?|week|year)\b"
)
_ADVISED = re.compile(
    r"(?i)\b(?:advised|recommended|suggested|designed|written|devised|set|set out|drawn up|agreed"
    r"|reviewed|monitored|assessed|overseen|supervised|diagnosed|requested|identified|looked at)"
    r"\s+(?:by|with|from|at)\s+(?:[^\s.;]+\s+){0,4}$|[,;.][^,;.]*\breviews?\s+(?:by|with"
    r"|from)\s+(?:[^\s.;]+\s+){0,4}$"
)
_WILL_BE = re.compile(
    r"(?i)\b(?:will|to|should|shall|must|can|would)\s+be\s+(?:\w+\s+)?(?:written|drawn up|assessed|prescribed|set up"
    r"|made)\s+(?:by|with)"
    r"\s+(?:[^\s.;]+\s+){0,4}$"
)
# Who oversees work is not who does it; an assistant who supervises is there with the child.
_WATCHED_BY = re.compile(r"(?i)\bsupervised\s+(?:at all times\s+)?by\s+(?:[^\s.;,]+\s+){0,4}$")
_BESIDE_THE_CHILD = re.compile(
    r"(?i)(?:assistant|\bh?l?[ts]a|adult|lunchtime supervisor|midday supervisor|support worker|carer|escort)s?$"
)
_UNNAMED = re.compile(
    r"(?i)\b(?:appropriate|relevant|suitable|external|outside|other|another|some|suitably\s+\w+)\s+(?:[^\s.;]+\s+)?$"
)
# “the team” names nobody, “the dietetic team” does; “a therapist” names nobody, “the therapist” is known
_BARE_TEAMS, _BARE_PEOPLE = frozenset(_LISTS["bare_teams"]), frozenset(_LISTS["bare_people"])
_ANY = re.compile(r"(?i)(?:^|\b(?:an?|any|some|other|relevant|from|by|with|of))\s*$")
_ADJECTIVE = re.compile(r"\s+(?!(?:who|from|in|at|will|to|for|and|or|on|with|each|every|once|twice|\w+s)\b)[a-z]")
_MEMBER_OF = re.compile(r"(?i)\b(?:an?|any|some|another)\s+members?\s+of\s+(?:the\s+)?$")
_THE = re.compile(r"(?i)\b(?:the|all|their|his|her|whole|wider)\s*$")
_THERAPY = phrases(
    r"(?P<kind>speech and language|speech|occupational|music|play|art|drama|family|psycho|physio) ?therapy"
)
_NOBODY_IN = phrases(
    r"(?:the |an? |any |all |some |one |each |appropriate |relevant |suitable |suitably |qualified |trained "
    r"|external |outside |other "
    r"|multi~agency |available |whole |entire |class |wider )*(?:some(?:body|one)|any(?:body|one)|every(?:body|one)"
    r"|whoever|adults?|persons?|people"
    r"|professionals?|agency|agencies|services?|members? of (?:staff|the team|our team|the class team)|staff members?"
    r"|team(?: members?)?|specialists?"
    r"|practitioners?|clinicians?|workers?|providers?|all|various|multi~agency)"
    r"(?: (?:suitable|appropriate|qualified|trained|competent|else))?"
    r"(?: (?:from|at|in|on|of|within|to|who|that|as|is|are|involved|concerned|available|working|supporting"
    r"|around)\b.*)?"
)
# Somebody or some charity by name: “from Relate”, “given by Karen”; a month, a stage or a shop delivers nothing.
_BY_NAME = re.compile(
    r"(?<!bought\s)(?<!ordered\s)(?<!downloaded\s)(?<!taken\s)(?<!adapted\s)(?<!cards\s)(?<!resources\s)"
    r"(?<!materials\s)(?<!home\s)(?<!away\s)(?<!back\s)\b(?:from|by)\s+"
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Easter|Christmas|Xmas|Ramadan|Eid"
    r"|New|Spring|Summer|Autumn|Winter|Year|Yr|Key|Half|Term|Reception|Nursery|School|Staff|Adults?|Somebody|Someone"
    r"|Anyone|Week|Unit|Book|Level|Phase|Stage|English|Maths)s?\b)(?P<who>[A-Z][a-z’']+[A-Z0-9a-z]*)"
)
_WORD = re.compile(r"\w+")
_TO_BE_FOUND = re.compile(r"(?i)\s+(?:(?:to be|as)\s+(?:identified|confirmed|appropriate|required|needed))$")
_NEAR = 90  # letters before and after a name that say what it does there


def says_who_delivers(text: str) -> bool:
    """Whether the text names a role, a service or a person who is to deliver the support."""
    if (
        _is_by_us(text)
        or _DOCTOR.search(text)
        or any(_delivers(text, start, end, _BY) for start, end in somebody_in(text))
    ):
        return True
    if any(_is_by_department(text[max(0, each.start - _NEAR) : each.start]) for each in _DEPARTMENTS.find(text)):
        return True
    if any(
        not _ADVISED.search(text[max(0, each.start() - _NEAR) : each.end()] + " ") for each in _BY_NAME.finditer(text)
    ):
        return True
    family = _FAMILY.find(text)
    return any(
        _delivers(text, each.start, each.end, _BY_FAMILY, _DOES_FAMILY) for each in family
    ) or _is_by_its_own_therapist(text)


def _is_by_department(before: str) -> bool:
    return bool(_BY.search(before)) and not (_ADVISED.search(before) or _RECEIVES.search(before))


def _is_by_us(text: str) -> bool:
    """Whether the writer or the writer's own service does it: not only designs, pays for or reviews it."""
    return bool(_I_DO.search(text)) or any(
        not _is_only_advised(text[max(0, us.start() - _NEAR) : us.start()], us.group().lower())
        for us in _WE.finditer(text)
    )


def _is_only_advised(before: str, us: str) -> bool:
    if us.startswith(("by ", "with ", "from ")):
        return bool(_ADVISED_BY_US.search(before))
    return us.startswith(("at ", "in ")) and bool(_REVIEWED.search(before))


def somebody_in(text: str) -> list[tuple[int, int]]:
    """Where roles, teams and services are named, whatever they do there."""
    return [(each.start, each.end) for each in _SOMEBODY.find(text) if not _is_bare(each, text)]


def _is_bare(each: Found, text: str) -> bool:
    """Whether it is “the team” or “a therapist”: anybody."""
    before = text[max(0, each.start - _NEAR) : each.start]
    if each.name == "staff":
        return bool(_MEMBER_OF.search(before))
    if each.name in _BARE_TEAMS:
        return bool(_ANY.search(before) or _THE.search(before))
    if each.name == "specialist" and _ADJECTIVE.match(text, each.end):
        return True
    return each.name in _BARE_PEOPLE and bool(_ANY.search(before))


def names_nobody(text: str) -> bool:
    """Whether an answer to “by whom” is only “school staff”, “an appropriate professional”, “voluntary sector” …"""
    said = " ".join(_TO_BE_FOUND.sub("", fold(text).strip(" .;,()")).split())
    if _SOMEBODY_KNOWN.find(said):
        return False
    return _ANYBODY.issuperset(_WORD.findall(said)) or bool(_NOBODY_IN.fullmatch(said))


def _delivers(text: str, start: int, end: int, by: re.Pattern[str], does: re.Pattern[str] = _DOES) -> bool:
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if _WATCHED_BY.search(before) and _BESIDE_THE_CHILD.search(text[start:end]):
        return True
    if _SHORT_FOR_WORK.fullmatch(text[start:end]) and _SOME_INPUT.match(after):
        return False
    if _WILL_BE.search(before) or (start == 0 and _HEADS_IT.match(after)) or _IN_VISITS.match(after):
        return True
    stands_alone = _LISTED.search(before) and (_LISTED_TO.match(after) or _DOES_SOMETHING.match(after))
    if _THING_OF_THEIRS.match(after):
        return False
    if _SCHOOL.search(text[start:end]) and _THING_OF_SCHOOL.match(after):
        return False
    if not (by.search(before) or _OF_WHOM.search(before) or _HAS.search(before) or does.match(after) or stands_alone):
        return False
    is_given_it = _RECEIVES.search(before) or (_RECEIVES_WITH.search(before) and _SETTING.search(text[start:end]))
    return not (_ADVISED.search(before) or is_given_it or _UNNAMED.search(before))


def _is_by_its_own_therapist(text: str) -> bool:
    """Speech and language therapy whose reviewer is the speech and language therapist: the guide's own example."""
    return any(
        re.search(rf"{re.escape(therapy['kind'])}\s?therapist", text, re.IGNORECASE)
        for therapy in _THERAPY.finditer(text)
    )
