"""The tools' Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Blobs, audit entries, and what background work reports."""

    name = "handrail.core"
    label = "core"

    def ready(self) -> None:
        """Take part in erasing."""
        from handrail.core import erasing_own  # noqa: F401  joins by itself
