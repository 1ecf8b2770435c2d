"""Import mails from files: never sends, keeps dates; every mail carries its batch, which can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from handrail.accounts.models import Mailbox
from handrail.channels.email.files import MailFile
from handrail.channels.email.intake import Origin, keep, portions, process_together
from handrail.channels.email.models import IncomingMail
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import imported, unimport
from handrail.core import blobs
from handrail.core.room import require_room
from handrail.customers.verbs import forget_unknown


@dataclass(frozen=True)
class Imported:
    """What became of one mail."""

    path: str
    message_id: str
    status: str
    conversation: int | None
    kind: str
    reason: str

    def as_json(self) -> dict[str, object]:
        """The line that `mail import --json` prints."""
        return {
            "path": self.path,
            "message_id": self.message_id,
            "status": self.status,
            "conversation": self.conversation,
            "kind": self.kind,
            "reason": self.reason,
        }


def import_mails(files: list[MailFile], mailbox: Mailbox, batch: uuid.UUID) -> Iterator[Imported]:
    """Import the mails in this order, some at a time; what is told of one is durable.

    Raises NoRoom when the disk is nearly full; what was imported stays, and is a duplicate the next time.
    """
    for some in portions([(file, file.size) for file in files]):
        require_room()
        yield from _import_together(some, mailbox, batch)


def undo_import(batch: uuid.UUID) -> Iterator[tuple[Conversation, bool]]:
    """Take back what an import brought, conversation by conversation; False for one that is kept.

    Mails of what was removed are forgotten, so that they can be imported again; so are customers whom nobody
    knows by anything else.
    """
    for conversation in imported(batch):
        pk = conversation.pk
        with transaction.atomic():
            mails = list(IncomingMail.objects.filter(import_batch=batch, conversation=pk))
            removed = unimport(conversation, batch=batch)
            if removed:
                _forget(mails)
        yield conversation, removed
    with transaction.atomic():
        _forget(list(IncomingMail.objects.filter(import_batch=batch, conversation=None)))
        forget_unknown(batch)


def _forget(mails: list[IncomingMail]) -> None:
    for mail in mails:
        mail.delete()
        blobs.forget(mail.raw_id)


def _import_together(files: list[MailFile], mailbox: Mailbox, batch: uuid.UUID) -> list[Imported]:
    told: dict[MailFile, Imported] = {}
    kept: dict[int, MailFile] = {}
    with transaction.atomic():
        for file in files:
            try:
                raw = file.read()
            except OSError as error:
                reason = f"The file cannot be read: {error.strerror}."
                told[file] = Imported(file.name, "", "failed", None, "", reason)
                continue
            mail = keep(mailbox, raw, Origin("import", path=file.name, import_batch=batch))
            kept[mail.pk] = file
    for mail in process_together(list(kept)) if kept else []:
        told[kept[mail.pk]] = _told(kept[mail.pk].name, mail)
    return [told[file] for file in files]


def _told(name: str, mail: IncomingMail) -> Imported:
    number = mail.conversation.number if mail.conversation else None
    return Imported(name, mail.message_id, mail.state, number, mail.kind, mail.reason)
