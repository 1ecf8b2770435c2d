"""What the visitor has read, and how well they were answered."""

from __future__ import annotations

from django.db.models import F, Max
from django.db.models.functions import Greatest, Least

from handrail.channels.chat.models import Chat, Told
from handrail.conversations.events import ChatRated
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.core.secrets import mask_secrets
from handrail.core.verbs import verb


def see(chat: Chat, *, place: int) -> bool:
    """The visitor has read up to a place; never goes back, nor beyond what there is. False: nothing new."""
    newest = Told.objects.filter(chat=chat).aggregate(last=Max("pk"))["last"] or 0
    wanted = Chat.objects.filter(pk=chat.pk, visitor_seen__lt=min(place, newest))
    return bool(wanted.update(visitor_seen=Greatest(F("visitor_seen"), Least(place, newest))))


@verb
def rate(conversation: Conversation, /, *, rating: int, text: str) -> bool:
    """Keep how well the visitor was answered, 1 to 5, and why; again changes it. False: as before."""
    chat, text = Chat.objects.get(pk=conversation.pk), mask_secrets(text).text
    if (chat.rating, chat.rating_text) == (rating, text):
        return False
    chat.rating, chat.rating_text = rating, text
    chat.save(update_fields=["rating", "rating_text"])
    by = conversation.customer.as_actor(chat.name)
    record(conversation, ChatRated(rating=rating, has_words=bool(text)), by=by)
    return True
