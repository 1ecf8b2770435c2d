"""The customer writes: a new conversation, or one more message in an old one."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.conversations.events import Received, Replied
from handrail.conversations.models import Category, Conversation, Direction, Entry, Message, Place
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.beginning import begin
from handrail.conversations.verbs.blocking import blocked_as
from handrail.conversations.verbs.moving import move
from handrail.conversations.verbs.parting import is_untouched
from handrail.conversations.verbs.snoozing import wake
from handrail.conversations.verbs.statuses import set_status
from handrail.conversations.verbs.words import Words, already_said, keep_words, started
from handrail.core.actors import SYSTEM, Actor, ActorKind
from handrail.core.kept_saves import update
from handrail.core.verbs import verb
from handrail.customers.models import Customer


@verb
def start(
    mailbox: Mailbox,
    /,
    *,
    customer: Customer,
    words: Words,
    by: Actor,
    at: datetime | None = None,
    channel: str = "email",
    automatic: bool = False,
    import_batch: uuid.UUID | None = None,
    once: uuid.UUID | None = None,
) -> Conversation:
    """Begin a conversation with the customer's first message; `at` is when it arrived (UTC, default now).

    The same `once` twice begins one conversation.
    """
    if said := started(once):
        return said.conversation
    at = at or timezone.now()
    conversation = begin(
        mailbox,
        customer=customer,
        category=Category.OPEN,
        subject=words.subject,
        language=words.language,
        at=at,
        channel=channel,
        import_batch=import_batch,
    )
    receive(conversation, words=words, by=by, at=at, automatic=automatic, once=once)
    return conversation


@verb
def receive(
    conversation: Conversation,
    /,
    *,
    words: Words,
    by: Actor,
    at: datetime | None = None,
    automatic: bool = False,
    once: uuid.UUID | None = None,
) -> Entry:
    """Append what the customer wrote: they wait from now on, and the conversation is open and awake.

    The same `once` twice is one message: its entry is returned.

    What a machine wrote (`automatic`: out of office, a bounce) is kept, but it is not the customer's word:
    nobody waits for an answer to it, nothing is opened by it, and only as the first of all is it new.
    To what has become part of another it comes in that one.
    """
    if conversation.parent_id is not None:
        raise ValueError("what comes into a side conversation is nobody's question: see receive_beside")
    if conversation.merged_into is not None:
        return _receive_in(conversation.merged_into, words, by, at=at, automatic=automatic, once=once)
    if said := already_said(conversation, once):
        return said
    at = at or timezone.now()
    meeting = words.invitation.as_facts() if words.invitation else None
    entry = record(conversation, Received(meeting, words.protection), by=by, at=at)
    keep_words(entry, words, Direction.IN, automatic=automatic, once=once)
    if not automatic and not _is_history(conversation, words):
        _begin_waiting(conversation, at)
    if not automatic or not conversation.last_customer_entry:
        conversation.last_customer_entry = entry.pk
        conversation.preview = words.preview
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    update(conversation, "waiting_since", "ahead_since", "last_customer_entry", "preview", "last_activity_at")
    if words.import_batch is None:
        _find_place(conversation, words, by, automatic=automatic, at=at)
    return entry


def _receive_in(
    root: Conversation,
    words: Words,
    by: Actor,
    *,
    at: datetime | None,
    automatic: bool,
    once: uuid.UUID | None,
) -> Entry:
    """What was written in a part of it; an assistant that answers there does not hear that."""
    entry = receive(root, words=words, by=by, at=at, automatic=automatic, once=once)
    if root.place == Place.ASSISTANT and words.import_batch is None and not automatic:
        move(root, to=Place.INBOX, by=by, at=at)
    return entry


def _find_place(
    conversation: Conversation, words: Words, by: Actor, *, automatic: bool, at: datetime
) -> None:
    """Blocked senders write into spam, for nothing of theirs is dropped. Others bring back what lies in the
    trash, and out of spam what we had answered.

    What we answered was no spam; the rest stays there, or one could write oneself out of it. The assistant
    hears what is written where it answers, and nothing by another door: that is for people.
    """
    is_theirs = by.customer_id == conversation.customer_id
    blocked = blocked_as(words.sender.get("address", "")) if is_theirs else ""
    if blocked:
        move(conversation, to=Place.SPAM, by=Actor(ActorKind.RULE, "Handrail"), blocked=blocked, at=at)
    elif conversation.place == Place.INBOX or automatic:
        return
    elif conversation.place == Place.ASSISTANT:
        if words.channel not in ("", conversation.channel):
            move(conversation, to=Place.INBOX, by=by, at=at)
    elif conversation.place == Place.TRASH or _was_answered(conversation):
        move(conversation, to=Place.INBOX, by=by, at=at)


def _was_answered(conversation: Conversation) -> bool:
    return Message.objects.filter(conversation=conversation, entry__kind=Replied.kind).exists()


def _is_history(conversation: Conversation, words: Words) -> bool:
    """Whether an import brings it to what an import has closed: `settle` says how it stands then."""
    is_closed = conversation.category == Category.CLOSED
    return words.import_batch is not None and is_closed and is_untouched(conversation)


def _begin_waiting(conversation: Conversation, at: datetime) -> None:
    if conversation.snoozed_until is not None:
        wake(conversation, by=SYSTEM, why="customer", at=at)
    if conversation.category in (Category.CLOSED, Category.WAITING):
        set_status(conversation, to=default_status(Category.OPEN), by=SYSTEM, at=at)
    if conversation.waiting_since is None:
        conversation.waiting_since, conversation.ahead_since = at, None
