"""Health care plans that a text says there are."""

from __future__ import annotations

import re

from checker.wording.conditions import conditions_in
from checker.wording.phrases import phrases
from hub.language.span import Span

_PLAN = phrases(
    r"(?:(?:individual|own|personal|emergency|paediatric) )*(?:health ?~?care|health|medical|seizure|epilepsy|asthma"
    r"|allergy|anaphylaxis|diabetes|insulin|eczema|sickle cell|continence|feeding|dysphagia|stoma|tracheostomy"
    r"|gastrostomy|medication|pain|cardiac|heart|respiratory|emergency|nursing)(?: (?:management|action|emergency"
    r"|safety))?(?: care)? plans?|individual care plans?|care plans?|ihcps?|ihps?"
    r"|plans? for (?:health care|(?:his|her|their) (?:health|seizures|epilepsy|asthma|diabetes|allerg(?:y|ies)"
    r"|condition"
    r"|medicines?|medication|feeds?|medical needs))"
    r"|(?:seizure|epilepsy|allergy|asthma|emergency|medical|medication|diabetes|hypo) protocols?"
    r"|(?:(?:signed|written|printed|laminated) )?(?:sheet|protocol|document|instructions|guidance"
    r"|card) (?:[\w-]+ ){0,4}"
    r"?(?:on|about|for|of|saying|with|says) what to do"
    r"|bsaci (?:allergy )?(?:action )?plans?",
)
_EHC = re.compile(r"(?i)(?:education(?:al)?,?\s+(?:and\s+|&\s*)?|health,?\s+(?:and\s+|&\s*)|ehc\s+|draft\s+)$")
_BARE = re.compile(r"(?i)care plans?")
# whatever else the sentence says, this says that it is there
_IS_HELD = re.compile(
    r"(?i)(?<!not )(?<!n't )(?<!to )(?<!will )(?<!should )(?<!must )\b(?:has|have|holds?|keeps?|there (?:is|are)"
    r"|there[’']s|follows?|set out in|refer to|see)\s+(?:(?:still|already|now|also)\s+)?(?:(?:an?|the|his|her"
    r"|their)\s+)?$"
)
_NOT_YET = phrases(
    r"no|not|without|needs?|requires?|should|would|must|await(?:s|ing)|writ(?:e|es|ing)|written by|develop\w*"
    r"|creat\w*|prepar\w*|produc\w*|draw(?:n|ing)? up|draft\w*|agree|co~produc\w*|complete|completing"
    r"|set(?:ting)? up|formulat\w*|recommend\w*|request\w*|put in place|implement\w*|provides?|providing"
    r"|provision of|if|new|once|until|will be|contribut\w*"
)
# what has been written is there
_WAS_MADE = phrases(
    r"(?:has|have|'ve) (?:now |already |since )?(?:drawn up|written|agreed|completed|produced|prepared|put together"
    r"|set up|developed|created|drafted|put in place|provided)"
)
_WILL_BE = phrases(
    r"(?:will|should|must|needs?|to|could|can|would|is being|are being) (?:also |then "
    r"|now )?(?:to )?(?:be )?(?:writ\w+|drawn|drafted|developed|created|prepared|produced|put|needed|required|agreed"
    r"|completed|set|considered|in place)|(?:would|could|should|might|may) \w+|is (?:needed|required|recommended|not)"
)
_ATTACHED = phrases(r"attach\w*|upload\w*|enclosed|appended|on the hub|included with|sent with")
_IN_PLACE = phrases(r"in place|has an?|existing|current|follow(?:s|ing|ed)? (?:the|his|her|their)|already")
_HINTS = ("plan", "ih", "protocol", "what to do")
_NEAR = 60  # letters


def care_plans_in(text: str, *, is_any: bool, is_provision: bool = False) -> list[Span]:
    """Where the text says that there is a health care plan which it doesn't say is attached.

    `is_any`: a “care plan” is one of health, as in the advice of a clinician; a social worker's is one only beside
    a condition. `is_provision`: what is to be done may be to write the plan, so that it must be said to be there.
    """
    if not any(hint in text.lower() for hint in _HINTS):
        return []
    return [
        Span(*found.span())
        for found in _PLAN.finditer(text)
        if (is_any or not _BARE.fullmatch(found.group()) or _is_beside_a_condition(text, found))
        and _is_there(text, found)
        and (not is_provision or _IN_PLACE.search(text[max(0, found.start() - _NEAR) : found.end() + _NEAR]))
    ]


def _is_beside_a_condition(text: str, found: re.Match[str]) -> bool:
    return bool(conditions_in(text[max(0, found.start() - _NEAR) : found.end() + _NEAR]))


def _is_there(text: str, found: re.Match[str]) -> bool:
    before = re.split(r"[.;\n]", text[max(0, found.start() - _NEAR) : found.start()])[-1]
    after = re.split(r"[.;\n]", text[found.end() : found.end() + _NEAR])[0]
    if _EHC.search(before) or _ATTACHED.search(before) or _ATTACHED.search(after):
        return False
    if _IS_HELD.search(before):
        return True
    before = _WAS_MADE.sub(" ", before)
    return not (_NOT_YET.search(before) or _WILL_BE.match(after.lstrip()) or "?" in after)
