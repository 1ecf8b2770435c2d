"""The door of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What customers see of their own requests."""

    name = "handrail.channels.portal"
    label = "portal"

    def ready(self) -> None:
        """Take part in erasing, and hear of answers."""
        from handrail.channels.portal import answering, erasing, receivers  # noqa: F401  they register
