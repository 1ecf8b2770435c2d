"""The door of chat."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Widgets, chats, who takes them."""

    name = "handrail.channels.chat"
    label = "chat"

    def ready(self) -> None:
        """Name the sources of live updates."""
        from handrail.channels.chat import hearing

        hearing.install()
