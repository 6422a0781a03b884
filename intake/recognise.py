"""What an item is: one of the ten kinds, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from intake.item import Channel, Item, Voice


class Kind(StrEnum):
    """The contract's ten kinds."""

    ASSESSMENT_REQUEST = "ehc-needs-assessment-request"
    ANNUAL_REVIEW_REQUEST = "annual-review-request"
    ADVICE_REQUEST = "advice-request"
    ADVICE_RETURN = "advice-return"
    QUERY = "query"
    CASE_UPDATE = "case-update"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    SPAM = "spam"
    OTHER = "other"

    @property
    def starts_a_clock(self) -> bool:
        """Whether the law's clock starts on receipt (SEND Regulations 2014, reg 5, 8, 20)."""
        return self in (Kind.ASSESSMENT_REQUEST, Kind.ANNUAL_REVIEW_REQUEST, Kind.ADVICE_REQUEST)

    @property
    def from_nobody(self) -> bool:
        """Whether there is nobody behind it who waits for an answer."""
        return self in (Kind.AUTO_REPLY, Kind.BOUNCE, Kind.SPAM)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A kind, how sure (0 to 1), and why."""

    kind: Kind
    confidence: float
    reasons: tuple[str, ...]


_EHC = r"(?:e\.?h\.?c\.?(?:p|n\.?a(?:r)?|n)?\b|ehc[ -]?plan|education,? health,? (?:and|&) (?:social )?care|statutory|echp|eph?cp)"
_ASSESS = r"(?:needs? assessment|assessment(?! of)|assess|plan|ehcna|ehcp|echp)"
_ASK = r"(?:request(?:ing|s)?|apply|applying|application|ask(?:ing)?|would like|['’]d like|want|wish|need|seeking|please (?:can|could|will) you|can (?:you|we|i) (?:please )?|start|begin|initiat\w+|consider|carry out|formal(?:ly)?)"

_Clue = tuple[Kind, float, re.Pattern[str]]


def _clue(kind: Kind, weight: float, pattern: str) -> _Clue:
    return kind, weight, re.compile(pattern, re.I)


_CLUES: tuple[_Clue, ...] = (
    # a request for an EHC needs assessment: Children and Families Act 2014, s. 36(1)
    _clue(Kind.ASSESSMENT_REQUEST, 5, rf"\b{_ASK}\b[^.?!\n]{{0,90}}{_EHC}[^.?!\n]{{0,25}}?\b{_ASSESS}"),
    _clue(Kind.ASSESSMENT_REQUEST, 5, rf"\b{_ASK}\b[^.?!]{{0,60}}\b(?:ehcna|e\.?h\.?c\.? needs)"),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        4,
        rf"{_EHC}\W{{0,3}}(?:needs )?(?:assessment)?\W{{0,3}}(?:parental |parent |school |setting )?(?:request|application|referral)\b",
    ),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        4,
        r"\bsection 36\b|\bs\.? ?36\b|\bparent(?:al|['’]s)? (?:/carer )?request (?:for|form)\b",
    ),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        4,
        rf"\b(?:request|application|referral|apply) (?:form )?(?:for|to)\b[^.\n]{{0,40}}{_EHC}",
    ),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        4,
        rf"\b(?:he|she|they|my \w+|our \w+) (?:should|must|ought to|needs? to) (?:be assessed|have an assessment|have|get|be given) [^.\n]{{0,30}}{_EHC}",
    ),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        3,
        rf"\bassess(?:ed|ment)?\b[^.?!\n]{{0,50}}{_EHC}|{_EHC}[^.?!\n]{{0,12}}\bassess(?:ed|ment)\b[^.\n]{{0,40}}\bfor (?:my|our)\b",
    ),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        2,
        r"\b(?:evidence of (?:academic|need)|graduated approach|assess,? plan,? do|reasons? for (?:the |this )?request)\b",
    ),
    _clue(
        Kind.ASSESSMENT_REQUEST,
        5,
        r"\b(?:treat|accept|take|regard) this (?:e-?mail |letter |message )?as (?:my|our|a|the|that|her|his) (?:formal |official )*request"
        r"|\b(?:this|my) (?:e-?mail|letter|message) (?:can |to )?(?:be|counts?|is) (?:taken )?as (?:me asking|my|our|a|the)\b|\bso this is me asking",
    ),
    # annual reviews: SEND Regulations 2014, reg 20
    _clue(
        Kind.ANNUAL_REVIEW_REQUEST,
        4,
        r"\b(?:request|ask(?:ing)?|call(?:ing)? for|hold|bring forward|would like|need|want)\b[^.?!\n]{0,50}\b(?:early|interim|emergency|annual)\b[^.?!\n]{0,20}\breview",
    ),
    _clue(
        Kind.ANNUAL_REVIEW_REQUEST,
        5,
        r"\bannual review (?:paperwork|report|form|documents?|meeting (?:record|report|notes)|papers|pack|summary|return|submission|request)|\b(?:early|interim|emergency) (?:annual )?review (?:request|paperwork|form)|\bpaperwork (?:from|for|following) [^.\n]{0,40}\b(?:annual )?review",
    ),
    _clue(
        Kind.ANNUAL_REVIEW_REQUEST,
        3,
        r"\b(?:attached|enclosed|find|sending|submit\w*|returning)\b[^.?!\n]{0,60}\b(?:annual|interim|early) review|\b(?:annual|interim|early|emergency) review\b[^.?!\n]{0,60}\b(?:attached|enclosed|held on|took place|was held)",
    ),
    _clue(
        Kind.ANNUAL_REVIEW_REQUEST,
        1.5,
        r"\b(?:annual|interim|early|emergency) (?:annual )?review\b|\breview (?:of|meeting for) (?:the |his |her |their )?(?:ehc|ehcp|plan)",
    ),
    _clue(
        Kind.ANNUAL_REVIEW_REQUEST,
        2,
        r"\brecommend\w*\b[^.\n]{0,40}\b(?:amend|cease|maintain)|\bamend(?:ments?)? (?:to )?(?:the |his |her |their )?(?:ehc )?plan\b",
    ),
    # a body is asked for advice: reg 6, reg 8
    _clue(
        Kind.ADVICE_REQUEST,
        5,
        r"(?<!your )\b(?:request(?:ing|s)?|seek(?:ing|s)?|ask(?:ing|s)?) (?:you |your (?:service|team) )?(?:for |to (?:provide|submit|give) )?(?:your |the |written |professional |medical |health |psychological |educational |social care )*(?:advice|information and advice)\b(?![^.\n]{0,40}(?:whether|on how|about how))",
    ),
    _clue(
        Kind.ADVICE_REQUEST,
        5,
        r"\b(?:please|you are (?:required|asked|requested) to|must|asked to|could you) (?:provide|submit|return|complete|send|give)\b[^.?!\n]{0,40}\badvice\b",
    ),
    _clue(
        Kind.ADVICE_REQUEST,
        4,
        r"\badvice (?:is |has been )?(?:requested|sought|required|due (?:by|on)|must be (?:returned|received))|\breg(?:ulation)?s?\.? ?[68]\b|\bassessment advice request\b|(?<!your )\brequest for (?:\w+ ){0,3}advice\b",
    ),
    _clue(
        Kind.ADVICE_REQUEST,
        2,
        r"\bthe (?:local authority|council) (?:has|have) (?:agreed|decided)\b[^.\n]{0,60}assess|\bwithin (?:six|6) weeks of (?:the date|receiving|receipt)",
    ),
    # advice comes back
    _clue(
        Kind.ADVICE_RETURN,
        5,
        r"\b(?:attach(?:ed)?|enclos(?:ed|e)|find|here is|here['’]s|submit(?:ting)?|sending|returning|send)\b[^.?!\n]{0,60}\b(?:my|our|the|completed|\w+['’]s|health|medical|psychological|social care|therapy|salt|ot|ep|physio\w*|camhs|paediatric|speech and language(?: therapy)?|occupational therapy|educational psychology) ?(?:\w+ ){0,3}?(?:advice|contribution)\b",
    ),
    _clue(
        Kind.ADVICE_RETURN,
        5,
        r"\b(?:in response to|following|further to|as requested in|re) your (?:\w+ )*?request (?:of [^,.\n]{3,24} )?for (?:\w+ ){0,4}(?:advice|information|a report)|\badvice (?:attached|enclosed|as requested|returned)|\bthis is (?:my|our) (?:\w+ )?(?:advice|response)\b[^.\n]{0,40}\brequest",
    ),
    _clue(
        Kind.ADVICE_RETURN,
        4,
        r"\b(?:report|advice|assessment)\b[^.?!\n]{0,30}\b(?:for|towards|as part of|to inform)\b[^.?!\n]{0,40}(?:ehc|ehcp|ehcna|education,? health)[^.?!\n]{0,40}\b(?:attached|enclosed|below)|\b(?:attached|enclosed|find)\b[^.?!\n]{0,70}\b(?:report|assessment)\b[^.?!\n]{0,60}\b(?:for|towards|as part of|to inform|requested)\b[^.?!\n]{0,50}(?:ehc|education,? health|needs assessment|advice)",
    ),
    _clue(Kind.ADVICE_RETURN, 4, r"\b(?:thank you for|re|regarding|in reply to) your (?:\w+ ){0,3}request for\b"),
    _clue(
        Kind.ADVICE_RETURN,
        4,
        r"\b(?:not|isn['’]t|is not) (?:currently |previously )?known to (?:our|the|this|us)\b[^.\n]{0,40}|\bappendix [a-k]\b[^.\n]{0,30}\badvice|\badvice (?:from|of|for|by) (?:the )?(?:\w+ ){1,6}(?:for|towards|as part of) (?:an? )?(?:ehc|education)",
    ),
    _clue(
        Kind.ADVICE_RETURN,
        3,
        r"^\W*(?:professional|health|medical|social care|educational psycholog\w+|speech and language therapy|occupational therapy|physiotherapy|therapy|ehc)?\W*advice (?:for|to|towards|report|on|-)\b(?![^\n]*request)",
    ),
    # news about a case
    _clue(
        Kind.CASE_UPDATE,
        4,
        r"\b(?:changed?|new|change of) (?:of )?(?:my |our |his |her |their |the )?(?:home )?(?:address|school|phone|mobile|telephone|number|email|name|surname|contact details|placement)\b",
    ),
    _clue(
        Kind.CASE_UPDATE,
        4,
        r"\b(?:we(?:['’]ve| have)?|i(?:['’]ve| have)?|he has|she has|family (?:has|have)|they have) (?:just |now |recently )?moved\b|\bwill be moving\b|\bmoving (?:house|to)\b",
    ),
    _clue(
        Kind.CASE_UPDATE,
        4,
        r"\b(?:to (?:let you know|inform you|update you|make you aware|advise you)|just (?:letting you know|to let you know|a quick update)|for (?:your information|your records|the file|his file|her file)|please (?:update|amend|add|note|be aware|put))\b",
    ),
    _clue(
        Kind.CASE_UPDATE,
        3,
        r"\bhas (?:now |just |recently |been )*(?:started at|diagnosed|left|moved|been (?:diagnosed|admitted|excluded|suspended|discharged|offered)|received a diagnosis)|\b(?:further|additional|extra|new|more|supporting) (?:evidence|information|report|letter|documents?)\b|\b(?:discharge|clinic|outpatient) (?:summary|letter)\b|\bsince (?:we|i) (?:last )?(?:spoke|wrote|submitted)",
    ),
    _clue(Kind.CASE_UPDATE, 3, r"\bupdate (?:on|for|re|regarding|about|to)\b(?![^.\n]{0,40}\?)"),
    # questions
    _clue(
        Kind.QUERY,
        4,
        r"\b(?:could|can|would) (?:you|someone|anyone|somebody)\b[^.?!]{0,20}\b(?:tell|advise|explain|confirm|clarify|let (?:me|us) know|give (?:me|us) an update|update (?:me|us)|point|call|ring|send me)",
    ),
    _clue(
        Kind.QUERY,
        4,
        r"\b(?:any (?:news|update|idea|progress)|chasing|haven['’]?t heard|not heard|have heard nothing|heard nothing|what['’]?s happening|what is happening|still waiting|where (?:are|is) (?:we|things|it|the|my)|(?:status|progress) of|following up|follow(?:ing)?[ -]up on|gentle (?:reminder|nudge))\b",
    ),
    _clue(
        Kind.QUERY,
        4,
        r"\b(?:how (?:do|can|should|would) (?:i|we)|how long|when (?:will|should|can|is|do)|what (?:do i|do we|happens|is the|are the|are my|should)|who (?:is|should|do)|is it (?:possible|too late)|do (?:i|we) (?:need|have)|am i|are we|can i|can we|will (?:i|we|you))\b[^.!]{0,140}\?",
    ),
    _clue(
        Kind.QUERY,
        5,
        r"\bhow (?:do|can|should|would) (?:i|we|you) (?:go about )?(?:apply|request|ask|get|make|start|appeal)",
    ),
    _clue(Kind.QUERY, 2, r"\b(?:query|enquiry|question|wondering|advice on how|clarif\w+)\b"),
    _clue(
        Kind.QUERY,
        6,
        r"\b(?:i|we) (?:sent|submitted|made|requested|applied|asked|put in|emailed|handed in)\b[^.]{0,120}\b(?:weeks? ago|months? ago|last (?:month|week|term|year)|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|on (?:the )?\d)[^?]{0,260}(?:heard|news|update|what is happening|know when|know what|chas|\?)",
    ),
    # junk
    _clue(
        Kind.SPAM,
        5,
        r"\b(?:verify your (?:account|mailbox|email|identity)|(?:mailbox|account|password) (?:is |has |will |storage )*(?:full|expire|suspended|exceeded|be (?:closed|deactivated|suspended))|click (?:here|below|the link)[^.\n]{0,40}(?:verify|claim|login|log in|restore|avoid|keep)|unusual sign-?in|wire transfer|bitcoin|crypto|lottery|inheritance|beneficiary|you have won|unpaid invoice|gift cards?|password expir\w+|docusign)\b",
    ),
    _clue(
        Kind.SPAM,
        4,
        r"\b(?:\d{1,2} ?% (?:off|discount|cheaper)|limited[- ]time|special offer|buy now|order now|free trial|book (?:a|your) (?:free )?demo|seo\b|rank(?:ing)? on google|boost your|act now|don['’]t miss|best prices?|guaranteed|exclusive (?:offer|deal)|earn (?:up to )?£|£\d+ (?:voucher|off)|marketing|promo(?:tion)?\b|special price)\b",
    ),
    _clue(
        Kind.SPAM,
        2,
        r"\b(?:our (?:range|products?|platform|software|solutions?|brochure|catalogue)|suppliers?|procurement|quote|unsubscribe|opt out|view (?:this email )?in (?:your )?browser)\b",
    ),
    # nothing of the above
    _clue(
        Kind.OTHER,
        5,
        r"\bnewsletter\b|\bbulletin\b|\b(?:room|hall) booking\b|\binvoice (?:no|number|attached|for)\b|\bpurchase order\b|\bagenda\b|\bminutes of\b|\bjob (?:advert|vacancy|application)\b|\bvacanc(?:y|ies)\b|\bfreedom of information\b|\bfoi request\b|\btraining (?:day|course|event|session)\b|\bwebinar\b|\bcoffee morning\b|\bparking\b|\bfire drill\b|\bsystem maintenance\b|\bfreedom of information act\b|\bteam meeting\b|\bcatch[- ]?up\b|\bleaving (?:do|collection)\b|\btimesheet",
    ),
    _clue(
        Kind.OTHER,
        2,
        r"\bunsubscribe\b|\bview (?:this email )?in (?:your )?browser\b|\bterm dates\b|\bsave the date\b|\bjoin us\b|\bregister (?:now|here|your interest)\b",
    ),
)
_BOUNCED = re.compile(
    r"undeliver(?:able|ed)|delivery (?:status notification|has failed|failure|incomplete)|mail delivery (?:failed|system|subsystem)|returned mail|failure notice|could ?n['o]t be delivered|message (?:not delivered|blocked|undeliverable)|delivery delayed",
    re.I,
)
_POSTMASTER = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange)", re.I)
_AWAY_SUBJECT = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)|out of (?:the )?office|ooo\b|away from|on annual leave|annual leave|autoreply|acknowledge?ment of your e-?mail|thank you for (?:contacting|your e-?mail))",
    re.I,
)
_AWAY = re.compile(
    r"\b(?:i am|i['’]m|i will be) (?:currently |now )?(?:out of (?:the )?office|away from|on (?:annual |maternity |sick |study )?leave|not in the office|away (?:until|on)|working part[- ]time)\b|\bthis is an automat(?:ed|ic) (?:reply|response|message|e-?mail|acknowledge?ment)\b|\bi have now left\b|\bmy working days are\b|\bdo not reply to this (?:automated|e-?mail)",
    re.I,
)
_LEGAL_PAST = re.compile(
    r"\b(?:(?:how|whether|when|where) (?:do|can|could|should|would|to|i|we|you)|if (?:i|we))\b[^.]{0,40}$", re.I
)


def recognise(item: Item) -> Recognition:
    """What the item is."""
    machine = _machine(item)
    if machine is not None:
        return machine
    scores: dict[Kind, float] = {}
    words: dict[Kind, list[str]] = {}
    for kind, weight, said in _scored(item):
        scores[kind] = scores.get(kind, 0.0) + weight
        words.setdefault(kind, []).append(said)
    _weigh(item, scores)
    ranked = sorted(scores, key=lambda kind: scores[kind], reverse=True)
    if not ranked or scores[ranked[0]] < 2:
        return Recognition(
            Kind.OTHER, 0.55 if not ranked else 0.5, ("Nothing in it is a request, advice or news of a case.",)
        )
    first = ranked[0]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    confidence = min(0.98, 0.5 + 0.07 * min(scores[first], 4) + 0.06 * min(scores[first] - second, 4))
    said = "; ".join(f"“{one}”" for one in list(dict.fromkeys(words[first]))[:3])
    return Recognition(first, confidence, (f"It says {said}.",))


def _machine(item: Item) -> Recognition | None:
    """Delivery failures and automatic replies, by headers first and words second (RFC 3464, RFC 3834)."""
    if item.channel is not Channel.MAIL:
        return None
    signals = item.signals
    sender = item.sender.address
    bounced = _BOUNCED.search(item.subject)
    if signals.is_report or _POSTMASTER.match(sender) or (bounced and (signals.null_sender or not sender)):
        return Recognition(Kind.BOUNCE, 0.98, ("A mail server reports that a message was not delivered.",))
    body = "\n".join(one.text for one in item.of(Voice.WRITER))
    away = bool(_AWAY_SUBJECT.match(item.subject)) or bool(_AWAY.search(body[:600]))
    automatic = signals.auto_submitted == "auto-replied" or signals.auto_response or signals.precedence == "auto_reply"
    if automatic or (away and (_AWAY_SUBJECT.match(item.subject) or len(body.split()) < 120)):
        return Recognition(Kind.AUTO_REPLY, 0.97 if automatic else 0.9, ("A machine answered, not a person.",))
    return None


def _scored(item: Item) -> Iterator[tuple[Kind, float, str]]:
    for text, factor in _zones(item):
        for kind, weight, pattern in _CLUES:
            match = pattern.search(text)
            if match and not (kind is Kind.ASSESSMENT_REQUEST and _LEGAL_PAST.search(text[: match.start()][-60:])):
                yield kind, weight * factor, _short(match.group())


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 70 else words[:67].rsplit(" ", 1)[0] + " …"


def _zones(item: Item) -> Iterator[tuple[str, float]]:
    """The stretches of the item that say what it is, and how much each weighs."""
    mail = item.channel is Channel.MAIL
    subject = re.sub(r"^\s*(?:(?:re|fw|fwd)\s*:\s*)+", "", item.subject, flags=re.I)
    yield subject, 0.2 if re.match(r"\s*re\s*:", item.subject, re.I) else 0.9
    said = sum(len(one.text.split()) for one in item.of(Voice.WRITER))
    title, body = (1.0, 0.7) if not mail or said < 40 else (0.6, 0.4)
    for passage in item.passages:
        if passage.voice is Voice.WRITER:
            yield passage.text, 0.5 if item.forwarded_from else 1.0
        elif passage.voice is Voice.FORWARDED:
            yield passage.text, 1.0
        elif passage.voice is Voice.FILE_NAME:
            yield passage.text, 0.4
        elif passage.voice is Voice.DOCUMENT and passage.page == 1:
            yield passage.text[:260], title
            yield passage.text[260:4000], body
        elif passage.voice is Voice.SMALL_PRINT:
            yield passage.text, 0.5


def _weigh(item: Item, scores: dict[Kind, float]) -> None:
    """What headers and the item as a whole say for and against a kind."""
    if item.signals.is_list or item.signals.precedence in ("bulk", "list", "junk"):
        scores[Kind.OTHER] = scores.get(Kind.OTHER, 0) + 3
        for kind in (Kind.QUERY, Kind.CASE_UPDATE, Kind.ADVICE_REQUEST):
            scores[kind] = scores.get(kind, 0) * 0.4
        if scores.get(Kind.SPAM, 0) >= 4:
            scores[Kind.SPAM] += 4
    if scores.get(Kind.ADVICE_RETURN, 0) >= 4:
        for kind in (Kind.ASSESSMENT_REQUEST, Kind.ADVICE_REQUEST, Kind.CASE_UPDATE):
            scores[kind] = scores.get(kind, 0) * 0.5
    if scores.get(Kind.ADVICE_REQUEST, 0) >= 5 and scores.get(Kind.ADVICE_RETURN, 0) < 4:
        scores[Kind.ASSESSMENT_REQUEST] = scores.get(Kind.ASSESSMENT_REQUEST, 0) * 0.4
    if scores.get(Kind.ANNUAL_REVIEW_REQUEST, 0) >= 4:
        scores[Kind.ASSESSMENT_REQUEST] = scores.get(Kind.ASSESSMENT_REQUEST, 0) * 0.6
    if scores.get(Kind.ASSESSMENT_REQUEST, 0) >= 5:
        scores[Kind.QUERY] = scores.get(Kind.QUERY, 0) * (0.5 if scores.get(Kind.QUERY, 0) < 6 else 1)
        scores[Kind.CASE_UPDATE] = scores.get(Kind.CASE_UPDATE, 0) * 0.6
