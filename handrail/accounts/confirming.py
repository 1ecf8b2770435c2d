"""Whose address is confirmed: the agent has followed a link that was mailed to it."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from django.db.models import Q
from django.dispatch import receiver

from handrail.accounts.models import Access, Agent, Mailbox, Role


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


def others_read(email: str) -> bool:
    """Whether it is the address of a mailbox in which colleagues work who are no owners.

    They would read a link to a new password that is mailed there, and sign in by it.
    """
    plain = _without_detail(email)
    own = [one for one in Mailbox.objects.all() if plain in map(_without_detail, one.own_addresses)]
    access = Access.objects.filter(mailbox__in=own)
    working = Q(pk__in=access.values("agent")) | Q(teams__in=access.values("team"))
    colleagues = Agent.objects.filter(working, is_active=True).exclude(role=Role.OWNER)
    return colleagues.exclude(email__iexact=email).exists()


def _without_detail(address: str) -> str:
    local, _at, host = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"
