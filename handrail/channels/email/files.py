"""Mails that lie in files (.eml, mbox by RFC 4155, Maildir): which ones a path means, how old they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

HEADER_BYTES = 64_000
_MBOX = re.compile(rb"(?:\A|\n\r?\n)(From [^\r\n]{1,1000}?\d{4}[^\r\n]{0,100}\r?\n)")
_STUFFED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True)
class MailFile:
    """One mail: a whole file, or a piece of an mbox (`begin` to `end`, in bytes, the `number`th)."""

    path: Path
    size: int = 0
    begin: int = 0
    number: int = 0  # 0: the whole file

    @property
    def name(self) -> str:
        """What tells it from all others: its path, and its place in an mbox."""
        return f"{self.path}#{self.number}" if self.number else str(self.path)

    def read(self, most: int = -1) -> bytes:
        """Its bytes as they were written, or the first `most` of them. Raises OSError."""
        with self.path.open("rb") as file:
            file.seek(self.begin)
            if not self.number:
                return file.read(most)
            raw = file.read(self.size if most < 0 else min(most, self.size))
        return _STUFFED.sub(rb"\1", re.sub(rb"\r?\n\Z", b"", raw))  # the empty line is the mbox's own


def mail_files(paths: list[Path]) -> Iterator[MailFile]:
    """The mails that these paths mean, each file once.

    A folder gives its .eml files and mboxes, or all of its files when it has none so named; of a Maildir what
    lies in `cur` and `new`. Raises OSError for a folder that cannot be read.
    """
    for path in dict.fromkeys(_files(paths)):
        yield from _mails_in(path)


def oldest_first(paths: list[Path]) -> list[MailFile]:
    """The same mails by their own dates, so that answers find what they answer; one without sorts first."""
    return sorted(mail_files(paths), key=lambda mail: (_written(mail), mail.name))


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and not _in_maildir(file))
            named = [file for file in inside if file.suffix.lower() in {".eml", ".mbox"}]
            yield from named or inside
            yield from sorted(file for file in path.rglob("*") if file.is_file() and _is_delivered(file))
        else:
            yield path


def _in_maildir(file: Path) -> bool:
    """Whether a Maildir keeps it: as a mail, as one half written, or for itself (`dovecot.index`, …)."""
    return any((folder / "cur").is_dir() and (folder / "new").is_dir() for folder in list(file.parents)[:2])


def _is_delivered(file: Path) -> bool:
    return file.parent.name in {"cur", "new"} and _in_maildir(file)


def _mails_in(path: Path) -> Iterator[MailFile]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            is_mbox = _MBOX.match(file.read(1200)) is not None
    except OSError:  # told when it is read
        size, is_mbox = 0, False
    if not is_mbox:
        yield MailFile(path, size)
        return
    begins = _begins(path)
    for number, (begin, next_mark) in enumerate(begins, start=1):
        yield MailFile(path, next_mark - begin, begin, number)


def _begins(path: Path) -> list[tuple[int, int]]:
    """Where each mail of an mbox begins, and where the mark of the next one does."""
    marks: list[tuple[int, int]] = []  # (of the mark, of the mail behind it)
    at, before = 0, b"\n"
    with path.open("rb") as file:
        for line in file:
            if line.startswith(b"From ") and not before.strip() and _MBOX.match(line):
                marks.append((at, at + len(line)))
            at, before = at + len(line), line
    ends = [mark for mark, _ in marks[1:]] + [at]
    return [(begin, end) for (_, begin), end in zip(marks, ends, strict=True)]


def _written(mail: MailFile) -> float:
    try:
        for line in mail.read(HEADER_BYTES).splitlines():
            if line.lower().startswith(b"date:"):
                return parsedate_to_datetime(line[5:].decode("ascii", "replace").strip()).timestamp()
    except (OSError, ValueError, TypeError, OverflowError):
        pass
    return 0.0
