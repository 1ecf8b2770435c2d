"""This room's Django application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Listen to what happens in conversations."""
        from handrail.notifications import receivers  # noqa: F401  registers itself
