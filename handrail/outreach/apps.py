"""This room's Django application."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Take part in erasing; tell help centers, forms, the portal and chats what is said here."""
        from handrail.outreach import erasing, joining  # noqa: F401  they register
