"""Servers that answer what no table takes: what they say is kept without it, and nothing stops."""

from __future__ import annotations

import pytest

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting.roundtrip import keep_trial
from handrail.channels.email.models import Connection
from handrail.channels.email.sending.replies import send_reply
from handrail.conversations.models import Message, SendState
from handrail.conversations.verbs import Words, reply
from tests.cast import Ask
from tests.servers import SmtpServer

pytestmark = pytest.mark.django_db
NUL = "550 5.1.1 no\x00such user"
DORA = {"to": [{"name": "Dora", "address": "dora@nordlicht.example"}]}


def sending(support: Mailbox, server: SmtpServer) -> Connection:
    return Connection.objects.create(
        mailbox=support, smtp_host=server.host, smtp_port=server.port, smtp_security="none", incoming="drop"
    )


@pytest.mark.parametrize("when", ["refuse_with", "refuse_data_with"])
def test_a_refusal_with_a_nul_in_it_is_a_refusal(
    support: Mailbox, ask: Ask, ada: Agent, smtp_server: SmtpServer, when: str
) -> None:
    sending(support, smtp_server)
    setattr(smtp_server, when, NUL)
    entry = reply(ask(), words=Words(text="Yes.", recipients=DORA), by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    message = Message.objects.get(pk=entry.pk)
    assert message.send_state == SendState.FAILED
    assert "5.1.1" in message.send_error


def test_a_test_tells_it_without_the_nul(support: Mailbox, smtp_server: SmtpServer) -> None:
    connection = sending(support, smtp_server)
    smtp_server.refuse_with = NUL
    keep_trial(connection.pk)
    connection.refresh_from_db()
    assert connection.trial["ended"]
    assert "5.1.1" in connection.flow_out.says
