"""Provision that does not say what will happen."""

import re
from collections.abc import Iterator

from checker.reading import ProvisionReading, Span, example
from checker.rule import rule
from checker.wording.deliverers import somebody_in
from checker.wording.lexicon import lexicon
from checker.wording.phrases import phrases
from checker.wording.rewrites import with_gap
from checker.wording.wordlist import WordList, blanked
from hub.advice import Profile
from hub.finding import NE_LINCOLNSHIRE, ROTHERHAM, WARN, Quote
from hub.language.timing import deadlines_in, durations_in, frequencies_in, quantities_in, review_clauses_in

_LISTS = lexicon("vague_support")
_HEADS = WordList(_LISTS["heads"])
# “anxiety support”, “support with her timetable”, “visual strategies”: a topic beside the head leaves it a promise
_PROMISE = phrases(
    r"\A\W*(?:[^\s.;,]+ ){0,6}(?:supports?|help|input|interventions?|strateg(?:y|ies)|advice"
    r"|guidance|information)(?: (?:with|for|in) (?:[^\s.;,]+ ?){1,4})?\W*\Z"
)
_FILLERS = frozenset((*_LISTS["fillers"], *_LISTS["when"]))
_PROGRAMMES = WordList(_LISTS["named"])
# “Skin clinic”, “Wellbeing sessions”, “Occupational therapy”: the name of an occasion or a service, and no doing
_TOPICS = WordList([*_LISTS["topics"], *_LISTS["whole_services"], *_LISTS["heads"], *_LISTS["occasions"]])
_ADVICE = phrases(r"\W*(?:[^\s.;,]+ ){1,3}(?:supports?|help|input|advice|guidance|information)\W*")
_GATHERING = phrases(r"groups?|clubs?|class(?:es)?|consultations?|therapy|teaching|lessons?|training|review|checks?")
_A_TIME = phrases(r"(?:half~)?hours?|\d{1,3} ?(?:hours?|hrs?|minutes?|mins?)|afternoons?|mornings?")
# with nothing beside them but how many and of what sort
_BARE = phrases(
    r"(?:(?:an?|the|some|any|his|her|their|{number}|weekly|daily|fortnightly|monthly|termly|half~termly|regular"
    r"|ongoing|further|extra|additional|more|individual|1:1|1~1|one~to~one|staff|group|small~group|ad hoc|informal"
    r"|direct|specialist|appropriate|targeted|brief|short|occasional|frequent|home|school|joint|separate|follow~up"
    r"|planned) )*(?:training|tuition|teaching|tutoring|conversations?|chats?|talks?|discussions?|meetings?|visits?"
    r"|sessions?|appointments?|clinics?|contacts?|programmes?|activities|games|tasks|practice|homework|lessons?"
    r"|classes|groups?|clubs?|blocks?|calls?|workshops?|courses?|assessments?|therapy|therapies|techniques|methods"
    r"|tools|materials|resources|ideas|tips|suggestions|things|stuff)",
    number=r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve",
)
_WITH = phrases("with")
_ENDS_OPEN = re.compile(r"(?i)(?:\W+(?:with|and|for|to|of|his|her|their|the|class|own))+\W*$")
_FOR_STAFF = re.compile(
    r"(?i)(?<=training)\s+(?:for|of|to)\s+(?:(?:all|the|his|her|their|key|relevant|class|school|support|other)\s+)*"
    r"(?:school|staff|adults|setting|nursery|college|team|teachers|tas|parents|carers|family|home|everyone|others)\W*$"
)
_MOST_WORDS_OF_A_NAME = 5
# What it is for is not what it is: “input to develop handwriting”, “strategies to support transitions”.
_PURPOSE = re.compile(
    r"(?i)\bto\s+(?:help\s+(?:\w+\s+)?(?:to\s+)?)?(?:address|boost|build|develop|encourage|enhance|extend|foster"
    r"|further"
    r"|improve|increase|maximi[sz]e|promote|strengthen|support|target)\b"
    r"(?:(?!\b(?:by|using|through|including|such\s+as|with\s+an?)\b)[^.;:,])*"
)
# “around eating”, “about seizures”, “to catch up with what he has missed”: a topic says no more than a purpose does.
_TOPIC = phrases(
    r"(?:around|about|regarding|concerning|in relation to|relating to|with regard to) (?!how )(?:[^\s.;:,]+ ?){1,6}",
    r"to catch up[^.;:,]*",
)
# an adult beside the child, and not what the adult does there
_ADULT = re.compile(
    r"(?i)\s*(?:(?:an?|the|one|full[- ]?time|part[- ]?time|dedicated|trained|experienced|named|extra|additional"
    r"|second"
    r"|another|familiar|skilled|1:1|one[- ]to[- ]one)\s+)*"
    r"(?:teaching assistant|ta|lsa|hlta|learning support assistant|support assistant|key ?worker"
    r"|(?:key )?adult|support worker|mentor)"
    r"(?:\s*,?\s*(?:for|full[- ]?time|at|in|all|\d|every|each|throughout|during|daily|weekly)\b[^.;]{0,60})?\W*"
)
_IF_EVER = phrases(
    r"(?:as|when|if|where)(?: and when)? (?:it is )?(?:\w+ly )?(?:needed|required|appropriate|necessary|possible"
    r"|funding allows|staffing allows|time allows"
    r"|available|advised|indicated)"
)
# “Equipment clinic”, “hearing aid check”: an occasion for a thing, not the promise of one
_OCCASION_FOR = phrases(
    r"(?:equipment|aids?|resources?|contact lens|communication aid) (?:clinic|check|lesson|class|fitting)s?"
)
_FROM_A = re.compile(r"(?i)\b(?:from|by|with|via)\s+(?:an?|the|our|my|his|her|their)\s+(?P<kind>[\w’'-]+\s+)$")
_CARRIED_OUT = re.compile(r"(?i)(?<=\w),?\s+(?:to be\s+)?(?:carried out|completed|undertaken|done)(?=\s+by\b)")
# more of it, and no word of what for: “Regular therapy each week”
_SOME_THERAPY = phrases(
    r"\A\W*(?:regular|ongoing|on~going|continued|continuing|further|additional|appropriate|suitable|targeted"
    r"|necessary|extra|more)(?: \w+)? (?:therapy|therapies|physio(?:therapy)?|ot|salt|slt|treatment|sessions?)"
)
_SUBJECT = re.compile(r"\s*(?P<name>[A-Z][a-z’'-]+)\s+(?:needs?|requires?|will|should|would|must|has)\b")
# how long it goes on, and that the writer thinks about it, say nothing of what it is
_AS_LONG_AS = phrases(
    r"(?:am|are|is) going to",
    r"(?:for )?(?:as|so) long as [^.;,]+|until (?:it|he|she|they|things|everybody|everyone) [^.;,]+",
)
_WE_THINK = phrases(
    r"(?:and |then )?(?:(?:I|we|my|our|the|his|her|their) (?:[^\s.;,]+ ){0,5})?(?:will|shall)"
    r" (?:then |also |together )?(?:think|reflect|discuss|consider|decide|talk (?:about|it|this)|go over"
    r"|take stock|monitor) [^.;]+"
)
_MEETING = re.compile(r"(?i)\A\W*(?:I|we)(?:['’]ll|\s+will|\s+shall)\s+(?:meet|see|visit)(?:\s+with)?\s")
# Somebody near the child, and nothing that is done: “keep an eye on him”, “to be available”, “to see Reece”.
_EMPTY_DOING = phrases(
    r"(?:keep(?:s|ing)?|have|with) (?:an?|a close|a watchful|half an) (?:\w+ )?eyes? (?:on|out for)"
    r"|look(?:s|ing)? out for|watch(?:es|ing)? (?:over|out for)",
    r"(?:be|is|are|being) (?:\w+ly |always )?(?:there|around|available|on hand|on call|present|near~?by|close by"
    r"|involved|approachable|supportive|aware|mindful|alert|conscious|vigilant|understanding|flexible|patient"
    r"|in the background|contactable)(?: (?:of|to|for|with|when|if|as))?",
    r"(?:on hand|on~call)|(?:adult|staff|worker|someone|somebody|mentor) (?:\w+ )?(?:available|present|near~?by)",
    r"(?:bear|keep|have) (?:this |it |him |her |that |them )?in mind|keep(?:s|ing)? (?:in (?:touch|contact)"
    r"|an open door|on top of (?:things|it|this)|things going)",
    r"open door(?: policy)?",
    r"(?:(?<!continue\x20)to|will|should|can|must) (?:meet|see|visit|work|engage|connect|link|talk|speak)"
    r"(?: (?:with|to))?",
    r"(?:some|any)(?:one|body) (?:\w+ )?(?:to (?:talk|turn|go|speak) to|(?:he|she|they) can (?:talk|turn|go"
    r"|speak) to)",
    r"(?:stay|remain|keep|be|is)s? on (?:my|our|the) (?:\w+ )?(?:list|caseload|books|radar)"
    r"|(?:has|have|gets?|sees?) me",
    r"encourag(?:e|es|ing) (?:his |her |their )?(?:peers?|friends?|friendships?|participation|engagement|independence"
    r"|interaction|communication|confidence|him|her|them)|be given every (?:opportunity|chance)(?: to \w+)?",
    r"(?:monitors?|oversees?|tracks?|supervises?|promotes?|supports?) (?:his |her |their )?(?:progress|wellbeing"
    r"|learning|development|needs)",
    r"(?:do|doing) (?:what|all|whatever|everything) (?:\w+ )?(?:can|we can|they can|it takes)",
)
_ANYTHING = phrases(
    r"(?:a )?bit of this(?: and|,)(?: an?)? (?:little )?bit of that|this and that|bits and (?:bobs|pieces)"
    r"|odds and (?:ends|sods)|the usual(?: things| stuff)?|more of the same|same as (?:before|usual|ever)"
    r"|as the mood takes \w+|play it by ear|whatever [^.;,]{3,30}|depend(?:s|ing)(?: on)? [^.;,]{3,60}"
)
# at a time, or for so long, these are a support
_LOOSE_DOING = phrases(
    r"(?:check|link|dip|drop|touch|pop)s? (?:in|base)(?: and out)?(?: (?:with|on))?|liais(?:e|es|ing|on)"
)
_ADVICE_ON = phrases(r"(?P<advice>advice|information|guidance|signposting|help) (?:on|for|with|about)(?! how)")
# A meeting by its name alone: “Hand clinic” may be anything, where nothing else is said.
_MEETS = phrases(
    r"\A\W*(?:[^\s.;,]+ ){0,2}[^\s.;,]*(?:visits?|clinics?|contacts?|check~ins?|meetings?|appointments?|catch~ups?"
    r"|calls?|sessions?|activities|drop~ins?|outings?|trips?)\W*\Z"
)
_SHORT = 120
_WORD = re.compile(r"[^\W\d_][\w’'-]*(?::\d)?")
# Therapy by its name, or a named kind of support, says what it is; but not a whole service where nothing else stands.
_TWO_TOPICS = r"(?:work|sessions?) (?:with (?:[^\s.;]+ )?)?(?:about|on) [^\s.;,]+ and [^\s.;,]+"
_TECHNIQUE = (
    "(?:music|play|art|drama|family|psycho|talking|hydro|lego|cognitive [a-z]+) ?therapy|counselling|clinic follow~ups?"
)
_THERAPY = f"(?:speech and language|speech|occupational|physio) ?therapy|{_TECHNIQUE}"
_INPUT_FROM_THERAPY = phrases(
    r"(?:input|support|advice|involvement|help|guidance|assistance|intervention) (?:from|by|of"
    r"|via) (?:the )?{therapy}",
    therapy=_THERAPY,
)
_NAMED = phrases(
    r"{therapy}(?! (?:support|input|intervention|involvement|advice|service|provision)s?)",
    r"(?:counselling|mentoring|bereavement)(?! (?:support|input|intervention|involvement|service)s?)|parenting"
    r"|short breaks?|respite|personal care|intimate care|speech sounds?"
    r"|emotional literacy"
    r"|consultations? (?:\w+ )?(?:with|for|to)",
    r"{two_topics}",
    therapy=_THERAPY,
    two_topics=_TWO_TOPICS,
)
_NAMED_THERAPY = phrases(_THERAPY + "|therapies|physio|ot|salt|slt|treatment")
_NAMED_TECHNIQUE = phrases(_TECHNIQUE, _TWO_TOPICS)


