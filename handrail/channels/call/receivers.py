"""Who hears that a customer has chosen a time: who offered it, and whose conversation it is."""

from __future__ import annotations

from handrail.channels.call.models import CallOffer
from handrail.conversations.events import CallPicked
from handrail.conversations.models import Conversation, Entry, Follower
from handrail.core.receivers import receiver
from handrail.notifications.models import Kind
from handrail.notifications.verbs import tell


@receiver(CallPicked)
def tell_of_choice(entry: Entry) -> None:
    """Heard twice, it is told once."""
    offers = CallOffer.objects.filter(public_id=entry.data["offer"])
    here = Conversation.objects.filter(pk=entry.conversation_id)
    told = {*offers.values_list("agent", flat=True), *here.values_list("assignee", flat=True)} - {None}
    tell(entry, Kind.ANSWERED, told)
    follow = Follower.objects.filter(conversation=entry.conversation_id)
    tell(entry, Kind.FOLLOWED, follow.values_list("agent", flat=True))
