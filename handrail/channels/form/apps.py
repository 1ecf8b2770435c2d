"""The door of forms."""

from django.apps import AppConfig


class FormConfig(AppConfig):
    """Forms and what was sent by them."""

    name = "handrail.channels.form"
    label = "form"
