"""Forms as one of the doors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.channels.email.door import EmailDoor


class FormDoor(EmailDoor):
    """Who filled in a form is answered by mail."""

    key = "form"
    icon = "clipboard-list"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Form")


DOOR = FormDoor()
