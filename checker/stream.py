"""`ehc check --jsonl`: a line in, a line out, in the same order, however many workers there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from queue import Queue
from threading import Thread

from checker.check import Asked, check
from checker.files import advice_in

_AHEAD = 32  # lines a worker may be ahead of the output: keeps it busy, and memory bounded

MakeAsked = Callable[[], Asked]
_asked: Asked | None = None


def checked_line(number: int, line: bytes, asked: Asked) -> str:
    """The answer to one line; a line that can't be read gives its number and a sentence."""
    try:
        advice = advice_in(line)
    except ValueError as wrong:
        return as_json({"id": None, "line": number, "error": str(wrong)})
    return as_json({"id": advice.id, "findings": [each.to_json() for each in check(advice, *asked)]})


def as_json(value: object, indent: int | None = None) -> str:
    """JSON with its letters as they are; escaped where they are half a character and could not be written."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if text.isascii() or _can_be_written(text) else json.dumps(value, indent=indent)


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def stream(lines: Iterable[bytes], write: Callable[[str], None], make_asked: MakeAsked, workers: int) -> None:
    """Answer every line as soon as its turn comes, without holding more than a few."""
    if workers == 1:
        asked = make_asked()
        for number, line in enumerate(lines, start=1):
            write(checked_line(number, line, asked))
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_prepare, initargs=(make_asked,))
    with pool:
        _in_order(
            lines, write, lambda number, line: pool.submit(_checked_by_worker, number, line), most=workers * _AHEAD
        )


def _in_order(
    lines: Iterable[bytes], write: Callable[[str], None], submit: Callable[[int, bytes], Future[str]], most: int
) -> None:
    waiting: Queue[Future[str] | None] = Queue(maxsize=most)
    failed: list[BaseException] = []

    def answer() -> None:
        while (future := waiting.get()) is not None:
            if failed:
                continue
            try:
                write(future.result())
            except BaseException as reason:  # noqa: BLE001 - raised again below, in the thread that can stop the run
                failed.append(reason)

    answering = Thread(target=answer)
    answering.start()
    try:
        for number, line in enumerate(lines, start=1):
            if failed:
                break
            waiting.put(submit(number, line))
    finally:
        waiting.put(None)
        answering.join()
    if failed:
        raise failed[0]


def _prepare(make_asked: MakeAsked) -> None:
    global _asked
    _asked = make_asked()


def _checked_by_worker(number: int, line: bytes) -> str:
    if _asked is None:
        raise RuntimeError("a worker was asked before it was prepared")
    return checked_line(number, line, _asked)
