"""A mailbox folder over IMAP (RFC 9051, RFC 2177 for IDLE): only what fetching needs, asked by UID."""

from __future__ import annotations

import imaplib
import re
import select
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from handrail.channels.email.connecting.problems import (
    MailboxProblem,
    SignInRefused,
    allowed_host,
    explained,
    refused_password,
    refused_token,
    tls_context,
)
from handrail.channels.email.connecting.sasl import xoauth2

__all__ = ["FolderState", "ImapClient", "MailboxProblem"]
TIMEOUT = 30.0  # seconds for each answer
POLL_SECONDS = 30.0  # between looks when the server has no IDLE
IDLE_RENEWED = 25 * 60.0  # RFC 2177: end and begin again before 29 minutes
_LONGEST_NAME = 500  # characters of a folder's
PER_COMMAND = 50  # mails asked for at once
BATCH_BYTES = 32 * 1024 * 1024
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_LineTest = Callable[[bytes], bool]


class _RefusedSignInError(Exception):
    """The server said NO to the user name or the password."""


@dataclass(frozen=True)
class FolderState:
    """UIDVALIDITY and UIDNEXT of the folder (RFC 9051 §2.3.1.1)."""

    uid_validity: int
    uid_next: int


class ImapClient:
    """One connection to one folder. Every method raises MailboxProblem; after that, connect anew."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        security: str,
        user: str,
        password: str,
        folder: str = "INBOX",
        token: str = "",
    ) -> None:
        self._host, self._port, self._security = host, port, security
        self._user, self._password, self._folder = user, password, folder
        self._token = token
        self._box: BaseMailBox | None = None
        self._has_idle = False

    def __enter__(self) -> ImapClient:
        """Connect unless that was done."""
        if self._box is None:
            self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self.close()

    def connect(self) -> None:
        """Connect, sign in and open the folder read-only: we never mark a person's mail as seen."""
        if not allowed_host(self._host):
            raise MailboxProblem(
                "connect", _("Connecting to %(host)s is not allowed.") % {"host": self._host}
            )
        with self._step("connect"):
            box = self._box = self._mailbox()
        try:
            self._sign_in(box)
            with self._step("open folder"):
                # Asked anew: many servers tell of IDLE only after the sign-in.
                self._has_idle = b"IDLE" in b" ".join(_lines(box.client.capability())).upper().split()
                box.folder.set(self._folder, readonly=True)
        except MailboxProblem:
            self.close()
            raise

    def close(self) -> None:
        """Hang up, whatever state the connection is in."""
        box, self._box = self._box, None
        if box is not None:
            try:
                box.client.shutdown() if box.client.state == "LOGOUT" else box.client.logout()
            except (imaplib.IMAP4.error, OSError):
                box.client.shutdown()

    def folder_state(self) -> FolderState:
        """UIDVALIDITY and UIDNEXT as they are now."""
        with self._step("open folder"):
            told = self._open.folder.status(self._folder, ["UIDVALIDITY", "UIDNEXT"])
            return FolderState(int(told["UIDVALIDITY"]), int(told["UIDNEXT"]))

    def folders(self, at_most: int = 200) -> list[str]:
        """The names of the folders that can be opened."""
        with self._step("list folders"):
            rows = self._open.folder.list()
            named = [row.name for row in rows if "\\Noselect" not in row.flags]
            return [name[:_LONGEST_NAME] for name in named if "\x00" not in name][:at_most]

    def new_uids(self, after: int, at_most: int = 100, most_bytes: int = BATCH_BYTES) -> list[int]:
        """The next UIDs above `after`, ascending, as many as are sensible to fetch at once (at least one)."""
        with self._step("look for mail"):
            client = self._open.client
            client.noop()  # lets the server tell of what came since
            words = b" ".join(_lines(client.uid("SEARCH", "UID", f"{after + 1}:*"))).split()
            uids = sorted({int(word) for word in words if word.isdigit() and int(word) > after})[:at_most]
            return self._within(uids, most_bytes)

    def fetch(self, uids: Sequence[int]) -> list[tuple[int, bytes]]:
        """(UID, raw mail) of each that still exists, in order of UID; nothing is marked as seen."""
        found: dict[int, bytes] = {}
        for at in range(0, len(uids), PER_COMMAND):
            named = ",".join(str(uid) for uid in uids[at : at + PER_COMMAND])
            with self._step("fetch"):
                found.update(_bodies(_checked(self._open.client.uid("FETCH", named, "(UID BODY.PEEK[])"))))
        return sorted((uid, raw) for uid, raw in found.items() if uid in set(uids))

    def idle(self, timeout: float, stop: threading.Event | None = None) -> bool:
        """Wait until something may be new, at most `timeout` seconds; True if the server spoke up.

        Uses IDLE where the server has it, else waits as long as a poll may take. `stop` ends it within
        a second. What the server pushes is not read for meaning: always ask by UID afterwards.
        """
        if not self._has_idle:
            return self._poll(min(timeout, POLL_SECONDS), stop)
        with self._step("wait for mail"):
            return self._idle(min(timeout, IDLE_RENEWED), stop)

    @property
    def _open(self) -> BaseMailBox:
        if self._box is None:
            raise MailboxProblem("connect", _("The connection to %(host)s is closed.") % {"host": self._host})
        return self._box

    def _mailbox(self) -> BaseMailBox:
        if self._security == "ssl":
            context = tls_context(self._host)
            return MailBox(self._host, self._port, timeout=TIMEOUT, ssl_context=context)
        if self._security == "starttls":
            context = tls_context(self._host)
            return MailBoxStartTls(self._host, self._port, timeout=TIMEOUT, ssl_context=context)
        return MailBoxUnencrypted(self._host, self._port, timeout=TIMEOUT)

    def _sign_in(self, box: BaseMailBox) -> None:
        try:
            with self._step("sign in"):
                if self._token:
                    box.client.authenticate("XOAUTH2", xoauth2(self._user, self._token))
                    return
                is_ascii = (self._user + self._password).isascii()
                login = box.login if is_ascii else box.login_utf8
                login(self._user, self._password, initial_folder=None)
        except _RefusedSignInError as refused:
            sentence = refused_token() if self._token else refused_password()
            raise SignInRefused("sign in", sentence % {"host": self._host, "answer": refused}) from refused

    @contextmanager
    def _step(self, step: str) -> Iterator[None]:
        with explained(step, self._host, self._port):
            try:
                yield
            except (MailboxLoginError, imaplib.IMAP4.error) as error:
                if step == "sign in" and not isinstance(error, imaplib.IMAP4.abort):
                    raise _RefusedSignInError(_answer(error)) from error
                raise self._odd(step, error) from error
            except (ImapToolsError, ValueError, KeyError) as error:
                raise self._odd(step, error) from error

    def _odd(self, step: str, error: Exception) -> MailboxProblem:
        where = {"host": self._host, "port": self._port, "folder": self._folder, "error": _answer(error)}
        if "TLS not supported" in str(error):  # imaplib's words when STARTTLS is not offered
            sentence = _("%(host)s offers no STARTTLS on port %(port)s. Try TLS from the start (993).")
            return MailboxProblem("TLS", sentence % where)
        if step == "open folder":
            return MailboxProblem(step, _("%(host)s has no folder %(folder)s to open (%(error)s).") % where)
        return MailboxProblem(step, _("%(host)s broke off or gave an odd answer: %(error)s.") % where)

    def _within(self, uids: list[int], most_bytes: int) -> list[int]:
        if not uids:
            return []
        answer = _checked(self._open.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE)"))
        sizes = dict(_sizes(answer))
        total, taken = 0, 0
        for uid in uids:
            total += sizes.get(uid, 0)
            if taken and total > most_bytes:
                break
            taken += 1
        return uids[:taken]

    def _poll(self, seconds: float, stop: threading.Event | None) -> bool:
        (stop or threading.Event()).wait(seconds)
        return True

    def _idle(self, seconds: float, stop: threading.Event | None) -> bool:
        client = self._open.client
        tag = client._new_tag()
        client.send(tag + b" IDLE\r\n")
        self._read_until(lambda line: line.startswith(b"+"), tag)
        heard = self._heard(client, seconds, stop)
        client.send(b"DONE\r\n")
        self._read_until(lambda line: line.startswith(tag), tag)
        return heard

    def _heard(self, client: imaplib.IMAP4, seconds: float, stop: threading.Event | None) -> bool:
        """Wait for the first byte only: it is read later, as whole lines, on a blocking socket."""
        until = time.monotonic() + seconds
        if _has_buffered(client):
            return True
        while not (stop and stop.is_set()) and (left := until - time.monotonic()) > 0:
            if select.select([client.sock], [], [], min(1.0, left))[0]:
                return True
        return False

    def _read_until(self, is_last: _LineTest, tag: bytes) -> None:
        client = self._open.client
        for _line in range(10_000):
            line = client.readline()
            if not line:
                raise ConnectionResetError("the server hung up")
            if is_last(line):
                return
            if line.startswith((tag, b"* BYE")):
                raise imaplib.IMAP4.abort(line.decode("ascii", "replace").strip())
        raise imaplib.IMAP4.abort("too many lines while waiting")


