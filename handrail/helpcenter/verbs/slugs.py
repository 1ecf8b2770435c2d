"""Names of things as they stand in addresses."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from django.utils.text import slugify

LONGEST = 100


def free_slug(among: QuerySet[Model], wanted: str, *, otherwise: str) -> str:
    """A name for an address, made of what is `wanted`, that none of these has; with a number where one does.

    `otherwise` is what it is made of where nothing of the words can stand in an address.
    """
    base = slugify(wanted, allow_unicode=True)[:LONGEST].strip("-") or otherwise
    used = set(among.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(used) + 2))
    return next(slug for slug in numbered if slug not in used)
