"""Health that comes and goes or keeps a child from school, and what is said to be done about it."""

from __future__ import annotations

import re

from checker.wording.impact import conditions_in, is_own
from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import WordList
from hub.language.span import Span
from hub.language.text import Sentence

_FUNCTIONS = WordList(lexicon("fluctuation")["functions"])
_REMEDIES = WordList(lexicon("fluctuation")["remedies"])
_HINTS = tuple(lexicon("fluctuation")["hints"])
_PARTS = {
    "period": r"(?:one )?(?:hour|day|week|month|morning|lesson|session|term)",
    "times": r"(?:days?|weeks?|mornings?|afternoons?|months?|times?|spells?|periods?|occasions?|nights?|phases?)",
}
_COMES_AND_GOES = phrases(
    r"fluctuat\w+|wax(?:es|ing)? and wan(?:es?|ing)|comes? and goe?s?|coming and going|ups? and downs?|on and off"
    r"|off and on|relaps\w+|remission|remitting|flar(?:e|es|ed|ing)|flare~ups?|exacerbations?|episodic\w*"
    r"|in (?:episodes|bouts|waves|clusters|spells|attacks|cycles)|intermittent(?:ly)?|cyclical|recurs|recurring"
    r"|seasonal(?:ly)?|from time to time|every now and (?:then|again)"
    r"|(?:bouts?|episodes|spells|attacks|periods|phases) (?:of|when)",
    r"swings?|at random(?: times)?|at any time|comes? (?:back|on) (?:again|in|with|when|at)|(?:well|fine|free) for"
    r" (?:\w+ )?{times} and|poorly controlled|not (?:well|yet|fully) controlled|stabilis(?:e|ing)|can last from",
    r"unpredictab(?:le|ly)|unstable|brittle|labile|erratic(?:ally)?|changeable",
    r"var(?:y|ies|ied|ying|iable)|differs?|(?:from )?{period}~to~(?:the )?(?:next|{period})",
    r"(?:good|better) (?:and|or) (?:bad|worse) {times}|(?:good|bad|worse) {times}|(?:some|most|certain) {times} (?:than"
    r"|better|worse|are|is|(?:he|she|they|it|his|her|their))",
    r"(?:is|are|gets?|becomes?|feels?|much) (?:much |far |often |always )?worse|worsens?|depends? (?:on |upon )?how",
    **_PARTS,
)
_DENIED = re.compile(
    r"(?i)\b(?:not|never|n't|no longer|no|without|rarely|used to|previously|in the past|is now|until"
    r"|if|should)(?: [\w-]+){0,3} $"
)
_POINTS_BACK = re.compile(r"(?i)\W*(?:it|this|that|these|they|which|some|on)\b")
_SCHOOL = r"(?:school|nursery|college|(?:his |her |their )?(?:education|schooling))"
_HOW_MUCH = (
    r"(?:(?:about|around|up to|over|more than|at least|nearly|almost|some|many|several|a|the|lot of|lots of|much|whole"
    r"|few|of|his|her|their|too much|much of|one|two|three|four|five|six|seven|eight|nine|ten|\d+|full|more|school) )*"
)
_AWAY = phrases(
    r"(?:off|out of|away from|kept from|absent from|home from|not in|time off) {school}|days off|time off|sick days"
    r"|(?:days|sessions) of absence"
    r"|off (?:sick|ill|poorly|for {how_much}(?:days?|weeks?))"
    r"|(?:often|frequently|regularly|sometimes) (?:absent|off|away)|{school} absences?|absences from {school}"
    r"|frequent absences?",
    r"(?:miss|misses|missed|missing|loses?|lost) {how_much}(?:{school}|(?:days?|weeks?|sessions)(?! later)"
    r"|(?:mornings?|afternoons?) (?:of|at) {school})",
    r"(?:too (?:ill|unwell|poorly|tired|sore)|not (?:always )?well enough|unable|cannot|can't|not able) (?:to )?(?:come"
    r"|attend|get|go)(?: in)?(?: to)? {school}",
    r"(?:stops?|prevents?|keeps?|stopped|kept|prevented) (?:him|her|them|[a-z]+) (?:from )?(?:attending"
    r"|(?:coming|getting|going) (?:in|to {school})|at home|off|away|home|in bed)",
    school=_SCHOOL,
    how_much=_HOW_MUCH,
)
_HOSPITAL = phrases(
    r"(?:may be|can be|often|regular(?:ly)?|frequent(?:ly)?|repeated(?:ly)?|sometimes|several|multiple|many|\d+)"
    r" (?:be |is |was |spells? |times? |long |short )?(?:in hospital|admitted|(?:hospital )?"
    r"(?:admissions?|stays|inpatient))",
    r"(?:in|to) hospital (?:\w+ ){0,6}(?:times|each|every|per)|admitted (?:\w+ ){0,6}(?:times|each|every|per)",
)
_ATTENDANCE = phrases(
    r"attendance (?:[\w-]+ ){0,5}(?:affected|impact(?:s|ed)?|suffer(?:s|ed|ing)?|low|lower|poor|falls?|fallen|fell"
    r"|drops?|dropped|down|reduced|limited|irregular|erratic|patchy|disrupted|depends|concern|below|variable|varies"
    r"|(?:[1-8]\d|9[0-2])(?:\.\d+)? ?(?:%|per ?cent))",
    r"(?:affect(?:s|ed|ing)?|impact(?:s|ed|ing)?|limit(?:s|ed|ing)?|reduc(?:es?|ed|ing)|disrupt(?:s|ed|ing)?"
    r"|interrupt(?:s|ed)?|poor|low|patchy|erratic|irregular|interrupted) (?:[\w-]+ ){0,3}attendance",
)
_ILL = phrases(
    r"ill(?:ness(?:es)?)?|unwell|poorly|sick(?:ness)?|hospital|appointments?|clinics?|infections?|dialysis|treatment"
    r"|admissions?|admitted|medical|health|symptoms?|recover(?:s|y|ing)?|exhausted|well enough|side effects"
)
_BECAUSE = phrases(r"because|due to|owing to|as a result of|since|will")
# what is done about it, wherever it is said
_MANAGED = phrases(
    r"pac(?:e|es|ing) (?:him|her|them)sel\w+|video link|on~?line lessons|lessons online"
    r"|tells? (?:staff|school) what to do|manag(?:e|ed|es|ing) (?:it|this|these|them|by|with|through|at school)"
    r"|(?:helped|eased|relieved|controlled|prevented|treated) (?:by|with)",
    r"(?:is|are) (?:well |now |usually |partly )?(?:managed|controlled|relieved|helped)",
    r"(?:work|lessons?|notes) (?:is |are |being )?(?:then |also )?(?:sent|e~?mailed|set|shared|put)"
    r"|sends? (?:[\w-]+ )?(?:school)?work|shares? the work|catch(?:es|ing)?~up (?:on|with)|caught up|home tuition"
    r"|hospital (?:school|teachers?)|part~time timetable|reduced timetable|later start"
    r"|(?:teachers?|tutors?|school|college|staff|nurse) (?:sets?|sends?|e~?mails?|rings?|came|comes|visits?"
    r"|teach(?:es)?)",
)
_THEN = phrases(
    r"(?:on|in|at|during|after|for) (?:those|these|such|bad|worse|difficult|harder|poor|low) (?:\w+ )?{times}"
    r"|(?:on|in|at|during|after|for) (?:an?|the|her|his|their) (?:(?:bad|low|poor|hard|difficult|worse)"
    r" (?:days?|weeks?)|flare\w*|flare~ups?|relapses?|episodes?|attacks?)",
    r"(?:when|if|whenever) (?:it|this|that|they|these|he|she|(?:the |his |her |their )?\w+) (?:happens?|comes?|does"
    r"|occurs?|flares?|starts?|has (?:one|an?)|(?:is|are) (?:low|high|bad|worse|worst|unwell|ill|tired|off|away|in"
    r" hospital))",
    **_PARTS,
)
_ACTS = phrases(
    r"uses?|takes?|rests?|has (?:an?|extra|shorter|time|help|his|her)|works?|types?|starts?|comes? in|stays?|sits?|lies"
    r"|is (?:allowed|given|offered|helped|supported|taken|brought)|are (?:given|offered|reduced)|(?:can|may) (?:use|go"
    r"|rest|sit|leave|lie|have|work|come|choose|stay)|needs?|wears?|carries|staff|teachers?|adults?|nurses?|tas?|we"
    r"|school (?:lets?|gives?|keeps?|knows?|allows?|provides?|has)|rings?|texts?|agreed|shorter|breaks?|instead"
    r"|rather than|swaps?"
)
_USES = phrases(
    r"uses?|using|takes?|taking|has|have|with|wears?|wearing|given|gives?|carr(?:y|ies)|keeps?|needs?"
    r"|asks? for|checks?|helps?"
)
_PLAN = phrases(
    r"(?:(?:individual|own|personal|emergency|paediatric) )*(?:health ?~?care|health|medical|seizure|epilepsy|asthma"
    r"|allergy|anaphylaxis|diabetes|insulin|eczema|sickle cell|continence|feeding|dysphagia|stoma|tracheostomy"
    r"|gastrostomy|medication|pain|cardiac|heart|respiratory|emergency|nursing)"
    r"(?: (?:management|action|emergency|safety))?(?: care)? plans?|individual care plans?|care plans?|ihcps?"
    r"|ihps?|bsaci (?:allergy )?(?:action )?plans?",
)
_EHC = re.compile(r"(?i)(?:education(?:al)?,?\s+|and\s+|&\s*|ehc\s+|draft\s+)$")
_BARE = re.compile(r"(?i)care plans?")
_NOT_YET = phrases(
    r"no|not|without|needs?|requires?|should|would|must|await(?:s|ing)|writ(?:e|es|ing)|written by|develop\w*|creat\w*"
    r"|prepar\w*|produc\w*|draw(?:n|ing)? up|draft\w*|agree|co~produc\w*|complet(?:e|ing)|set(?:ting)? up|formulat\w*"
    r"|recommend\w*|request\w*|put in place|implement\w*|provid\w+|if|new|will be|contribut\w*"
)
_WILL_BE = phrases(
    r"(?:will|should|must|needs?|to|could|can|would|is being|are being) (?:also |then |now )?(?:to )?(?:be )?"
    r"(?:writ\w+|drawn|drafted|developed|created|prepared|produced|put|needed|required|agreed|completed|set|considered)"
    r"|is (?:needed|required|recommended|not)"
)
_ATTACHED = phrases(r"attach\w*|upload\w*|enclosed|appended|on the hub|included with|sent with")
_SENTENCE_END = re.compile(r"[.\n]")
_CANNOT = re.compile(r"(?i)(?:not|n't|cannot|too|unable|barely|hardly)\b[^,;:]*$")
_IN_PLACE = phrases(r"in place|has an?|existing|current|follow(?:s|ing|ed)? (?:the|his|her|their)|already")
_NEAR = 60  # letters


