"""What was asked, what the test bench and the writer have of a conversation, goes with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from handrail.assistant.models import Blocked, Case, Inserted, Suggested, Trial, Turn, WriterCall
from handrail.conversations.events import HandedOver
from handrail.conversations.models import Entry
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.erasing import erase_beside
from handrail.conversations.verbs.redacting import register_redacting
from handrail.core.erasing import Person, join


@erase_beside
def erase_calls_of(conversation: int) -> None:
    """Of one conversation whose words are erased; that it was asked, and what came of it, stays."""
    WriterCall.objects.filter(conversation=conversation).delete()
    _forget_kept([conversation])
    _turns_of([conversation]).update(question="", answer="")


def _forget(conversations: Sequence[int], _entries: Sequence[int]) -> None:
    """Of conversations that are deleted."""
    WriterCall.objects.filter(conversation__in=conversations).delete()
    _forget_kept(conversations)


def _redact(entries: Sequence[int], mark: str) -> None:
    """Of conversations in which something was redacted: what was sent, or handed over, may have quoted it."""
    touched = list(Entry.objects.filter(pk__in=entries).values_list("conversation", flat=True))
    WriterCall.objects.filter(conversation__in=touched).delete()
    _forget_kept(touched)
    _turns_of(touched).update(question=mark, answer=mark)
    for entry in Entry.objects.filter(conversation__in=touched, kind=HandedOver.kind):
        entry.data = entry.data | {"asked": [mark for _quoted in entry.data.get("asked", ())]}
        entry.save(update_fields=["data"])


def _forget_kept(conversations: Sequence[int]) -> None:
    """Questions that were asked there, of the bench and blocked ones; articles inserted and suggested."""
    Blocked.objects.filter(conversation__in=conversations).delete()
    Case.objects.filter(conversation__in=conversations).delete()
    Inserted.objects.filter(conversation__in=conversations).delete()
    Suggested.objects.filter(message__conversation__in=conversations).delete()


def _benched(person: Person) -> list[QuerySet[Any]]:
    named = [address for address in person.addresses if address]
    asked = reduce(or_, (Q(words__icontains=one) for one in named), Q(pk__in=[]))
    drafts = reduce(or_, (Q(text__icontains=one) for one in named), Q(pk__in=[]))
    trials = Trial.objects.annotate(text=Cast("draft", TextField()))
    return [Case.objects.filter(asked), Blocked.objects.filter(asked), trials.filter(drafts)]


def _count(person: Person) -> dict[str, int]:
    return {"questions of the test bench": sum(rows.count() for rows in _benched(person))}


@join("assistant bench", order=26, count=_count)
def erase_from_bench(person: Person) -> Iterator[int]:
    """Questions and drafts on the bench, and blocked questions, with an address of theirs go altogether."""
    for rows in _benched(person):
        yield rows.delete()[0]


def _turns_of(conversations: Sequence[int]) -> QuerySet[Turn]:
    return Turn.objects.filter(Q(exchange__in=conversations) | Q(conversation__in=conversations))


register_forgetting(_forget)
register_redacting(_redact)
