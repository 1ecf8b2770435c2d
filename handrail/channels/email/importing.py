"""Import mails from files: never sends, keeps dates, and every mail carries its batch."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.db import transaction

from handrail.accounts.models import Mailbox
from handrail.channels.email.intake import Origin, keep, portions, process_together
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
    """Import the files in this order, some at a time; what is told of a file is durable.

    Raises NoRoom when the disk is nearly full; what was imported stays, and is a duplicate the next time.
    """
    for paths in portions([(path, _size(path)) for path in files]):
        require_room()
        yield from _import_together(paths, mailbox, batch)


def _import_together(paths: list[Path], mailbox: Mailbox, batch: uuid.UUID) -> list[Imported]:
    told: dict[Path, Imported] = {}
    kept: dict[int, Path] = {}
    with transaction.atomic():
        for path in paths:
            try:
                raw = path.read_bytes()
            except OSError as error:
                reason = f"The file cannot be read: {error.strerror}."
                told[path] = Imported(str(path), "", "failed", None, "", reason)
                continue
            mail = keep(mailbox, raw, Origin("import", path=str(path), import_batch=batch))
            kept[mail.pk] = path
    for mail in process_together(list(kept)) if kept else []:
        told[kept[mail.pk]] = _told(kept[mail.pk], mail)
    return [told[path] for path in paths]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


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
