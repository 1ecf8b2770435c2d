"""Each part says every few seconds that it lives, on which machine, in which version and with which keys.

    with beating("mail", role=Role.STANDBY) as heart:
        …
        heart.role = Role.LEADER

A part that ends in order takes its row along; one that was killed leaves it, and is missed.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from handrail import __version__
from handrail.core.environment import read_environment
from handrail.ops.models import Role

log = logging.getLogger(__name__)
BEAT_SECONDS = 5.0
SILENT_AFTER_SECONDS = 20  # four beats
FORGOTTEN_AFTER = "24 hours"
_TIDY_EVERY = 360  # beats: half an hour
_PATIENCE = 1.0  # seconds that an orderly end may take

# The commit need not wait for the disk: a beat that is lost is made good by the next one.
_BEAT = """
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO ops_part (node, name, role, pid, version, fingerprint, started_at, seen_at)
    SELECT %s, %s, %s, %s, %s, %s, now() - make_interval(secs => %s), now() FROM quick
    ON CONFLICT (node, name) DO UPDATE SET role = excluded.role, pid = excluded.pid,
        version = excluded.version, fingerprint = excluded.fingerprint,
        started_at = excluded.started_at, seen_at = excluded.seen_at
"""
# A clock that was set back leaves rows in the future: who lives writes its own anew within seconds.
_TIDY = f"""
    DELETE FROM ops_part
    WHERE seen_at NOT BETWEEN now() - interval '{FORGOTTEN_AFTER}' AND now() + interval '{FORGOTTEN_AFTER}'
"""  # noqa: S608


class Heart:
    """The heartbeat of one part of this process. `beat` and `forget` use the calling thread's connection."""

    def __init__(self, name: str, role: str = Role.EACH) -> None:
        """`name` as people know it, such as "web 1"; `role` may be changed at any time."""
        self.name = name
        self.role = role
        self._node, self._fingerprint = this_node(), keys_fingerprint()
        self._began = time.monotonic()
        self._beats = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def beat(self) -> None:
        """Say once that this part lives; raises django.db.Error."""
        alive = time.monotonic() - self._began
        about = (self._node, self.name, self.role, os.getpid(), __version__, self._fingerprint, alive)
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, about)
            if self._beats % _TIDY_EVERY == 0:
                cursor.execute(_TIDY)
        self._beats += 1

    def forget(self) -> None:
        """Take the row away, unless another process has taken it over; raises django.db.Error."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM ops_part WHERE node = %s AND name = %s AND pid = %s",
                [self._node, self.name, os.getpid()],
            )

    def start(self) -> None:
        """Beat in a thread of its own, with its own connection, until stop()."""
        self._thread = threading.Thread(target=self._run, name=f"heart {self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End in order: the row goes. Returns after a second at the latest; may be called twice."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        is_well = True
        while not self._stopped.is_set():
            is_well = self._tried(was_well=is_well)
            self._stopped.wait(BEAT_SECONDS)
        try:
            self.forget()
        except Error:
            log.info("the part's row stays behind", extra={"part": self.name})
        finally:
            connection.close()

    def _tried(self, *, was_well: bool) -> bool:
        try:
            self.beat()
        except Error as error:
            if was_well:
                log.warning("no heartbeat", extra={"part": self.name, "error": type(error).__name__})
            connection.close()  # the next beat begins with a new one
            return False
        return True


@contextmanager
def beating(name: str, role: str = Role.EACH) -> Iterator[Heart]:
    """Inside the block this part is known to live."""
    heart = Heart(name, role)
    heart.start()
    try:
        yield heart
    finally:
        heart.stop()


def this_node() -> str:
    """The machine's name, and a mark that tells two homes, or two machines of one name, apart."""
    machine = Path("/etc/machine-id")
    known = machine.read_text().strip() if machine.exists() else ""
    mark = hashlib.sha256(f"{known} {read_environment().home}".encode()).hexdigest()[:4]
    return f"{socket.gethostname()[:90]} ({mark})"


def keys_fingerprint() -> str:
    """The same on machines that share secret key and vault keys; tells nothing about them."""
    keys = "\n".join(["keys", *sorted(settings.VAULT_KEYS)])
    return hmac.new(settings.SECRET_KEY.encode(), keys.encode(), hashlib.sha256).hexdigest()[:12]
