"""The door of forms."""

from django.apps import AppConfig


class FormConfig(AppConfig):
    """Forms and what was sent by them."""

    name = "handrail.channels.form"
    label = "form"

    def ready(self) -> None:
        """Take part in erasing."""
        from handrail.channels.form import erasing  # noqa: F401  it registers
