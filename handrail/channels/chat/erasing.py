"""What chat erases: who the visitor said they were, what they were asked, files no message named, the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from handrail.channels.chat.models import Chat, Told
from handrail.channels.chat.telling import wake
from handrail.channels.chat.verbs.uploading import drop_files_of
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.erasing import erase_beside
from handrail.core.erasing import Person, join

_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("name", "email", "page", "rating_text", "connection"), ""),
    "fields": [],
    "key_hash": None,
}


@erase_beside
def erase_chat_of(conversation: int) -> None:
    """Of one conversation; that it was a chat, when, and how it was rated stays."""
    drop_files_of([conversation])
    Told.objects.filter(chat=conversation).delete()
    if Chat.objects.filter(pk=conversation).update(**_EMPTY):
        wake([conversation], gone=True)


def _forget(conversations: Sequence[int], entries: Sequence[int]) -> None:
    """Of conversations that are deleted: their rows go with them, the bytes of files do not."""
    drop_files_of(list(conversations))
    Told.objects.filter(Q(chat__in=conversations) | Q(entry__in=entries)).delete()
    Chat.objects.filter(pk__in=conversations).delete()


register_forgetting(_forget)


@join("chat", order=25, count=lambda person: {})
def erase_typed_addresses(person: Person) -> Iterator[int]:
    """Chats of others who typed an address of theirs: the chat stays, the address goes."""
    with transaction.atomic():
        named = Chat.objects.annotate(lower=Lower("email")).filter(lower__in=person.addresses)
        yield named.update(email="")