@rule(
    each=ProvisionReading,
    severity={Profile.HEALTH: WARN, Profile.SOCIAL_CARE: WARN, Profile.EDUCATION: WARN},
    message="This does not say what will happen.",
    suggestion="Say what will be done: which programme, activity or equipment? what will the adult do with the child?",
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
            "Provision should be identified clearly and specifically.",
        ),
    ),
    bad=(
        "«Support from a teaching assistant for 5 hours a week.»",
        "«Ongoing SaLT input.»",
        "«Access to appropriate interventions to develop his social skills.»",
        example(support="«1:1 support»", provided_by="TA", quantity="25 hours", frequency="Weekly"),
    ),
    good=(
        "Weekly Parenting Support by an early help worker",
        "A family support worker to visit the home and support parent in implementing routines and structure",
        "A teaching assistant will support Tom to check his timetable and pack his bag at the start of each day.",
        "Lucy will be offered a 1-hour speech and language therapy session in school per week for 6 weeks.",
        example(support="CYP to have suitable short break provision", provided_by="PA"),
    ),
)
def provision_what(provision: ProvisionReading) -> Iterator[Span]:
    """“Support” may be anything: what is not said cannot be asked for."""
    if not provision.support.is_said:
        if not (provision.support.points_elsewhere and _is_said_elsewhere(provision)):
            yield provision.place_of("support").whole()
    elif (
        _says_a_name_only(provision)
        or _is_a_bare_name(provision.support.text)
        or _is_bare(_without_the_child(provision))
        or _ADULT.fullmatch(provision.support.text)
        or _is_only_a_promise(_without_the_child(provision))
    ):
        asked = "doing what: which programme, activity or equipment?"
        yield provision.support.whole().saying(suggestion=with_gap(provision.support.text, asked))


