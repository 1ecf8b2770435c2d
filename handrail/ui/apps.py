"""Django's registration of the ui room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """How Handrail looks."""

    name = "handrail.ui"
    label = "ui"
