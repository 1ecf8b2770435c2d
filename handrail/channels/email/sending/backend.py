"""Mails to agents (a forgotten password): they leave by the first mailbox that can send."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage as Mail
from email.policy import SMTP
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.transport import transport_of
from handrail.channels.email.models import Connection


class MailboxBackend(BaseEmailBackend):
    """Django's mail backend; what cannot be sent is shown to admins and breaks no page."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each: a page never waits for a mail server; returns how many."""
        from handrail.channels.email import tasks

        for message in email_messages:
            tasks.send_to_agent.defer(
                subject=str(message.subject), body=str(message.body), to=list(message.to)
            )
        return len(email_messages)


def send_now(message: EmailMessage) -> None:
    """Send a mail by the first mailbox that can; raises MailboxProblem, Refused or OutcomeUnknown."""
    connection = Connection.objects.sending().select_related("mailbox").order_by("pk").first()
    transport = transport_of(connection) if connection else None
    if connection is None or transport is None:
        raise MailboxProblem("send", "No mailbox can send yet: add an outgoing server in the settings.")
    message.from_email = str(connection.mailbox.address)
    transport.send(_as_mail(message))


def _as_mail(message: EmailMessage) -> Mail:
    raw: Any = message.message().as_bytes()
    mail = message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, Mail)  # noqa: S101 - the policy makes it one
    return mail
