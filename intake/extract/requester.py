"""Who asks: name, role, e-mail and telephone, from the form, the header, the forwarded message or the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.names import NAME, fold, same_person, split_known_as, tidy_name
from intake.extract.numbers import EMAIL, PHONE
from intake.extract.value import Found, best, found_at
from intake.item import Channel, Item, Passage, Voice
from intake.message import Correspondent


class Role(StrEnum):
    """The contract's six."""

    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    SCHOOL = "school"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Requester:
    """The one who asks; what the item doesn't say is None."""

    name: Found[str] | None = None
    role: Role | None = None
    email: Found[str] | None = None
    phone: Found[str] | None = None


_CHILD = r"(?:son|daughter|child|children|boy|girl|sons|daughters|twins?|grandson|granddaughter|grandchild|little (?:one|boy|girl)|foster (?:son|daughter|child)|step-?(?:son|daughter)|kids?|lad)\b"
_PARENT = re.compile(
    rf"\b(?:my|our) (?:[\w'’-]+,? ){{0,4}}?{_CHILD}|\b(?:i am|i['’]m|as) (?:[\w'’]+['’]s |the |his |her |a |their )?(?:(?:birth|foster|single|adoptive|step)[ -]?)?"
    r"(?:mum|mother|mam|dad|father|parent|carer|nan|gran\w*|guardian)\b|\bparental (?:request|responsibility)\b"
    r"|^(?:mum|mother|dad|father|parent|foster carer|carer)(?: (?:of|to)\b.*)?$|['’]s (?:mum|mam|mother|dad|father)\b",
    re.I | re.M,
)
_YOUNG_PERSON = re.compile(
    r"\bi(?: am|['’]m| have (?:just )?turned)\s+(?:now |just |a )?(?:1[6-9]|2[0-5])\b|\bi am a (?:student|young person)\b"
    r"|\bi(?: am|['’]m) (?:a |in my )?(?:\w+ )?(?:student|year student|apprentice) at\b|\bas a young person\b|\b(?:assess me\b|my own (?:ehc|plan|assessment|needs))"
    r"|\bi(?: would like|['’]d like| want| am (?:writing|asking|applying)) (?:to )?(?:request|ask for|apply for|have) (?:an? )?[\w ,]{0,60}\b(?:for myself|of my own needs)\b",
    re.I,
)
_BY_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.SOCIAL_CARE,
        re.compile(
            r"\bsocial work(?:er|ing)\b|social care|children['’]s services|\biro\b|independent reviewing officer|early help|family support worker"
            r"|children['’]s social|leaving care|looked after (?:children|team)|fostering team|youth justice|safeguarding team|disabilit(?:y|ies) team\b",
            re.I,
        ),
    ),
    (
        Role.HEALTH,
        re.compile(
            r"paediatric(?:ian|s)?|\bgp\b|general practi|\bnhs\b|hospital|surgery|health visitor|school nurse|speech (?:and|&) language therap|\bsalt\b"
            r"|occupational therap|physiotherap|camhs|clinic(?:al|ian)?\b|psychiatr|medical (?:centre|practice|secretary)|consultant\b|nurse\b|audiolog|dietit|health centre|community health",
            re.I,
        ),
    ),
    (
        Role.SCHOOL,
        re.compile(
            r"\bsenco\b|\bsendco\b|\bsenc?dco\b|head ?teacher|head of (?:school|year|inclusion)|deputy head|assistant head|principal\b|class teacher|\bteacher\b|inclusion (?:lead|manager)"
            r"|nursery manager|pre-?school (?:manager|leader)|\bschool\b|academy|\bcollege\b|nursery|learning support|form tutor|pastoral|early years",
            re.I,
        ),
    ),
)
_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    (Role.YOUNG_PERSON, r"young person|\bself\b|myself|student$|the pupil"),
    (
        Role.PARENT,
        r"parent|mother|father|\bmum|\bmam\b|\bdad|guardian|foster|grand|\bnan\b|step-?(?:mum|dad|mother|father)|\bcarer",
    ),
    (Role.SOCIAL_CARE, r"social work|social care|iro\b|early help|family support|leaving care|virtual school"),
    (Role.HEALTH, r"paediatric|\bgp\b|doctor|therap|nurse|health|camhs|consultant|psychiatr|physio|clinic|medical"),
    (
        Role.SCHOOL,
        r"senco|sendco|teacher|head|school|nursery|college|principal|inclusion|tutor|setting|early years|key ?worker|pastoral",
    ),
)
_NOT_A_NAME_LINE = re.compile(
    r"\d|@|www|\b(?:tel|mob|email|road|street|school|academy|council|trust|nhs|team|sent from)\b", re.I
)
_SOMEBODY_ELSES_PHONE = re.compile(
    r"\b(?:gp|dr|doctor|surgery|school(?:['’]s)?|social worker|paediatrician|hospital|health visitor|nursery|clinic|senco|office|switchboard|fax|helpline|practice)\b",
    re.I,
)