def _answer(error: Exception) -> str:
    """What the server itself said, for people; imap-tools wraps it in words for programmers."""
    _, data = getattr(error, "command_result", ("", []))
    said = b" ".join(line for line in data if isinstance(line, bytes)).decode("utf-8", "replace")
    return (said or re.sub(r"""\bb(?=['"])""", "", str(error)))[:200]


def _checked(answer: tuple[str, list[object]]) -> list[object]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status} {data!r}"[:200])
    return data


def _lines(answer: tuple[str, list[object]]) -> list[bytes]:
    return [line for line in _checked(answer) if isinstance(line, bytes)]


def _bodies(answer: list[object]) -> Iterator[tuple[int, bytes]]:
    """Pair each literal with its UID, which a server may write before or after it."""
    for at, item in enumerate(answer):
        if not isinstance(item, tuple):
            continue
        head, raw = item[0], item[1]
        tail = answer[at + 1] if at + 1 < len(answer) else b""
        uid = _UID.search(head) or (_UID.search(tail) if isinstance(tail, bytes) else None)
        if uid:
            yield int(uid[1]), raw


def _sizes(answer: list[object]) -> Iterator[tuple[int, int]]:
    for item in answer:
        line = item[0] if isinstance(item, tuple) else item
        if isinstance(line, bytes) and (uid := _UID.search(line)) and (size := _SIZE.search(line)):
            yield int(uid[1]), int(size[1])


def _has_buffered(client: imaplib.IMAP4) -> bool:
    """Bytes the reader (or TLS) took from the socket together with earlier ones: select cannot see them.

    Peeking at an empty buffer reads from the socket, so it must not wait; it takes nothing away.
    """
    client.sock.settimeout(0)
    try:
        return bool(client.file.peek(1))  # type: ignore[union-attr]  # a BufferedReader in truth
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        client.sock.settimeout(TIMEOUT)
