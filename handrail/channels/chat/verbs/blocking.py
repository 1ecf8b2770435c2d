"""Take nothing from the visitor of a chat any more, and take that back."""

from __future__ import annotations

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.permissions import May
from handrail.channels.chat.models import Chat
from handrail.channels.chat.verbs.ending import end
from handrail.conversations.events import ChatBlocked, ChatUnblocked
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.core.abuse import KEPT, blamed, cleared
from handrail.core.actors import Actor
from handrail.core.verbs import verb


@verb
@needs(May.REPLY)
def block(conversation: Conversation, /, *, by: Actor) -> bool:
    """End the chat and refuse what its key writes from now on; False when that is so, or no chat is here.

    Whom the product vouches for is refused in new chats as well: it is known who they are. Others may come
    again with a new key; for two days that costs them more (see `core.abuse.trouble`).
    """
    return _set(conversation, True, by)


@verb
@needs(May.REPLY)
def unblock(conversation: Conversation, /, *, by: Actor) -> bool:
    """Take what the visitor writes again; False when it was taken."""
    return _set(conversation, False, by)


def _set(conversation: Conversation, blocked: bool, by: Actor) -> bool:
    chat = Chat.objects.filter(pk=conversation.pk).first()
    if chat is None or (chat.blocked_at is not None) == blocked:
        return False
    if blocked:
        end(conversation, by=by)
    Chat.objects.filter(pk=chat.pk).update(blocked_at=timezone.now() if blocked else None)
    if chat.connection and not chat.is_identified:
        (blamed if blocked else cleared)(chat.connection, day=chat.begun_at)
    record(conversation, ChatBlocked() if blocked else ChatUnblocked(), by=by)
    return True


def forget_connections() -> int:
    """Forget from where chats began whose connections go by another name by now; returns how many."""
    old = Chat.objects.filter(begun_at__lt=timezone.now() - KEPT).exclude(connection="")
    return old.update(connection="")
