"""What was deleted counts no more; what was erased stays as a husk, and counts."""

from __future__ import annotations

from handrail.conversations.verbs.deleting import register_forgetting
from handrail.insights.models import Contact
from handrail.insights.tallying import tally


def _forget(conversations: list[int], _entries: list[int]) -> None:
    theirs = Contact.objects.filter(pk__in=conversations)
    days = set(theirs.values_list("day", flat=True))
    theirs.delete()
    tally(days)


register_forgetting(_forget)
