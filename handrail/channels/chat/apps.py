"""The door of chat."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Widgets, chats, who takes them."""

    name = "handrail.channels.chat"
    label = "chat"
