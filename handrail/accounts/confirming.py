"""Whose address is confirmed: the agent has followed a link that was mailed to it."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from django.dispatch import receiver

from handrail.accounts.models import Agent


@receiver(password_reset, dispatch_uid="handrail confirms addresses")
def confirm(user: Agent, **_more: Any) -> None:
    """They have set a password by a mailed link, as one does who is invited: the address is theirs.

    A changed address is confirmed anew: `change_agent` takes away the row of the old one.
    """
    others = EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": not others.exists()}
    )


def has_confirmed(agent: Agent) -> bool:
    """Whether the address at which they sign in now is confirmed."""
    return bool(EmailAddress.objects.filter(user=agent, email__iexact=agent.email, verified=True).exists())
