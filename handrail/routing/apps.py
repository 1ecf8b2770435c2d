"""This room's Django application."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.routing"
    label = "routing"
