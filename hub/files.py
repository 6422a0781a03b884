"""Raw post and uploads on disk, by their SHA-256: safe before anything reads them."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from hub.refusals import Problem


class NotStored(Problem):
    """The bytes could not be made safe; nothing may go on as if they were."""


def sha256_of(data: bytes) -> str:
    """The SHA-256 of the bytes as lower-case hex."""
    return hashlib.sha256(data).hexdigest()


class FileStore:
    """A folder of files named by their own hash, so that storing twice is storing once."""

    def __init__(self, data_dir: Path) -> None:
        """`data_dir` is the hub's data folder; the files lie in `files/` under it."""
        self.folder = data_dir / "files"

    def store(self, data: bytes) -> str:
        """Write the bytes and wait until the disk has them; returns their SHA-256.

        Raises NotStored with a sentence when the disk is full or can't be written.
        """
        digest = sha256_of(data)
        path = self._path(digest)
        if path.exists():
            return digest
        draft = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise NotStored(
                f"{error.strerror or 'The file could not be written'}: nothing was taken in. "
                f"Free some space or mend the rights of {self.folder}; it will be tried again."
            ) from error
        return digest

    def load(self, digest: str) -> bytes:
        """The bytes stored under the hash. Raises NotStored where they are missing or have been damaged."""
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise NotStored("A stored file is missing. Restore it from the backup.") from None
        if sha256_of(data) != digest:
            raise NotStored("A stored file is damaged. Restore it from the backup.")
        return data

    def has(self, digest: str) -> bool:
        """Whether bytes with the hash are stored."""
        return self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover - Windows can't open a folder; the README says WSL
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
