"""This room's Django application."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.workspace"
    label = "workspace"

    def ready(self) -> None:
        """What is sent to many leaves where a mail can; a file opens nothing that its sender does not see."""
        from handrail.customers.importing.running import register_guard
        from handrail.playbooks.bulks.waves import register_way_out
        from handrail.workspace.import_reach import refuse_unseen
        from handrail.workspace.sending import has_way_out

        register_guard(refuse_unseen)
        register_way_out(has_way_out)
