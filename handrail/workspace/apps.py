"""This room's Django application."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.workspace"
    label = "workspace"
