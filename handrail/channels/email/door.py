"""Mail as one of the doors."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from handrail.channels.email.models import Connection
from handrail.conversations.models import Conversation, Entry
from handrail.core.statements import Statement


class EmailDoor:
    """What is answered by mail, from the conversation's mailbox."""

    key = "email"
    icon = "mail"
    needs_address = True

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Email")

    def reaches(self, conversation: Conversation) -> bool:
        """Whether its mailbox can send; asked anew: it may have been connected just now."""
        return any(one.sends for one in _CONNECTIONS.objects(conversation.mailbox_id))

    def is_live(self, conversation: Conversation) -> bool:
        """Never: a mail waits until it is read."""
        return False

    def deliver(self, entry: Entry, at: datetime | None) -> None:
        """Queue it for sending, at its time (see `sending`)."""
        from handrail.channels.email import tasks

        tasks.send.configure(schedule_at=at).defer(entry=entry.pk)


_CONNECTIONS = Statement(lambda mailbox: Connection.objects.filter(mailbox=mailbox).order_by("pk")[:1])
DOOR = EmailDoor()
