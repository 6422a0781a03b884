"""What the rules said before: an open document is checked again, and only what changed is judged anew.

A judgement is kept under a fingerprint of everything that the rule could see (`Sees`), so that it can never be stale;
fingerprints and findings are kept in this process's memory only, and the oldest go first.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from checker.reading import Reading, WholeAdvice
from checker.rule import Rule, Sees
from hub.finding import Finding

Key = tuple[str, bytes, bytes]
_EVERY_RULE = ""
_SEEN: dict[Sees, Callable[[WholeAdvice], bytes]] = {
    Sees.ITS_OWN: lambda document: document.frame,
    Sees.PEOPLE: lambda document: document.company,
    Sees.IDENTITY: lambda document: document.knowledge,
}


class Memo:
    """The findings of the last `most` judgements by one set of rules; threads may share it."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._kept: dict[Key, tuple[Finding, ...]] = {}
        self._lock = Lock()

    def key(self, rule: Rule, reading: Reading, document: WholeAdvice) -> Key | None:
        """What the rule's judgement of this reading depends on; None where that is the whole advice."""
        content = reading.content
        if content is None or rule.sees is Sees.EVERYTHING:
            return None
        return rule.id, _SEEN[rule.sees](document), content

    def key_of_all(self, document: WholeAdvice) -> Key:
        """What all findings in an advice depend on."""
        return _EVERY_RULE, document.frame, document.everything

    def recalled(self, key: Key, judge: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
        """What is kept under the key; judged and kept where nothing is."""
        found = self._kept.get(key)
        if found is None:
            found = judge()
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > self._most:
                    del self._kept[next(iter(self._kept))]
        return found
