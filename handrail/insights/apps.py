"""This room's Django application."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.insights"
    label = "insights"

    def ready(self) -> None:
        """Add operators to search, and take part in deleting."""
        from handrail.insights import filters, forgetting  # noqa: F401  they register
