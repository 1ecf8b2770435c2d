"""Comments on articles as one of the doors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.channels.email.door import EmailDoor


class ArticleDoor(EmailDoor):
    """Who commented on an article is answered by mail."""

    key = "article"
    icon = "book-open"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return _("Help center")


DOOR = ArticleDoor()
