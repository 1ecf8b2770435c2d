"""Block a sender, an address or a domain: their new mail goes to spam. Nothing of it is dropped."""

from __future__ import annotations

import re

from django.db import transaction

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May
from handrail.conversations.models import Block, Conversation
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered, remembered
from handrail.customers.verbs import normalise_address

MOST_BLOCKS = 10_000
_DOMAIN = re.compile(r"[^\s@.]+(\.[^\s@.]+)+")


class BlockRefused(ValueError):
    """What is to be blocked is no address or domain, is one of our own, or the list is full."""


def senders_of(address: str) -> list[str]:
    """What may block an address: itself, its domain, and the domains above that."""
    normalised = normalise_address(address)
    domain = normalised.rpartition("@")[2]
    labels = domain.split(".") if "@" in normalised else []
    return [normalised, *(".".join(labels[at:]) for at in range(max(0, len(labels) - 1)))]


@transaction.atomic
@needs(May.MOVE)
def block(sender: str, *, by: Agent) -> bool:
    """Let mail of an address, or of a domain and those below it, go to spam; False when it does already.

    Raises BlockRefused for what is neither, and for what would block one of our own mailboxes.
    """
    sender = normalise_address(sender).removeprefix("@")
    local, at, domain = sender.rpartition("@")
    if (at and not local) or any(one.isspace() for one in sender) or not _DOMAIN.fullmatch(domain):
        raise BlockRefused
    own = [one for mailbox in Mailbox.objects.all() for one in mailbox.own_addresses]
    if any(sender in senders_of(one) for one in own) or Block.objects.count() >= MOST_BLOCKS:
        raise BlockRefused
    _, is_new = Block.objects.get_or_create(sender=sender, defaults={"by": by})
    if is_new:
        audit(by, "block.add", sender=sender)
        transaction.on_commit(forget_remembered)
    return is_new


@transaction.atomic
@needs(May.MOVE)
def unblock(sender: str, *, by: Agent) -> bool:
    """Let mail of a sender come in again; False when it was not blocked. What is in spam stays there."""
    gone = Block.objects.filter(sender=normalise_address(sender)).delete()[0]
    if gone:
        audit(by, "block.remove", sender=normalise_address(sender))
        transaction.on_commit(forget_remembered)
    return bool(gone)


@remembered
def _is_anybody_blocked() -> bool:
    return Block.objects.exists()


def blocked_as(address: str) -> str:
    """The blocked address or domain that an address falls under, the nearest; empty when it is free."""
    if not address or not _is_anybody_blocked():
        return ""
    found = Block.objects.hitting(senders_of(address)).values_list("sender", flat=True)
    return max(found, key=len, default="")


def blockable(conversation: Conversation) -> list[str]:
    """The addresses of a conversation's customer, as they are compared: whom one may block."""
    return list(conversation.customer.addresses.order_by("pk").values_list("normalised", flat=True))
