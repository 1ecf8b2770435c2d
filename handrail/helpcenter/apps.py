"""This room's Django application."""

from django.apps import AppConfig


class HelpCenterConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.helpcenter"
    label = "helpcenter"

    def ready(self) -> None:
        """Take part in erasing."""
        from handrail.helpcenter import erasing  # noqa: F401  it registers
        from handrail.helpcenter.counting import forgetting  # noqa: F401  it registers
