"""What the rules said before: an open document is checked again, and only what changed is judged anew.

A judgement is kept under a fingerprint of everything that the rule could see (`Sees`), so that it can never be stale;
fingerprints and findings are kept in this process's memory only, and the oldest go first.
"""

from __future__ import annotations

from threading import Lock

from checker.reading import Reading, WholeAdvice
from checker.rule import Rule, Sees
from hub.finding import Finding

Key = tuple[str, bytes, bytes]


class Memo:
    """The findings of the last `most` judgements; safe to share between threads."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._kept: dict[Key, tuple[Finding, ...]] = {}
        self._lock = Lock()

    def key(self, rule: Rule, reading: Reading, document: WholeAdvice) -> Key | None:
        """What the rule's judgement of this reading depends on; None where that is the whole advice."""
        content = reading.content
        if content is None or rule.sees is Sees.EVERYTHING:
            return None
        return rule.id, document.frame if rule.sees is Sees.ITS_OWN else document.knowledge, content

    def get(self, key: Key) -> tuple[Finding, ...] | None:
        """What was found under this key, if that is still kept."""
        return self._kept.get(key)

    def keep(self, key: Key, findings: tuple[Finding, ...]) -> None:
        """Keep it; the oldest goes where there are too many."""
        with self._lock:
            self._kept[key] = findings
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
