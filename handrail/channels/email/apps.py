"""The mail door."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Connections, incoming mails, sending."""

    name = "handrail.channels.email"
    label = "email"

    def ready(self) -> None:
        """Listen to replies."""
        from handrail.channels.email import (
            forgetting,
            receivers,  # noqa: F401  registers itself
        )

        forgetting.install()
