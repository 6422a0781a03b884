"""What is said to be done when a child is unwell: by the child, at home, at school."""

from __future__ import annotations

import re

from checker.wording.fluctuation import health_in
from checker.wording.history import is_record
from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.wordlist import WordList
from hub.language.needed import Wanted

_REMEDIES = WordList(lexicon("fluctuation")["remedies"])
# done about it, whatever else is said
_MANAGED = Wanted(
    phrases(
        r"pac(?:e|es|ing) (?:him|her|them)sel\w+|video link|on~?line lessons|lessons (?:online|by \w+)|tells? (?:staff"
        r"|school) what to do|manag(?:e|ed|es|ing) (?:it|this|these|them|by|with|through|at school)|(?:helped|eased"
        r"|relieved|controlled|prevented|treated) (?:by|with)|makes? up (?:for it|the time)",
        r"(?:is|are) (?:well |now |usually |partly )?(?:managed|controlled|relieved|helped)|step(?:s|ped) up|(?:nobody"
        r"|no~one|nothing) (?:need|needs|has)|no (?:help|treatment|action|support) is needed",
        r"(?:work|lessons?|notes|worksheets|folder) (?:is |are |being )?(?:then |also )?(?:sent|e~?mailed|set|shared"
        r"|put"
        r"|kept)|(?:sends?|e~?mails?|sets?|keeps?|kept) (?:[\w-]+ ){0,2}(?:schoolwork|work|worksheets|folder)"
        r"|shares? the work|catch(?:es|ing)?~up (?:on|with)|caught up|home tuition|hospital (?:school|teachers?)"
        r"|part~time timetable|reduced timetable|later start|(?:tutors?) (?:comes?|came|visits?)|(?:staff|teachers?"
        r"|school) (?:know|knows) (?:to|what|how)|plan (?:\w+ ){0,2}(?:says|tells|sets out|explains)",
    )
)
# at such times
_THEN = Wanted(
    phrases(
        r"(?:on|in|at|during|after|for) (?:(?:the|his|her|their) )?(?:those|these|such|bad|worse|difficult|hard|harder"
        r"|poor|low|rough|tough|stiff|sleepy|unsettled) (?:\w+ )?{times}|(?:on"
        r"|in|at|during|after|for) (?:an?|the|her|his|their) (?:(?:bad|low|poor|hard|difficult|worse) {times}|flare\w*"
        r"|flare~ups?|relapses?|episodes?|attacks?)|(?:each|every) time|at its worst",
        r"(?:when|if|whenever|once) (?:it|this|that|they|these|he|she|(?:the |his |her |their )?\w+)(?: happens?"
        r"| comes?"
        r"| does| occurs?| flares?| starts?| has (?:one|an?)| needs? it|(?:'s| is| are| gets?| feels?) (?:low|high|bad"
        r"|worse|worst|unwell|ill|tired|off|away|sore|in hospital))",
        times=r"(?:days?|weeks?|mornings?|afternoons?|months?|times?|spells?|periods?|occasions?|nights?|phases?|ones?)",
    )
)
_ACTS = phrases(
    # the child
    r"uses?|hands (?:his|her|their|staff|in|over)|shows? (?:his|her|their|the|an?) (?:\w+ )?(?:card|pass)|signals?"
    r"|tells? (?:staff|an adult|his|her|their)"
    r"|takes?(?! (?:him|her|them))|rests?|has (?:an?|extra|shorter|time|help|his|her|ten|five)|types?"
    r"|comes in (?:at|after|later|by|when|for)|sits?|lies|joins?|checks?|wears?|carries|drinks?|asks? for|swaps?"
    r"|works? (?:in|on|from|at|with)|starts? (?:with|later|at)|stays? (?:in|with)(?! bed)|goes (?:in|into"
    r"|to)(?! (?:bed|hospital|home|sleep|pieces))|writes? (?:on|with)|needs?(?! to (?:sleep|lie|go|stay))",
    # others
    r"(?:{who})(?: (?:then|also|always|usually))? (?!(?:says|thinks|reports|feels|worries|is|was|has|does|describes"
    r"|notes|finds"
    r"|believes|hopes|wants|this|his|as|always|sometimes|days|hours|lessons|times|weeks|its|us|cares|loves|fears"
    r"|suffers"
    r"|misses|attends|starts|begins)\b)[a-z]{3,}s\b",
    r"(?:{who})(?: \w+){0,2}? (?:lets?|gives?|gave|sends?|puts?|keeps?|sees?|rings?|texts?|brings?|makes?|checks?"
    r"|helps?|waits?|times|lifts?|faces?|moves?|e~?mails?|agreed?|arranged?|kept|came|comes?|takes?|fetch(?:es)?"
    r"|collects?|reads?|cop(?:y|ies)|repeats?|reminds?|sets?|shares?|visits?|reviews?|adjusts?|changes?|increases?"
    r"|treats?|watch(?:es)?|sits?|stays?|offers?|allows?|provides?|trains?|trained|(?:has|have)(?! (?:had|been))|will"
    r"|knows?|can(?! (?:predict|say|tell))|lies?|rests?|turns?|carr(?:y|ies)|uses?|wears?|ready|follows?|supports?)",
    r"(?:is|are|was|were|being|be|gets?) (?:then )?(?:allowed|given|offered|helped|supported|brought|excused|agreed"
    r"|marked|adjusted|shortened|reduced|collected|reviewed|moved|set|put|let)|(?:can|may) (?:use|go|rest|sit|leave"
    r"|lie|have|work|come|choose|stay)|agreed|shorter|breaks?|instead|rather than|the plan",
    who=(
        r"staff|teachers?|teaching assistants?|tas?|tutors?|nurses?|office|school|form|friends?|buddy|dad|mum|mother"
        r"|father|parents?|nan|carers?|adults?|doctors?|consultant|clinic|team|taxi"
        r"|nursery|college|key~?workers?|key person|nanny|gran\w*|aunt\w*|uncle|helpers?|sencos?|escort"
        r"|driver|coach|matron|I|we|mrs|mr|miss|ms|dr|nobody"
    ),
)
_LINKED = phrases(
    r"them|it|this|these|each (?:is|one)|after which|worksheets?|folder|notes|homework|laptop|register|timetable"
    r"|lessons by|school ?work|the work"
)
_USES = phrases(
    r"uses?|using|takes?|taking|has|have|with|wears?|wearing|given|gives?|carr(?:y|ies)|keeps?|needs?|asks? for"
    r"|checks?|helps?"
)
_IS_USED = phrases(
    r"(?:is|are|gets?) (?:then |always |usually )?(?:put|given|applied|used|taken|worn|rubbed|offered|increased|ready)"
)
# that there is a plan, what is asked for, and a drug to be changed: nothing that is done at such times
_NOT_DONE = Wanted(
    phrases(
        r"(?:health ?~?care|care|health|medical|emergency|seizure|asthma|allergy|management"
        r"|action) plans?(?! (?:\w+ ){0,2}"
        r"(?:says|tells|sets|explains|means|which says|that says))|plan for health care|ihcps?|should|ought"
        r"|recommend\w*"
        r"|would (?:benefit|like|need|value)|(?:in my|in our) (?:\w+ )?(?:view|opinion)|request\w*"
        r"|needs? (?:an? )?(?:different|another|new|stronger|higher|lower|change)|(?:was|were) (?:seen|admitted"
        r"|referred)"
        r"|is (?:waiting|awaiting)|also has"
    )
)
_OWN = re.compile(r"(?i)\b(?:his|her|their)\s+(?:\w+\s+)?$")
_BRACKET = re.compile(r"\([^()]{0,200}\)")
_CANNOT = re.compile(r"(?i)(?:\bnot|n't|\bcannot|\btoo|\bunable|\bbarely|\bhardly|\bno longer)\b[^,;:]*$")
_WHEN = re.compile(r"(?i)\b(?:when|whenever|if|after|because|as)\b[^,;:]{0,200}")
_SENTENCE_END = re.compile(r"[.\n]")
_NEAR = 60  # letters


