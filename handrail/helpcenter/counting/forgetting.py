"""Forgetting: what is counted is kept for 90 days; whom we erase is in no search either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from handrail.conversations.models import Conversation
from handrail.conversations.verbs.deleting import register_forgetting
from handrail.conversations.verbs.erasing import erase_beside
from handrail.core.erasing import Person, join
from handrail.helpcenter.counting.asking import since
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.models import ClickCount, Question, ReadBefore, ReadCount, SearchCount, StepCount

DAYS = 90
_SHORTEST = 3  # letters of a name that are looked for: shorter ones are in every other word
_COUNTED: tuple[type[Any], ...] = (ReadCount, SearchCount, ClickCount, ReadBefore, StepCount)


def forget_old() -> int:
    """Delete what was counted more than 90 days ago, and questions attached then; returns how many rows."""
    first = since(DAYS)
    gone = sum(model.objects.filter(day__lt=first).delete()[0] for model in _COUNTED)
    old = Question.objects.filter(attached_at__lt=timezone.now() - timedelta(days=DAYS))
    return int(gone + old.delete()[0])


@erase_beside
def erase_reading_before(conversation: int) -> None:
    """What was read before an erased conversation is nobody's business any more."""
    ReadBefore.objects.filter(conversation=conversation).delete()


def _forget(conversations: list[int], _entries: list[int]) -> None:
    ReadBefore.objects.filter(conversation__in=conversations).delete()


register_forgetting(_forget)


def naming(person: Person, field: str) -> Q:
    """Rows whose masked words, in this field, name them. Addresses are masked before they are kept, names
    cannot be.
    """
    told = (*person.names, *person.addresses)
    said = {form for one in told for form in (" ".join(one.split()), masked(one)) if len(form) >= _SHORTEST}
    whole = (rf"(^|\W){re.escape(one)}(\W|$)" for one in sorted(said))
    return reduce(or_, (Q(**{f"{field}__iregex": one}) for one in whole), Q(pk__in=[]))


def _naming(person: Person) -> list[QuerySet[Any]]:
    """Searches that name them, as whole words."""
    about = naming(person, "words")
    kinds: tuple[type[Model], ...] = (SearchCount, ClickCount, Question)
    return [kind._default_manager.filter(about) for kind in kinds]


def _count(person: Person) -> dict[str, int]:
    return {"help searches": sum(rows.count() for rows in _naming(person))}


@join("helpcenter counts", order=24, count=_count)
def erase_searches(person: Person) -> Iterator[int]:
    """Searches that name them, and what they read before they wrote."""
    with transaction.atomic():
        for rows in _naming(person):
            yield rows.delete()[0]
        theirs = Conversation.objects.of_people(person.customers)
        yield ReadBefore.objects.filter(conversation__in=theirs).delete()[0]
