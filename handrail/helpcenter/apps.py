"""This room's Django application."""

from django.apps import AppConfig


class HelpCenterConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.helpcenter"
    label = "helpcenter"
