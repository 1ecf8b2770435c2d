"""What proves that an address is its writer's own: DMARC, or a token that only they were sent.

A mail that an agent forwarded proves nothing about who wrote it first; nor does one out of a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from handrail.channels.email.matching.tokens import read_message_id
from handrail.conversations.models import Direction, Entry, Message
from handrail.customers.verbs import normalise_address, verify_address

_MOST_LOOKED_AT = 20


def verify(entries: Sequence[Entry]) -> int:
    """Mark senders' addresses as verified where the mail proves it; returns how many were not before."""
    at = {entry.pk: entry.at for entry in entries if not entry.reason}  # a reason: somebody forwarded it
    came = Message.objects.filter(pk__in=at, import_batch=None, direction=Direction.IN).order_by("pk")
    new = 0
    for message in came.only("sender", "authentication", "in_reply_to", "references"):
        address = str(message.sender.get("address", ""))
        if address and (how := _proof(message, address)):
            new += verify_address(address, how=how, at=at[message.pk])
    return new


def _proof(message: Message, address: str) -> str:
    dmarc = message.authentication.get("dmarc", "")
    if dmarc == "pass":
        return "dmarc"
    return "token" if dmarc != "fail" and _brings_back_a_token(message, normalise_address(address)) else ""


def _brings_back_a_token(message: Message, address: str) -> bool:
    """Whether it names a Message-ID that we signed and sent to this address alone: nobody else knew it."""
    named = [*message.in_reply_to, *reversed(message.references)][:_MOST_LOOKED_AT]
    keys = {key for one in named if (key := read_message_id(one, settings.SECRET_KEY)) and key.isdecimal()}
    sent = Message.objects.filter(pk__in=[int(key) for key in keys], direction=Direction.OUT)
    return any([normalise_address(one) for one in ours.recipient_addresses] == [address] for ours in sent)