def requester_in(item: Item, labelled: Sequence[Labelled] | None = None) -> Requester:
    """Who makes the request. What the item doesn't say stays None."""
    marks = [one for passage in item.spoken() for one in labelled_in(passage)] if labelled is None else labelled
    form = _from_form(marks)
    writer = item.forwarded_from or item.sender
    role = _role_on_form(marks) or (Role.PARENT if _is_the_parent(writer, marks) else role_of(item))
    header = _from_header(item, writer)
    name = header if header and form and form.confidence < 0.9 else form or header or _from_signature(item)
    return Requester(
        name=_fuller(name, item),
        role=role,
        email=_email(item, marks, writer),
        phone=_phone(item, marks, role),
    )


def _is_the_parent(writer: Correspondent, labelled: Sequence[Labelled]) -> bool:
    """Whether the writer is the one whom a form calls the parent."""
    name = tidy_name(writer.name)
    return bool(name) and any(
        one.asked is Asked.NAME and one.owner is Owner.PARENT and same_person(name, tidy_name(one.value))
        for one in labelled
    )


def role_of(item: Item) -> Role | None:
    """The writer's role, by what they say, their address and their signature; None where nothing tells."""
    words = "\n".join(one.text for one in item.of(*_own_voices(item)))
    if _YOUNG_PERSON.search(words) and not _PARENT.search(words):
        return Role.YOUNG_PERSON
    writer = item.forwarded_from or item.sender
    by_address = _role_of_domain(writer.address)
    if by_address is not None and not _says_parent(words):
        return _social_or_other(by_address, item)
    if _PARENT.search(words) or _signs_as_parent(item):
        return Role.PARENT
    signed = "\n".join(one.text for one in item.of(Voice.SIGNATURE))
    for text in (
        f"{writer.name}\n{signed}",
        *(("\n".join(words.split("\n")[:8]),) if item.channel is Channel.PAPER else ()),
    ):
        for role, pattern in _BY_WORDS:
            if pattern.search(text):
                return role
    return by_address or _by_nothing_else(item, writer, f"{writer.name}\n{signed}\n{words[-300:]}")


_AN_ORGANISATION = re.compile(
    r"solicitor|\blaw\b|\blegal|barrister|advoca|charity|sendiass|\biass\b|tribunal|our client|clients?\b|\bltd\b|limited\b|association|society"
    r"|\bon behalf of (?:the|our)|team\b|manager|officer|co-?ordinator|director|administrat",
    re.I,
)
_OF_ORGANISATIONS = re.compile(r"\.(?:gov|nhs|sch|ac|police|org|ltd|plc)\.uk$|\.org$", re.I)


def _by_nothing_else(item: Item, writer: Correspondent, signed: str) -> Role | None:
    """A private person who writes to the SEN team about a child, and says nothing of an office, is a parent."""
    if not signed.strip():
        return None
    private = item.channel is Channel.PAPER or not _OF_ORGANISATIONS.search(writer.address.rpartition("@")[2])
    return Role.PARENT if private and not _AN_ORGANISATION.search(signed) else Role.OTHER


def _own_voices(item: Item) -> tuple[Voice, ...]:
    if item.forwarded_from is not None:
        return (Voice.FORWARDED,)
    return (
        (Voice.WRITER, Voice.FORWARDED)
        if any(item.of(Voice.WRITER)) and item.channel is Channel.MAIL
        else (Voice.DOCUMENT,)
    )


def _says_parent(words: str) -> bool:
    return bool(re.search(rf"\b(?:my|our) (?:own )?(?:[\w'’-]+ )?{_CHILD}", words, re.I))


