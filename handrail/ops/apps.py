"""This room's Django application."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.ops"
    label = "ops"
