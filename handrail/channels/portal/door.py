"""The portal as one of the doors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.channels.email.door import EmailDoor


class PortalDoor(EmailDoor):
    """Who asked in the portal is answered by mail too."""

    key = "portal"
    icon = "user-round"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Portal")


DOOR = PortalDoor()