def _is_said_elsewhere(provision: ProvisionReading) -> bool:
    """Whether “see above” points at something: a provision before, or another field that says what is done."""
    others = (field.text for field in provision.fields if field.is_said)
    return bool(provision.index) or any(_left_in(_without_what_is_told(text)) for text in others)


def _without_the_child(provision: ProvisionReading) -> str:
    """The support, without the child's names: they say nothing of what is done."""
    child, text = provision.document.child, provision.support.text
    if (subject := _SUBJECT.match(text)) and not _HEADS.find(subject["name"]):
        text = text[subject.end("name") :]
    for name in f"{child.name} {child.known_as}".split():
        text = re.sub(rf"(?i)\b{re.escape(name)}\b", " ", text)
    return _AS_LONG_AS.sub(" ", _WE_THINK.sub(" ", text))


def _is_only_a_promise(text: str) -> bool:
    """Whether next to nothing is left once who, when, how much and general words are taken away."""
    if _does_nothing(text):
        return True
    if _IF_EVER.search(text) and len(text) < _SHORT:
        return len(_left_in(_without_what_is_told(_IF_EVER.sub(" ", text)))) <= 1
    text = _CARRIED_OUT.sub("", text) if len(text) < _SHORT else text
    if _SOME_THERAPY.search(text) and not _left_in(_without_what_is_told(_NAMED_THERAPY.sub(" ", text))):
        return True
    text = _MEETING.sub("support ", _INPUT_FROM_THERAPY.sub("support", text))
    if _names_what_is_done(text):
        return False
    if not _HEADS.find(blanked(_OCCASION_FOR.sub(" ", _TOPIC.sub(" ", text)), somebody_in(text))):
        return _says_who_and_when_only(text)
    rest = _without_what_is_told(_TOPIC.sub(" ", text))
    left = _left_in(rest)
    return not left or len(left) <= _topics_allowed(rest)


