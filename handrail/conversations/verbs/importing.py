"""What we wrote with another program comes in: an answer that was sent long ago and is never sent again."""

from __future__ import annotations

import uuid
from datetime import datetime

from handrail.accounts.models import Mailbox
from handrail.conversations.events import Joined, Replied
from handrail.conversations.models import Category, Conversation, Direction, Entry, Message, SendState
from handrail.conversations.queries.recipients import is_own
from handrail.conversations.statuses import default_status
from handrail.conversations.timeline import record
from handrail.conversations.verbs.beginning import begin
from handrail.conversations.verbs.parting import is_untouched, mark_all_joined, sum_up
from handrail.conversations.verbs.statuses import unanswered_since
from handrail.conversations.verbs.words import Words, keep_words
from handrail.core.actors import Actor
from handrail.core.verbs import verb
from handrail.customers.models import Customer
from handrail.customers.verbs import find_customer


@verb
def start_sent(
    mailbox: Mailbox,
    /,
    *,
    customer: Customer,
    words: Words,
    by: Actor,
    at: datetime,
    automatic: bool = False,
    import_batch: uuid.UUID | None = None,
) -> tuple[Conversation, Entry]:
    """Begin a conversation with what we wrote first, at the time `at`: nobody waits, so it is closed."""
    conversation = begin(
        mailbox,
        customer=customer,
        category=Category.CLOSED,
        subject=words.subject,
        language=words.language,
        at=at,
        import_batch=import_batch,
    )
    return conversation, add_sent(conversation, words=words, by=by, at=at, automatic=automatic)


@verb
def add_sent(
    conversation: Conversation, /, *, words: Words, by: Actor, at: datetime, automatic: bool = False
) -> Entry:
    """Append what we wrote and sent elsewhere at the time `at`; what agents draft here stays a draft.

    It answers what the customer wrote before it, unless a machine of ours wrote it (`automatic`).
    """
    entry = record(conversation, Replied(), by=by, at=at)
    keep_words(entry, words, Direction.OUT, send_state=SendState.SENT, sent_at=at, automatic=automatic)
    if at >= conversation.last_activity_at:
        conversation.preview = words.preview
    if conversation.waiting_since is not None:
        conversation.waiting_since = unanswered_since(conversation)
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    conversation.save(update_fields=["waiting_since", "preview", "last_activity_at"])
    return entry


@verb
def settle(conversation: Conversation, /) -> bool:
    """Let the mails of an import say how a conversation stands: open when the last word is the customer's,
    who waits since their first unanswered one, else closed. By the mails' dates, so that it is the same in
    whatever order they came. False when people have worked in it: then it is theirs to say.
    """
    if not is_untouched(conversation):
        return False
    said = Message.objects.filter(conversation=conversation, automatic=False)
    said = said.exclude(direction=Direction.NOTE)
    by_date = said.select_related("entry__customer").order_by("entry__at", "pk")
    if (first := by_date.first()) and first.import_batch is not None:
        _begin_with(conversation, first)
    is_answered = by_date.reverse().values_list("direction", flat=True).first() == Direction.OUT
    status = default_status(Category.CLOSED if is_answered else Category.OPEN)
    if status.category != conversation.category:  # a team's own closed status stays
        conversation.status, conversation.category = status, status.category
        conversation.save(update_fields=["status", "category"])
    sum_up(conversation, None if is_answered else unanswered_since(conversation))
    return True


def _begin_with(conversation: Conversation, first: Message) -> None:
    """It is the conversation of whoever wrote the earliest of its mails, or got it from us."""
    customer = first.entry.customer
    if first.direction == Direction.OUT:
        own = conversation.mailbox.own_addresses
        others = (address for address in first.recipient_addresses if not is_own(address, own))
        customer = find_customer(next(others, ""))
    conversation.subject, conversation.created_at = first.subject, first.entry.at
    if customer is None or customer == conversation.customer:
        conversation.save(update_fields=["subject", "created_at"])
        return
    conversation.customer = customer
    conversation.save(update_fields=["subject", "created_at", "customer"])
    entries = Entry.objects.filter(conversation__in=conversation.family())
    entries.filter(kind=Joined.kind, customer=customer).delete()
    mark_all_joined(conversation, list(entries.values_list("pk", flat=True)))
