"""Whom we erase is in no remark about an article and in no words that nobody has saved yet,
and in no phrase by which people ask for one.

What was published is the house's own text: whoever named somebody in it takes that out by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from handrail.core.erasing import Person, join, strike
from handrail.helpcenter.models import AskedAs, Remark, Unsaved, UnsavedTranslation
from handrail.helpcenter.search.phrases.filling import reckon
from handrail.helpcenter.search.phrases.learning import learn_again

_PLACES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Remark, ("text",)),
    (Unsaved, ("title", "summary", "body", "phrases", "phrases_were")),
    (UnsavedTranslation, ("title", "summary", "body")),
)


def _naming(person: Person) -> list[tuple[QuerySet[Any], tuple[str, ...]]]:
    found = []
    for model, fields in _PLACES:
        found.append((model._default_manager.filter(_about(person, fields)), fields))
    return found


@transaction.atomic
def _erase_phrases(person: Person) -> int:
    """Phrases that name them, and what was learned from those."""
    named = AskedAs.objects.filter(_about(person, ["words"]))
    translations = set(named.values_list("translation", flat=True))
    for one in sorted(translations):
        learn_again(one)
    gone, _ = named.delete()
    if translations:
        reckon(translations)
    return gone


def _about(person: Person, fields: Iterable[str]) -> Q:
    asked = (Q(**{f"{name}__icontains": one}) for name in fields for one in person.addresses if one)
    return reduce(or_, asked, Q(pk__in=[]))


def _count(person: Person) -> dict[str, int]:
    return {"remarks about articles": sum(rows.count() for rows, _fields in _naming(person))}


@join("helpcenter remarks", order=25, count=_count)
def erase_remarks(person: Person) -> Iterator[int]:
    """Strike their addresses from what the team says among itself about articles; phrases go altogether."""
    yield _erase_phrases(person)
    for rows, fields in _naming(person):
        with transaction.atomic():
            found = list(rows.select_for_update())
            for one in found:
                for name in fields:
                    setattr(one, name, strike(getattr(one, name), person.addresses))
                one.save(update_fields=fields)
        yield len(found)
