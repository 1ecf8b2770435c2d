"""Bring an answer to the visitor: into the widget, and by mail when they are not there."""

from __future__ import annotations

from django.utils import timezone

from handrail.channels.chat.limits import LOOK_AGAIN
from handrail.channels.chat.models import Chat, Told
from handrail.channels.chat.telling import chats_of, tell
from handrail.channels.email.models import Connection
from handrail.conversations.events import ChatTranscript, Forwarded, SideSent
from handrail.conversations.models import Conversation, Direction, Entry, Message, SendState
from handrail.conversations.verbs import hold
from handrail.core.verbs import verb

ALWAYS_MAIL = (ChatTranscript.kind, Forwarded.kind, SideSent.kind)


@verb
def bring(conversation: Conversation, /, *, entry: int) -> bool:
    """Tell what is queued, if its time has come; True when it is to leave by mail too. Twice is as once."""
    message = Message.objects.select_related("entry").filter(pk=entry, send_state=SendState.QUEUED).first()
    if message is None or _waits(conversation, message):
        return False
    if message.direction == Direction.FORWARD or message.entry.kind in ALWAYS_MAIL:
        return True
    chat = Chat.objects.filter(pk=conversation.pk).first()
    shown = _tell(conversation, message.entry)
    if _wants_mail(conversation, message, chat, is_shown=shown):
        return True
    Message.objects.filter(pk=entry).update(send_state=SendState.SENT, sent_at=timezone.now(), send_error="")
    if shown and message.recipient_addresses and not message.automatic:
        _look_again_later(entry)
    return False


def _waits(conversation: Conversation, message: Message) -> bool:
    if message.send_after is None:
        return False
    if message.send_after > timezone.now():
        from handrail.channels.chat.tasks import bring_message

        bring_message.configure(schedule_at=message.send_after).defer(entry=message.pk)
        return True
    overtaken = message.is_scheduled and conversation.last_customer_entry > message.pk
    return overtaken and hold(conversation, entry=message.pk)


def _tell(conversation: Conversation, entry: Entry) -> bool:
    """Whether the visitor reads it in the widget, now or when they come back."""
    chats = [one for one in chats_of(conversation.pk) if one.key_hash]
    for chat in chats:
        if not chat.is_by_mail:
            tell(chat, [entry])
    return any(not chat.is_by_mail for chat in chats)


def _wants_mail(conversation: Conversation, message: Message, chat: Chat | None, *, is_shown: bool) -> bool:
    """If there is an address and a way, unless the visitor sits in front of it; or if nothing shows it."""
    if not is_shown:
        return True
    sending = Connection.objects.sending().filter(mailbox=conversation.mailbox_id)
    can_mail = bool(message.recipient_addresses) and sending.exists()
    return can_mail and (message.automatic or chat is None or not is_here(chat))


def is_here(chat: Chat) -> bool:
    """Whether the visitor is in a chat that is going on, with the page open."""
    return chat.is_live and chat.is_here


@verb
def look_again(conversation: Conversation, /, *, entry: int) -> bool:
    """Queue for mail an answer that went into the widget alone and was not read there; True when it is."""
    chat = Chat.objects.filter(pk=conversation.pk).first()
    told = Told.objects.filter(chat=conversation.pk, entry=entry).first()
    if chat is None or told is None or chat.visitor_seen >= told.pk:
        return False
    unsent = Message.objects.filter(pk=entry, send_state=SendState.SENT, message_id="")
    if is_here(chat):
        if unsent.exists():
            _look_again_later(entry)
        return False
    if not Connection.objects.sending().filter(mailbox=conversation.mailbox_id).exists():
        return False  # it waits in the widget
    unsent.update(send_state=SendState.QUEUED, sent_at=None)
    # said again after a crash between this and the job that mails it; that one sends once
    return Message.objects.filter(pk=entry, send_state=SendState.QUEUED, message_id="").exists()


def _look_again_later(entry: int) -> None:
    from handrail.channels.chat.tasks import look_again as job

    job.configure(schedule_in={"seconds": int(LOOK_AGAIN.total_seconds())}).defer(entry=entry)
