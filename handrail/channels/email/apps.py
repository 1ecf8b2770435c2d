"""The mail door."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Connections, incoming mails, sending."""

    name = "handrail.channels.email"
    label = "email"

    def ready(self) -> None:
        """Listen to replies, and take part in erasing."""
        from handrail.channels.email import erasing, receivers  # noqa: F401  register themselves
