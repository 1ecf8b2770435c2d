"""This room's Django application."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.assistant"
    label = "assistant"

    def ready(self) -> None:
        """Take part in erasing."""
        from handrail.assistant import beforehand, erasing  # noqa: F401  they join by themselves
