"""Chat as one of the doors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.channels.email.door import EmailDoor


class ChatDoor(EmailDoor):
    """What is said in a chat stands in the widget; who has left it gets it by mail."""

    key = "chat"
    icon = "message-circle"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Chat")


DOOR = ChatDoor()
