"""Provision that does not say when it will be reviewed."""

import re
from collections.abc import Iterator
from functools import lru_cache

from checker.reading import Prose, ProvisionReading, Span, example
from checker.rule import Sees, rule
from checker.wording.looks_again import looks_again
from checker.wording.phrases import phrases
from checker.wording.rewrites import with_gap
from checker.wording.times import says_a_time
from checker.wording.vague import is_vague_answer
from hub.advice import Profile
from hub.finding import ADVISE, NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.timing import reviews_in

# Training that is renewed, or a meeting that is itself the review, says when somebody looks again.
_LOOKS_AGAIN = phrases(
    r"(?:annual|yearly|termly|half~termly|six~monthly|6~monthly) (?:\w+ ){0,3}(?:review|refresher|update"
    r"|re-?assessment)s?",
    r"(?:refresher|update)(?: training)?[^.;]{0,30} (?:annually|yearly|termly|every \w+(?: \w+)?)",
    r"(?:followed by|ending (?:with|in)|with|and) an? (?:\w+ )?(?:review|follow~up"
    r"|meeting to review)(?: (?:appointment|meeting|session))?",
    r"then (?:be )?(?:reviewed|looked at again|evaluated)|reviewed (?:together |along)?(?:with|side) (?:the |this "
    r"|that |his |her |their )?"
    r"(?:\w+ )?(?:above|plan|programme|place|sessions?|rest|others?)",
    r"(?:monitored|reviewed|looked at again)(?: \w+){0,4} (?:via|at|through|in|during) [^.;]{0,40}"
    r"(?:meetings?|reviews?|clinics?|appointments?)",
    r"(?:at|by|before|for) (?:the |his |her |their |each )?(?:next |first |interim |annual )*"
    r"(?:ehcp |plan )?review",
    r"review(?:ed|s)?(?: date| due| on| in| by)* ?[:–-]? ?(?:early |late |mid )?(?:\d{1,2}\W|{season}|end of)",
    r"(?:annual|yearly|termly|half~termly|six~monthly) (?:\w+ ){0,3}(?:test|audit|assessment|check)s?",
    r"(?:audit|assessment|hearing test)s? [^.;]{0,60}(?:once|each|every|per|annually|termly|yearly)",
    r"review(?:ed)? (?:at |in |after |by )?(?:wk|week|month|session) \d+",
    # “visits once a term to review his seating”, “assesses his equipment once a year”, “reports on progress each term”
    r"(?:once|twice|one|two) (?:an?|each|every|per) (?:half~)?(?:week|fortnight|month|term|year)[^.;]{0,60} to "
    r"(?:review|re-?assess|re-?check|look again at)",
    r"(?:(?:each|every|per|half) (?:half~)?(?:term|month|year)|termly|monthly|annually|yearly|weeks"
    r"|months)[^.;]{0,60} "
    r"to (?:review|re-?assess|re-?check|look again at)",
    r"(?:re-?)?assess(?:es)? [^.;,]{0,60}(?:(?:once|twice) (?:an?|each|every|per) |each |every )(?:half~)?(?:month"
    r"|term"
    r"|year)",
    # “reviewed at each parents' evening”, “re-measured after the block”: whatever happens then
    r"(?:re-?viewed|reviews?|evaluated|re-?assess\w*|re-?checked|looked at(?: again)?|re-?measured?|re-?tested"
    r"|re-?scored)"
    r"(?: [^\s.;,]+){0,5} (?:at (?:each|every)|following|during (?:each|every|the|his|her|their)|(?:after|before|once"
    r"|when) (?:each|every|the|his|her|their|our|this|that)|that)(?: [^\s.;,]+|(?=[.;,]|\Z))",
    r"re-?(?:rated|scored|tested|measured|checked|assessed|run|done|audited)(?: [^\s.;,]+){0,3} (?:at|after|in) the"
    r" (?:last|final|end|close|halfway)",
    r"(?:when|at which(?: point)?|after which) [^.;]{0,60} (?:will|shall|to) (?:\w+ )?(?:meet|decide|review|agree"
    r"|take stock"
    r"|compare|look)",
    r"(?:is|are|being|acts as|serves as|doubles as|counts as) (?:itself |themselves |also )?(?:the|a|our|his|her"
    r"|their)"
    r" (?:own )?reviews?",
    r"report(?:s|ing)?(?: back)? (?:on|about) (?:\w+ ){0,3}progress [^.;,]{0,30}(?:each|every|once|per|termly|at)",
    r"(?:team around the (?:family|child)|taf|tac|pep|lac|cla|looked~after|child in need|cin) (?:meetings?|reviews?)",
    season=(
        "easter|christmas|summer|autumn|spring|january|february|march|april|may|june|july|august|september|october"
        "|november|december"
    ),
)
_AT_A_REVIEW = phrases(
    r"(?:at|by|before|after|following|in|via|through) [^.;]{0,40}reviews?|[^\s.;]+ review (?:meeting|day)"
)
_A_REASON = 2  # words: more than “N/A” or “not applicable”
_OF_EVERYTHING = re.compile(
    r"(?i)\b(?:(?:all|this|these|the)\s+(?:of\s+the\s+)?(?:above\s+)?(?:advice|arrangements|interventions?|outcomes?"
    r"|plan"
    r"|programme|provisions?|recommendations?|strategies|support)|everything|progress)\b[^.;]{0,40}\b(?:re-?viewed"
    r"|evaluated)\b[^.;]{0,60}"
)


