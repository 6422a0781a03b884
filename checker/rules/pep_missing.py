"""A looked-after child's advice that says nothing from the Personal Education Plan."""

import re
from collections.abc import Iterator

from checker.reading import Span, WholeAdvice, example
from checker.rule import rule
from hub.advice import Area, Background, Child, Profile
from hub.finding import ROTHERHAM, WARN, Quote

# in capitals only: a “pep talk” is no plan
_PEP = re.compile(
    r"(?<!\w)(?:PEPs?|[Pp]ersonal\s+[Ee]ducation(?:al)?\s+[Pp]lans?|PERSONAL EDUCATION PLAN)(?!\w)"
    r"(?!\s+(?:form|paperwork))"
)
# there is none, or nobody has seen it: then nothing comes from it
_NOT_SEEN_BEFORE = re.compile(
    r"(?i)(?:\bno|\bnot|n't|\bwithout|\bawait(?:s|ing)?|\bwaiting for|\brequest(?:ed|ing)?|\bunable to|\byet to)"
    r"\s+(?:[\w’'-]+\s+){0,5}$"
)
_NOT_SEEN_AFTER = re.compile(
    r"(?i)\s+(?:(?:form|document|paperwork)\s+)?(?:(?:is|was|has|have|had|will|are|to)\s+)?(?:(?:still|now|been)\s+)?"
    r"(?:yet|not|missing|outstanding|overdue|awaited|unavailable|requested|follow|due|be (?:sent|held|arranged"
    r"|completed))\b"
)
_NEAR = 60  # letters
_JAYDEN = Child(name="Jayden Cole", looked_after=True)


@rule(
    each=WholeAdvice,
    severity={Profile.SOCIAL_CARE: WARN},
    message="This child is looked after, and nothing here comes from the Personal Education Plan (PEP).",
    suggestion="Add what the PEP says about learning, or upload it.",
    guidance=(
        Quote(
            ROTHERHAM,
            "What will Social Care Professionals be asked to contribute?",
            "For Looked After Children the advice given should include the information on their PEP .",
        ),
    ),
    bad=(
        example(needs="Jayden finds it hard to trust new adults.", child=_JAYDEN, area=Area.SOCIAL_CARE),
        example(needs="Jayden finds it hard to trust new adults. The PEP is not available.", child=_JAYDEN),
        example(needs="Jayden likes science. I have not been able to see his PEP.", child=_JAYDEN),
        example(support="Weekly one-hour sessions with the Therapeutic Team", child=_JAYDEN),
    ),
    good=(
        example(needs="Jayden's PEP says that he reads well and avoids maths.", child=_JAYDEN),
        example(needs="As in his Personal Education Plan, Jayden is to have a mentor.", child=_JAYDEN),
        example(needs="Jayden avoids maths.", child=Child(name="Jayden Cole", looked_after=True, pep_attached=True)),
        example(needs="Jayden avoids maths.", child=_JAYDEN, background=Background(pep="He is to have a mentor.")),
        example(needs="Ellie finds mornings hard.", child=Child(name="Ellie Dawson")),
    ),
)
def pep_missing(document: WholeAdvice) -> Iterator[Span]:
    """The virtual school plans a looked-after child's education there: the two plans must not contradict each other."""
    child = document.child
    if not child.looked_after or child.pep_attached or not document.texts or document.advice.background.pep.strip():
        return
    if not any(_draws_on_it(prose.text) for prose in document.texts):
        yield document.whole()


def _draws_on_it(text: str) -> bool:
    """Whether the text names the plan, and doesn't only say that there is none to draw on."""
    return any(
        not _NOT_SEEN_BEFORE.search(text[max(0, found.start() - _NEAR) : found.start()])
        and not _NOT_SEEN_AFTER.match(text, found.end())
        for found in _PEP.finditer(text)
    )
