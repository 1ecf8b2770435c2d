"""The room of the people who ask."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers, organisations, addresses."""

    name = "handrail.customers"
    label = "customers"

    def ready(self) -> None:
        """Take part in erasing."""
        from handrail.customers import erasing  # noqa: F401  joins by itself