@rule(
    each=ProvisionReading,
    sees=Sees.EVERYTHING,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: ADVISE, Profile.EDUCATION: ADVISE},
    message="This does not say when the support will be reviewed.",
    suggestion="Add when it will be reviewed, and by whom: after the six weeks? at the end of term?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Identifying provision",
            "When describing provision explain exactly what is going to happen, who is going to do it, how often it"
            " is "
            "going to happen and when it will be reviewed.",
        ),
        Quote(ROTHERHAM, "Examples, Support Needed - Provision 1", "Weekly and to be reviewed after 6 weeks"),
    ),
    bad=(
        "«Weekly hydrotherapy for 30 minutes with the physiotherapist.»",
        "«Daily exercises with a teaching assistant, kept under review.»",
        example(support="«A social skills group run by the SENCO»", quantity="45 minutes", frequency="Weekly"),
        example(support="Play therapy for 50 minutes a week from a play therapist", review="«Ongoing»"),
        example(support="Play therapy for 50 minutes a week from a play therapist", review="«By the SENCO»"),
    ),
    good=(
        "Progress will be reviewed by the Speech and Language Therapist 3 months following the start of therapy.",
        "Dylan will be offered a 6-week CBT group programme by a qualified CAMHS clinician, attending 1 hour per"
        " week "
        "followed by a review appointment with Dylan and his parents.",
        example(
            support="A family support worker to visit the home and support parent in implementing routines and "
            "structure",
            provided_by="Early Help",
            ratio="1:1",
            quantity="2 hours",
            frequency="Weekly and to be reviewed after 6 weeks",
        ),
        example(support="Weekly hydrotherapy", review="Termly, by the physiotherapist"),
    ),
)
def provision_review(provision: ProvisionReading) -> Iterator[Span]:
    """Without a date to look again, provision that doesn't help goes on, and provision that does may stop."""
    review = provision.review
    if review.is_said and is_vague_answer(review.text):
        yield review.whole()
    elif not (_is_answered(provision.meant("review")) or _is_needless(review) or _is_said_elsewhere(provision)):
        asked = "reviewed when, and by whom: after six weeks? at the end of term?"
        place = review if review.is_said and not review.points_elsewhere else provision.place_of("review")
        yield place.whole().saying(suggestion=with_gap(provision.place.text, asked))


def _is_answered(review: Prose) -> bool:
    """Whether the form's own field holds a time: “By the SENCO” says who, and not when."""
    return review.is_said and (
        review.points_elsewhere or says_a_time(review.text) or bool(_AT_A_REVIEW.search(review.text))
    )


def _is_needless(review: Prose) -> bool:
    """Whether the writer says why there is nothing to review: “N/A – bought once”."""
    return review.is_not_applicable and len(review.text.split()) > _A_REASON


def _is_said_elsewhere(provision: ProvisionReading) -> bool:
    if any(_says_when(said.text) for said in provision.answers("review")):
        return True
    return any(
        _reviews_everything(text.text) for text in provision.document.texts if "/provisions/" not in text.pointer
    )


@lru_cache(maxsize=1024)
def _reviews_everything(text: str) -> bool:
    """Whether a text elsewhere in the advice says when all of it is reviewed: kept, for every provision asks it."""
    return any(
        reviews_in(sentence.group()) or _LOOKS_AGAIN.search(sentence.group())
        for sentence in _OF_EVERYTHING.finditer(text)
    )


@lru_cache(maxsize=1024)
def _says_when(text: str) -> bool:
    return bool(reviews_in(text)) or bool(_LOOKS_AGAIN.search(text)) or looks_again(text)
