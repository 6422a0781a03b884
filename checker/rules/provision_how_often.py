"""Provision that does not say how often it happens."""

import re
from collections.abc import Iterator

from checker.reading import Prose, ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.kinds import is_equipment
from checker.wording.phrases import phrases
from checker.wording.rewrites import with_gap
from checker.wording.times import says_a_time, says_a_time_besides_its_length
from checker.wording.vague import is_vague_answer, without_vague_times
from checker.wording.wordlist import blanked
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.timing import review_clauses_in, support_frequencies_in

# Tied to something that happens: nobody can say how often a seizure comes, but everybody can see what follows it.
_EVERY_TIME = phrases(
    r"(?:each|every) time|whenever(?! (?:{anyone} (?:can|could|allows?|lets?|permits?|needs?|wants?|requires?"
    r"|is (?:free|available|able)|has time)|possible|needed|required|able|available))",
    r"(?:each|every) (?!other\b|effort|possible|opportunity|one of|lasting|for|of (?:which|these|them)|side|hand"
    r"|leg|arm|eye"
    r"|ear|foot|knee|step|stage|sound|word|letter|child|pupil|adult|member|staff|parent|minute|time|aspect|area"
    r"|\d)[^\s.;,]+",
    r"all through (?:the|his|her|their)|first thing|last thing|(?<=[,;(]\s)(?:mon|tues?|weds?|thurs?|fri|sat"
    r"|sun)(?=[.,;)]"
    r"|\Z)",
    r"as soon as|immediately|at the (?:first|earliest) signs?|in the event of"
    r"|in an emergency",
    r"(?:before|after) \w+ing\b",
    r"(?:after|before|during|following|prior to|between|at|when|if) (?:an? |any |each |every |all |his |her "
    r"|their |the )?(?:\w+ )?(?:{event})",
    r"(?:when|if|once) (?!needed|required|appropriate|possible|necessary|available|able|advised|it is|requested"
    r"|{anyone} (?:needs?|requires?|wants?|asks? for) (?:it|this|help|support|them)(?!\w))"
    r"[^\s.;]+ [^.;]{3,60}",
    r"within (?:\d+|one|two|three|five|ten) (?:seconds|minutes)",
    r"throughout|at all times|always|constant|continuous(?:ly)?|full~time|all day|24~hour|whole~class"
    r"|in (?:all|every|his|her|their|whole~class) (?:\w+ )?lessons?",
    r"(?:training|assessment|plan|meeting|visit|workshop|referral|report|course|talk|session"
    r"|lesson)\b[^.;]{0,60} (?:by|before|within|in|during) "
    r"(?:the )?(?:end|start|first|next|autumn|spring|summer|{month}|\d)",
    r"(?:by|before|within|in|during) (?:the )?(?:end|start|first|autumn|spring|summer|{month})[^.;]{0,60} (?:to"
    r"|will) "
    r"(?:train|assess|write|visit|meet|provide|supply)",
    r"(?:written|provided|supplied|made|trained|completed|delivered|assessed|set up)\b[^.;]{0,110} "
    r"(?:by|before|within|in|during) (?:the )?(?:end|start|first|autumn|spring|summer|{month})",
    r"at \d{1,2}(?:, \d{1,2})* and \d{1,2} (?:months|weeks)",
    r"at \d{1,2}(?:[:.]\d\d)? ?(?:am|pm)|at (?:noon|midday|bed~time)|am and pm|morning and (?:night|evening"
    r"|afternoon)",
    r"{short_day}(?: ?[/,&+] ?| and ){short_day}",
    r"(?:one|a single) (?:[^\s.;,]+ ){0,3}(?:visit|session|lesson|talk|appointment|workshop|meeting|course)",
    r"at the (?:start|beginning|end) of (?:the|each|every|his|her|their) (?:school )?(?:day|week|lesson|session"
    r"|morning|afternoon|half~term|term)",
    # so many, and when: “two visits, in January and February”
    r"(?:one|two|three|four|five|six|eight|ten|twelve|\d{1,2}) (?:[^\s.;]+ ){1,8}(?:in|at|by|before|during"
    r"|over) (?:the )?(?:{month}|weeks? \d"
    r"|half~term|easter|christmas|autumn|spring|summer|first|last|next|coming)",
    # so many of them, and a time anywhere in the sentence: “two visits to school, an hour each, in the spring term”
    r"(?:{number}|\d{1,2}) (?:[^\s.;,]+ ){0,3}(?:sessions?|visits|lessons|meetings|appointments|calls|workshops"
    r"|mornings"
    r"|afternoons|evenings|half~days|days)\b[^.;]{0,90} (?:in|during|on|over|before|by|from|across|until) "
    r"(?:the )?(?:[^\s.;,]+ ){0,4}?(?:{month}|{season}|terms?|holidays|week of|\d{1,2} {month})",
    r"(?:an?|one|two|three|four|six|\d) (?:days?|weeks?|fortnights?|months?|terms?) apart",
    # days told one after another: “M/W/F”, “Tue + Thu”, “4 Nov, 2 Dec”
    r"m ?[,/+&]? ?w ?[,/+&]? ?f|tu?e?s? ?[,/+&] ?th(?:u|urs)?|mon ?[–-] ?(?:thu|fri|wed)\w*",
    r"\d{1,2}(?:st|nd|rd|th)? (?:of )?{month},(?: and)? \d{1,2}(?:st|nd|rd|th)? (?:of )?{month}",
    r"in {month}(?: \d{4})?[^.;]{0,40} (?:again|another|also|then)[^.;]{0,40} in {month}",
    r"(?:\d|{number}) ?(?:x|times|/) ?/? ?(?:a |per |each )?(?:wk|week|day|mth|month|term|yr|year)(?:ly)?",
    r"(?:before|after) (?:his|her|their|the) (?:nap|sleep|bath|bus|taxi|register|bell|shower|medication|walk"
    r"|shift|session|club|visit|match|swim|feed|rest|homework|tea|dinner|breakfast|supper)s?",
    r"before (?:the |his |her |their )?(?:new |autumn |spring |summer |school )?(?:term|year) (?:starts|begins)",
    r"in weeks? \d+(?:, \d+)* and \d+|in {month}(?: \d{4})?(?:,| and) {month}",
    r"(?:each|every) {month}|annual (?!review|plan)\w+",
    r"(?:hours?|hrs|minutes|mins|sessions|visits|days|nights) (?:[^\s.;]+ ){1,5}(?:a|per|each|every) "
    r"(?:day|week|fortnight|month|half~term|term|year)",
    r"in (?:all|any|every) (?:\w+ )?(?:assessments?|exams?|examinations?|tests?)",
    r"{weekday} (?:mornings?|afternoons?|evenings?|lunch~times?)|pw|p/w|of an? {weekday}|on an? {weekday}",
    r"(?:the|an?|our|his|her|their) {weekday} (?:[^\s.;,]+ ){0,3}(?:club|group|session|class|school|swim|market"
    r"|team)",
    anyone=r"(?:the |his |her |my |our |their )?[^\s.;,]+",
    weekday="(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
    short_day="(?:mon|tues?|weds?|thurs?|fri|sat|sun)(?:day)?s?",
    event=(
        r"seizures?|hypos?|meal~times?|meals?|feeds?|snacks?|lessons?|transitions?|break~times?|lunch~times?|exercise"
        r"|swimming|assembly|assemblies|toileting|journeys?|trips?|outings?|exams?|examinations|tests?|p\.?e\.?"
        r"|breaks|lunches"
        r"|changes? of \w+|topics?|units?|modules?|(?:break|play) and lunch(?: ?times?)?|break|lunch|play~times?"
        r"|bed~time|registration|drop~off|home~time"
    ),
    month=(
        "january|february|march|april|may|june|july|august|september|october|november|december"
        "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    ),
    season="autumn|spring|summer|easter|christmas|half~term|new year",
    number="one|two|three|four|five|six|seven|eight|nine|ten|twelve",
)

_OFTEN = phrases("often|regular(?:ly)?|frequent(?:ly)?|occasional(?:ly)?|sometimes|ongoing")
# What the child is taught to do when something happens is not when the teaching happens.
_TAUGHT = re.compile(
    r"(?i)\b(?:what|how)\s+(?:to\s+\w+|[^\s.;,]+\s+(?:can|could|might)\s+\w+)(?:\s+\w+)?\s+(?:when|if|after"
    r"|before)\b[^.;,]*"
)


@rule(
    each=ProvisionReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This does not say how often the support happens.",
    suggestion="Add how often: once a week? once a half term?",
    guidance=(
        Quote(
            NE_LINCOLNSHIRE,
            "Identifying provision",
            "When describing provision explain exactly what is going to happen, who is going to do it, how often it"
            " is "
            "going to happen and when it will be reviewed.",
        ),
        Quote(
            ROTHERHAM,
            "Finally you will be asked to detail the provision",
            "Therefore, clarity is required as to who will need to provide the intervention, for how long and how "
            "frequently.",
        ),
    ),
    bad=(
        "«Speech and language therapy from a qualified therapist.»",
        "«Access to a small group for 6 weeks.»",
        "«Regular visits from the Epilepsy Nurse, to be reviewed termly.»",
        example(support="Movement breaks led by a teaching assistant", quantity="10 minutes", frequency="«TBC»"),
        example(support="A place in the lunchtime social group", frequency="«As and when required»"),
        example(support="Colour cards with a teaching assistant", frequency="«Little and often»"),
    ),
    good=(
        "Dylan will be offered a 6-week CBT group programme by a qualified CAMHS clinician, attending 1 hour per"
        " week "
        "followed by a review appointment with Dylan and his parents.",
        "Refresher training will be offered annually.",
        "Weekly Parenting Support by an early help worker",
        "School staff will give buccal midazolam if a seizure lasts longer than 5 minutes.",
        "A Kaye walker will be supplied by the physiotherapist for use in school.",
        example(
            support="CYP to have suitable short break provision",
            provided_by="PA",
            ratio="1:1",
            quantity="4 hours per week in school holidays",
            frequency="see above",
        ),
    ),
)
def provision_how_often(provision: ProvisionReading) -> Iterator[Span]:
    """Support with no frequency cannot be written into a plan, or be seen to be missing."""
    frequency = provision.meant("frequency")
    if frequency.is_said and (is_vague_answer(frequency.text) or _tells_no_time(provision, frequency)):
        yield frequency.whole().saying("This does not say how often the support happens: nobody could see it missing.")
    elif frequency.is_still_open or not (_is_answered(provision, frequency) or is_equipment(provision.support.text)):
        asked = "how often: once a week? once a half term?"
        yield _place(provision).whole().saying(suggestion=with_gap(provision.place.text, asked))


def _place(provision: ProvisionReading) -> Prose:
    """Where nothing says how often: “Little and often”, said of how much, tried to."""
    quantity = provision.quantity
    tries = provision.frequency.is_blank and is_vague_answer(quantity.text) and _OFTEN.search(quantity.text)
    return quantity if tries else provision.place_of("frequency")


def _tells_no_time(provision: ProvisionReading, own: Prose) -> bool:
    """Whether the form's own field holds no word of time at all (“Little and often”), and no other says how often."""
    if own is not provision.frequency:
        return False
    return not (says_a_time(without_vague_times(own.text)) or _is_answered(provision, own))


def _is_answered(provision: ProvisionReading, own: Prose) -> bool:
    if own.is_said and (own.is_not_applicable or says_a_time_besides_its_length(without_vague_times(own.text))):
        return True
    return any(_says_how_often(said.text) for said in provision.answers("frequency") if said is not provision.review)


def _says_how_often(text: str) -> bool:
    text = without_vague_times(text)
    rest = _TAUGHT.sub(" ", blanked(text, review_clauses_in(text)))
    return bool(support_frequencies_in(text) or _EVERY_TIME.search(rest))
