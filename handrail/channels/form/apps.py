"""The door of forms."""

from django.apps import AppConfig


class FormConfig(AppConfig):
    """Forms and what was sent by them."""

    name = "handrail.channels.form"
    label = "form"

    def ready(self) -> None:
        """Take part in erasing and in retention."""
        from handrail.channels.form import answering, erasing, retaining  # noqa: F401  they register