def is_managed(text: str) -> bool:
    """Whether it is said, wherever, what is done at such times: “on those days work is sent home”."""
    if any(not is_record(_sentence_around(text, found)) for found in _MANAGED.finditer(text)):
        return True
    return any(_is_acted_on(_SENTENCE_END.split(text[then.end() :], 1)[0]) for then in _THEN.finditer(text))


def _sentence_around(text: str, found: re.Match[str]) -> str:
    start = max(text.rfind(".", 0, found.start()), text.rfind("\n", 0, found.start())) + 1
    return text[start : found.end()] + _SENTENCE_END.split(text[found.end() :], 1)[0]


def is_managed_at_once(rest: str) -> bool:
    """Whether the rest of the sentence that says that it fluctuates goes on to say what is done."""
    return _is_acted_on(_WHEN.sub(" ", rest)) or is_treated(rest)


def is_managed_next(sentence: str) -> bool:
    """Whether a sentence that follows says what is done, and of what: of “it”, of health, of the work missed."""
    sentence = _BRACKET.sub(" ", sentence)
    if (_NOT_DONE.search(sentence) and not _THEN.search(sentence)) or is_record(sentence):
        return False
    return is_treated(sentence) or (bool(_LINKED.search(sentence) or health_in(sentence)) and _is_acted_on(sentence))


def is_treated(text: str) -> bool:
    """Whether something is taken, worn or used against it."""
    return any(
        _USES.search(text, max(0, each.start - _NEAR), each.start)
        or _OWN.search(text[: each.start])
        or _IS_USED.match(text, each.end + 1)
        for each in _REMEDIES.find(text)
    )


def _is_acted_on(text: str) -> bool:
    """Whether something is done: not what the child can't do."""
    return any(not _CANNOT.search(text, max(0, act.start() - _NEAR), act.start()) for act in _ACTS.finditer(text))
