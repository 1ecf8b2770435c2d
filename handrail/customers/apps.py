"""The room of the people who ask."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers, organisations, addresses."""

    name = "handrail.customers"
    label = "customers"
