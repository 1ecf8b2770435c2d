"""What a mail is once it has been read: plain values, no database, nothing sanitised yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from handrail.conversations.invitations import Invitation

TextSource = Literal["plain", "html", "repaired", "none"]
Kind = Literal["message", "auto_reply", "bounce", "list", "loop"]
BounceEvent = Literal["failed", "delayed", "delivered", "complaint"]


class Unreadable(Exception):
    """Nothing can or may be read from these bytes; `reason` is a whole sentence for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """Beyond these a mail is held instead of read."""

    size: int = 50 * 1024 * 1024  # bytes, the raw mail
    lines: int = 1_500_000
    depth: int = 30  # parts inside parts
    parts: int = 500
    headers: int = 2_000  # in one part
    header_size: int = 512 * 1024  # bytes of one header
    addresses: int = 2_000  # in To and Cc together
    links: int = 20_000  # in its HTML
    expanded: int = 200 * 1024 * 1024  # bytes of all parts together, unpacked
    seconds: float = 20  # of processor time to read it


@dataclass(frozen=True)
class Person:
    """One address as a mail names it: display name (maybe empty) and address (case as written)."""

    name: str
    address: str


@dataclass(frozen=True)
class Attached:
    """A file that came with the mail, decoded. `content_id` is without its angle brackets."""

    name: str
    content_type: str
    data: bytes = field(repr=False)
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True)
class Bounce:
    """What a report says of a mail of ours.

    `status` is an RFC 3463 code or empty, `reason` the receiving server's words, `group` one of six causes
    (see `bounce_reasons`). `permanent` means: nobody will ever be reached at this address. `returned_id` is
    the Message-ID of the mail it is about, when the report returns its headers. `event` says what it reports:
    the mail failed, is delayed, was delivered after all, or is complained about.
    """

    recipients: tuple[str, ...]
    status: str = ""
    permanent: bool | None = None
    reason: str = ""
    group: str = ""
    returned_id: str = ""
    event: BounceEvent = "failed"


@dataclass(frozen=True)
class Forward:
    """A mail that somebody has forwarded by hand: who wrote it, the note above it, and its own words.

    One that came as an attached mail has its bytes in `attached`, and no words here.
    """

    sender: Person
    note: str = ""
    text: str = ""
    attached: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Letter:
    """A mail, read. `html` is raw and unsafe; ids are without angle brackets; `date` is UTC.

    `text` is never empty when the mail says something; `text_source` says where it came from: the plain
    parts, a plain version of the HTML, or parts guessed in a broken mail. `headers_seen` maps lower-case
    names to all their values, in order. `original_sender` is who wrote a mail that was forwarded to us,
    by a group or a list, or by hand; then `forward` says what stands in it.
    `warnings` say what is odd about it, in whole sentences. `protection` is noted, never verified.
    `sender_is_unsure` when other programs may read another sender: nobody's word proves this one.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sender: Person
    reply_to: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    date: datetime | None
    text: str
    html: str
    text_source: TextSource
    attachments: tuple[Attached, ...]
    kind: Kind
    headers_seen: Mapping[str, tuple[str, ...]]
    bounce: Bounce | None = None
    original_sender: Person | None = None
    forward: Forward | None = None
    warnings: tuple[str, ...] = ()
    invitation: Invitation | None = None
    protection: Literal["", "signed", "encrypted"] = ""
    sender_is_unsure: bool = False
