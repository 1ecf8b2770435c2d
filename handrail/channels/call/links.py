"""The address under which a customer chooses a time: signed, and good for one offer alone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from handrail.channels.call.models import CallOffer
from handrail.conversations.events.calling import CALL_SALT

_signer = Signer(salt=CALL_SALT)


def token_of(offer: uuid.UUID | str) -> str:
    """What stands in the address."""
    return _signer.sign(str(offer))


def page_of(offer: CallOffer) -> str:
    """The whole address of the page."""
    return f"{settings.PUBLIC_URL}{reverse('choose_call', args=[token_of(offer.public_id)])}"


def offer_of(token: str) -> CallOffer | None:
    """The offer that a token opens; None when it was not signed by us, or the offer is gone."""
    try:
        key = uuid.UUID(_signer.unsign(token[:200]))
    except (BadSignature, ValueError):
        return None
    found = CallOffer.objects.select_related("conversation__mailbox", "conversation__customer", "agent")
    return found.filter(public_id=key).first()
