"""Dovecot for tests: a private instance on a free port, all it has in a folder of its own.

Use it as a fixture: `from tests.dovecot import dovecot, needs_dovecot  # noqa: F401`.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers import ImapServer, free_port, wait_until_open

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
needs_dovecot = pytest.mark.skipif(
    PROGRAM is None, reason="DOVECOT IS MISSING: apt-get install dovecot-imapd, then these run too"
)
_CONFIGURATION = """
base_dir = {run}
state_dir = {run}
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{home}/mail
mailbox_list_index = no
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
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
service anvil {{
  chroot =
}}
service stats {{
  unix_listener stats-reader {{
    mode = 0600
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""


@dataclass
class Dovecot(ImapServer):
    """A Dovecot that runs; its mails lie under `home`, and `run` has its processes' ids."""

    home: Path = field(default_factory=Path)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again after `stop`."""
        assert PROGRAM is not None
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", str(self.home / "dovecot.conf")])
        wait_until_open(self.host, self.port, self.process)

    def stop(self) -> None:
        """Stop it with all connections, as for an update."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=10)

    def forget_uids(self) -> None:
        """Give every mail a new UID under a new UIDVALIDITY, as after a repair of the mailbox."""
        self.stop()
        for path in (self.home / "mail").glob("dovecot*"):
            path.unlink()
        (self.home / "mail" / "dovecot-uidlist").write_text("3 V1999999999 N1\n")
        self.start()


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """Start Dovecot with an empty mailbox and stop it at the end."""
    # The sockets' paths have to be short.
    with tempfile.TemporaryDirectory(prefix="dc-", dir="/tmp") as folder:
        server = Dovecot("127.0.0.1", free_port(), "dora", "secret", home=Path(folder))
        _configure(server)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _configure(server: Dovecot) -> None:
    """Everything runs as whoever runs the tests; as nobody if that is root, as whom Dovecot reads no mail."""
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    text = _CONFIGURATION.format(
        home=server.home,
        run=server.home / "run",
        user=account.pw_name,
        login="dovenull" if os.getuid() == 0 else account.pw_name,
        group=grp.getgrgid(account.pw_gid).gr_name,
        uid=account.pw_uid,
        gid=account.pw_gid,
        port=server.port,
        password=server.password,
    )
    (server.home / "dovecot.conf").write_text(text)
    if os.getuid() == 0:
        os.chown(server.home, account.pw_uid, account.pw_gid)
    server.home.chmod(0o755)


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """An empty mailbox on a real Dovecot."""
    with running_dovecot() as server:
        yield server
