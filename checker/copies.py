"""Where the copies go that `ehc check` writes, and what is said where one can't be written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from checker.files import Checked, files_under
from hub.documents.document import CannotRead


class NoCopy(Exception):
    """Copies can't be written as asked; the message says what to do."""


def copies(paths: Sequence[Path], out: Path, kinds: Sequence[str], refusal: str) -> dict[Path, Path]:
    """Where the copy of each file goes: to `out`; into it as a folder where there are several, or it is one.

    Raises NoCopy where a file's name ends in none of `kinds` (with `refusal`, in which {file} is its name), a copy
    would take the place of a file that is checked, or its name would end otherwise than its file's.
    """
    into_folder = len(paths) > 1 or paths[0].is_dir() or out.is_dir()
    targets = {
        file: out / (file.relative_to(path) if path.is_dir() else file.name) if into_folder else out
        for path in paths
        for file in files_under(path)
    }
    for file, target in targets.items():
        if file.suffix.lower() not in kinds:
            raise NoCopy(refusal.format(file=file))
        if target.resolve() in {each.resolve() for each in targets}:
            raise NoCopy(f"The copy would take the place of {target}. Give it another name.")
        if file.suffix.lower() != target.suffix.lower():
            raise NoCopy(f"The copy of {file} is the same kind of file: give it a name that ends in {file.suffix}.")
    if len(set(targets.values())) < len(targets):
        raise NoCopy("Two of the files have the same name: their copies would be one. Check them one by one.")
    return targets


def with_copies(
    checked: Iterable[Checked], targets: Mapping[Path, Path], make: Callable[[Checked, bytes], bytes], what: str
) -> Iterator[Checked]:
    """The same, each with its copy written; one of which no copy can be made says so as its error."""
    for each in checked:
        yield each if each.error is not None else _with_copy(each, targets[Path(each.path)], make, what)


def _with_copy(checked: Checked, target: Path, make: Callable[[Checked, bytes], bytes], what: str) -> Checked:
    try:
        copy = make(checked, Path(checked.path).read_bytes())
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, copy)
    except CannotRead as refused:
        return replace(checked, error=f"This file was checked, but there is no {what}. {refused}")
    except OSError as refused:
        return replace(checked, error=f"This file was checked, but no {what} can be written: {refused.strerror}.")
    return checked


def _write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all: half a copy might pass for one."""
    draft = target.with_name(f".{secrets.token_hex(6)}{target.suffix}")
    try:
        draft.write_bytes(data)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