def _topics_allowed(text: str) -> int:
    """How many words may say what a promise is about, and it is still one: “Toilet training advice”."""
    if len(text) < _SHORT and _ADVICE.fullmatch(text):
        return 2
    return int(bool(_PROMISE.search(text)))


def _says_who_and_when_only(text: str) -> bool:
    """Whether nothing but somebody and a length of time is named: “Weekly hour with the youth worker”."""
    if not _A_TIME.search(text) or _GATHERING.search(text) or _TOPICS.find(text) or not somebody_in(text):
        return False
    return not _left_in(_without_what_is_told(text))


def _does_nothing(text: str) -> bool:
    """Whether somebody is only to be there, to do anything at all, or to advise on a topic of one word."""
    if len(text) > 2 * _SHORT:
        return False
    is_timed = bool(durations_in(text) or frequencies_in(text))
    for way in (_EMPTY_DOING, _ANYTHING) if is_timed else (_EMPTY_DOING, _ANYTHING, _LOOSE_DOING):
        if way.search(text) and not _names_what_is_done(text):
            return not _left_in(_without_what_is_told(way.sub(" ", text)))
    if not _ADVICE_ON.search(text) or _PROGRAMMES.find(text) or is_timed:
        return False
    return len(_left_in(_without_what_is_told(text))) <= 1


