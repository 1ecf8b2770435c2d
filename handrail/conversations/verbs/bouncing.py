"""A mail system reports on a message of ours: it failed, is late, has arrived, or is complained about."""

from __future__ import annotations

from datetime import datetime

from handrail.conversations.events import Bounced
from handrail.conversations.models import Conversation, Direction, Entry, Message, SendState
from handrail.conversations.timeline import record
from handrail.conversations.verbs.words import Words, keep_words
from handrail.core.actors import SYSTEM
from handrail.core.verbs import verb
from handrail.customers.verbs import normalise_address

_MAY_HAVE_ARRIVED = (SendState.SENT, SendState.SENDING, SendState.UNKNOWN, SendState.PARTLY)


@verb
def note_bounce(
    conversation: Conversation, /, *, about: Bounced, words: Words, at: datetime | None = None
) -> Entry:
    """Say on the timeline what became of a message; the report's own words are kept with it.

    It is nobody's word: nothing is opened, woken or waited for. When the message will never reach any of
    those it went to, it counts as not sent; when it misses some, as not sent to all. A report that comes
    twice leaves two entries and changes nothing.
    """
    entry = record(conversation, about, by=SYSTEM, at=at)
    keep_words(entry, words, Direction.IN, automatic=True)
    if about.report == "failed" and about.permanent:
        _count_as_not_sent(conversation, about)
    return entry


def _count_as_not_sent(conversation: Conversation, about: Bounced) -> None:
    message = Message.objects.filter(pk=about.entry, conversation=conversation).first()
    if message is None or message.send_state not in _MAY_HAVE_ARRIVED:
        return
    sent_to = {normalise_address(address) for address in message.recipient_addresses}
    missed = _missed(message) & sent_to
    state = SendState.FAILED if missed == sent_to else SendState.PARTLY
    if missed and state != message.send_state:
        message.send_state, message.send_error = state, about.words[:500]
        message.dismissed_at = None
        message.save(update_fields=["send_state", "send_error", "dismissed_at"])


def _missed(message: Message) -> set[str]:
    """Whom it will never reach, by all that was reported of it."""
    reports = Entry.objects.filter(
        conversation=message.conversation_id, kind=Bounced.kind, data__entry=message.pk
    ).filter(data__report="failed", data__permanent=True)
    told = reports.values_list("data__addresses", flat=True)
    return {normalise_address(address) for addresses in told for address in addresses}
