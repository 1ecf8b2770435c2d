"""The server most mailboxes lie on: IDLE, folders, large mails, a repaired mailbox, a broken connection."""

from __future__ import annotations

import hashlib
import imaplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection as database

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.imap import ImapClient
from handrail.channels.email.fetching import fetch_once, run_forever
from handrail.channels.email.models import Connection, IncomingMail
from handrail.channels.email.tests.test_fetching import connect
from handrail.channels.email.tests.test_intake import mail
from handrail.conversations.models import Conversation
from handrail.core import blobs
from tests.dovecot import Dovecot, dovecot, needs_dovecot
from tests.work import work_until_empty

__all__ = ["dovecot"]
pytestmark = [pytest.mark.django_db(transaction=True), needs_dovecot]


@contextmanager
def fetching() -> Iterator[None]:
    """The fetcher runs meanwhile."""
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=15)
        database.close()
    assert not thread.is_alive()


def until(true: Callable[[], bool], seconds: float = 20.0) -> float:
    """How long it took until it was true."""
    begin = time.monotonic()
    while not true():
        assert time.monotonic() - begin < seconds, "it never came"
        time.sleep(0.02)
    return time.monotonic() - begin


def client_of(server: Dovecot, folder: str = "INBOX") -> ImapClient:
    return ImapClient(
        host=server.host,
        port=server.port,
        security=server.security,
        user=server.user,
        password=server.password,
        folder=folder,
    )


def own(server: Dovecot) -> imaplib.IMAP4:
    """A connection of the mailbox's owner."""
    client = imaplib.IMAP4(server.host, server.port, timeout=10)
    client.login(server.user, server.password)
    return client


def test_a_mail_is_there_as_soon_as_it_comes_and_stays_unseen(support: Mailbox, dovecot: Dovecot) -> None:
    connect(support, dovecot)
    with fetching():
        until(lambda: Connection.objects.get().checked_at is not None)
        time.sleep(0.5)  # it waits in IDLE by now
        dovecot.append(mail("Right now"))
        assert until(IncomingMail.objects.exists) < 5  # no poll of 30 s
    with own(dovecot) as owner:
        owner.select(readonly=True)
        assert owner.search(None, "UNSEEN")[1] == [b"1"]


def test_a_repaired_mailbox_is_fetched_again_and_nothing_is_accepted_twice(
    support: Mailbox, dovecot: Dovecot
) -> None:
    row = connect(support, dovecot)
    fetch_once(row)
    dovecot.append(mail("One"), mail("Two"))
    assert fetch_once(row) == 2
    before = Connection.objects.get().uid_validity
    dovecot.forget_uids()
    dovecot.append(mail("Three"))
    fetch_once(row)
    work_until_empty()
    assert Connection.objects.get().uid_validity != before
    texts = sorted(one.messages.get().text.strip() for one in Conversation.objects.all())
    assert texts == ["One", "Three", "Two"]


def test_folders_are_listed_and_another_one_can_be_fetched(support: Mailbox, dovecot: Dovecot) -> None:
    with own(dovecot) as owner:
        owner.create('"Kunden/Gr&APYA3w-e"')  # Größe, as RFC 3501 §5.1.3 writes it
        owner.append('"Kunden/Gr&APYA3w-e"', "", "", mail("In a folder"))
    with client_of(dovecot) as client:
        assert "Kunden/Größe" in client.folders()
        assert "INBOX" in client.folders()
    row = connect(support, dovecot, imap_folder="Kunden/Größe", fetch_existing=True)
    assert fetch_once(row) == 1


def test_a_large_mail_comes_whole(support: Mailbox, dovecot: Dovecot) -> None:
    row = connect(support, dovecot)
    fetch_once(row)
    raw = mail("x" * 76 + "\r\n") + (b"lamp " * 15 + b"\r\n") * 300_000  # 23 MB
    dovecot.append(raw, mail("And a small one"))
    assert fetch_once(row) == 2
    with own(dovecot) as owner:
        owner.select(readonly=True)
        answer: Any = owner.fetch("1", "(BODY.PEEK[])")[1]
    kept = max((blobs.open_bytes(one.raw_id) for one in IncomingMail.objects.all()), key=len)
    assert hashlib.sha256(kept).digest() == hashlib.sha256(answer[0][1]).digest()


def test_a_connection_that_breaks_is_made_again(support: Mailbox, dovecot: Dovecot) -> None:
    connect(support, dovecot)
    with fetching():
        until(lambda: Connection.objects.get().checked_at is not None)
        dovecot.stop()
        until(lambda: Connection.objects.get().in_error != "")
        dovecot.start()
        dovecot.append(mail("After the break"))
        until(IncomingMail.objects.exists, 30)
        until(lambda: Connection.objects.get().in_error == "")


def test_what_is_deleted_while_we_fetch_is_no_trouble(support: Mailbox, dovecot: Dovecot) -> None:
    dovecot.append(*(mail(f"Mail {number}") for number in range(5)))
    with client_of(dovecot) as client:
        uids = client.new_uids(0)
        with own(dovecot) as owner:
            owner.select()
            owner.store("2:3", "+FLAGS", "\\Deleted")
            owner.expunge()
        assert [uid for uid, _raw in client.fetch(uids)] == [uids[0], *uids[3:]]
        assert client.new_uids(uids[-1]) == []
