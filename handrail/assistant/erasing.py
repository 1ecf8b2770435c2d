"""What the writer was sent of a conversation goes with its words."""

from __future__ import annotations

from collections.abc import Sequence

from handrail.assistant.models import WriterCall
from handrail.conversations.models import Entry
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.erasing import erase_beside
from handrail.conversations.verbs.redacting import register_redacting


@erase_beside
def erase_calls_of(conversation: int) -> None:
    """Of one conversation whose words are erased."""
    WriterCall.objects.filter(conversation=conversation).delete()


def _forget(conversations: Sequence[int], _entries: Sequence[int]) -> None:
    """Of conversations that are deleted."""
    WriterCall.objects.filter(conversation__in=conversations).delete()


def _redact(entries: Sequence[int], _mark: str) -> None:
    """Of conversations in which something was redacted: what was sent may have quoted it."""
    touched = Entry.objects.filter(pk__in=entries).values("conversation")
    WriterCall.objects.filter(conversation__in=touched).delete()


register_forgetting(_forget)
register_redacting(_redact)
