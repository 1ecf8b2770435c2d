"""This room's Django application."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.workspace"
    label = "workspace"

    def ready(self) -> None:
        """What is sent to many leaves only where a mail can."""
        from handrail.playbooks.bulks.waves import register_way_out
        from handrail.workspace.sending import has_way_out

        register_way_out(has_way_out)
