"""The room of the people who answer."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Agents, teams, mailboxes, access."""

    name = "handrail.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hear when somebody follows a mailed link."""
        from handrail.accounts import confirming  # noqa: F401  it registers