def _says_a_name_only(provision: ProvisionReading) -> bool:
    """Whether the whole provision is a word, “Mindfulness”, or a meeting without a purpose, “Monday visits”."""
    others = (field for field in provision.fields if field is not provision.support)
    text = provision.support.text
    return (
        (len(text.split()) == 1 or bool(_MEETS.search(text)))
        and not _NAMED.search(text)
        and not any(field.is_said for field in others)
    )


def _is_bare(text: str) -> bool:
    """Whether the text is a kind of occasion and no more, whoever is there: “Training”, “Six sessions with Tom”."""
    if len(text) > _SHORT:
        return False
    name = _ENDS_OPEN.sub("", blanked(text, somebody_in(text)) if _WITH.search(text) else text)
    name = _FOR_STAFF.sub("", name)
    return bool(_BARE.fullmatch(name.strip(" .;:-–•\n")))


def _is_a_bare_name(text: str) -> bool:
    """Whether the field holds only a topic and an occasion, or a whole service: “Skin clinic”, “Physio”."""
    name = text.strip(" .;:\n")
    if len(name.split()) > _MOST_WORDS_OF_A_NAME or _PROGRAMMES.find(name) or _NAMED_TECHNIQUE.search(name):
        return False
    ends_so = any(not name[each.end :].strip() for each in _TOPICS.find(name))
    return ends_so and all(word.lower() in _FILLERS for word in _WORD.findall(_TOPICS.blanked(name)))


def _names_what_is_done(text: str) -> bool:
    """Whether a therapy, a technique or a programme says by its name what is done."""
    return bool(_NAMED.search(text) or _PROGRAMMES.find(text))


def _without_what_is_told(text: str) -> str:
    """The text without who, how often, how long, when reviewed and what for."""
    people = [(_with_its_kind(text, start), end) for start, end in somebody_in(text)]
    told = (*people, *frequencies_in(text), *durations_in(text), *quantities_in(text), *deadlines_in(text))
    return _PURPOSE.sub(" ", blanked(text, (*told, *review_clauses_in(text))))


def _with_its_kind(text: str, start: int) -> int:
    """Where “from the inclusion team” begins, whose last word alone names somebody."""
    by = _FROM_A.search(text[max(0, start - _SHORT) : start])
    return start - len(by["kind"]) if by else start


def _left_in(text: str) -> list[str]:
    """The words that may say what is done."""
    return [word for word in _content(_HEADS.blanked(text)) if word.lower() not in _FILLERS]


def _content(text: str) -> Iterator[str]:
    """Words that may say what is done: names of people are not among them."""
    for word in _WORD.finditer(text):
        is_name = word.group().istitle() and word.start() > 0
        if len(word.group()) > 2 and not is_name:
            yield word.group().replace("’", "'").removesuffix("'s").strip("-")
