"""What was fetched is read in order, by one at a time, and nothing is left behind."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from handrail.accounts.models import Mailbox
from handrail.channels.email.arrivals import read_new
from handrail.channels.email.intake import Origin, keep
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.tests.material import mail
from handrail.core.alone import Space


def _fetch(mailbox: Mailbox, count: int) -> None:
    for uid in range(1, count + 1):
        raw = mail("How?", Message_ID=f"<{uid}@nordlicht.example>")
        keep(mailbox, raw, Origin("imap", folder="INBOX", uid_validity=1, uid=uid))


def test_every_new_mail_is_read_in_order(support: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.channels.email.arrivals._AT_ONCE", 2)
    _fetch(support, 5)
    read_new(support.pk)
    mails = IncomingMail.objects.order_by("pk")
    assert [one.state for one in mails] == [MailState.ACCEPTED] * 5
    assert [one.entry_id for one in mails] == sorted(one.entry_id or 0 for one in mails)


def test_a_second_worker_leaves_the_mailbox_to_the_first(support: Mailbox) -> None:
    _fetch(support, 1)
    names = ("dbname", "user", "password", "host", "port")
    words = {name: value for name, value in connection.get_connection_params().items() if name in names}
    with psycopg.connect(**words, autocommit=True) as first:
        first.execute("SELECT pg_advisory_lock(%s, %s)", [int(Space.READING), support.pk])
        read_new(support.pk)
        assert IncomingMail.objects.get().state == MailState.NEW
        # The server frees the locks of a closed connection only a moment later.
        first.execute("SELECT pg_advisory_unlock(%s, %s)", [int(Space.READING), support.pk])
    read_new(support.pk)
    assert IncomingMail.objects.get().state == MailState.ACCEPTED
