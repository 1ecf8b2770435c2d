"""The door of calls."""

from django.apps import AppConfig


class CallConfig(AppConfig):
    """Conversations that began with a call."""

    name = "handrail.channels.call"
    label = "call"

    def ready(self) -> None:
        """Tell agents which time was chosen; take part in erasing."""
        from handrail.channels.call import erasing, receivers  # noqa: F401  they register
