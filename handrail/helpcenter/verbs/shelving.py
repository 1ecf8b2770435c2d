"""Categories: make, name, order and remove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Category, CategoryText, Site
from handrail.helpcenter.verbs.slugs import free_slug

MOST = 500
DEEPEST = 3  # levels: more of them readers do not follow


@needs(May.PUBLISH)
@transaction.atomic
def save_category(
    site: Site,
    category: Category | None = None,
    *,
    names: Mapping[str, tuple[str, str]],
    above: Category | None = None,
    by: Agent,
) -> Category:
    """Make a category, or change what it is called (name and description by language) and where it stands.

    A language without a name is taken away. Raises ValidationError in words for whoever did it.
    """
    told = {code: (name.strip()[:120], about.strip()[:300]) for code, (name, about) in names.items()}
    told = {code: pair for code, pair in told.items() if pair[0]}
    if not told:
        raise ValidationError(_("A category needs a name in one language at least."))
    made = category or _new(site, next(iter(told.values()))[0])
    _check_place(made, above)
    made.above = above
    made.save()
    made.texts.exclude(language__in=told).delete()
    for code, (name, about) in told.items():
        CategoryText.objects.update_or_create(
            category=made, language=code, defaults={"name": name, "description": about}
        )
    audit(by, "category saved", category=made.pk)
    return made


@needs(May.PUBLISH)
@transaction.atomic
def order_categories(site: Site, *, keys: Sequence[int], by: Agent) -> None:
    """Put them in this order; those that are not named stay behind them."""
    there = {category.pk: category for category in Category.objects.select_for_update().filter(site=site)}
    named = [there.pop(key) for key in dict.fromkeys(keys) if key in there]
    for position, category in enumerate([*named, *there.values()]):
        category.position = position
    Category.objects.bulk_update([*named, *there.values()], ["position"])
    audit(by, "categories ordered", site=site.pk)


@needs(May.PUBLISH)
@transaction.atomic
def remove_category(category: Category, *, by: Agent) -> None:
    """Take it away; its articles stand in the one above it, or in none. Raises ValidationError if it holds
    other categories.
    """
    if category.below.exists():
        raise ValidationError(_("It holds other categories: move them first."))
    category.articles.update(category=category.above)
    audit(by, "category removed", category=category.pk)
    category.delete()


def _new(site: Site, name: str) -> Category:
    if site.categories.count() >= MOST:
        raise ValidationError(_("There are too many categories."))
    slug = free_slug(site.categories.all(), name, otherwise="category")
    return Category(site=site, slug=slug, position=site.categories.count())


def _check_place(category: Category, above: Category | None) -> None:
    depth, one = 1, above
    while one is not None:
        if one.pk == category.pk and category.pk is not None:
            raise ValidationError(_("A category cannot stand within itself."))
        depth, one = depth + 1, one.above
    if depth + _levels_below(category) > DEEPEST:
        raise ValidationError(_("Categories stand at most three levels deep."))


def _levels_below(category: Category) -> int:
    below = list(category.below.all()) if category.pk else []
    return 1 + max(map(_levels_below, below)) if below else 0
