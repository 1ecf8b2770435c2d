"""The way out of a mailbox where one practises: everything is taken, and nothing leaves."""

from __future__ import annotations

from email.message import EmailMessage

from django.db import transaction
from django.db.models import QuerySet

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.outcome import Accepted
from handrail.channels.email.connecting.smtp import as_bytes, envelope
from handrail.channels.email.practice.kept import PractisedMail
from handrail.conversations.verbs.erasing import forget_all
from handrail.core import blobs

MOST_KEPT = 200  # of one mailbox


class PracticeTransport:
    """Keeps mails in the database instead of sending them."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    @transaction.atomic
    def send(self, mail: EmailMessage) -> Accepted:
        """Keep it as it would have left; the oldest of more than 200 goes."""
        _sender, recipients = envelope(mail)
        PractisedMail.objects.create(
            mailbox=self._mailbox,
            recipients=[one[:320] for one in recipients],
            subject=str(mail.get("subject", ""))[:998],
            message_id=str(mail.get("message-id", "")).strip(" <>")[:998],
            raw=blobs.put(as_bytes(mail, utf8=True)),
        )
        forget_practised(PractisedMail.objects.filter(mailbox=self._mailbox).order_by("-pk")[MOST_KEPT:])
        return Accepted()

    def test(self) -> None:
        """There is nothing that could fail."""


def forget_practised(mails: QuerySet[PractisedMail]) -> int:
    """Delete mails that were kept, with their bytes; how many."""
    found = dict(mails.values_list("pk", "raw"))
    PractisedMail.objects.filter(pk__in=found).delete()
    forget_all(found.values())
    return len(found)
