"""Really delete conversations: what was in the trash for thirty days, and copies nobody has used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from handrail.conversations.models import Attachment, Conversation, Draft, Entry, Message, Place
from handrail.core import blobs
from handrail.core.verbs import verb

IN_TRASH = timedelta(days=30)
Forget = Callable[[list[int], list[int]], None]
_forgetting: list[Forget] = []


def register_forgetting(forget: Forget) -> None:
    """Let a room above forget what it keeps of conversations that are erased.

    `forget` gets their keys and those of their entries, in the transaction that erases them.
    """
    if forget not in _forgetting:
        _forgetting.append(forget)


def empty_trash(limit: int = 200) -> int:
    """Erase what was in the trash for thirty days, each in its own transaction; returns how many."""
    due = Conversation.objects.trash().filter(trashed_at__lte=timezone.now() - IN_TRASH)
    return sum(_erase_if_due(one) for one in due.order_by("trashed_at")[:limit])


@verb
def _erase_if_due(conversation: Conversation, /) -> bool:
    trashed_at = conversation.trashed_at
    if conversation.place != Place.TRASH or trashed_at is None or trashed_at > timezone.now() - IN_TRASH:
        return False
    erase(conversation)
    return True


def erase(conversation: Conversation) -> None:
    """Delete the conversation, its parts and what lies beside it, their words, files and original mails;
    the verb holds it.
    """
    family = conversation.family()
    for side in Conversation.objects.filter(parent__in=family):
        erase(side)
    entries = list(Entry.objects.filter(conversation__in=family).values_list("pk", flat=True))
    messages = Message.objects.filter(pk__in=entries)
    files = Attachment.objects.filter(message__in=entries)
    drafts = Draft.objects.filter(Q(conversation__in=family) | Q(beside__in=family))
    drafted = Attachment.objects.filter(draft__in=drafts)
    kept = [
        *files.bytes_of(),
        *drafted.bytes_of(),
        *messages.exclude(raw=None).values_list("raw", flat=True),
    ]
    for forget in _forgetting:
        forget(family, entries)
    files.delete()
    drafts.delete()
    messages.delete()
    Entry.objects.filter(pk__in=entries).delete()
    Conversation.objects.filter(pk__in=family).exclude(pk=conversation.pk).delete()
    Conversation.objects.filter(pk=conversation.pk).delete()
    for key in kept:
        blobs.forget(key)