def _signs_as_parent(item: Item) -> bool:
    return any(
        re.search(
            r"(?:^|\()\s*(?:\w+['’]s )?(?:mum|mother|mam|dad|father|parents?|carer|guardian|nan)\b",
            one.text,
            re.I | re.M,
        )
        for one in item.of(Voice.SIGNATURE)
    )


def _role_of_domain(address: str) -> Role | None:
    domain = address.rpartition("@")[2].lower()
    if re.search(r"\bsch\.uk$|\.ac\.uk$|school|academy|academies|college|nursery|primary|-trust\.org", domain):
        return Role.SCHOOL
    if re.search(r"nhs\.(?:net|uk)$|hospital|surgery|health", domain):
        return Role.HEALTH
    if domain.endswith(".gov.uk"):
        return Role.OTHER
    return None


def _social_or_other(role: Role, item: Item) -> Role:
    """A council's address may be a social worker's, or a school's that the council hosts."""
    if role is not Role.OTHER:
        return role
    own = "\n".join(one.text for one in item.of(Voice.SIGNATURE, *_own_voices(item)))
    for found, pattern in _BY_WORDS:
        if found is Role.SOCIAL_CARE and pattern.search(own):
            return found
    return Role.OTHER


def _role_on_form(labelled: Sequence[Labelled]) -> Role | None:
    for one in labelled:
        if one.asked is Asked.ROLE and one.owner in (Owner.REQUESTER, Owner.PARENT, Owner.NOBODY, Owner.CHILD):
            said = _role_said(one.value)
            if said:
                return said
    asks = [one for one in labelled if one.asked in (Asked.NAME, Asked.SIGNED) and one.owner is Owner.REQUESTER]
    for one in asks:
        said = _role_said(one.value.partition("(")[2] or one.value.partition(",")[2])
        if said:
            return said
    if any(
        one.asked is Asked.NAME and one.owner is Owner.PARENT and re.search("sign", one.label, re.I) for one in labelled
    ):
        return Role.PARENT
    if not asks and any(one.asked is Asked.NAME and one.owner is Owner.PARENT for one in labelled):
        whole = "\n".join(dict.fromkeys(one.passage.text for one in labelled))
        if re.search(r"parent(?:al|['’]s?)?(?:/carer)? request|request (?:from|by) (?:a )?parent", whole, re.I):
            return Role.PARENT
    return None


def _role_said(text: str) -> Role | None:
    return next((role for role, pattern in _ROLE_WORDS if re.search(pattern, text, re.I)), None)


def _from_form(labelled: Sequence[Labelled]) -> Found[str] | None:
    """The person making the request, else the one who signed, else the parent."""
    ranked = (
        (Asked.NAME, Owner.REQUESTER, 0.96),
        (Asked.SIGNED, None, 0.85),
        (Asked.NAME, Owner.PARENT, 0.84),
    )
    found: list[Found[str]] = []
    for asked, owner, weight in ranked:
        for one in labelled:
            if one.asked is asked and (owner is None or one.owner is owner):
                name = tidy_name(re.split(r"\s+[–-]\s+|,\s*(?=[a-z])|\band\b|&", split_known_as(one.value)[0])[0])
                if name:
                    found.append(
                        found_at(name, one.passage, one.start, one.start + len(one.value.split("\t")[0]), weight)
                    )
    return best(found)


def _from_header(item: Item, writer: Correspondent) -> Found[str] | None:
    """The name beside the writer's address, where it is a person's."""
    name = tidy_name(re.sub(r"\s*\(.*?\)|\[.*?\]", "", writer.name))
    if len(name.split()) < 2:
        return None
    for passage in item.of(Voice.SIGNATURE, Voice.WRITER, Voice.FORWARDED):
        at = fold(passage.text).find(fold(name))
        if at >= 0 and len(fold(passage.text)) == len(passage.text):
            return found_at(name, passage, at, at + len(name), 0.95)
    source = Passage("header", writer.name, Voice.WRITER)
    return found_at(name, source, 0, len(writer.name), 0.9)


