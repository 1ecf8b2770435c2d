"""What proves that an address is its writer's own: DMARC, or a token that only they were sent.

A mail that an agent forwarded proves nothing about who wrote it first; nor does one out of a file.
"""

from __future__ import annotations

from django.conf import settings

from handrail.channels.email.matching.tokens import read_message_id
from handrail.conversations.models import Direction, Entry, Message
from handrail.customers.verbs import normalise_address, verify_address

_MOST_LOOKED_AT = 20


def verify(entry: Entry) -> bool:
    """Mark the sender's address as verified if this mail proves it. Hearing of it twice does no harm."""
    message = Message.objects.filter(pk=entry.pk, import_batch=None, direction=Direction.IN).first()
    address = str(message.sender.get("address", "")) if message else ""
    if message is None or not address or entry.reason:  # a reason says that somebody forwarded it
        return False
    dmarc = message.authentication.get("dmarc", "")
    if dmarc == "pass":
        return verify_address(address, how="dmarc", at=entry.at)
    if dmarc != "fail" and _brings_back_a_token(message, normalise_address(address)):
        return verify_address(address, how="token", at=entry.at)
    return False


def _brings_back_a_token(message: Message, address: str) -> bool:
    """Whether it names a Message-ID that we signed and sent to this address alone: nobody else knew it."""
    named = [*message.in_reply_to, *reversed(message.references)][:_MOST_LOOKED_AT]
    keys = {key for one in named if (key := read_message_id(one, settings.SECRET_KEY)) and key.isdecimal()}
    sent = Message.objects.filter(pk__in=[int(key) for key in keys], direction=Direction.OUT)
    return any([normalise_address(one) for one in ours.recipient_addresses] == [address] for ours in sent)
