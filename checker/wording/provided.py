"""Whether an outcome says what others will give or do, in place of what the child will then do."""

from __future__ import annotations

import re
from collections.abc import Collection

from checker.wording.lexicon import lexicon
from checker.wording.outcomes import (
    is_a_degree,
    is_a_weak_degree,
    is_bare,
    is_dated,
    says_benefit,
    says_little,
    says_nothing,
    without_dates,
)
from checker.wording.phrases import phrases
from checker.wording.wordlist import Found, WordList, blanked
from hub.language.timing import durations_in, frequencies_in

_LISTS = lexicon("outcomes")
_DELIVERERS = lexicon("deliverers")
_TO_HAVE = WordList(_LISTS["provided"] + lexicon("equipment")["things"])
_THINGS = WordList(_LISTS["provided"] + _LISTS["provided_as_subject"] + lexicon("equipment")["things"])
_PEOPLE = WordList(_LISTS["others"] + _DELIVERERS["roles"] + _DELIVERERS["services"])

_MODAL = re.compile(
    r"(?i)\s+(?:will|to|should|shall|must|can|would|may|is|are|has|have|had|be|being|been|receives?|gets?|uses?|puts?"
    r"|provides?|delivers?|attends?|continues?|supports?|understands?|knows?|makes?|works?|feels?|develops?"
    r"|accesses)\b"
)
_WILL = re.compile(r"(?i)\s+(?:will|should|shall|must|can|would|may|is|are)\b")
_THERE_WILL_BE = re.compile(r"(?i)there\s+(?:will|should|must|is|are)\s")
_HAS_MODAL = re.compile(r"(?i)\b(?:will|to|should|shall|must|can|would|may|is|are|has|have|had|be)\b")
_VERB_SOON = re.compile(rf"\S+{_MODAL.pattern.removeprefix('(?i)')}", re.IGNORECASE)
_EACH_OF = re.compile(r"(?i)\A(?:all|each|both|most|every\s+one)\s+of\s+")
_OF = re.compile(
    r"(?i)\s+(?:of|in|at|on|for|with|from|by|who|that|which|across|within|during|regarding|around|about|to|through"
    r"|throughout|into"
    r"|without|after|before|until|when|while|between|working|supporting|involved|responsible)(?:\s+|$)"
)
# Given to, or done for, the child.
_IS_GIVEN = phrases(
    r"(?:will|to|should|shall|must|can|would|may|continues? to|needs? to) (?:\w+ly |also |now "
    r"|then )?(?:continue to )?"
    r"(?:receive|undergo)(?! {prize})",
    r"(?:receives|receiving)(?! {prize})",
    r"(?:be|been|is|being) (?:\w+ly |also |now )?(?:offered|provided with|provided|given|allocated|referred"
    r"|re-?referred|discussed|seen (?:\w+ ){0,2}(?:by|in|at)"
    r"|reviewed|screened|issued|supplied|fitted|prescribed|discharged|assigned|placed (?:in|at|on)"
    r"|enrolled (?:in|on)|taught|trained in"
    r"|monitored|assessed(?! as| at)|re-?assessed|treated|supervised|supported|helped|encouraged|enabled|assisted"
    r"|prompted"
    r"|scaffolded|exposed to|reminded|introduced to|invited to|under the care of)(?! (?:{prize}|a (?:\w+ )?(?:job"
    r"|part"
    r"|place on|role|turn|contract)|work|employment"
    r"|an apprenticeship))",
    prize=(
        r"(?:[^\s.;]+ ){0,3}(?:awards?|certificates?|grades?|gcses?|qualifications?|levels?|pass|badges?|medals?"
        r"|merits?"
        r"|invitations?|messages?|praise|points?|wages?|pay|salary|instructions?"
        r"|(?:party|parties|tea|sleepovers?|play|birthday)(?!\w))"
    ),
)
_HAS = re.compile(
    r"(?i)\b(?:have|has|having|get|gets|attend|attends|attending|receiving|access|accesses|accessing"
    r"|take part in|participate in|complete"
    r"|completes|undertake"
    r"|engage in|engage with|engages with|work with|continue with|continue|join|had)\s+(?:access\s+to\s+"
    r"|with\s+)?(?:(?!and\b)[^\s.;,]+\s+){0,5}$"
)
# A placement at work is the young person's own doing.
_AT_WORK = re.compile(r"(?i)\b(?:work|job|industry|industrial|voluntary|volunteer(?:ing)?)\s+$")
_WITH = re.compile(
    r"(?i)\b(?:will|to)\s+(?:continue\s+to\s+)?(?:work|engage|meet|link|liaise)\s+(?:\w+ly\s+)?with\s+(?:an?\s+"
    r"|the\s+"
    r"|his\s+|her\s+|their\s+)?(?:[\w-]+\s+){0,2}$"
)
_SO_MANY = phrases(
    r"(?:on|off|from) (?:the|my|our|an?) (?:[^\s.;,]+ )?(?:caseload|waiting~list|register|pathway|list)",
    r"under the care of|been through (?:an?|the|all) (?:[^\s.;,]+ ){0,3}(?:pathway|assessments?"
    r"|process|clinic"
    r"|screening|programme|service)",
    r"(?:continue|carry on|follow|complete)s? (?:with )?(?:an?|the|his|her|their) (?:[^\s.;,]+ ){0,3}programme",
    r"(?:have|has|had|attend|complete|get|access)s? (?:had )?(?:all )?(?:\w+ of (?:his|her|their) )?(?:\d+|a block of"
    r"|{number}) (?:[^\s.;,]+ ){0,4}"
    r"(?:sessions|appointments|visits|clinics|reviews)",
    number="two|three|four|five|six|seven|eight|ten|twelve|twenty",
)
# Coming to what is given is no difference yet: “will have attended all her appointments”, “been in the pool with me”.
_TAKES_UP = phrases(
    r"(?:attend|keep|come to|get to|go to|complete|finish|engage (?:with|in))(?:s|ed|d)? (?:\w+ ){0,2}?(?:all|most"
    r"|every|each|\d+ ?%)(?: of)? (?:the |his |her |their )?(?:[^\s.;,]+ ){0,2}(?:appointments?|sessions?|clinics?"
    r"|visits?|reviews?|meetings?|check~ups?|assessments?)",
    r"(?:been|be|work|worked|meet|met|sit|sat|play|played) (?:[^\s.;,]+ ){0,4}with (?:me|us|my \w+|our \w+)",
)
_OPPORTUNITY = phrases(
    r"(?:be given|have|has|get|provided with) (?:\w+ ){0,3}opportunit(?:y|ies)|have access to (?:an? |the |his |her "
    r"|their )?"
    r"(?:\w+ ){0,4}(?:adult|support|therapist|staff|nurse|professional|environment|space|room|setting|group|club"
    r"|programme|resources?|equipment)"
)
# A clinic's figure is no difference that the child would name; nor is a place, or a thing worn for its own sake.
_IS_A_FIGURE = phrases(
    r"hba1c|bmi|(?:blood )?glucose (?:level|reading)s?|peak flow|(?:standard|scaled|raw|test) scores?|percentile"
    r"|centile"
    r"|z~score|age equivalent|(?:scores?|ratings?|quotients?|index) (?:will|to|should|of|for|on|has|is|at|above|below)"
    r"|(?:score|scores|scoring) (?:of |at |above |within |between |in |over )"
)
# What a school or a service counts against a child: fewer entries in a record are no difference that the child lives.
_IN_A_RECORD = phrases(
    r"(?:no|zero|\d+|{number}|fewer|less|under|below|reduc\w+|more) (?:[^\s.;,]+ ){0,4}?(?:(?:behaviour|conduct|demerit"
    r"|penalty|minus|negative|sanction) (?:points?|marks?|slips?|logs?|entries|reports?|incidents?)|detentions?"
    r"|exclusions?|suspensions?|sanctions?|(?:red|yellow) cards?|isolations?|incident (?:forms?|reports?|logs?))",
    r"(?:behaviour|incident) (?:logs?|slips?|reports?) or (?:fewer|less)",
    number="one|two|three|four|five|six|seven|eight|nine|ten",
)
_IS_PLACED = phrases(
    r"(?:be|is|remain|stay) (?:in|at|on|educated (?:in|at)) (?:an? |the |his |her |their )(?:\w+ ){0,3}(?:provision"
    r"|placement|setting|unit|base)"
)
_IS_WORN = re.compile(
    r"(?i).{0,60}?\b(?:wear|use|take|have)\s+(?:(?:his|her|their|an?|the)\s+)?(?:\w+\s+)?(?:hearing aids?|glasses"
    r"|splints?|insoles|orthoses"
    r"|medication|medicines?|tablets|inhalers?|patch|radio aid|helmet|ear defenders)\W*"
)
# What only a service does, whatever it is done to.
_IS_DONE = phrases(
    r"(?:will|to|should|shall|must|are|is|can|would|have|has) (?:also |all |then |continue to |not |have )?(?:be|been"
    r"|being)? ?(?:\w+ly )?(?:put in place|in place|implemented|"
    r"monitored|assessed(?! as| at)|re-?assessed|provided|delivered|arranged|offered(?! an? (?:\w+ )?(?:job|part"
    r"|place"
    r"|role|apprenticeship))|supplied|issued|commissioned"
    r"|funded"
    r"|undertaken|carried out|made available|available|considered|explored|trained|put in|reviewed|set up|drawn up"
    r"|secured|obtained|identified|confirmed|approved|applied for|actioned|initiated|submitted|requested|sought"
    r"|sourced|ordered|installed|purchased|built|replaced|repaired|circulated|distributed"
    r"|displayed|updated|held|convened|scheduled|booked|tracked|logged|audited|observed|made aware"
    r"|embedded|rolled out|appointed|recruited|allocated|investigated|liaised|differentiated|adapted|established|set"
    r"|shared|agreed)",
)
_NEEDS_MET = phrases(
    r"needs (?:will|to|should|are|can|must) (?:be )?(?:fully |better |consistently |appropriately )?(?:be )?(?:met"
    r"|understood|supported|identified|assessed"
    r"|monitored|addressed|catered for|known)",
)
_HELPS = (
    "(?:help|support|enable|encourage|allow|assist|teach|empower|equip|prepare|give|offer|keep|guide|motivate"
    "|make\\s+sure"
    "|show|remind|prompt)"
)
# What only those around the child set out to do; the child may help, give or make too, so these need an object.
_SERVES = phrases(
    r"(?:to |will )?(?:provide|ensure|implement|put in place|refer|deliver|arrange|commission|liaise|facilitate"
    r"|prescribe|administer"
    r"|investigate|upskill|discharge|titrate|signpost|differentiate|trial|monitor|assess|re-?assess|review (?:his|her"
    r"|their|the|all)|offer|undertake|conduct|carry out|oversee"
    r"|(?:raise|improve|increase|develop|build|strengthen|extend) (?:\w+ )?(?:staff|school|teachers?|parents?"
    r"|parental"
    r"|parenting|family|carers?|adults?|class)(?:'s?)? (?:\w+ )?(?:knowledge|awareness|understanding|skills"
    r"|confidence"
    r"|capacity|practice|expertise)|raise awareness|train|optimise|establish (?:the|an?|appropriate)"
    r"|identify (?:appropriate|suitable|the most)|make (?:a )?(?:referral|reasonable|adaptations))",
    rf"(?:to |will )?{_HELPS} (?:that )?(?:{{child}})",
    child=(
        r"him|her|them|the (?:child|young person|pupil|student|boy|girl|family|parents?|school|staff|class)|child|cyp"
        r"|parents?|carers?|family|staff|school"
    ),
)
_SERVES_BY_NAME = re.compile(rf"(?i:(?:(?:to|will)\s+)?{_HELPS}\s+(?:that\s+)?)[A-Z]")
_UNDERSTOOD = re.compile(
    r"(?i)\bwhat\s+\S+\s+(?:says?|is\s+saying|wants?|means?|tells?)\b|\b(?:understand|recognise|hear"
    r"|follow)s?\b[^.;]{0,40}"
    r"\b(?:(?:his|her|their|[a-z][\w-]+[’']s)\s+(?:speech|words?|sentences?|signs?|signing|writing|handwriting"
    r"|voice|orders?|requests?|questions?|answers?|jokes?|messages?|stor(?:y|ies)"
    r"|talk)|(?:him|her|them)\b(?!\s+(?:needs?|condition|diagnos|difficult|autism|profile|epilepsy|plan|triggers"
    r"|sensory"
    r"|medical|disab|anxiety|adhd|hearing|history|background|care|communication\s+needs|strategies)))"
    r"|\b(?:report|say|tell|see|notice|hear|count|record)s?\s+(?:that|him|her|them)\b|\bsentences?\b"
)
# “teachers will hear Mina answer”
_NOTICED = re.compile(r"\b(?i:hears?|notices?|finds?|watch(?:es)?)\s+[A-Z]")
# Done by somebody whose work it is; being understood, chosen or liked is a difference.
_DONE_BY = re.compile(
    r"(?i)\bbe(?:en)?\s+(?:\w+ly\s+)?(?!understood|heard|chosen|invited|picked|liked|accepted|included|known|trusted"
    r"|recognised|praised|believed|employed|paid|hired)\w+(?:ed|en|wn|pt|ught)\s+(?:[^\s.;]+\s+){0,3}?by\s+"
    r"(?:(?:an?|the|his|her|their|our)\s+)?(?:[\w-]+\s+)?$"
)
_ALONE = phrases(r"independently|(?:on|by) (?:his|her|their) own|by (?:him|her|them)sel(?:f|ves)|without|alone")
_AND_DOES = re.compile(
    r"(?i),\s*(?:and\s+)?(?:demonstrating|showing|asking|saying|starting|initiating|taking|telling|choosing|making)\b"
)
# Around the child: “to have a communication-friendly environment”.
_SURROUNDED = phrases(
    r"(?:have|has|get|gets|be in|be taught in|be educated in) an? (?:[^\s.;,]+ ){1,4}?(?:environment|classroom"
    r"|workspace|workstation|curriculum|approach|package|ethos)"
)
# A deed done to a thing, in an outcome that speaks of no child (“every bell will be turned down”), but for what
# children themselves do to things: words are said, meals eaten, homework handed in.
_DONE_TO_A_THING = phrases(
    r"(?:will|to|should|must|shall|can) (?:all |also |then |now |not |no longer )?(?:be|have been) (?:\w+ly |all )?"
    r"(?!{by_children})(?:\w+ed|\w+en|built|put|set|cut|made|held|sent|bought|brought|hung|laid|lit|kept|paid|sold|dealt"
    r"|done|shut|fit|taken (?:down|away|out|off|up))",
    by_children=(
        r"(?:said|spoken|signed|answered|asked|told|named|read|written|spelled|spelt|drawn|painted|copied|counted|typed"
        r"|heard|understood|recogni[sz]ed|remembered|learned|learnt|known|recalled|used|worn|eaten|chewed|swallowed"
        r"|drunk|finished|tasted|tried|tolerated|accepted|handed|completed|attempted|practised|played|walked|climbed|crossed"
        r"|travelled|managed|caught|thrown|kicked|carried|packed|tidied|dressed|fastened|buttoned|tied|zipped|brushed"
        r"|washed|earned|saved|spent|chosen|started|begun|shared|followed|achieved|passed|gained|reached|made|kept"
        r"|missed|attended|slept|improved|enhanced|maintained|promoted|increased|decreased|developed|reduced|strengthened|sustained"
        r"|minimi[sz]ed|optimi[sz]ed|maximi[sz]ed|controlled|regulated|raised|boosted|extended|included|prepared"
        r"|met|taken(?! (?:down|away|out|off|up))|needed|lost|broken|open|hidden|forgotten|sudden|even|often|seen"
        r"|joined|driven)\b"
    ),
)
_OF_A_CHILD = phrases(
    r"he|she|they|him|her|hers|his|them|their|theirs|himself|herself|themselves|I|me|my|you|your|child|children|pupils?"
    r"|students?|cyp|yp|young (?:person|people|man|woman)|boys?|girls?|son|daughter|friends?|classmates|peers?"
)
# Help with a topic, and nothing that anybody gives or does: “will be supported with balance”, “to monitor his weight”.
_HELPED = phrases(
    r"be (?:\w+ly )?(?:supported|helped|encouraged|assisted|prompted|monitored|enabled)(?! by)"
    r"(?: (?:with|to|in|around))?",
    r"\A\W*(?:to )?(?:monitor|promote|address|manage|optimise|support|help|encourage|assist|enable)",
    r"receives? (?:\w+ )?(?:help|support|input|intervention|catch~up)",
)
_ACCESS_TO = re.compile(r"(?i)(?:\w+\s+)?(?:access|use|referral|provision|introduction)\s+(?:to|of)\s")
_A_PLACE = re.compile(r"(?i)(?:an?|the)\s+(?:\w+\s+){0,2}(?:place|placement)\s+(?:at|in|on)\s")
_OF_ONE = re.compile(r"[A-Z][\w-]+(?:['’]s\b|\s+(?:will|to|should|can|must)\b)")
_NAME = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HOW_MANY = re.compile(r"(?i)\s*\(?\s*(?:x\s?\d{1,2}|\d{1,2}\s?x)\s*\)?\s*$")
# seen to, and nothing that the child does by it: “will have had an assessment”
_HAS_HAD = phrases(
    r"(?:have|has) (?:had|received|attended|completed|been (?:offered|given)) (?:an?|the|his|her|their|six|\d{1,2}|all)"
    r" (?:[^\s.;,]+ ){0,4}?(?:assessments?|appointments?|reviews?|referrals?|input|therapy|sessions?|visits?|training"
    r"|checks?|scans?|courses?|blocks?|interventions?|programmes?|support)"
)
_SENTENCE = re.compile(r"[^.;\n!?]+")
_NEAR = 90  # letters before a name that say what it does there


