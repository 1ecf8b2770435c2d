"""Fetching from a real IMAP server: each mail once, whatever happens between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection as database

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.trying import try_connection
from handrail.channels.email.fetching import fetch_once, run_forever
from handrail.channels.email.models import Connection, IncomingMail, MailState
from handrail.channels.email.tests.test_intake import mail
from handrail.channels.email.verbs import connect_mailbox
from handrail.conversations.models import Conversation
from handrail.core.room import NoRoom
from tests.servers import ImapServer, free_port
from tests.work import work_until_empty

pytestmark = pytest.mark.django_db(transaction=True)


def connect(support: Mailbox, server: ImapServer, **more: Any) -> Connection:
    return connect_mailbox(
        support,
        imap_host=server.host,
        imap_port=server.port,
        imap_security=server.security,
        imap_user=server.user,
        imap_secret=server.password,
        **more,
    )


def test_only_what_comes_from_now_on_is_fetched(support: Mailbox, imap_server: ImapServer) -> None:
    imap_server.append(mail("Old"))
    row = connect(support, imap_server)
    assert fetch_once(row) == 0
    imap_server.append(mail("New one"), mail("New two"))
    assert fetch_once(row) == 2
    assert fetch_once(row) == 0
    work_until_empty()
    assert Conversation.objects.count() == 2
    assert set(IncomingMail.objects.values_list("state", flat=True)) == {MailState.ACCEPTED}


def test_what_lies_there_comes_too_when_asked_for(support: Mailbox, imap_server: ImapServer) -> None:
    imap_server.append(*(mail(f"Old {number}") for number in range(45)))
    row = connect(support, imap_server, fetch_existing=True)
    fetched = fetch_once(row)
    assert fetched >= 45  # the server has a few mails of its own
    assert IncomingMail.objects.count() == fetched


def test_a_new_uidvalidity_fetches_again_and_accepts_nothing_twice(
    support: Mailbox, imap_server: ImapServer
) -> None:
    row = connect(support, imap_server)
    fetch_once(row)
    imap_server.append(mail("One"), mail("Two"))
    fetch_once(row)
    work_until_empty()
    Connection.objects.update(uid_validity=1)  # as if the server had been restored from a backup
    fetch_once(row)
    work_until_empty()
    texts = [conversation.messages.get().text.strip() for conversation in Conversation.objects.all()]
    assert texts.count("One") == texts.count("Two") == 1


def test_a_mail_is_there_seconds_after_it_came(support: Mailbox, imap_server: ImapServer) -> None:
    connect(support, imap_server)
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(stop,))
    thread.start()
    try:
        _until(lambda: Connection.objects.get().checked_at is not None)
        imap_server.append(mail("Right now"))
        _until(lambda: IncomingMail.objects.exists())
    finally:
        stop.set()
        thread.join(timeout=10)
        database.close()
    assert not thread.is_alive()


def test_what_is_wrong_stands_on_the_connection(support: Mailbox, imap_server: ImapServer) -> None:
    row = connect(support, imap_server)
    row.imap_secret = "wrong"
    row.save()
    (problem,) = try_connection(row)
    assert "password" in problem
    connect_mailbox(support, imap_port=free_port())
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(stop,))
    thread.start()
    try:
        _until(lambda: Connection.objects.get().in_error != "")
    finally:
        stop.set()
        thread.join(timeout=10)
    assert Connection.objects.get().in_error_since is not None


def test_without_room_on_the_disk_mail_stays_on_its_server_until_there_is_some(
    support: Mailbox, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = connect(support, imap_server)
    fetch_once(row)
    imap_server.append(mail("Into a full disk"))
    stop = threading.Event()
    monkeypatch.setattr("handrail.channels.email.fetching.LOOK_FOR_ROOM_EVERY", 0.2)
    thread = threading.Thread(target=run_forever, args=(stop,))
    with monkeypatch.context() as full:
        full.setattr("handrail.core.room.has_room", lambda: False)
        with pytest.raises(NoRoom):
            fetch_once(row)
        thread.start()
        _until(lambda: "nearly full" in Connection.objects.get().in_error)
        assert not IncomingMail.objects.exists()
    try:
        _until(IncomingMail.objects.exists)
        _until(lambda: Connection.objects.get().in_error == "")
    finally:
        stop.set()
        thread.join(timeout=10)


def _until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
