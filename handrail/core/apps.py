"""The tools' Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Blobs, audit entries, and what background work reports."""

    name = "handrail.core"
    label = "core"
