"""The room of conversations and their timelines."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConversationsConfig(AppConfig):
    """Conversations, entries, messages."""

    name = "handrail.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Name the outbox of verbs and the sources of live updates."""
        from handrail.conversations import erasing, outbox  # noqa: F401  erasing joins by itself
        from handrail.conversations.settings.lists import create_first_kinds
        from handrail.conversations.statuses import create_first_statuses
        from handrail.conversations.verbs import beside

        outbox.install()
        beside.install()
        post_migrate.connect(create_first_statuses, sender=self)
        post_migrate.connect(create_first_kinds, sender=self)
