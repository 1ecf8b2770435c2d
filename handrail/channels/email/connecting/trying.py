"""Try a mailbox's connection and say which step failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from django.db.models.expressions import RawSQL
from django.utils import timezone

from handrail.channels.email.connecting.imap import ImapClient, MailboxProblem
from handrail.channels.email.connecting.oauth import renewed_token
from handrail.channels.email.connecting.problems import with_renewed
from handrail.channels.email.connecting.transport import transport_of
from handrail.channels.email.models import Connection, WayIn
from handrail.core.vault import SecretUnreadableError


def try_connection(connection: Connection) -> list[str]:
    """Sign in at both servers; a sentence for each that does not work, nothing when all is well."""
    return [problem for problem in (_problem(_try_in, connection), _problem(_try_out, connection)) if problem]


def check(pk: int) -> None:
    """Try both servers and keep what is wrong on the connection."""
    row = Connection.objects.filter(pk=pk).first()
    if row is None:
        return
    now = timezone.now()
    for side, attempt in (("in", _try_in), ("out", _try_out)):
        problem = _problem(attempt, row)[:500]
        since = (getattr(row, f"{side}_error_since") or now) if problem else None
        Connection.objects.filter(pk=pk).update(**{f"{side}_error": problem, f"{side}_error_since": since})
    Connection.objects.filter(pk=pk).update(checked_at=now)


def _problem(attempt: Callable[[Connection], None], connection: Connection) -> str:
    try:
        attempt(connection)
    except (MailboxProblem, SecretUnreadableError) as problem:
        return str(problem)
    return ""


def _try_in(connection: Connection) -> None:
    if connection.incoming == WayIn.IMAP and connection.imap_host:
        with open_imap(connection) as client:
            client.folder_state()


def _try_out(connection: Connection) -> None:
    if transport := transport_of(connection):
        transport.test()
        _note_signed_in(connection)


def _note_signed_in(connection: Connection) -> None:
    """Beside the steps of a test, which may run at the same time and keeps its own."""
    told = {"out_signed_in": timezone.now().isoformat()}
    merged = RawSQL("trial || %s::jsonb", [json.dumps(told)])
    Connection.objects.filter(pk=connection.pk).update(trial=merged)


def open_imap(connection: Connection) -> ImapClient:
    """Connect to the mailbox's IMAP server and open its folder. Raises MailboxProblem.

    A token that is refused before its time is renewed once.
    """
    return with_renewed(partial(_opened, connection), connection.token, partial(renewed_token, connection))


def _opened(connection: Connection, token: str) -> ImapClient:
    client = ImapClient(
        host=connection.imap_host,
        port=connection.imap_port,
        security=connection.imap_security,
        user=connection.imap_user,
        password=connection.imap_secret,
        token=token,
        folder=connection.imap_folder,
    )
    client.connect()
    return client
