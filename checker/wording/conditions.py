"""Diagnoses as a text names them, listed or not."""

from __future__ import annotations

import re

from checker.wording.lexicon import lexicon
from checker.wording.wordlist import Found, WordList, WordParts, blanked, fold

_LISTS = lexicon("conditions")
_CONDITIONS = WordList(_LISTS["conditions"])
_ENDINGS = WordParts((), _LISTS["endings"])
_NO_ILLNESS = frozenset(map(fold, _LISTS["no_illness"]))
_NOT_SO = re.compile(
    r"(?i)\b(?:no|not|without|undiagnosed|(?:may|might|could) (?:have|be)|wonder\w*|i (?:\w+ )?(?:think"
    r"|believe|feel|suspect|reckon)(?: that)?|(?:do|does|did)(?:n[’']t| not) (?:think|believe|suspect)(?: that)?"
    r"|in my (?:view|opinion),?|(?:schools?|colleges?|units?|bases?|class(?:es)?|provision"
    r"|placements?|settings?) for|(?:plans?|operation|surgery|operated on|tested|checked|investigated) for|at risk of"
    r"|ruled out|excluded|denies|awaiting|waiting"
    r"|referred|assess(?:ed|ment) for|suspect(?:s|ed)?(?: that)?"
    r"|query|queried|screen(?:ed|ing)?|brothers?|sisters?|mother|father|mums?|dad|siblings?|parents|baby"
    r"|cousins?|uncle|aunt\w*|grand\w+|nan|twin|maternal|paternal|family history)\b(?:['’]s)?:?(?:\s+(?!but\b"
    r"|because\b|and\b|that\b|sa(?:ys|id)\b|reports?|tells\b|told\b|describe|feels\b|thinks\b"
    r"|notice)[^\s.;,]+){0,6}\s*$"
)
_DOES = re.compile(r"(?i)\b(?:he|she|they|i|we|to|should|also|then|sometimes)\s+$")
_VERBS = frozenset(("tics", "add", "adds", "self-harms"))
# the service, lesson or plan for a condition is named after it
_NAMED_AFTER = re.compile(
    r"(?i),? (?:in my (?:view|opinion)|i (?:think|believe|suspect|feel|reckon))\b"
    r"|[\s-]+(?:[\w-]+\s+)?(?:nurses?|clinics?|teams?|training|awareness|programmes?|groups?|units?|schools?"
    r"|provision|base|pathway|plans?|services?|friendly|outreach|register|champion|passport|policy|assessments?)\b"
    r"|(?:\s+(?:was|were|has been|have been|is|are)\s+(?:\w+ (?:and|but) )?(?:ruled out|excluded|not (?:confirmed"
    r"|diagnosed|present)"
    r"|unlikely|suspected|queried|being)\b)"
)
_HEADS = (
    *("syndrome", "disease", "disorder", "dystrophy", "dysplasia", "deficiency", "palsy", "malformation"),
    *("imperfecta", "atrophy", "sclerosis", "insufficiency", "intolerance", "impairment", "albinism"),
    *("neuropathy", "anomaly", "sequence", "association", "atresia", "stenosis", "mosaicism", "anaemia", "tumour"),
)
# conditions in plain words: a part of the body, and what is the matter with it
_PART = (
    r"(?:bones?|spine|backbone|joints?|legs?|arms?|foot|feet|ankles?|knees?|hips?(?: sockets?| joints?)?|muscles?|heart"
    r"(?: muscle| valves?)?|eyes?|eyelids?|ear ?drums?|ears?|kidneys?|bladder|bowels?|lungs?|airways?|windpipe|palate"
    r"|lip|tongue|hands?|fingers?|toes?|thumbs?|neck|skull|jaw|thyroid|glands?|limbs?|chest wall|ribs?|liver"
    r"|immune system)"
)
_LAY = re.compile(
    r"(?i)\b(?:short(?:ened)?|curved|thin|brittle|fragile|bendy|loose|lax|shallow|flat|club(?:bed)?|webbed|extra"
    r"|missing"
    r"|narrow(?:ed)?|enlarged|underdeveloped|under-?sized|misshapen|lazy|cloudy|detached|leaky|fused|cleft|twisted"
    r"|crooked"
    r"|perforated|(?:under|over)-?active|floppy|bowed|abnormal|faulty|damaged|dislocat(?:ed|ing)|droopy|paralysed) "
    rf"(?:(?:left|right|upper|lower) )?{_PART}\b"
    rf"|\b(?:heart|kidney|liver|lung|bowel|bladder|bone|blood|thyroid|skin|eye|spinal|hip) (?:condition|problem|defect"
    r"|murmur|disease|failure|complaint|disorder)s?\b"
    r"|\bhole in (?:the|his|her|their) heart\b|\btongue[- ]tie\b|\bextra (?:fingers?|toes?|chromosome)\b"
    rf"|\b(?:weakness|curvature|thinning|malformation|narrowing|stiffening|paralysis|underdevelopment) (?:of|in)"
    rf" (?:(?:the|his|her|their|both|one|left|right) ){{0,2}}{_PART}\b"
)
_CODE = re.compile(
    r"\b(?:[FGQ]\d\d\.\d|HbS[SC]|(?:[\w.]{0,12}\d[\w.]{0,12}|chromosom\w{1,4}|gene)\s(?:micro)?(?:deletion"
    r"|duplication))\b"
)
_RARE = re.compile(
    rf"(?i)(?<![\w'’-])(?!(?:the|this|that|an?|any|no|his|her|their|of)\s)[\w'’-]{{3,30}}\s(?:{'|'.join(_HEADS)})s?\b"
)
_NEAR = 80  # letters


def conditions_in(text: str) -> list[tuple[int, int]]:
    """Where diagnoses are named as the child's own, in order: not where they are denied, awaited or a relative's."""
    named = [(each.start, each.end) for each in _CONDITIONS.find(text) if not _is_done(text, each)]
    named += [rare for rare in _rare_in(text) if not any(rare[0] < end and start < rare[1] for start, end in named)]
    return [(start, end) for start, end in sorted(named) if is_own(text, start) and not _NAMED_AFTER.match(text, end)]


def _is_done(text: str, found: Found) -> bool:
    """Whether it is what somebody does: “he tics more”, “I add”."""
    return text[found.start : found.end] in _VERBS and bool(
        _DOES.search(text, max(0, found.start - _NEAR), found.start)
    )


def _rare_in(text: str) -> list[tuple[int, int]]:
    """Diagnoses that no list holds: “Wilson's disease”, “uveitis”, “16p11.2 deletion”."""
    low = text.lower()
    found = [each.span() for each in _RARE.finditer(text)] if any(head in low for head in _HEADS) else []
    endings = ((each.start, each.end) for each in _ENDINGS.find(text))
    found += [(start, end) for start, end in endings if fold(text[start:end]) not in _NO_ILLNESS]
    found += [each.span() for each in _LAY.finditer(text)]
    return found + [each.span() for each in _CODE.finditer(text)]


def is_own(text: str, start: int) -> bool:
    """Whether what is named at `start` is said to be so, and of the child: not denied, awaited or a relative's."""
    return not _NOT_SO.search(text[max(0, start - _NEAR) : start])


def without_conditions(text: str) -> str:
    """The text with spaces where it names diagnoses, whoever has them."""
    rest = _CONDITIONS.blanked(text)
    return blanked(rest, _rare_in(rest))