def _from_signature(item: Item) -> Found[str] | None:
    """The first line after the closing formula that is a name."""
    voices = (Voice.SIGNATURE,)
    for passage in item.of(*voices):
        for match in re.finditer(r"^[ \t]*([^\n]{2,60}?)[ \t]*$", passage.text, re.M):
            line = re.split(r"\s+[–-]\s+|,|\(|\bx+$", match.group(1))[0].strip()
            if (
                not line
                or _NOT_A_NAME_LINE.search(line)
                or not re.search(rf"^{NAME}$|^[a-z]+(?: [a-z'’-]+){{0,2}}$", line)
            ):
                continue
            name = tidy_name(line if line[:1].isupper() else line.title())
            if name and not re.search(r"^(?:thanks|many|kind|yours|regards|best)", line, re.I):
                return found_at(name, passage, match.start(1), match.start(1) + len(line), 0.85)
    return None


def _fuller(name: Found[str] | None, item: Item) -> Found[str] | None:
    """A one-word header name gives way to a fuller signature."""
    if name is not None and len(name.value.split()) > 1:
        return name
    signed = _from_signature(item)
    if signed and (name is None or len(signed.value.split()) > 1):
        return signed
    if name is None and item.channel is Channel.MAIL:
        writer = item.forwarded_from or item.sender
        single = tidy_name(writer.name)
        if single:
            return found_at(single, Passage("header", writer.name, Voice.WRITER), 0, len(writer.name), 0.75)
    return name


def _email(item: Item, labelled: Sequence[Labelled], writer: Correspondent) -> Found[str] | None:
    for one in labelled:
        if one.asked is Asked.EMAIL and one.owner in (Owner.REQUESTER, Owner.PARENT, Owner.NOBODY):
            match = EMAIL.search(one.value)
            if match:
                return found_at(
                    match.group().lower(), one.passage, one.start + match.start(), one.start + match.end(), 0.95
                )
    if writer.address:
        source = Passage("header", writer.address, Voice.WRITER)
        return found_at(writer.address.lower(), source, 0, len(writer.address), 0.97)
    for passage in item.of(Voice.SIGNATURE, Voice.DOCUMENT):
        for match in EMAIL.finditer(passage.text):
            line = passage.text[passage.text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not re.search(r"\b(?:gp|school|surgery|council|sen)\b", line, re.I) and item.channel is Channel.PAPER:
                return found_at(match.group().lower(), passage, match.start(), match.end(), 0.8)
    return None


def _phone(item: Item, labelled: Sequence[Labelled], role: Role | None) -> Found[str] | None:
    candidates: list[Found[str]] = []
    for one in labelled:
        if one.asked is Asked.PHONE and one.owner in (Owner.REQUESTER, Owner.PARENT, Owner.NOBODY, Owner.CHILD):
            match = PHONE.search(one.value)
            if match and not _SOMEBODY_ELSES_PHONE.search(one.label):
                weight = {Owner.REQUESTER: 0.97, Owner.PARENT: 0.93}.get(one.owner, 0.85)
                made = (one.start + match.start(1), one.start + match.end(1))
                candidates.append(found_at(_as_written(match.group(1)), one.passage, *made, weight))
    for passage in item.of(Voice.WRITER, Voice.FORWARDED, Voice.SIGNATURE, Voice.DOCUMENT):
        candidates += _free_phones(passage, role)
    return best(candidates)


def _free_phones(passage: Passage, role: Role | None) -> Iterator[Found[str]]:
    for match in PHONE.finditer(passage.text):
        begin = passage.text.rfind("\n", 0, match.start()) + 1
        before = passage.text[max(begin, match.start() - 60) : match.start()]
        nhs = re.search(r"\bnhs\b|\bupn\b|\bref\b", before, re.I)
        own = role in (Role.SCHOOL, Role.HEALTH) and passage.voice is Voice.SIGNATURE
        if nhs or (_SOMEBODY_ELSES_PHONE.search(before) and not own) or re.search(r"\bfax\b|^\s*f:", before, re.I):
            continue
        cue = re.search(r"\b(?:my|me|i['’]?m on|call|ring|text|tel|phone|mob|mobile|contact|t|m)\b", before, re.I)
        weight = 0.9 if cue and passage.voice is not Voice.DOCUMENT else 0.8
        if passage.voice is Voice.DOCUMENT and not cue:
            weight = 0.6
        yield found_at(_as_written(match.group(1)), passage, match.start(1), match.end(1), weight)


def _as_written(number: str) -> str:
    return " ".join(number.split()).strip(" .-(")