def is_provision(text: str, names: Collection[str]) -> bool:
    """Whether every sentence of an outcome says what will be provided or what others will do."""
    said = [part.group() for part in _SENTENCE.finditer(without_dates(text)) if re.search(r"\w\w\w", part.group())]
    return bool(said) and all(_serves(sentence, names) for sentence in said)


def is_vague(text: str, names: Collection[str]) -> bool:
    """Whether the outcome's core is a change, a feeling or a promise of help; or, undated, what every child does."""
    if is_a_degree(text):
        return True
    promise = _HELPED.search(without_dates(text)) or _SURROUNDED.search(text)
    if promise and is_provision(text, names):
        return says_little(_HELPED.sub(" ", without_dates(text)), names)
    is_weak = is_a_weak_degree(text) or says_nothing(text, names) or (is_bare(text) and not is_dated(text))
    return is_weak and says_little(text, names) and not is_provision(text, names)


def _serves(sentence: str, names: Collection[str]) -> bool:
    said = sentence.strip(" ,.:;–-•\n")
    said = re.sub(r"(?i)\A(?:for|that)\s+", "", said)
    if _THERE_WILL_BE.match(said) and _THINGS.find(said):
        return True
    verb = _WILL.search(said) or _MODAL.search(said)
    if not (_VERB_SOON.match(said) or _HAS_MODAL.search(said)) and _is_a_thing(said):
        return True
    if says_benefit(said) or _AND_DOES.search(said):
        return False
    if said[:3].lower() == "to " or _SERVES.match(said) or _SERVES_BY_NAME.match(said):
        return _is_an_aim_of_others(said)
    if verb is None:
        return bool(_IN_A_RECORD.search(said))
    if _DONE_TO_A_THING.search(said) and not _is_of_a_child(said, names):
        return True
    return _is_given(said) or _is_by_others(said[: verb.start()], said[verb.start() :], names)


