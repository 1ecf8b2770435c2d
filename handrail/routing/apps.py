"""This room's Django application."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """See the room's first line."""

    name = "handrail.routing"
    label = "routing"

    def ready(self) -> None:
        """Write what is due in the transaction of each verb."""
        from handrail.core.verbs import register_settler
        from handrail.routing import dues

        register_settler(dues.settle)
