"""We begin: with a mail to somebody, or with what a customer told us by phone."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.events import Called
from handrail.conversations.models import Category, Conversation, Direction, Draft, Entry, Status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.assigning import assign
from handrail.conversations.verbs.beginning import begin
from handrail.conversations.verbs.drafting import draft_facts, drop_draft, move_draft
from handrail.conversations.verbs.replying import reply
from handrail.conversations.verbs.words import Words, keep_words, started
from handrail.core.kept_saves import update
from handrail.core.verbs import verb
from handrail.customers.models import Customer


@verb
def start_with_mail(
    mailbox: Mailbox,
    /,
    *,
    customer: Customer,
    words: Words,
    agent: Agent,
    then: Status | None = None,
    draft: Draft | None = None,
    once: uuid.UUID | None = None,
    send_after: datetime | None = None,
    is_scheduled: bool = False,
) -> Entry:
    """Begin a conversation with a mail of ours to the `customer`; it is the agent's, in the status `then`.

    The files of `draft` come along. The same `once` twice makes one conversation: its entry is returned.
    """
    if said := started(once):
        return said
    conversation = _begin(mailbox, customer, words, Category.OPEN)
    assign(conversation, to=agent, by=agent.as_actor())
    entry = reply(
        conversation,
        words=words,
        by=agent.as_actor(),
        then=then,
        once=once,
        send_after=send_after,
        is_scheduled=is_scheduled,
    )
    _move(draft, entry)
    return entry


@verb
def start_with_call(
    mailbox: Mailbox,
    /,
    *,
    customer: Customer,
    words: Words,
    agent: Agent,
    draft: Draft | None = None,
    once: uuid.UUID | None = None,
) -> Entry:
    """Begin a conversation with what the customer said by phone: they wait for an answer, no mail leaves."""
    if said := started(once):
        return said
    conversation = _begin(mailbox, customer, words, Category.OPEN, channel="call")
    assign(conversation, to=agent, by=agent.as_actor())
    entry = record(conversation, Called(agent=agent.pk, name=agent.name), by=customer.as_actor())
    keep_words(entry, words, Direction.IN, once=once)
    conversation.waiting_since, conversation.last_customer_entry = entry.at, entry.pk
    conversation.preview = words.preview
    update(conversation, "waiting_since", "last_customer_entry", "preview")
    _move(draft, entry)
    return entry


def save_new_draft(*, key: uuid.UUID, agent: Agent, mailbox: Mailbox, **facts: Any) -> Draft | None:
    """Keep what may begin a conversation; an empty one without files is removed (None)."""
    told = draft_facts(**facts) | {"mailbox": mailbox}
    found = Draft.objects.filter(key=key, agent=agent, conversation=None, beside=None).first()
    is_empty = not (told["text"].strip() or told.get("subject") or told.get("to"))
    if is_empty and (found is None or not found.attachments.exists()):
        if found is not None:
            drop_draft(found)
        return None
    return Draft.objects.update_or_create(key=key, agent=agent, conversation=None, defaults=told)[0]


def _begin(
    mailbox: Mailbox, customer: Customer, words: Words, category: Category, channel: str = "email"
) -> Conversation:
    return begin(
        mailbox,
        customer=customer,
        category=category,
        subject=words.subject,
        language=words.language,
        at=timezone.now(),
        channel=channel,
    )


def _move(draft: Draft | None, entry: Entry) -> None:
    if draft is not None:
        with transaction.atomic(savepoint=False):
            move_draft(draft, into=entry.message)
