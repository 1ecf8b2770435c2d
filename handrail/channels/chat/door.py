"""Chat as one of the doors."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from handrail.channels.chat.models import Chat
from handrail.channels.chat.showing import is_in_front
from handrail.channels.email.door import EmailDoor
from handrail.conversations.models import Conversation, Entry


class ChatDoor(EmailDoor):
    """What is said in a chat stands in the widget; who has left it gets it by mail."""

    key = "chat"
    icon = "message-circle"
    needs_address = False

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Chat")

    def reaches(self, conversation: Conversation) -> bool:
        """Whether the widget can show it, or the mailbox can send it."""
        shown = Chat.objects.filter(pk=conversation.pk, is_by_mail=False).exclude(key_hash=None)
        return shown.exists() or super().reaches(conversation)

    def is_live(self, conversation: Conversation) -> bool:
        """Whether the chat is going on, or its visitor is with the assistant: it goes at once."""
        return is_in_front(conversation)

    def deliver(self, entry: Entry, at: datetime | None) -> None:
        """Show it in the widget, now or at its time; hand it to mail when the visitor is not there."""
        from handrail.channels.chat import tasks

        if at is not None:
            tasks.bring_message.configure(schedule_at=at).defer(entry=entry.pk)
        else:
            deliver_now(entry)


def deliver_now(entry: Entry) -> None:
    """The same, its time having come."""
    from handrail.channels.chat.verbs import bring
    from handrail.channels.email import tasks as mail

    conversation = entry.conversation.merged_into or entry.conversation
    if bring(conversation, entry=entry.pk):
        mail.send.defer(entry=entry.pk)


def mail_unread(entry: int) -> None:
    """Mail an answer that went into the widget alone, when it was not read there."""
    from handrail.channels.chat.verbs import look_again
    from handrail.channels.email import tasks as mail

    found = Entry.objects.select_related("conversation__merged_into").filter(pk=entry).first()
    if found and look_again(found.conversation.merged_into or found.conversation, entry=entry):
        mail.send.defer(entry=entry)


DOOR = ChatDoor()
