"""Words that look like an answer and are none: “regularly”, “as needed”, “appropriate”."""

from __future__ import annotations

import re

from checker.wording.phrases import phrases

_ANSWERS = phrases(
    r"(?:on an? )?(?:ongoing|regular(?:ly)?|frequent(?:ly)?|occasional(?:ly)?|ad ?-?hoc|flexible|flexibly)(?: basis)?",
    r"(?:as|when|if|where|whenever)(?: and when)? (?:it is )?(?:able|advised|appropriate|available|"
    r"(?:clinically )?indicated|feasible|practicable|necessary|needed"
    r"|possible|requested|required|(?:he|she|they) needs? it)",
    r"as (?:often|much|many|long) as (?:is )?(?:needed|required|possible|necessary)",
    r"some|lots|a lot|plenty|enough|sufficient|adequate|various|variable|varies|varied|depends?|dependent"
    r"|(?:subject to|according to|dependent on|depending on)(?: \w+)? needs?",
    r"yes|no|continue|continued|periodically|in due course|intermittent(?:ly)?|minimal|high|low|medium",
)


_BETWEEN = re.compile(r"(?i)\W{0,3}(?:[,;/?().–]|\band\b|\bbut\b|\bt\.?b\.?[acd]\b)\W{0,3}")
_LONGEST = 80


def is_vague_answer(text: str) -> bool:
    """Whether a field's whole text is made of such words, so that nobody could see it missing."""
    whole = " ".join(text.split()).strip(" .;,-–()")
    if len(whole) > _LONGEST:
        return False
    parts = [part for part in _BETWEEN.split(whole) if part]
    return bool(_ANSWERS.fullmatch(whole) or (parts and all(map(_ANSWERS.fullmatch, parts))))
