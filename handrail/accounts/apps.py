"""The room of the people who answer."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Agents, teams, mailboxes, access."""

    name = "handrail.accounts"
    label = "accounts"
