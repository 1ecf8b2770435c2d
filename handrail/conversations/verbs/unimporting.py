"""Take an import back: what it brought leaves, what people have done with it since stays."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from handrail.conversations.models import Attachment, Category, Conversation, Direction, Entry, Message
from handrail.conversations.verbs.importing import settle
from handrail.conversations.verbs.statuses import unanswered_since
from handrail.core import blobs
from handrail.core.actors import ActorKind
from handrail.core.plain_text import preview
from handrail.core.verbs import verb


def imported(batch: uuid.UUID) -> list[Conversation]:
    """The conversations that an import has begun, or appended to."""
    numbers = Message.objects.filter(import_batch=batch).values("conversation")
    return list(Conversation.objects.filter(pk__in=numbers).order_by("pk"))


@verb
def unimport(conversation: Conversation, /, *, batch: uuid.UUID) -> bool:
    """Remove what the import `batch` brought; with nothing else in it the conversation goes as well.

    False, and nothing is removed, when an agent has answered or acted in it since.
    """
    family = conversation.family()
    entries = Entry.objects.filter(conversation__in=family)
    first = Message.objects.filter(conversation=conversation, import_batch=batch).order_by("pk").first()
    if first is None or entries.filter(pk__gt=first.pk, actor_kind=ActorKind.AGENT, message=None).exists():
        return False
    if (
        Message.objects.filter(conversation=conversation, pk__gt=first.pk)
        .exclude(import_batch=batch)
        .exists()
    ):
        return False
    _remove(Message.objects.filter(conversation=conversation, import_batch=batch))
    if Message.objects.filter(conversation=conversation).exists():
        _remember(conversation)
    else:
        entries.delete()
        Conversation.objects.filter(pk__in=family, merged_into__isnull=False).delete()
        conversation.delete()
    return True


def _remove(messages: QuerySet[Message]) -> None:
    entries = [message.pk for message in messages]
    files = Attachment.objects.filter(message__in=entries)
    kept = [*files.bytes_of(), *messages.exclude(raw=None).values_list("raw", flat=True)]
    files.delete()
    messages.delete()
    Entry.objects.filter(pk__in=entries).delete()
    for key in kept:
        blobs.forget(key)


def _remember(conversation: Conversation) -> None:
    """What the list says of it comes from what is left."""
    if settle(conversation):
        return
    left = Message.objects.filter(conversation=conversation).select_related("entry").order_by("pk")
    said = left.exclude(direction=Direction.NOTE).last()
    asked = left.filter(direction=Direction.IN).last()
    conversation.preview = preview(said.text) if said else ""
    conversation.last_customer_entry = asked.pk if asked else 0
    conversation.last_activity_at = max(message.entry.at for message in left)
    if conversation.category != Category.CLOSED:
        conversation.waiting_since = unanswered_since(conversation)
    conversation.save(update_fields=["preview", "last_customer_entry", "last_activity_at", "waiting_since"])
