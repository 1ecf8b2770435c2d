"""When a conversation is erased or words are redacted, the mails they came in are forgotten too.

Of a mail stays that it came, its Message-ID, and the hash of its words: so that it never comes twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from handrail.channels.email.models import IncomingMail, PractisedMail
from handrail.channels.email.practice.transport import forget_practised
from handrail.conversations.models import Message
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.redacting import register_redacting
from handrail.core import blobs


def install() -> None:
    """Hear of what is erased and redacted; again does nothing."""
    register_forgetting(_erase)
    register_redacting(_redact)


def _erase(conversations: list[int], entries: list[int]) -> None:
    _forget(Q(conversation__in=conversations) | Q(entry__in=entries), "erased")
    forget_practised_in(conversations)


def _redact(entries: list[int], mark: str) -> None:
    _forget(Q(entry__in=entries), mark)
    touched = Message.objects.filter(pk__in=entries).values_list("conversation", flat=True)
    forget_practised_in(list(touched))


def forget_practised_in(conversations: Sequence[int]) -> None:
    """Forget what one practised in conversations (keys): each of these mails quotes those before it."""
    said = Message.objects.filter(conversation__in=conversations).exclude(message_id="")
    forget_practised(PractisedMail.objects.filter(message_id__in=said.values("message_id")))


def _forget(which: Q, why: str) -> None:
    for mail in IncomingMail.objects.filter(which):
        keys = [mail.raw_id, *([mail.posted_id] if mail.posted_id else [])]
        mail.raw, mail.posted = blobs.put(f"X-Handrail: {why}\r\n\r\n".encode()), None
        mail.path, mail.message_id = "", mail.message_id or keys[0]  # as `intake` looks for its twin
        mail.save(update_fields=["raw", "posted", "path", "message_id"])
        for key in keys:
            blobs.forget(key)
