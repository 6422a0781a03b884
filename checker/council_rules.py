"""A council's own rules: a TOML file each, words and no code, proved by their own examples before they are used.

    message = "“Complex case” tells a family nothing."
    suggestion = "Say what is hard for this child."
    phrases = ["complex case"]                    # whole words, any case, also their plural
    patterns = ['\\bband [1-6]\\b']               # regular expressions, any case
    unless = ["complex case review"]              # a match inside one of these is fine
    where = ["needs", "support"]                  # default: every text
    uploads = false                               # true: also in uploaded letters
    bad = ["«A complex case» with many needs."]   # at least one; the wrong words between « »
    good = ["Dylan's complex case review is in May."]
    [severity]                                    # never, in the profiles left out
    health = "warn"
    [quote]
    document = "Our style guide"
    section = "Plain words"
    quote = "Say what is hard for this child, not that the case is complex."

The file's name is the rule's id. Patterns are RE2's (linear in the length of the text, whatever the pattern).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from checker.check import check
from checker.marked import Place, unmarked
from checker.places import LABELS
from checker.reading import Prose, Span, example
from checker.rule import Rule, Sees, WrongRule, all_rules
from checker.wording.wordlist import WordList
from hub.advice import BACKGROUND_PARTS, Advice, Background, Profile, Step
from hub.finding import CheckContext, Quote, Severity

_TEXTS = frozenset({"message", "suggestion"})
_LISTS = frozenset({"phrases", "patterns", "unless", "where", "bad", "good"})
_SECTIONS = frozenset({"severity", "quote"})
_KNOWN = _TEXTS | _LISTS | _SECTIONS | {"uploads"}
_FIELDS = frozenset(LABELS) | {"steps"}

Find = Callable[[str], list[tuple[int, int]]]


def load(folder: Path) -> tuple[Rule, ...]:
    """The rules of every `*.toml` in the folder, in the order of their names, each proved by its own examples.

    Raises WrongRule for the first that can't be used, with a sentence that says why.
    """
    if not folder.is_dir():
        raise WrongRule(f"There is no folder of rules called {folder}.")
    return tuple(_loaded(path) for path in sorted(folder.iterdir()) if path.suffix.lower() == ".toml")


def _loaded(path: Path) -> Rule:
    try:
        made = _rule(path.stem, tomllib.loads(path.read_text(encoding="utf-8-sig")))
        _prove(made)
    except UnicodeDecodeError:
        raise WrongRule(f"The council's rule {path} can't be used: save it as UTF-8 text.") from None
    except OSError as refused:
        raise WrongRule(f"The council's rule {path} can't be opened: {refused.strerror}.") from None
    except ValueError as wrong:  # what is not TOML, or not UTF-8, is a ValueError too
        raise WrongRule(f"The council's rule {path} can't be used: {wrong}") from None
    return made


def _rule(name: str, said: Mapping[str, Any]) -> Rule:
    _shape(name, said)
    where = said.get("where", [])
    if unknown := set(where) - _FIELDS:
        raise ValueError(f"“where” has {_named(unknown)}, which is no field; the fields are {_named(_FIELDS)}.")
    return Rule(
        id=name,
        why=f"A rule of the council's own, from “{said['quote'].get('document', '')}”.",
        each=Prose,
        severity=_severities(said.get("severity", {})),
        message=said["message"],
        suggestion=said.get("suggestion", ""),
        guidance=(_quote(said["quote"]),),
        bad=tuple(_example(text, where) for text in said["bad"]),
        good=tuple(_example(text, where) for text in said.get("good", ())),
        uploads=said.get("uploads", False),
        sees=Sees.ITS_OWN,
        judge=partial(_judge, _finder(said), frozenset(where)),
    )


def _shape(name: str, said: Mapping[str, Any]) -> None:
    if name in {rule.id for rule in all_rules()}:
        raise ValueError(f"{name} is already a rule of the product; give the file another name.")
    if unknown := set(said) - _KNOWN:
        raise ValueError(f"nothing in a rule is called {_named(unknown)}.")
    _kinds(said)
    for section in _SECTIONS & said.keys():
        if strays := said[section].keys() & _KNOWN - {section}:
            raise ValueError(f"{_named(strays)} is read as part of [{section}]: put it above the first line in [ ].")
    if missing := {"message", "quote", "severity", "bad"} - {key for key, value in said.items() if value}:
        raise ValueError(f"it says nothing under {_named(missing)}.")
    if not (said.get("phrases") or said.get("patterns")):
        raise ValueError("it has neither “phrases” nor “patterns” to look for.")


def _kinds(said: Mapping[str, Any]) -> None:
    for key in _TEXTS & said.keys():
        _want(isinstance(said[key], str), f"“{key}” should be text in quotes.")
    for key in _LISTS & said.keys():
        listed = isinstance(said[key], list) and all(isinstance(each, str) and each.strip() for each in said[key])
        _want(listed, f"“{key}” should be a list of texts in quotes.")
    _want(isinstance(said.get("uploads", False), bool), "“uploads” should be true or false.")
    for key in _SECTIONS & said.keys():
        _want(isinstance(said[key], dict), f"“{key}” should be a section of its own: [{key}].")


def _want(right: bool, sentence: str) -> None:
    if not right:
        raise ValueError(sentence)


def _severities(said: Mapping[str, Any]) -> dict[Profile, Severity]:
    try:
        return {Profile(profile): Severity(severity) for profile, severity in said.items()}
    except ValueError:
        raise ValueError(
            f"under [severity] each line should be one of {_named(Profile)}, and its value one of {_named(Severity)}."
        ) from None


def _quote(said: Mapping[str, Any]) -> Quote:
    given = {key: said.get(key) for key in ("document", "section", "quote")}
    if set(said) - set(given) or not all(isinstance(each, str) and each for each in given.values()):
        raise ValueError("under [quote] it should say document, section and quote, each as text in quotes.")
    return Quote(*map(str, given.values()))


def _named(names: object) -> str:
    return ", ".join(sorted(map(str, names)))  # type: ignore[call-overload]


def _finder(said: Mapping[str, Any]) -> Find:
    wanted = [_phrases(said.get("phrases", [])), *map(_pattern, said.get("patterns", []))]
    spared = _phrases(said.get("unless", []))

    def find(text: str) -> list[tuple[int, int]]:
        fine = spared(text)
        found = sorted({place for each in wanted for place in each(text)})
        return [(start, end) for start, end in found if not any(first <= start and end <= last for first, last in fine)]

    return find


def _phrases(phrases: list[str]) -> Find:
    words = WordList(phrases)
    return lambda text: [(each.start, each.end) for each in words.find(text)] if phrases else []


def _pattern(pattern: str) -> Find:
    if "\b" in pattern:
        raise ValueError("a pattern stands between single quotes: between double ones TOML reads \\b as a backspace.")
    import re2  # loaded only for a council that has patterns

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as wrong:
        reason = wrong.args[0].decode() if isinstance(wrong.args[0], bytes) else wrong.args[0]
        raise ValueError(f"the pattern '{pattern}' is not one that RE2 knows: {reason}.") from None
    return lambda text: [match.span() for match in compiled.finditer(text) if match.end() > match.start()]


def _judge(finder: Find, where: frozenset[str], prose: Prose) -> Iterator[Span]:
    if not where or _field(prose) in where:
        yield from (prose.span(start, end) for start, end in finder(prose.text))


def _example(text: str, where: list[str]) -> Advice:
    """An advice that says this in the first of the fields that the rule reads."""
    field = where[0] if where else "needs"
    if field == "steps":
        return example(outcome="An outcome", steps=(Step(text),))
    if field in BACKGROUND_PARTS:
        return example(background=Background(**{field: text}))
    fields: dict[str, Any] = {field: text}
    return example(**fields)


def _field(prose: Prose) -> str:
    """The name of the field; a step's own, where its last part says only “text”."""
    return "steps" if "/steps/" in prose.pointer else prose.part


def _prove(rule: Rule) -> None:
    """Raise ValueError where an example of the rule shows that it does something else than its writer meant."""
    context = CheckContext(profile=next(iter(rule.severity)))
    for marked in rule.bad:
        advice, places = unmarked(marked)
        found = [Place(each.field, each.start, each.end) for each in check(advice, context, rules=(rule,))]
        if not places:
            raise ValueError(f"its bad example “{_shown(advice)}” marks no words: put « » around those to be flagged.")
        if found != places:
            raise ValueError(
                f"in its bad example “{_shown(marked)}” the words between « » should be flagged, but "
                f"{_words(advice, found)} flagged."
            )
    for good in rule.good:
        if found := [Place(each.field, each.start, each.end) for each in check(good, context, rules=(rule,))]:
            raise ValueError(f"in its good example “{_shown(good)}” {_words(good, found)} flagged.")


def _shown(advice: Advice) -> str:
    return " · ".join(field.text for field in advice.texts())


def _words(advice: Advice, places: list[Place]) -> str:
    texts = dict(advice.texts())
    return " and ".join(f"“{texts[each.field][each.start : each.end]}” is" for each in places) or "nothing is"
