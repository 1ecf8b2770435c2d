"""Calls as one of the doors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.channels.email.door import EmailDoor


class CallDoor(EmailDoor):
    """What was said by phone is answered by mail."""

    key = "call"
    icon = "phone"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Call")


DOOR = CallDoor()
