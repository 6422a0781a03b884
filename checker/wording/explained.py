"""Whether the words around a term explain it, deny it or only quote it."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache

from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.terms import Term, terms_in
from checker.wording.wordlist import blanked

_REMEMBERED = 2048  # uses of a term: of an open advice all but those in the text that is being changed
_NEAR = 210  # letters before and after a term in which it may be explained
_ROW = 4  # terms one after another that one explanation may explain
_ENOUGH = 2  # words of the plain ones that show that it is said in plain words
_SENTENCE = re.compile(r"(?<!\d)[.!?]\s+(?=[A-Z(“\"])|\n")
_ENDING = re.compile(r"(?:ness|ings?|ed|e?s|ly|ers?|e)$")

# what a term is said of: “bilateral spastic cerebral palsy – both legs …”
_HEAD = re.compile(r"\A (?:cerebral palsy|hearing loss|epilepsy|diabetes|arthritis|asthma|loss|deafness)\b")

# In brackets.
_SHORT_FORM = re.compile(r"\A\s*\([A-Z][\w&/-]{1,8}\)")
_OPENS = re.compile(r"(?:-[a-z]+)?[\s’'”\"]*(?:[a-z]+\s+){0,2}[,–—:-]?\.?\s*\(([^()]{3,200})")
_DASH = re.compile(r"[’”\"]?(?:\s[–—-]|[–—])\s(?!(?:he|she|they|this|his|her)\b)([^.;\n]{4,120})")
_ASIDE = phrases(
    r"\A(?:see|as (?:above|below|reported|per|part)|in (?!other|plain|simple|short|which)|on|at|from|since|under|until"
    r"|diagnos\w+|review\w*|seen|assess\w*|completed|carried|dated?|done|stage|level|phase|band|grade|standard score"
    r"|scaled|score\w*|percentile|appendix|page|report\w*|attached|copy|aged?|year|term|mild|moderate|severe|profound"
    r"|left|right|both|bilateral|unilateral|ongoing|resolved|stable|await\w+|referred|due|needs?|has|had|is|are|was|not"
    r"|no|none|nil|well|improv\w+|worse\w*|daily|weekly|termly|twice|once|per|confirmed|suspected|quer\w+|unconfirmed"
    r"|quiet|settled|stable|at present|mainly|mostly|controlled|historic\w*|current\w*|previous\w*|now|last|next"
    r"|week|month|and|but|tires?|poor|weak|good|below|above|average"
    r"|low|high|\d+\w*|(?:january|february|march|april|may|june|july|august|september|october|november|december) \d+)"
)
_OPEN = re.compile(r"\((?:[^(),;\s]+\s+){0,4}$")
_CLOSED = re.compile(r"[^(),;]{0,30}\)")
# “(GMFCS II)”, “(WISC-V: 78)”: a finding, not another name
_GRADED = re.compile(r"[\s:,=-]*(?:level|stage|score|grade)?\s?(?:[IV]{1,3}\b|\d)")
_WITH_WORDS = re.compile(r"[^(),;:–]{0,15}(?:[,;:]|\s[–-])\s(?:[a-z’']+[,\s]+){2,40}[^()]{0,60}\)")

# In so many words.
_MEANS = (
    r"(?:means|meaning|refers? to|describes?|is (?:where|when|how|called)|happens when|that is"
    r"|(?:is|are) (?:about|how|what|when|where|to do with)|i\.?e\.?|in other words|in short|simply put"
    r"|(?:put|to put it) (?:simply|plainly|another way)"
    r"|in (?:plain|plainer|simple|simpler|everyday|ordinary|other) (?:english|words|terms|language)"
    r"|also known as|also called|otherwise known as|by (?:this|which|that) (?:i|we) mean"
    r"|(?:\w+ )?(?:explains?|describes?|explained|described) (?:it )?as)"
)
_SAYS_SO = phrases(
    r"\A(?:'|[”\"\s])*(?:(?:of|in|with|for)(?: [^\s.;,]+){1,4} ?)?(?:difficulties|disorder|skills|is|was)?[\s,;:–—-]*"
    r"(?:which|this|that|it|also|these)?,? ?(?:in [^\s]+ case,? )?{means}",
    r"\A(?: {noun}){1,3}[,;:]? (?:\(?{means}|(?:which|this|that) means)",
    r"\A[^.;\n]{0,110}[.;:] ?\(?(?:{means},?|(?:this|that),? means|these mean)",
    r"\A[^.;]{0,60}\. ?(?:This|It|That) (?:means|is (?:when|where|how|an? (?:\w+ ){0,3}{kind}))",
    r"\A[^.:]{0,40} — that is|\A[^.;:]{0,40}(?:[,–—(-] ?(?:that is|i\.?e)|\b(?:i\.?e\.|that is to say|in other words))",
    r"\A(?: {noun}){0,2},? ?(?:which )?(?:is )?(?:an? |the )(?:\w+ ){0,3}{kind}"
    r" (?:of|in|that|which|where|with|for|to|used|when|by|he|she|they|we|people|children|affecting|called|made)",
    r"\A(?: {noun}){0,2}, (?:an?|the) (?:\w+ ){1,5}(?:which|that|in which|where|who|used to|to help|made to|so that)",
    r"\A(?: {noun}){0,2}, an? (?!(?:\w+ )?(?:history|diagnosis|number|lot|referral|review|degree|combination|second"
    r"|third|further|repeat\w*|course|trial|change|dose|scan|visit|opinion|admission|readmission|operation|leak|drain"
    r"|transfusion|shunt|catheter|brace|stay|clinic)\b)"
    r"(?:[\w-]+ ){1,4}(?:about|that|which|for|of|to|used|where|with|in|through)",
    r"\A(?: {noun}){0,2}, which (?:is|are) (?!{effect})\w+ing",
    r"\A(?: {noun}){0,2},? which (?:tests?|measures?|looks? at|checks?|records?|asks?|lets?|tells?|turns?|carries"
    r"|brings?|uses?|teaches|ranks?|compares?|counts?|scores?|shows? (?:how|what|whether)) [a-z]+",
    r"\A(?: {noun}){0,2},? (?:which|that|it) (?:makes?|causes?|stops?|keeps?) (?:(?:his|her|their|the) )?{body} [a-z]+",
    r"\A(?: {noun}){0,2},? (?:for example|for instance|such as|e\.?g\.?|like (?=\w+ing)),? ?[“\"]?[a-z]+",
    r"\A(?: {noun}){0,2},? (?:in|by|through|with|during) which|\A(?: {noun}){0,2}, where (?:he|she|they|you) [a-z]+",
    r"\A(?: {noun}){0,2}, (?:his|her|their) [a-z]+ing (?:of|what|words|the)",
    r"\A[’”\"]?, or [^.;,]{4,60}(?=,)",
    r"\A (?:signing|sign language|hand signs|signs and (?:gestures|symbols|speech))",
    means=_MEANS,
    noun=r"(?!(?:is|are|has|have|and|or|but|affects|was)\b)[\w’-]+",
    body=r"joints?|muscles?|bones?|skin|nerves|airways?|lungs?|blood|bowels?|gut|eyes?|ears?|kidneys?|heart|limbs|cells",
    effect=r"(?:affecting|limiting|causing|making|getting|becoming|improving|worsening|having|being|leading|resulting)\b",
    kind=r"(?:ability|amount|approach|condition|device|difficulty|disorder|form|illness|kind|measure|lack|loss|method"
    r"|number|order|pattern|problem|programme|range|rhythm|sense|set|skill|sort|speed|stiffness|swelling|system|term"
    r"|test|therapy|tool|type|way"
    r"|weakness|word)",
)
_SAID_SO = re.compile(rf"\b{_MEANS}", re.IGNORECASE)
_SHOWN = phrases(
    r"\A(?: [\w’-]+){0,3} ?: ?(?:he|she|they|his|her|their|an?|the|it|this|these|when|where|how|not|\w+ing)(?=\s)",
    r"\A(?: {noun}){0,2}:(?: [a-z’-]+){5}",
    r"\A(?: {noun})? ?; (?:he|she|they|his|her|their|it|this) [a-z]+",
    noun=r"(?!(?:is|are|has|have|and|or|but|affects|was)\b)[\w’-]+",
)
_DEFINED = phrases(r"\A ?[:–—-] (?:an?|the|when|where|how|\w+ing) [a-z]+")
_DEFINES = phrases(
    r"\A (?:is|are|was) (?:an? |the )?(?!(?:\w+ )?{no_definition})(?:[\w-]+ ){1,3}"
    r"(?:of|that|which|we|used|where|about)",
    no_definition=r"(?:one|part|area|feature|source|cause|strength|weakness|concern|priority|target|focus|result|sign"
    r"|consequence|symptom|issue|barrier|challenge|need|problem|difficulty|effect|history|evidence|reflective"
    r"|suggestive|indicative|typical|characteristic|because|out|all|some|delayed|poor|reduced|weak|as|at|in"
    r"|on|within|better|similar|stronger|weaker|below|above|good|well|not|more|less|so|such|due|used)\b",
)
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?]\s+|\n)\W*(?:(?:An?|The|These|His|Her)\s+)?$")
_CALLED = phrases(
    r"(?:known (?:(?:to|by|in) [^.;,]{3,30} )?as|calls?|called|termed|described as|referred to as|i\.?e\.?,?|labelled"
    r"|the (?:(?:medical|clinical|technical|proper|long|official) )?(?:name|term|word|label)s? (?:we use )?"
    r"(?:for (?:this|that|it|which) )?(?:is|are)) (?:'|[\"“])?(?:an? |the )?\Z"
)

# What a medicine is for.
_PURPOSE = phrases(
    r"\A(?! (?:was |were )?(?:stopped|discontinued|withdrawn|weaned))[^.;\n]{0,40}?"
    r"(?:(?:to|which|that) (?:help|prevent|control|stop|treat|reduce|ease|calm|relax|manage|lower)s?"
    r"|for (?:(?:his|her|their|the|low|high) )?(?!{time})[a-z]{4,}"
    r"|(?:if|when|after|during) (?:[a-z]+ ){0,3}(?:seizures?|fits?|attacks?|reaction|pain|headaches?))",
    time=r"(?:\d|one|two|three|four|five|six|an?|years?|months?|weeks?|days?|him|her|them)\b",
)
_MEDICINE = phrases(
    r"[a-z]{3,} (?:medicines?|medication|tablets?|inhalers?|creams?|injections?|drops|treatment|drugs?|syrup"
    r"|patch(?:es)?)(?: (?:is|are)|,?(?: (?:called|namely|such as))?) \Z"
)

_DENIED = re.compile(
    r"(?i)(?:\b(?:no|without|denies|denied|excludes?|excluded|ruled out|nil|not (?:had|have|has|show|experience|been "
    r"diagnosed with|present with|indicate|suggest|consistent with)|is not|are not|was not|never had|rather than"
    r"|(?:is|are|was|were)n[’']t"
    r"|(?:do|does)(?: not|n[’']t) (?:have|show|need|use))"
    r"(?: (?:clear|current|known|any|further|reported|other))*"
    r"(?: (?:signs?|evidence|history|concerns?|indications?|diagnos[ei]s|symptoms?|suggestion|episodes?))?"
    r"(?: (?:of|about|with|regarding|for))?(?: (?:any|a|an))?(?: [\w-]+(?: [\w-]+)? or)?\s+)$"
)
# what a child who lacks it has need of: “no joint attention” denies no illness
_SKILL = re.compile(
    r"(?:attention|language|skills?|awareness|memory|control|grasp|grip|regulation|play|vocabulary|processing"
    r"|integration|praxis|reasoning|permanence|perception|reciprocity|imitation|initiation|intent|pointing"
    r"|theory of mind|discrimination|stability|endurance|function|functioning|comprehension|generali[sz]ation)$"
)
_LACKED = re.compile(
    r"(?i)\b(?:no|without|not (?:have|show|use)|n[’']t (?:have|show|use))(?: (?:\w+ )?(?:any|clear))?\s+$"
)
_NOT_SO = re.compile(
    r"(?:is|was) (?:a|the) (?:term|word|label|name|diagnosis|description)\b[^.;]{0,60}?(?:\bnot\b|n[’']t\b|\bnever\b)"
    r"|(?:(?:has|have|had) been|was|were) (?:ruled out|excluded)"
)
_QUOTES = re.compile(r"[“\"‘][^“”\"‘’\n]{3,300}[”\"’]|\bquote\b[^\n]{3,300}?\bunquote\b")


@lru_cache(maxsize=_REMEMBERED)
def is_explained(text: str, term: Term) -> bool:
    """Whether this use of the term comes with plain words: in brackets, after a dash, by “which means” …"""
    start, end = _row(text, term)
    before, after = text[max(0, start - _NEAR) : start], _SHORT_FORM.sub("", _HEAD.sub("", text[end : end + _NEAR]))
    in_a_sentence = bool(before.rpartition("\n")[2].strip())
    bracket, dash = _OPENS.match(after), _DASH.match(after)
    return bool(
        (bracket and _is_plain(bracket.group(1), term))
        or (dash and (_is_plain(dash.group(1), term) if in_a_sentence else _shares(dash.group(1), term)))
        or _is_shown(_SHOWN if in_a_sentence else _DEFINED, after)
        or _is_said_to_be(after)
        or (_DEFINES.match(after) and _SENTENCE_STARTS.search(before))
        or _CALLED.search(before)
        or _has_purpose(before, after, term)
        or _is_in_bracket_with_words(before, after, term)
        or _is_said_plainly(text, term)
    )


def _is_shown(pattern: re.Pattern[str], after: str) -> bool:
    """Whether what follows shows it: not where its first word is a term itself."""
    shown = pattern.match(after)
    if shown is None:
        return False
    return not any(":" in after[: each.start] for each in terms_in(after[: shown.end()])[:1])


def _is_said_to_be(after: str) -> bool:
    """Whether what follows says what it is: not where that is said of another term between."""
    said = _SAYS_SO.match(after)
    if said is None:
        return False
    between = terms_in(said.group())
    if not between or "." in said.group():
        return True
    return bool(_SAID_SO.search(said.group())) and not _SAYS_SO.match(after[between[0].end :])


@lru_cache(maxsize=_REMEMBERED)
def is_denied_or_quoted(text: str, term: Term) -> bool:
    """Whether the text says that it is not so, or gives somebody's own words."""
    before = text[max(0, term.start - _NEAR) : term.start]
    if _DENIED.search(before) and not (_LACKED.search(before) and _SKILL.search(term.name)):
        return True
    if _NOT_SO.match(text, term.end + 1):
        return True
    quotes = _quotes(text)
    last = bisect_left(quotes, (term.start, 0)) - 1
    return last >= 0 and term.end < quotes[last][1]


