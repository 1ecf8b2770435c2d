"""What a guest reads: everything of their queue, with addresses masked, and without the raw mails.

Masked where it is read, not where it is drawn, so that no template can forget it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Message
from handrail.conversations.queries.recipients import Recipients
from handrail.conversations.words import fold
from handrail.core.masking import mask, mask_deep

RAW_MAILS = ("message/rfc822", "message/global", "application/vnd.ms-outlook", "application/ms-tnef")
_RAW_NAMES = (".eml", ".msg", ".mbox", ".dat")
_TEXTS = ("text", "quoted", "html", "quoted_html", "subject", "send_error")


def masked_entries(entries: Iterable[Any]) -> None:
    """Mask entries (with their messages) as they were read; nobody may save them."""
    for entry in entries:
        entry.data = mask_deep(entry.data)
        for name in ("actor_label", "reason", "customer_name"):
            setattr(entry, name, mask(getattr(entry, name) or ""))
        if (message := getattr(entry, "message", None)) is not None:
            _mask_message(message)


def _mask_message(message: Message) -> None:
    for name in _TEXTS:
        setattr(message, name, mask(getattr(message, name)))
    message.sender, message.recipients = mask_deep(message.sender), mask_deep(message.recipients)
    message.raw_id = None


def masked_files(files: Iterable[Attachment]) -> list[Attachment]:
    """Files a guest may have, their names masked."""
    kept = [file for file in files if not is_raw_mail(file)]
    for file in kept:
        file.name = mask(file.name)
    return kept


def is_raw_mail(file: Attachment) -> bool:
    """Whether a file is a mail as it came: it would tell every address."""
    return file.content_type in RAW_MAILS or file.name.lower().endswith(_RAW_NAMES)


def mask_conversation(conversation: Any, agent: Agent) -> None:
    """Mask a conversation as it was read for a guest's page, and its customer; nobody may save it."""
    if not agent.is_guest:
        return
    conversation.subject, conversation.preview = mask(conversation.subject), mask(conversation.preview)
    conversation.fields = {}
    customer = conversation.customer
    customer.name, customer.fields = mask(customer.name), {}


def masked_recipients(people: Recipients, agent: Agent) -> Recipients:
    """The people a reply would reach, as this agent may see them."""
    if not agent.is_guest:
        return people
    return Recipients(mask_deep(people.to), mask_deep(people.cc))


def masked_rows(agent: Agent, rows: Sequence[Any]) -> list[Any]:
    """Rows of a list (`Row`) as this agent may see them."""
    if not agent.is_guest:
        return list(rows)
    return [
        row._replace(
            customer=mask(row.customer),
            organisation=None,
            subject=mask(row.subject),
            preview=mask(row.preview),
        )
        for row in rows
    ]


def is_found_masked(question: str, *texts: str) -> bool:
    """Whether what a guest sees holds every word of the question: else search would tell what is masked."""
    words = re.split(r"\W+", fold(" ".join(mask(text) for text in texts)))
    asked = [word for word in re.split(r"\W+", fold(question)) if word]
    return all(any(word.startswith(begin) for word in words) for begin in asked)
