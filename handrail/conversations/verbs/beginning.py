"""A new conversation, before anything stands on its timeline."""

from __future__ import annotations

import uuid
from datetime import datetime

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Category, Conversation, Place
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
    parent: Conversation | None = None,
) -> Conversation:
    """Make a conversation in the default status of `category`, as of `at`; the running verb holds it.

    With a `parent` it is a side conversation of that one.
    """
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
        parent=parent,
        place=Place.SIDE if parent else Place.INBOX,
        team_id=parent.team_id if parent else None,
        restricted=parent.restricted if parent else False,
    )
    insert(conversation)
    current_work().hold(conversation)
    return conversation
