"""When a conversation is erased or words are redacted, the mails they came in are forgotten too.

Of a mail stays that it came, its Message-ID, and the hash of its words: so that it never comes twice.
"""

from __future__ import annotations

from django.db.models import Q

from handrail.channels.email.models import IncomingMail
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.redacting import register_redacting
from handrail.core import blobs


def install() -> None:
    """Hear of what is erased and redacted; again does nothing."""
    register_forgetting(_erase)
    register_redacting(_redact)


def _erase(conversations: list[int], entries: list[int]) -> None:
    _forget(Q(conversation__in=conversations) | Q(entry__in=entries), "erased")


def _redact(entries: list[int], mark: str) -> None:
    _forget(Q(entry__in=entries), mark)


def _forget(which: Q, why: str) -> None:
    for mail in IncomingMail.objects.filter(which):
        keys = [mail.raw_id, *([mail.posted_id] if mail.posted_id else [])]
        mail.raw, mail.posted = blobs.put(f"X-Handrail: {why}\r\n\r\n".encode()), None
        mail.path, mail.message_id = "", mail.message_id or keys[0]  # as `intake` looks for its twin
        mail.save(update_fields=["raw", "posted", "path", "message_id"])
        for key in keys:
            blobs.forget(key)
