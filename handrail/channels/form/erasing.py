"""What forms erase: whatever was sent and is not read, and the trace of what was. The words of what was read
stand in its conversation alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from handrail.channels.form.intake import forget_files
from handrail.channels.form.models import Submission
from handrail.conversations.models import Conversation
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.erasing import erase_beside
from handrail.core import blobs
from handrail.core.erasing import Person, join
from handrail.core.erasing_own import naming

_AT_ONCE = 100  # files whose bytes are looked through together


@erase_beside
def erase_sendings_of(conversation: int) -> None:
    """Nobody can add to an erased conversation by the link they were sent."""
    Submission.objects.filter(conversation=conversation).delete()


def _forget(conversations: list[int], _entries: list[int]) -> None:
    Submission.objects.filter(conversation__in=conversations).delete()


register_forgetting(_forget)


def _unread(person: Person) -> QuerySet[Submission]:
    """What is not read and names one of their addresses."""
    rows = Submission.objects.exclude(values={}).annotate(told=Cast("values", TextField()))
    return rows.filter(naming("told", person.addresses))


def _theirs(person: Person) -> QuerySet[Submission]:
    return Submission.objects.filter(conversation__in=Conversation.objects.of_people(person.customers))


def _count(person: Person) -> dict[str, int]:
    return {"form sendings": Submission.objects.filter(Q(pk__in=_unread(person).values("pk"))).count()}


@join("form", order=22, count=_count)
def erase_sendings(person: Person) -> Iterator[int]:
    """Sendings of theirs, and unread ones that name them, in their answers or in a file."""
    with transaction.atomic():
        yield _theirs(person).delete()[0]
        yield _remove(list(_unread(person)))
    yield from _naming_files(person)


def _naming_files(person: Person) -> Iterator[int]:
    last = 0
    rows = Submission.objects.filter(files__isnull=False).order_by("pk").distinct()
    while some := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        last = some[-1].pk
        with transaction.atomic():
            yield _remove([one for one in some if _names(one, person)])


def _names(submission: Submission, person: Person) -> bool:
    keys = list(submission.files.values_list("blob", flat=True))
    found = b"\n".join(blobs.open_many(keys).values()).lower()
    names = " ".join(submission.files.values_list("name", flat=True)).lower()
    return any(address.encode() in found or address in names for address in person.addresses)


def _remove(submissions: list[Submission]) -> int:
    for one in submissions:
        forget_files(one)
        one.delete()
    return len(submissions)