@lru_cache(maxsize=64)
def _quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Where somebody's words are given between quotation marks."""
    return tuple(quote.span() for quote in _QUOTES.finditer(text))


def _row(text: str, term: Term) -> tuple[int, int]:
    """Where a row of terms begins and ends: what explains “bilateral sensorineural” explains both."""
    row = terms_in(text)
    here = first = last = bisect_left(row, term.start, key=lambda each: each.start)
    while last + 1 < min(len(row), here + _ROW) and text[row[last].end : row[last + 1].start].isspace():
        last += 1
    while first > max(0, here - _ROW) and text[row[first - 1].end : row[first].start].isspace():
        first -= 1
    return row[first].start, row[last].end


def _is_plain(words: str, term: Term) -> bool:
    """Whether words in brackets or after a dash explain: no aside, not only the term's other name or another term."""
    if _shares(words, term):
        return True
    if _ASIDE.match(words) or re.fullmatch(r"[A-Z][\w./-]{1,8}", words.strip()):
        return False
    inner = terms_in(words)
    left = re.findall(r"[A-Za-z]{3,}", blanked(words, [(each.start, each.end) for each in inner]))
    return len(left) > 0 or term.is_acronym


def _shares(words: str, term: Term) -> bool:
    return bool((_stems(term.plain) - _stems(term.name)) & _stems(words))


