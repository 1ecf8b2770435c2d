"""This room's Django application."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.ops"
    label = "ops"

    def ready(self) -> None:
        """Take part in erasing."""
        from handrail.ops import erasing  # noqa: F401  joins by itself
