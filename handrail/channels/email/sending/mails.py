"""A queued message as the mail that leaves: an agent's reply, or an acknowledgement."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from django.utils import timezone

from handrail.accounts.models import name_to_customers
from handrail.channels.email.matching.signs import Said, reply_address, with_token
from handrail.channels.email.reading.letters import Attached
from handrail.channels.email.sending.below import below
from handrail.channels.email.sending.forwarding import forwarded_files
from handrail.channels.email.sending.writing import compose
from handrail.conversations.models import Attachment, Direction, Message
from handrail.conversations.verbs.checking import to_send
from handrail.core import blobs
from handrail.core.installation import installation_id
from handrail.core.language import detect_language


def mail_of(message: Message, message_id: str) -> EmailMessage:
    """Write the mail. Raises ValueError when it goes to nobody or an address is none."""
    mailbox = message.conversation.mailbox
    told = _told(message)
    return compose(
        mailbox_name=mailbox.name,
        mailbox_address=mailbox.address,
        date=timezone.now(),
        message_id=message_id,
        installation=installation_id(),
        reply_to=reply_address(mailbox, message.pk),
        language=message.language or detect_language(message.text) or "",
        **{name: message.recipients.get(name, []) for name in ("to", "cc", "bcc")},
        **told,
    )


def _told(message: Message) -> dict[str, Any]:
    if message.automatic:
        return _automatic(message)
    return _forward(message) if message.direction == Direction.FORWARD else _reply(message)


def _forward(message: Message) -> dict[str, Any]:
    """A mail of its own: it names none of the customer's, and what is forwarded stands below the words."""
    words = _with_below(with_token(message.conversation.mailbox, message), message)
    files = [*to_send(message.attachments.all()), *forwarded_files(message)]
    return {
        "author": message.entry.agent.name if message.entry.agent else "",
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "attachments": [_attached(file) for file in files],
    }


def _reply(message: Message) -> dict[str, Any]:
    earlier = Message.objects.filter(conversation=message.conversation_id, pk__lt=message.pk)
    said = earlier.filter(direction__in=[Direction.IN, Direction.OUT]).exclude(message_id="").order_by("pk")
    ids = list(said.values_list("message_id", flat=True))
    last_in = said.filter(direction="in").last()
    answered = message.in_reply_to[0] if message.in_reply_to else ""
    words = _with_below(with_token(message.conversation.mailbox, message), message)
    return {
        "author": name_to_customers(message.entry.agent) if message.entry.agent else "",
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "in_reply_to": answered or (last_in.message_id if last_in else (ids[-1] if ids else "")),
        "references": [*(last_in.references if last_in else []), *ids],
        "attachments": [_attached(file) for file in to_send(message.attachments.all())],
    }


def _with_below(said: Said, message: Message) -> Said:
    part = below(message)
    if not part:
        return said
    is_alone = message.direction == Direction.FORWARD  # what is forwarded needs no words above it
    html = f"{said.html}\n{part.html}" if said.html.strip() or is_alone else ""
    return Said(said.subject, f"{said.text.rstrip()}\n\n{part.text}\n", html)


def _automatic(message: Message) -> dict[str, Any]:
    """Only what the mailbox says; of the mail that it answers nothing but its Message-ID."""
    words = with_token(message.conversation.mailbox, message)
    answered = message.in_reply_to[0] if message.in_reply_to else ""
    return {
        "author": "",
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "in_reply_to": answered,
        "references": [answered] if answered else [],
        "automatic": True,
    }


def _attached(file: Attachment) -> Attached:
    return Attached(
        file.name, file.content_type, blobs.open_bytes(file.blob_id), file.inline, file.content_id
    )
