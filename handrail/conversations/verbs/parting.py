"""Take somebody's mails out of a conversation; and what a conversation's messages say together."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.conversations.events import Acknowledged, Joined, Merged, Parted, Received, Replied
from handrail.conversations.models import (
    Category,
    Conversation,
    Direction,
    Entry,
    LinkReason,
    Message,
    SearchRow,
)
from handrail.conversations.timeline import record
from handrail.conversations.verbs.beginning import begin
from handrail.conversations.verbs.linking import link, mark_joined
from handrail.conversations.verbs.statuses import unanswered_since
from handrail.core.actors import Actor, ActorKind
from handrail.core.plain_text import preview
from handrail.core.verbs import current_work, verb
from handrail.customers.models import Customer

_MADE_BY_MAIL = (Received.kind, Joined.kind, Merged.kind, Acknowledged.kind)


@verb
@needs(May.MOVE)
def part(conversation: Conversation, /, *, entry: int, by: Actor) -> Conversation | None:
    """Take what the writer of the message `entry` has written into a new conversation of theirs.

    None when it is no message of somebody who joined: the customer's own stay.
    """
    message = (
        Message.objects.select_related("entry__customer").filter(pk=entry, direction=Direction.IN).first()
    )
    if message is None or message.conversation_id != conversation.pk:
        return None
    writer = message.entry.customer
    if writer is None or writer.pk == conversation.customer_id:
        return None
    theirs = Message.objects.filter(conversation=conversation, entry__customer=writer, direction=Direction.IN)
    entries = list(theirs.order_by("pk").values_list("pk", flat=True))
    new = _begin_with(message, writer, conversation)
    _move(entries, new)
    joined = Entry.objects.filter(conversation__in=conversation.family(), kind=Joined.kind, customer=writer)
    joined.update(conversation=new)
    for one in (conversation, new):
        is_ours = one.category in (Category.OPEN, Category.OTHERS)
        sum_up(one, unanswered_since(one) if is_ours else None)
    link(new, to=conversation, reason=LinkReason.PARTED)
    record(conversation, Parted(number=new.number, name=str(writer), mails=len(entries)), by=by)
    current_work().add(
        entries[-1], Received.kind, new.pk, new.number, new.mailbox_id, restricted=new.restricted
    )
    return new


def _begin_with(message: Message, writer: Customer, old: Conversation) -> Conversation:
    return begin(
        old.mailbox,
        customer=writer,
        category=Category.OPEN,
        subject=message.subject,
        language=message.language,
        at=message.entry.at,
        channel=old.channel,
        import_batch=message.import_batch,
    )


def mark_all_joined(conversation: Conversation, entries: list[int]) -> None:
    """Say of each who wrote some of these entries, and is not the customer here, that they joined."""
    for mail in _who_joined(entries, conversation):
        by_them = Actor(ActorKind.CUSTOMER, mail.actor_label, customer_id=mail.customer_id)
        mark_joined(conversation, entry=mail.pk, by=by_them)


def _who_joined(moved: list[int], into: Conversation) -> list[Entry]:
    """The first mail of each who wrote what was moved and is not the customer here."""
    mails = Entry.objects.filter(pk__in=moved, kind=Received.kind).exclude(customer=into.customer_id)
    return list({mail.customer_id: mail for mail in mails.order_by("-pk")}.values())


def is_untouched(conversation: Conversation) -> bool:
    """Whether only mails stand in it, the customers' and those an import brought: it may move.

    One that an import has closed is untouched; an agent who closes leaves an entry.
    """
    if conversation.category not in (Category.OPEN, Category.CLOSED) or conversation.assignee_id is not None:
        return False
    if conversation.drafts.exists():
        return False
    by_mail = Q(kind__in=_MADE_BY_MAIL) & ~Q(actor_kind=ActorKind.AGENT)
    by_hand = Entry.objects.filter(conversation__in=conversation.family()).exclude(by_mail)
    return not by_hand.exclude(kind=Replied.kind, message__import_batch__isnull=False).exists()


def _move(entries: list[int], to: Conversation) -> None:
    Entry.objects.filter(pk__in=entries).update(conversation=to)
    Message.objects.filter(pk__in=entries).update(conversation=to)
    SearchRow.objects.filter(pk__in=entries).update(conversation=to)


def sum_up(conversation: Conversation, waiting_since: datetime | None) -> None:
    """Say again what its messages say together: who waits since when, the newest words, the last activity."""
    messages = Message.objects.filter(conversation=conversation).exclude(direction=Direction.NOTE)
    said = messages.exclude(direction=Direction.OUT, automatic=True)
    newest = said.select_related("entry").order_by("-entry__at", "-pk").first()
    received = Message.objects.filter(conversation=conversation, entry__kind=Received.kind)
    asked = received.order_by("-pk").values_list("pk", flat=True).first()
    conversation.last_customer_entry = asked or 0
    conversation.preview = preview(newest.text) if newest else ""
    conversation.last_activity_at = newest.entry.at if newest else timezone.now()
    conversation.waiting_since = waiting_since
    conversation.save(update_fields=["last_customer_entry", "preview", "last_activity_at", "waiting_since"])
