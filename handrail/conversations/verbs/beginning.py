"""A new conversation, before anything stands on its timeline."""

from __future__ import annotations

import uuid
from datetime import datetime

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Category, Conversation
from handrail.conversations.statuses import default_status
from handrail.core.kept_saves import insert
from handrail.core.verbs import current_work
from handrail.customers.models import Customer


def begin(
    mailbox: Mailbox,
    *,
    customer: Customer,
    category: Category,
    subject: str,
    language: str | None,
    at: datetime,
    channel: str = "email",
    import_batch: uuid.UUID | None = None,
) -> Conversation:
    """Make a conversation in the default status of `category`, as of `at`; the running verb holds it."""
    status = default_status(category)
    conversation = Conversation(
        subject=subject[:500],
        channel=channel,
        mailbox=mailbox,
        customer=customer,
        status=status,
        category=status.category,
        language=language,
        created_at=at,
        last_activity_at=at,
        import_batch=import_batch,
    )
    insert(conversation)
    current_work().hold(conversation)
    return conversation
