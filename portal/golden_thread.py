"""The golden thread of an advice as a small picture: what each area's needs lead to, and where the thread is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hub.advice import Advice, AreaAdvice, Outcome, Provision

_SHOWN = 90  # letters of what was written


@dataclass(frozen=True, slots=True)
class Bead:
    """One box of the picture: its name, the first of its words, and the boxes that it leads to.

    Without words it is a gap, which `name` then says.
    """

    name: str
    words: str = ""
    leads_to: tuple[Bead, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether nothing was written where something belongs."""
        return not self.words


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of one area: its needs, then outcomes, then provision; and how whole it is, in a sentence."""

    heading: str
    needs: Bead
    sentence: str
    broken: bool


def threads(advice: Advice) -> tuple[Thread, ...]:
    """The thread of every area in which anything was written."""
    written = (area for area in advice.areas if area.strengths.strip() or area.needs.strip() or area.outcomes)
    return tuple(_thread(area) for area in written)


def _thread(area: AreaAdvice) -> Thread:
    outcomes = tuple(_outcome(number, each) for number, each in enumerate(area.outcomes, start=1))
    needs = Bead("Needs" if area.needs.strip() else "No need is described", _first(area.needs))
    needs = Bead(needs.name, needs.words, outcomes or (Bead("No outcome for these needs"),))
    bare = sum(1 for each in outcomes if all(bead.is_gap for bead in each.leads_to))
    provisions = sum(1 for each in outcomes for bead in each.leads_to if not bead.is_gap)
    sentence = " ".join(_said(needs, len(outcomes), provisions, bare))
    return Thread(area.area.heading, needs, sentence, needs.is_gap or not outcomes or bool(bare))


def _said(needs: Bead, outcomes: int, provisions: int, bare: int) -> Iterator[str]:
    if needs.is_gap:
        yield "No need is described."
    if not outcomes:
        yield "There is no outcome."
        return
    yield f"{_count(outcomes, 'outcome')}, {_count(provisions, 'provision')}."
    if bare:
        yield f"{_count(bare, 'outcome')} without provision."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _outcome(number: int, outcome: Outcome) -> Bead:
    beads = (_provision(each, provision) for each, provision in enumerate(outcome.provisions, start=1))
    provisions = tuple(each for each in beads if not each.is_gap) or (Bead("No provision for this outcome"),)
    words = _first(outcome.outcome)
    return Bead(f"Outcome {number}" if words else f"Outcome {number} is not written", words, provisions)


def _provision(number: int, provision: Provision) -> Bead:
    said = (provision.support, provision.provided_by, provision.quantity, provision.frequency, provision.review)
    return Bead(f"Provision {number}", next((_first(each) for each in said if each.strip()), ""))


def _first(text: str) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text.split())
    if len(words) <= _SHOWN:
        return words
    return f"{words[:_SHOWN].rpartition(' ')[0] or words[:_SHOWN]} …"
