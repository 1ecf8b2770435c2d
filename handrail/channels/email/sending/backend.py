"""Mails to agents (a forgotten password): they leave by the first mailbox that can send them, and may."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage as Mail
from email.policy import SMTP
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Case, F, QuerySet, When

from handrail.channels.email.connecting.problems import MailboxProblem
from handrail.channels.email.connecting.transport import transport_of
from handrail.channels.email.models import Connection, WayOut

MOST_TRIED = 5
_NO_WAY = "No mailbox can send this: an owner adds an outgoing server, or allows mail to colleagues there."


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
    problem = MailboxProblem("send", _NO_WAY)
    for connection in senders()[:MOST_TRIED]:
        if (transport := transport_of(connection)) is None:
            continue
        message.from_email = str(connection.mailbox.address)
        try:
            transport.send(_as_mail(message))
        except MailboxProblem as failed:  # nothing has left: another one may
            problem = failed
        else:
            return
    raise problem


def senders() -> QuerySet[Connection]:
    """The mailboxes that may send to colleagues, those first that had no trouble; none that is signed out.

    One where one practises is the last: what it takes never arrives.
    """
    rows = Connection.objects.trusted().filter(grant__revoked_at=None).select_related("mailbox")
    practises = Case(When(outgoing=WayOut.PRACTICE, then=1), default=0)
    return rows.order_by(practises, F("out_error_since").asc(nulls_first=True), "pk")


def _as_mail(message: EmailMessage) -> Mail:
    raw: Any = message.message().as_bytes()
    mail = message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, Mail)  # noqa: S101 - the policy makes it one
    return mail
