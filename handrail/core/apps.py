"""The tools' Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Blobs, audit entries, and what background work reports."""

    name = "handrail.core"
    label = "core"

    def ready(self) -> None:
        """Take part in erasing; read moments quickly on each connection."""
        from django.db.backends.signals import connection_created

        from handrail.core import erasing_own  # noqa: F401  joins by itself
        from handrail.core.moments import load_moments_quickly

        connection_created.connect(load_moments_quickly)