def is_unsteady(sentence: Sentence, before: Sentence | None, *, is_health_advice: bool) -> bool:
    """Whether the sentence says that the child's health comes and goes, or keeps the child from school.

    “His pain varies from day to day”; “It affects her attendance”. Who writes on health (`is_health_advice`) need not
    say that it is for health that attendance suffers.
    """
    if not any(hint in sentence.low for hint in _HINTS):
        return False
    return _fluctuates(sentence, before) or _keeps_from_school(sentence, before, is_health_advice)


def _fluctuates(sentence: Sentence, before: Sentence | None) -> bool:
    said = any(not _is_denied(sentence, said.start()) for said in _COMES_AND_GOES.finditer(sentence.text))
    return said and _is_about_health(sentence, before)


def _keeps_from_school(sentence: Sentence, before: Sentence | None, is_health_advice: bool) -> bool:
    if _HOSPITAL.search(sentence.text):
        return True
    attendance = _ATTENDANCE.search(sentence.text)
    said = attendance or _AWAY.search(sentence.text)
    if not said or _is_denied(sentence, said.start()):
        return False
    is_understood = attendance and is_health_advice and not _BECAUSE.search(sentence.text)
    return bool(is_understood or _is_about_health(sentence, before) or _ILL.search(sentence.text))


