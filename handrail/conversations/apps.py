"""The room of conversations and their timelines."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Conversations, entries, messages."""

    name = "handrail.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Name the outbox of verbs and the sources of live updates."""
        from handrail.conversations import outbox

        outbox.install()
