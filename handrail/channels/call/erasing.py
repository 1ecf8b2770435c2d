"""What goes with the words of a conversation: the links of meetings and the numbers that customers gave."""

from __future__ import annotations

from handrail.channels.call.models import CallOffer
from handrail.conversations.verbs.erasing import erase_beside


@erase_beside
def erase_offers_of(conversation: int) -> None:
    """The offers of one conversation; their pages are gone then."""
    CallOffer.objects.filter(conversation=conversation).delete()
