"""`ehc check --clean`: a copy of a Word or PDF file with nothing hidden in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checker.copies import copies, with_copies
from checker.files import Checked
from hub.documents.clean import clean

_KINDS = (".docx", ".docm", ".pdf")
_REFUSAL = "--clean copies Word and PDF files, and {file} is neither: nothing can hide in it. Leave it out."


def with_clean_copies(checked: Iterable[Checked], paths: Sequence[Path], out: Path) -> Iterator[Checked]:
    """The same, each with its clean copy written to `out`, or into it where it is a folder.

    Raises NoCopy where a file is neither Word nor PDF, or a copy would take the place of a file that is checked.
    """
    targets = copies(paths, out, _KINDS, _REFUSAL)
    return with_copies(checked, targets, lambda each, data: clean(data, each.path), "clean copy")