def _is_in_bracket_with_words(before: str, after: str, term: Term) -> bool:
    """Whether it stands in brackets after plain words: “low muscle tone (hypotonia)”; or with them in the brackets."""
    if not _OPEN.search(before):
        return False
    if _WITH_WORDS.match(after):
        return True
    words = before.rpartition("(")[0].rstrip()[-60:]
    last = terms_in(words)
    after_a_term = bool(last) and last[-1].end == len(words)
    if term.is_acronym and _GRADED.match(after):
        return False
    return bool(_CLOSED.match(after)) and (not after_a_term or (term.is_acronym and _stands_for(term.name, words)))


def _stands_for(acronym: str, words: str) -> bool:
    """Whether one of the last words begins as the acronym does."""
    return any(word[0].upper() == acronym[0] for word in re.findall(r"[A-Za-z]+", words)[-len(acronym) - 2 :])


def _has_purpose(before: str, after: str, term: Term) -> bool:
    """Whether a medicine comes with what it is for: “for ADHD”, “to help her sleep”, “her epilepsy medicine, …”."""
    return "medicine" in term.plain and bool(_PURPOSE.match(after) or _MEDICINE.search(before))


def _is_said_plainly(text: str, term: Term) -> bool:
    """Whether the term's sentence or the next one has some of the plain words for it."""
    wanted = _stems(_meaning(term)) - _stems(text[term.start : term.end])
    if len(wanted) < _ENOUGH or term.is_guess:
        return False
    before, after = text[max(0, term.start - _NEAR) : term.start], text[term.end : term.end + _NEAR]
    ends = [end.start() for end in _SENTENCE.finditer(after)]
    said = after[: ends[1]] if len(ends) > 1 else after
    if not term.is_acronym:
        said = f"{_SENTENCE.split(before)[-1]} {said}"
    return len(wanted & _stems(blanked(said, [(other.start, other.end) for other in terms_in(said)]))) >= _ENOUGH


def _meaning(term: Term) -> str:
    """What an acronym means, without what it stands for; the plain words for other terms."""
    return term.plain.partition("(")[2] or term.plain if term.is_acronym else term.plain


@lru_cache(maxsize=512)
def _stems(words: str) -> frozenset[str]:
    """The words that say something, without their endings."""
    found = re.findall(r"[a-z]{3,}", words.lower())
    return frozenset(_ENDING.sub("", word)[:5] for word in found if word not in _empty_words())


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(lexicon("empty_words")["words"])
