"""The door of calls."""

from django.apps import AppConfig


class CallConfig(AppConfig):
    """Conversations that began with a call."""

    name = "handrail.channels.call"
    label = "call"
