"""Fetch mail: one thread for each connected mailbox, IDLE where offered, else polling; in one process only.

A mail is stored with the mailbox's new position in one transaction, and only then
counts as fetched: a kill at any moment fetches it again, and its UID keeps it single.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import close_old_connections, transaction
from django.db import connection as database
from django.utils import timezone

from handrail.channels.email.connecting.imap import FolderState, ImapClient, MailboxProblem
from handrail.channels.email.connecting.oauth import access_token
from handrail.channels.email.connecting.trial_mails import is_trial_mail
from handrail.channels.email.connecting.trying import open_imap
from handrail.channels.email.intake import Origin, keep, known_uids
from handrail.channels.email.leading import Lead
from handrail.channels.email.models import Connection
from handrail.core.room import NoRoom, require_room
from handrail.core.vault import SecretUnreadableError

log = logging.getLogger("handrail.mail")
LOOK_FOR_MAILBOXES_EVERY = 2.0
LOOK_FOR_ROOM_EVERY = 10.0
IDLE_SECONDS = 240.0
PAUSES = (2, 5, 15, 60, 300)
BATCH = 20


def run_forever(stop: threading.Event, tell: Callable[[bool], None] = lambda leads: None) -> None:
    """Fetch every connected mailbox until `stop` is set, while no other process does.

    New and changed connections are noticed in 2 s, and so is a leader that has died. `tell` hears each
    time whether we lead.
    """
    running: dict[int, _Fetcher] = {}
    lead = Lead()
    while not stop.wait(LOOK_FOR_MAILBOXES_EVERY):
        try:
            close_old_connections()
            tell(leads := lead.is_ours())
            _follow(running, _wanted() if leads else {})
        except Exception:
            log.exception("mailboxes.unknown")
    for fetcher in running.values():
        fetcher.stop.set()
    for fetcher in running.values():
        fetcher.thread.join(timeout=2)
    lead.release()


def _wanted() -> dict[int, Connection]:
    return {row.pk: row for row in Connection.objects.fetched().select_related("grant")}


@dataclass
class _Fetcher:
    settings: tuple[object, ...]
    stop: threading.Event
    thread: threading.Thread


def _follow(running: dict[int, _Fetcher], wanted: dict[int, Connection]) -> None:
    for pk, fetcher in list(running.items()):
        if pk not in wanted or _settings(wanted[pk]) != fetcher.settings or not fetcher.thread.is_alive():
            fetcher.stop.set()
            del running[pk]
    for pk, row in wanted.items():
        if pk not in running:
            stop = threading.Event()
            thread = threading.Thread(target=_watch, args=(pk, stop), name=f"fetch-{pk}", daemon=True)
            running[pk] = _Fetcher(_settings(row), stop, thread)
            thread.start()


def _settings(row: Connection) -> tuple[object, ...]:
    server = (row.imap_host, row.imap_port, row.imap_security, row.imap_user, row.imap_sealed)
    return (*server, row.imap_folder, row.service_id, _granted_at(row))


def _granted_at(row: Connection) -> object:
    grant = getattr(row, "grant", None)
    return grant.granted_at if grant else None


def _watch(pk: int, stop: threading.Event) -> None:
    """Fetch one mailbox until told to stop; after a problem wait a little longer each time."""
    failures = 0
    while not stop.is_set():
        try:
            with open_imap(Connection.objects.get(pk=pk)) as client:
                failures = 0
                while not stop.is_set():
                    fetch_new(pk, client)
                    client.idle(IDLE_SECONDS, stop)
                    _renew_token(pk)
        except NoRoom as problem:
            _note_problem(pk, problem)
            stop.wait(LOOK_FOR_ROOM_EVERY)
        except Exception as problem:
            _note_problem(pk, problem)
            stop.wait(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
        finally:
            database.close()


def _renew_token(pk: int) -> None:
    """Renew before the end, so that a permission that was taken back is known while a session still runs."""
    row = Connection.objects.select_related("service").filter(pk=pk).first()
    if row and row.service_id:
        access_token(row)


def fetch_once(row: Connection) -> int:
    """Fetch what is new in one mailbox now; returns how many mails. Raises MailboxProblem."""
    with open_imap(row) as client:
        return fetch_new(row.pk, client)


def fetch_new(pk: int, client: ImapClient) -> int:
    """Keep every mail after the last known UID, in batches; returns how many.

    Raises NoRoom when the disk is nearly full: the mails stay on their server, where they are safe.
    """
    require_room()
    close_old_connections()
    state = client.folder_state()
    count, after = 0, position(pk, state)
    while uids := client.new_uids(after)[:BATCH]:
        mails = client.fetch(uids)
        count += _keep_batch(pk, state, mails, uids[-1])
        after = uids[-1]
        require_room()
    now = timezone.now()
    Connection.objects.filter(pk=pk).update(checked_at=now, in_error="", in_error_since=None)
    return count


def position(pk: int, state: FolderState) -> int:
    """The last UID we have, noted if it was not: of a new mailbox, all that comes from now on is ours.

    A new UIDVALIDITY (RFC 9051 §2.3.1.1) makes all old UIDs void.
    """
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(pk=pk)
        if row.uid_validity != state.uid_validity:
            is_first = row.uid_validity == 0
            row.uid_validity = state.uid_validity
            row.last_uid = state.uid_next - 1 if is_first and not row.fetch_existing else 0
            row.save(update_fields=["uid_validity", "last_uid"])
        return row.last_uid


def _keep_batch(pk: int, state: FolderState, mails: Sequence[tuple[int, bytes]], last_uid: int) -> int:
    """Store the mails, the new position and the job that reads them, all or nothing."""
    from handrail.channels.email import tasks

    with transaction.atomic():
        row = Connection.objects.select_for_update().select_related("mailbox").get(pk=pk)
        known = known_uids(row.mailbox, row.imap_folder, state.uid_validity, [uid for uid, _raw in mails])
        new = [(uid, raw) for uid, raw in mails if uid not in known and not is_trial_mail(raw)]
        for uid, raw in new:
            origin = Origin("imap", folder=row.imap_folder, uid_validity=state.uid_validity, uid=uid)
            keep(row.mailbox, raw, origin)
        row.last_uid, row.arrived_at = max(row.last_uid, last_uid), timezone.now()
        row.save(update_fields=["last_uid", "arrived_at"])
        if new:
            tasks.read_new.defer(mailbox=row.mailbox_id)
    return len(new)


def _note_problem(pk: int, problem: Exception) -> None:
    known = isinstance(problem, MailboxProblem | SecretUnreadableError | NoRoom)
    log.warning(
        "mailbox.problem", extra={"connection": pk, "error": type(problem).__name__}, exc_info=not known
    )
    try:
        close_old_connections()
        row = Connection.objects.get(pk=pk)
        Connection.objects.filter(pk=pk).update(
            in_error=(str(problem) if known else f"{type(problem).__name__} while fetching")[:500],
            in_error_since=row.in_error_since or timezone.now(),
        )
    except Exception:
        log.exception("mailbox.problem.unsaved", extra={"connection": pk})
