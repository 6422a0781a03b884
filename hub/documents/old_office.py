"""Files of other word processors (Word before 2007, OpenDocument), through LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from hub.documents.budget import seconds_left
from hub.documents.document import CannotRead, Document
from hub.documents.word import read_word

LONGEST = 10.0  # seconds for one file: an ordinary letter takes two
_MOST_MEMORY = 3_000_000_000  # bytes of address space, of which it fills a tenth
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
</item>
</oor:items>
"""
_NOWHERE = "http://127.0.0.1:9"  # the discard port: a linked picture is fetched from nowhere


def read_through_libreoffice(data: bytes, ending: str) -> Document:
    """The document in a file that LibreOffice knows; `ending` ("doc", "odt") names its kind.

    Raises CannotRead where LibreOffice isn't installed, takes too long or makes nothing of it.
    """
    program = shutil.which("soffice")
    if program is None:
        raise CannotRead(
            "This file is from an old or other word processor, and LibreOffice isn't installed here to open it. "
            "Open it and save it as Word (.docx) or PDF."
        )
    with tempfile.TemporaryDirectory(prefix="ehc-office-") as folder:
        home = Path(folder)
        source = home / f"file.{ending}"
        source.write_bytes(data)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
        _convert(program, home, source)
        made = home / "out" / "file.docx"
        if not made.is_file():
            raise CannotRead("This file could not be opened by LibreOffice. Ask for it as Word (.docx) or PDF.")
        return read_word(made.read_bytes())


def _convert(program: str, home: Path, source: Path) -> None:
    command = [
        *(program, "--headless", "--norestore", f"-env:UserInstallation={(home / 'profile').as_uri()}"),
        *("--convert-to", "docx", "--outdir", str(home / "out"), str(source)),
    ]
    running = subprocess.Popen(  # noqa: S603 - a fixed program and file names of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(home), "http_proxy": _NOWHERE, "https_proxy": _NOWHERE},
        start_new_session=True,
    )
    _allow(running.pid)
    try:
        running.wait(max(0.0, min(LONGEST, seconds_left())))
    except subprocess.TimeoutExpired:
        raise CannotRead("This file takes LibreOffice too long to open. Ask for it as Word (.docx) or PDF.") from None
    finally:
        with suppress(OSError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _allow(pid: int) -> None:
    """Give LibreOffice the address space that it needs where ours is limited; only Linux knows how."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