def _is_of_a_child(said: str, names: Collection[str]) -> bool:
    """Whether the child, or any, is spoken of."""
    words = _NAME.findall(said)
    if not any(names):
        return bool(_OF_A_CHILD.search(said)) or any(word.istitle() for word in words[1:]) or bool(_OF_ONE.match(said))
    return bool(_OF_A_CHILD.search(said)) or not {word.lower() for word in words}.isdisjoint(map(str.lower, names))


def _is_an_aim_of_others(said: str) -> bool:
    return bool(_SERVES.match(said) or _SERVES_BY_NAME.match(said) or _is_given(said))


def _is_given(said: str) -> bool:
    if _ALONE.search(said):
        return False
    if any(
        way.search(said)
        for way in (
            _IS_A_FIGURE,
            _HAS_HAD,
            _IN_A_RECORD,
            _IS_PLACED,
            _IS_GIVEN,
            _OPPORTUNITY,
            _SURROUNDED,
            _SO_MANY,
            _TAKES_UP,
        )
    ):
        return True
    by_whom = [_before(said, who) for who in _PEOPLE.find(said)]
    if _IS_WORN.fullmatch(said) or any(_WITH.search(words) or _DONE_BY.search(words) for words in by_whom):
        return True
    before = [_before(said, thing) for thing in _TO_HAVE.find(said)]
    return any(_HAS.search(words) and not _AT_WORK.search(words) for words in before)