def is_managed(text: str) -> bool:
    """Whether it is said what is done at such times: “on those days work is sent home”."""
    if _MANAGED.search(text):
        return True
    return any(_is_acted_on(_SENTENCE_END.split(text[then.end() :], 1)[0]) for then in _THEN.finditer(text))


def _is_acted_on(then: str) -> bool:
    """Whether something is done then: not what the child can't do."""
    return any(not _CANNOT.search(then, max(0, act.start() - _NEAR), act.start()) for act in _ACTS.finditer(then))


def is_treated(text: str) -> bool:
    """Whether something is taken, worn or used: only beside the fluctuation can it be told what for."""
    return any(_USES.search(text, max(0, each.start - _NEAR), each.start) for each in _REMEDIES.find(text))


def care_plans_in(text: str, *, is_any: bool, is_provision: bool = False) -> list[Span]:
    """Where the text says that there is a health care plan which it doesn't say is attached.

    `is_any`: a “care plan” is one of health, as in the advice of a clinician; a social worker's is another.
    `is_provision`: what is to be done may be to write the plan, so that it has to be said that it is there.
    """
    if "plan" not in text.lower() and "ih" not in text.lower():
        return []
    return [
        Span(*found.span())
        for found in _PLAN.finditer(text)
        if (is_any or not _BARE.fullmatch(found.group()))
        and _is_there(text, found)
        and (not is_provision or _IN_PLACE.search(text[max(0, found.start() - _NEAR) : found.end() + _NEAR]))
    ]


def _is_there(text: str, found: re.Match[str]) -> bool:
    before = re.split(r"[.;\n]", text[max(0, found.start() - _NEAR) : found.start()])[-1]
    after = re.split(r"[.;\n]", text[found.end() : found.end() + _NEAR])[0]
    if _EHC.search(before) or _ATTACHED.search(before) or _ATTACHED.search(after):
        return False
    return not (_NOT_YET.search(before) or _WILL_BE.match(after.lstrip()) or "?" in after)


def _is_denied(sentence: Sentence, start: int) -> bool:
    return bool(_DENIED.search(sentence.text[:start]))


def _is_about_health(sentence: Sentence, before: Sentence | None) -> bool:
    """Whether it names something of the child's health, or points back to a sentence that does."""
    return _is_health(sentence.text) or bool(before and _POINTS_BACK.match(sentence.text) and _is_health(before.text))


def _is_health(text: str) -> bool:
    return any(is_own(text, each.start) for each in _FUNCTIONS.find(text)) or bool(conditions_in(text))


def health_in(text: str) -> frozenset[str]:
    """What of a child's health the text names: joints, mood, seizures …"""
    return frozenset(each.name for each in _FUNCTIONS.find(text))
