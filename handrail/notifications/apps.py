"""This room's Django application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Listen to what happens in conversations, say who is away, and take part in erasing."""
        from handrail.conversations.queries.assignees import tell_absence
        from handrail.notifications import erasing, receivers  # noqa: F401  they register themselves
        from handrail.notifications.queries import absence

        tell_absence(**absence())
