"""This room's Django application."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.assistant"
    label = "assistant"

    def ready(self) -> None:
        """Take part in erasing, and hear who of the team takes what the assistant answers."""
        from handrail.assistant import beforehand, erasing, hinting  # noqa: F401  they join by themselves
        from handrail.assistant.dialogue.taking import settle
        from handrail.core.verbs import register_settler

        register_settler(settle)
