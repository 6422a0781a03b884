"""Needs that only point to an uploaded report or letter."""

import re
from collections.abc import Iterator

from checker.reading import Need, Span, example
from checker.rule import rule
from checker.wording.phrases import phrases
from hub.advice import Area, Professional, Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, Quote

_DOCUMENT = phrases(
    r"attach(?:ed|ment)s?|enclosed|enclosures?|upload(?:ed|s)?|append(?:ed|ix)|reports?|letters?|documents?|summary"
    r"|assessments?|correspondence|paperwork"
)
# besides the document: the pointing to it, whose it is and of when, and what would have been said
_POINTING = phrases(
    r"please|kindly|see|refer|find|read|view|look|as|per|stated|described|detailed|outlined|set|out|in|at|to|on|from|by|of"
    r"|for|with|within|the|a|an|my|our|this|his|her|their|and|or|also|all|any|full|further|more|most|latest|recent|last"
    r"|previous|current|available|provided|sent|shared|dated|date|copy|copies|details?|information|needs?|difficulties"
    r"|background|history|is|are|has|have|been|can|be|found|contained|included|separate|separately|clinic|medical|hospital"
    r"|paediatric|therapy|therapist|speech|language|occupational|physiotherapy|psychology|psychologist|assessment|discharge"
    r"|outpatient|hub|section|document|file|record|which|who|i|we|above|below|here|regarding|re|child|consultant|doctor|dr"
    r"|nurse|health|care|social|education|educational|school|jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*"
    r"|oct\w*|nov\w*|dec\w*|\d+(?:st|nd|rd|th)?|salt|ot|camhs|ep|pdf"
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 300  # letters: whoever writes more has said something
_SECRETARY = re.compile(r"(?i)\bsecretar(?:y|ies)\b")


@rule(
    each=Need,
    severity={Profile.HEALTH: ADVISE, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="This only points to another document; the child's needs are not summarised here.",
    suggestion="Say in a few sentences what the report or letter means for the child; the upload gives the rest.",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Uploading files to the hub",
            "Please ensure that you summarise the child’s needs in the relevant sections of the advice template.",
        ),
        Quote(
            ROTHERHAM,
            "Upload any reports or letters",
            "we will need your guidance as to how the information that the report contains will impact on the ability "
            "of the child/young person to access education.",
        ),
    ),
    bad=(
        "«Please see attached report.»",
        "«As per clinic letter dated 3 March 2026 (uploaded).»",
        "«Full details of her needs are in the enclosed speech and language therapy assessment.»",
        example(needs="«See my report of 12/01/2026.»", area=Area.SENSORY_AND_PHYSICAL, profile=Profile.SOCIAL_CARE),
    ),
    good=(
        "Sian misses what is said during an absence. Please see attached report for the details.",
        "See attached report: he reads words of three letters.",
        "See above.",
        example(needs="Clinic letters attached.", professional=Professional(role="Paediatric Secretary")),
        "He cannot read a letter from home.",
    ),
)
def upload_not_summarised(need: Need) -> Iterator[Span]:
    """Whoever writes the plan copies from the advice: what stands in a letter only is not in the plan."""
    text = need.words.text
    if len(text) > _LONGEST or not _DOCUMENT.search(text) or _SECRETARY.search(need.document.advice.professional.role):
        return
    rest = _POINTING.sub(" ", _DOCUMENT.sub(" ", text))
    if not any(word[0].islower() or text.isupper() for word in _WORD.findall(rest)):  # what is left are names
        yield need.words.whole()
