"""Whose a recipient is, and keeping what came for them: all in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, transaction

from handrail.accounts.models import Mailbox
from handrail.channels.email.esp.hooks import keep_brought, note_arrival
from handrail.channels.email.intake import Origin
from handrail.channels.email.matching.tokens import claim_of_address
from handrail.channels.email.models import Connection
from handrail.conversations.models import Direction, Message
from handrail.conversations.queries.recipients import is_own
from handrail.core.room import NoRoom, require_room
from handrail.customers.verbs import normalise_address

TAKEN = "250 2.0.0 The mail is kept"
UNKNOWN = "550 5.1.1 There is no mailbox of this address here"
PAUSED = "451 4.2.1 This mailbox is paused; try again later"
AWAY = "451 4.3.0 The database does not answer; try again later"
FULL = "451 4.3.1 The disk is nearly full; try again later"
BROKEN = "451 4.3.0 The mail could not be kept; try again later"


@dataclass(frozen=True)
class Envelope:
    """Who sends, and the recipients as they were named; both without angle brackets."""

    sender: str
    recipients: Sequence[str]


def answer_to(recipient: str) -> str:
    """What RCPT is told: 250 when the address leads to a mailbox of ours. Raises DatabaseError."""
    try:
        mailbox = mailbox_of(recipient)
        link = Connection.objects.filter(mailbox=mailbox).first() if mailbox else None
        if mailbox is None:
            return UNKNOWN
        return PAUSED if link and not link.is_active else "250 2.1.5 OK"
    except DatabaseError:
        return AWAY
    finally:
        connection.close()


def mailbox_of(recipient: str) -> Mailbox | None:
    """By its address or an alias; then without a detail after a plus (RFC 5233); then by our signature."""
    mailboxes = list(Mailbox.objects.order_by("pk"))
    wanted = normalise_address(recipient)
    exact = (one for one in mailboxes if wanted in {normalise_address(own) for own in one.own_addresses})
    detailed = (one for one in mailboxes if is_own(recipient, one.own_addresses))
    return next(exact, None) or next(detailed, None) or _signed(recipient)


def keep_dropped(envelope: Envelope, data: bytes) -> str:
    """Keep the mail once for each mailbox it is for; the answer tells 250 only after the commit."""
    try:
        close_old_connections()
        require_room()
        with transaction.atomic():
            for mailbox, addresses in _by_mailbox(envelope.recipients):
                _keep(mailbox, delivered(envelope.sender, addresses) + data)
    except NoRoom:
        return FULL
    except DatabaseError:
        return AWAY
    finally:
        connection.close()
    return TAKEN


def delivered(sender: str, recipients: Sequence[str]) -> bytes:
    """What a last server writes above a mail (RFC 5321 §4.4); below it every byte is as it came."""
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {one}" for one in recipients)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def is_one_line(address: str) -> bool:
    """Whether an address of an envelope holds only what is seen, and bytes beyond ASCII (RFC 5321 §4.1.2)."""
    return all(letter.isprintable() or "\udc80" <= letter <= "\udcff" for letter in address)


def _by_mailbox(recipients: Sequence[str]) -> list[tuple[Mailbox, list[str]]]:
    found: dict[int, tuple[Mailbox, list[str]]] = {}
    for one in dict.fromkeys(recipients):
        if mailbox := mailbox_of(one):
            found.setdefault(mailbox.pk, (mailbox, []))[1].append(one)
    return list(found.values())


def _keep(mailbox: Mailbox, raw: bytes) -> None:
    link = Connection.objects.filter(mailbox=mailbox).first()
    keep_brought(mailbox, link, raw, Origin("drop"))
    if link:
        note_arrival(link)


def _signed(recipient: str) -> Mailbox | None:
    """A mailbox may have moved since we wrote this address."""
    claim = claim_of_address(recipient, settings.SECRET_KEY)
    if claim is None or not claim.valid or not claim.key.isdecimal():
        return None
    sent = Message.objects.filter(pk=int(claim.key), direction=Direction.OUT)
    message = sent.select_related("conversation__mailbox").first()
    return message.conversation.mailbox if message else None
