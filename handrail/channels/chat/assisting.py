"""Where the assistant answers first in a chat, and what handing over does there."""

from __future__ import annotations

import uuid

from django.utils import timezone

from handrail.assistant.dialogue import verbs as dialogue
from handrail.assistant.dialogue.deciding import Choice
from handrail.assistant.dialogue.doors import About, Door, register
from handrail.assistant.models import Exchange, State
from handrail.channels.chat.greeting import greet
from handrail.channels.chat.models import Chat, ChatState
from handrail.channels.chat.telling import wake
from handrail.conversations.models import Conversation, Entry, Place
from handrail.helpcenter.readers import STRANGER, Reader, reader_of_customer


class ChatDoor(Door):
    """What the dialogue asks of a chat."""

    def reader(self, conversation: Conversation) -> Reader:
        """Whom the product vouches for reads what customers may; nobody else is anybody."""
        is_known = Chat.objects.filter(pk=conversation.pk, is_identified=True).exists()
        return reader_of_customer(conversation.customer) if is_known else STRANGER

    def is_on(self, conversation: Conversation) -> bool:
        """As its widget is set up now."""
        return Chat.objects.filter(pk=conversation.pk, widget__has_assistant=True).exists()

    def about(self, conversation: Conversation) -> About:
        """The page they began on, and what the widget asked them."""
        chat = Chat.objects.filter(pk=conversation.pk).first()
        return About(chat.page, chat.fields) if chat else About()

    def handed_over(self, conversation: Conversation) -> None:
        """It rings if both the visitor and somebody of the team are here; else it says when an answer comes.

        Who has ended the chat, or is blocked, waits for nothing there.
        """
        chats = Chat.objects.filter(pk=conversation.pk, blocked_at=None).exclude(state=ChatState.ENDED)
        chat = chats.select_related("widget__mailbox").first()
        if chat is not None and not chat.is_live:
            chat.conversation = conversation
            greet(chat, is_here=chat.is_here)

    def confirmed(self, conversation: Conversation) -> None:
        """The chat is over, by the visitor's own word."""
        if Chat.objects.filter(pk=conversation.pk).update(state=ChatState.ENDED):
            wake([conversation.pk])


def install() -> None:
    """Join the dialogue; again does nothing."""
    register("chat", ChatDoor())


def answers_first(chat: Chat, entry: Entry) -> bool:
    """Let the assistant answer what a visitor has begun with; False where it answers in no such widget."""
    if not chat.widget.has_assistant:
        return False
    Chat.objects.filter(pk=chat.pk).update(state=ChatState.ANSWERING)
    chat.state = ChatState.ANSWERING
    is_heard = dialogue.begin(chat.conversation, entry=entry, channel="chat", language=chat.language)
    if is_heard:
        chat.refresh_from_db(fields=["state", "ended_at"])
    return is_heard


def goes_on(chat: Chat, entry: Entry, *, has_files: bool, was_closed: bool = False) -> bool:
    """Let the assistant hear what a visitor writes on; False where people have gone on.

    Where a new exchange may begin, it is only in what `was_closed`, with nobody of the team in front of it.
    """
    _come_back(chat)
    may_begin = was_closed and chat.widget.has_assistant and not (chat.is_live or chat.is_by_mail)
    heard = {"has_files": has_files, "was_closed": may_begin}
    is_heard = dialogue.hear(chat.conversation, entry=entry, **heard)
    if is_heard:
        is_its = Chat.objects.filter(pk=chat.pk, conversation__place=Place.ASSISTANT)
        is_its.update(state=ChatState.ANSWERING, ended_at=None)
        chat.refresh_from_db(fields=["state", "ended_at"])
    return is_heard


def choose(chat: Chat, *, choice: Choice, once: uuid.UUID) -> bool:
    """Let the assistant hear a click; False when it changes nothing."""
    Chat.objects.filter(pk=chat.pk).update(here_at=timezone.now())
    return dialogue.choose(chat.conversation, choice=choice, once=once)


def _come_back(chat: Chat) -> None:
    """Whoever writes is here; what was over before people had it begins anew."""
    if not chat.is_here:
        chat.here_at = timezone.now()
        Chat.objects.filter(pk=chat.pk).update(here_at=chat.here_at)
    is_over = not chat.is_live and chat.state != ChatState.ANSWERING
    if is_over and Exchange.objects.filter(pk=chat.pk).exclude(state=State.HANDED).exists():
        Chat.objects.filter(pk=chat.pk).update(state=ChatState.ANSWERING, ended_at=None)