def _before(said: str, found: Found) -> str:
    return said[max(0, found.start - _NEAR) : found.start]


def _is_by_others(subject: str, rest: str, names: Collection[str]) -> bool:
    """Whether the subject is a service, a person about the child, or a thing provided; or the deed one of theirs."""
    if _IS_DONE.match(rest.lstrip()) or _NEEDS_MET.search(subject + rest):
        return True
    is_all, subject = bool(_EACH_OF.match(subject)), _EACH_OF.sub("", subject)
    head = _OF.split(subject, maxsplit=1)[0]
    if re.match(r"(?i)(?:my|our)\s|(?:I|we)\Z", head):
        return True
    if not is_all and any(name and name.lower() in head.lower().split() for name in names):
        return False
    is_theirs = _ends_with(head, [*_PEOPLE.find(head), *_THINGS.find(head)])
    return is_theirs and not (_UNDERSTOOD.search(rest) or _NOTICED.search(rest))


def _ends_with(head: str, found: list[Found]) -> bool:
    return any(not _HOW_MANY.sub("", head[each.end :]).strip(" )’'s") for each in found)


def _is_a_thing(said: str) -> bool:
    """A bare noun: “Weekly speech therapy”, “Access to a quiet space”."""
    said = blanked(said, (*frequencies_in(said), *durations_in(said))).strip(" ,.")
    head = re.split(r"(?i)\s+(?:so|in order|to\s+(?:help|support|develop|improve|address|enable|promote))\b", said)[0]
    first = _OF.split(head, maxsplit=1)[0]
    is_of_one = _ACCESS_TO.match(head) and _THINGS.find(head)
    return bool(_ends_with(first, _THINGS.find(first)) or _A_PLACE.match(head) or is_of_one)
