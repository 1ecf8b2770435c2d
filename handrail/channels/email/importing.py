"""Import mails from files: never sends, keeps dates, and every mail carries its batch."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.db import transaction

from handrail.accounts.models import Mailbox
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.models import IncomingMail
from handrail.core.room import require_room

HEADER_BYTES = 64_000


@dataclass(frozen=True)
class Imported:
    """What became of one file."""

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


def find_mails(paths: list[Path]) -> list[Path]:
    """The files to import, oldest mail first, so that answers find what they answer.

    A folder gives its .eml files, or all of its files when it has none so named.
    """
    return sorted(dict.fromkeys(_files(paths)), key=lambda path: (_written(path), str(path)))


def import_mails(files: list[Path], mailbox: Mailbox, batch: uuid.UUID) -> Iterator[Imported]:
    """Import one file after the other; each is durable before the next begins.

    Raises NoRoom when the disk is nearly full; what was imported stays, and is a duplicate the next time.
    """
    for path in files:
        require_room()
        yield _import_one(path, mailbox, batch)


def _import_one(path: Path, mailbox: Mailbox, batch: uuid.UUID) -> Imported:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Imported(str(path), "", "failed", None, "", f"The file cannot be read: {error.strerror}.")
    with transaction.atomic():
        mail = keep(mailbox, raw, Origin("import", path=str(path), import_batch=batch))
    assert mail is not None  # noqa: S101  only a UID can make it known already
    return _told(path, process(mail.pk))


def _told(path: Path, mail: IncomingMail) -> Imported:
    number = mail.conversation.number if mail.conversation else None
    return Imported(str(path), mail.message_id, mail.state, number, mail.kind, mail.reason)


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        yield from [file for file in inside if file.suffix.lower() == ".eml"] or inside


def _written(path: Path) -> float:
    """The mail's own date, for sorting; an unreadable one sorts first."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
        for line in header.splitlines():
            if line.lower().startswith(b"date:"):
                return parsedate_to_datetime(line[5:].decode("ascii", "replace").strip()).timestamp()
    except (OSError, ValueError, TypeError, OverflowError):
        pass
    return 0.0
