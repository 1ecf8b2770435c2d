"""This room's Django application."""

from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.playbooks"
    label = "playbooks"

    def ready(self) -> None:
        """Let macros do what agents do."""
        from handrail.playbooks.acts import offer_steps

        offer_steps()
