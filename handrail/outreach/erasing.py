"""Whom we erase is named in no letter, plan or notice: addresses are struck, in every version.

What readers answered is conversations, and goes with these.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from handrail.core.erasing import Person, join, strike_all
from handrail.outreach.models import LetterVersion, Notice, PlanStep, ProgressNote

_PLACES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (LetterVersion, ("title", "opening", "well", "badly")),
    (PlanStep, ("texts",)),
    (ProgressNote, ("texts",)),
    (Notice, ("words",)),
)


def _naming(model: type[models.Model], fields: tuple[str, ...], person: Person) -> models.QuerySet[Any]:
    as_text = {f"{name}_text": Cast(name, TextField()) for name in fields}
    asked = (Q(**{f"{name}__icontains": one}) for name in as_text for one in person.addresses if one)
    found: models.QuerySet[Any] = model._default_manager.annotate(**as_text)
    return found.filter(reduce(or_, asked, Q(pk__in=[])))


def _count(person: Person) -> dict[str, int]:
    return {"letters and plans": sum(_naming(*place, person).count() for place in _PLACES)}


@join("outreach words", order=26, count=_count)
def erase_words(person: Person) -> Iterator[int]:
    """Strike their addresses from what the team wrote to everybody."""
    for model, fields in _PLACES:
        with transaction.atomic():
            found = list(_naming(model, fields, person).select_for_update())
            for one in found:
                for name in fields:
                    setattr(one, name, strike_all(getattr(one, name), person.addresses))
                one.save(update_fields=fields)
        yield len(found)
