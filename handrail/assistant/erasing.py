"""What was asked, and what the writer was sent of a conversation, goes with its words."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from handrail.assistant.models import Turn, WriterCall
from handrail.conversations.models import Entry
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.erasing import erase_beside
from handrail.conversations.verbs.redacting import register_redacting


@erase_beside
def erase_calls_of(conversation: int) -> None:
    """Of one conversation whose words are erased; that it was asked, and what came of it, stays."""
    WriterCall.objects.filter(conversation=conversation).delete()
    _turns_of([conversation]).update(question="", answer="")


def _forget(conversations: Sequence[int], _entries: Sequence[int]) -> None:
    """Of conversations that are deleted."""
    WriterCall.objects.filter(conversation__in=conversations).delete()


def _redact(entries: Sequence[int], mark: str) -> None:
    """Of conversations in which something was redacted: what was sent may have quoted it."""
    touched = list(Entry.objects.filter(pk__in=entries).values_list("conversation", flat=True))
    WriterCall.objects.filter(conversation__in=touched).delete()
    _turns_of(touched).update(question=mark, answer=mark)


def _turns_of(conversations: Sequence[int]) -> QuerySet[Turn]:
    return Turn.objects.filter(Q(exchange__in=conversations) | Q(conversation__in=conversations))


register_forgetting(_forget)
register_redacting(_redact)
