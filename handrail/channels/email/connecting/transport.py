"""How a mailbox's mail goes out: by SMTP, by an e-mail service, or nowhere; to callers it is the same."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

from handrail.channels.email.connecting import smtp
from handrail.channels.email.connecting.outcome import Accepted
from handrail.channels.email.esp.transport import EspTransport
from handrail.channels.email.models import Connection, WayOut
from handrail.channels.email.practice.transport import PracticeTransport


class Transport(Protocol):
    """Carries mails."""

    def send(self, mail: EmailMessage) -> Accepted:
        """Send one mail. Raises Refused or MailboxProblem (nothing was sent), or OutcomeUnknown."""

    def test(self) -> None:
        """Connect and sign in, send nothing. Raises MailboxProblem."""


class SmtpTransport:
    """The mailbox's own SMTP server."""

    def __init__(self, settings: smtp.SmtpSettings) -> None:
        self._settings = settings

    def send(self, mail: EmailMessage) -> Accepted:
        """All recipients or none."""
        smtp.send(mail, self._settings)
        return Accepted()

    def test(self) -> None:
        """Sign in."""
        smtp.test_connection(self._settings)


def transport_of(connection: Connection) -> Transport | None:
    """What carries this mailbox's mail; None when nothing is set up."""
    if not connection.sends:
        return None
    if connection.practises:
        return PracticeTransport(connection.mailbox)
    return EspTransport(connection) if connection.outgoing == WayOut.ESP else SmtpTransport(connection)
