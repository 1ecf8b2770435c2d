"""The visitor writes on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from handrail.channels.chat.assisting import goes_on
from handrail.channels.chat.greeting import greet, sender_of
from handrail.channels.chat.keys import kept_once
from handrail.channels.chat.limits import MOST_A_MINUTE, MOST_IN_ALL
from handrail.channels.chat.models import Chat, Told
from handrail.channels.chat.refusals import Refused
from handrail.channels.chat.ringing import ring_again
from handrail.channels.chat.spoken import look_later
from handrail.channels.chat.telling import tell
from handrail.channels.chat.verbs.uploading import take_files
from handrail.conversations.models import Category, Conversation, Message
from handrail.conversations.verbs import Words, receive
from handrail.core.secrets import mask_secrets
from handrail.core.statements import Statement
from handrail.core.verbs import verb


@dataclass(frozen=True)
class Said:
    """What a visitor says: words, and files that they have sent before by their ids."""

    once: uuid.UUID
    text: str
    files: tuple[uuid.UUID, ...] = ()


@verb
def say(conversation: Conversation, /, *, chat: Chat, said: Said) -> int:
    """Append it; the key of its entry. The same `once` is one message. It is told when the verb is done.

    Where the assistant answers, it hears it. A chat that is over, or whose agent is here no more, rings again
    if somebody is there. Raises Refused
    for too much, for files that are not there, and for whom the team has blocked.
    """
    once = kept_once(chat.key_hash or "", said.once)
    if before := _TOLD.rows(chat.pk, once):
        return int(before[0][0])
    _require_patience(conversation)
    (chat,) = _CHAT.objects(chat.pk)  # as it stands under the lock
    chat.conversation = conversation
    if chat.blocked_at:
        raise Refused("blocked")
    files = take_files(chat, said.files)
    text = mask_secrets(said.text).text
    words = Words(text=text, sender=sender_of(chat), files=files)
    by = conversation.customer.as_actor(chat.name)
    was_closed = conversation.category == Category.CLOSED
    entry = receive(conversation, words=words, by=by, once=once)
    if entry.conversation_id != chat.pk:  # it has become part of another: that one's settling may not know us
        tell(chat, [entry])
    look_later(entry)
    if goes_on(chat, entry, has_files=bool(files), was_closed=was_closed):
        return entry.pk
    if not chat.is_live:
        greet(chat)
    else:
        ring_again(conversation)
    return entry.pk


def _told(chat: int, once: uuid.UUID) -> QuerySet[Told, Any]:
    return Told.objects.filter(chat=chat, entry__message__once=once).order_by("pk").values_list("entry")[:1]


_TOLD, _CHAT = Statement(_told), Statement(lambda key: Chat.objects.select_related("widget").filter(pk=key))


def _require_patience(conversation: Conversation) -> None:
    theirs = Message.objects.filter(entry__conversation=conversation, direction="in", channel="")
    lately = Count("pk", filter=Q(entry__at__gt=timezone.now() - timedelta(minutes=1)))
    found = theirs.aggregate(all=Count("pk"), lately=lately)
    if found["all"] >= MOST_IN_ALL:
        raise Refused("enough")
    if found["lately"] >= MOST_A_MINUTE:
        raise Refused("often", wait=30)
