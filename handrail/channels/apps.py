"""What all doors have in common."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Brings what agents write to the door of its conversation."""

    name = "handrail.channels"
    label = "channels"

    def ready(self) -> None:
        """Listen to what is to be sent."""
        from handrail.channels import receivers  # noqa: F401  they register
