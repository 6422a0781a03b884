"""A private Dovecot for the tests: one user, maildir, loopback only, ended afterwards."""

from __future__ import annotations

import grp
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

from tests.components import free_port, ordinary_user, owned_by_ordinary_user, private_server, program

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_fsync = never
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service auth {{
  chroot =
}}
service stats {{
  chroot =
}}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
"""


@dataclass
class Dovecot:
    """A running server with the user “hub”."""

    folder: Path
    port: int
    master: int = 0  # the process that its workers are children of

    def url(self, query: str = "") -> str:
        """The hub's setting for its INBOX."""
        return f"imap://hub:secret@127.0.0.1:{self.port}/INBOX{query}"

    def answers(self) -> bool:
        """Whether it lets somebody sign in yet."""
        with suppress(OSError), self.client():
            return True
        return False

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A mail program of the test's own, signed in."""
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=20)
        client.login("hub", "secret")
        try:
            yield client
        finally:
            with suppress(OSError):
                client.logout()

    def deliver(self, data: bytes, when: datetime | None = None, folder: str = "INBOX") -> None:
        """Put a message into a folder, as the council's mail server would."""
        with self.client() as client:
            client.append(folder, data, msg_time=when)

    def count(self, folder: str) -> int:
        """How many messages a folder holds."""
        with self.client() as client:
            if not client.folder_exists(folder):
                return 0
            return int(client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"])

    def empty(self) -> None:
        """Take away every message and folder."""
        with self.client() as client:
            for _, _, name in client.list_folders():
                if name != "INBOX":
                    client.delete_folder(name)
            client.select_folder("INBOX")
            found = client.search("ALL")
            if found:
                client.delete_messages(found)
                client.expunge()

    def rebuild(self) -> None:
        """Lose the mailbox's index, as a restored server does: UIDVALIDITY changes and UIDs begin anew."""
        self.cut()
        mail = self._mail()
        for pattern in ("dovecot-uidlist", "dovecot-uidvalidity*", "dovecot*index*", "dovecot.list.index*"):
            for path in mail.glob(pattern):
                path.unlink()
        time.sleep(1.1)  # UIDVALIDITY is a time in seconds

    def withheld(self, data: bytes) -> Withheld:
        """Deliver a message that the server lists and can't hand out yet."""
        before = set(self._files())
        self.deliver(data)
        (path,) = set(self._files()) - before
        path.chmod(0)
        for index in self._mail().glob("dovecot*index*"):
            index.unlink()
        with self.client() as client:
            client.select_folder("INBOX", readonly=True)
            return Withheld(max(client.search("ALL")), path)

    def replace(self, data: bytes) -> None:
        """Put another message in the place of the only one, under its number, as a restored server may."""
        (path,) = self._files()
        named = path.parent / path.name.partition(",")[0]  # without the size that its name gives
        self.cut()
        numbers = self._mail() / "dovecot-uidlist"
        numbers.write_text(numbers.read_text().replace(path.name.partition(":")[0], named.name))
        path.unlink()
        named.write_bytes(data)
        owned_by_ordinary_user(named)
        for index in self._mail().glob("dovecot*index*"):
            index.unlink()

    def _mail(self) -> Path:
        return self.folder / "mail" / "hub"

    def _files(self) -> Iterator[Path]:
        return (path for part in ("new", "cur") for path in (self._mail() / part).glob("*"))

    def cut(self) -> None:
        """Cut every client off."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and self._is_ours(process):
                with suppress(ProcessLookupError):
                    os.kill(int(process.name), signal.SIGKILL)

    def _is_ours(self, process: Path) -> bool:
        with suppress(OSError, IndexError):
            command = (process / "cmdline").read_bytes().split(b"\0")[0]
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            return command.startswith(b"dovecot/imap") and b"login" not in command and parent == self.master
        return False


@dataclass(frozen=True)
class Withheld:
    """A message that is listed without its body."""

    uid: int
    path: Path

    def arrives(self) -> None:
        """Its body is there now."""
        for path in (self.path, *self.path.parent.parent.glob(f"cur/{self.path.name}*")):
            with suppress(FileNotFoundError):
                path.chmod(0o600)


@contextmanager
def dovecot_server() -> Iterator[Dovecot]:
    """Start Dovecot as an ordinary user and end it afterwards."""
    binary = program("dovecot", "dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="ehc-imap-"))
    folder.chmod(0o755)
    user = ordinary_user()
    name, _, gid = user or (Path.home().owner(), os.getuid(), os.getgid())

    port = free_port()
    (folder / "users").write_text("hub:{PLAIN}secret::::::\n")
    (folder / "mail").mkdir()
    (folder / "run").mkdir()
    config = folder / "dovecot.conf"
    config.write_text(_CONFIG.format(folder=folder, user=name, group=grp.getgrgid(gid).gr_name, port=port))
    for path in (folder, *folder.iterdir()):
        owned_by_ordinary_user(path)
    server = Dovecot(folder, port)
    with private_server([binary, "-F", "-c", config], folder, server.answers) as process:
        server.master = process.pid
        yield server
