"""The categories of a site as a list in their order, each with its depth and its name for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from handrail.helpcenter.models import Category, Site

_IN_USE = Q(articles__trashed_at=None)  # of articles: not in the trash


@dataclass(frozen=True)
class Shelf:
    """A category, how deep it stands (0: at the top) and what it is called in the reader's language."""

    category: Category
    name: str
    depth: int
    articles: int = 0

    @property
    def pk(self) -> int:
        """The category's key."""
        return self.category.pk

    @property
    def indented(self) -> str:
        """Its name as a list of choices shows it."""
        return "\u2003" * self.depth + self.name


def shelves(site: Site, language: str) -> list[Shelf]:
    """All categories, those within another right behind it. Two statements."""
    return shelves_by_site([site], language)[site.pk]


def shelves_by_site(sites: Sequence[Site], language: str) -> dict[int, list[Shelf]]:
    """The same for several sites, by the site's key. Two statements."""
    held = Category.objects.filter(site__in=sites).annotate(held=Count("articles", filter=_IN_USE))
    below: dict[tuple[int, int | None], list[Category]] = {}
    for category in held.order_by("position", "pk").prefetch_related("texts"):
        below.setdefault((category.site_id, category.above_id), []).append(category)
    return {site.pk: list(_walk(below, site.pk, None, 0, (language, site.fallback))) for site in sites}


def _walk(
    below: dict[tuple[int, int | None], list[Category]],
    site: int,
    above: int | None,
    depth: int,
    languages: tuple[str, ...],
) -> Iterator[Shelf]:
    for category in below.get((site, above), []):
        held: int = category.__dict__.get("held", 0)
        yield Shelf(category, name_of(category, languages), depth, held)
        yield from _walk(below, site, category.pk, depth + 1, languages)


def name_of(category: Category, languages: tuple[str, ...]) -> str:
    """What it is called in the first of these languages that it has a name in, else in any, else its slug."""
    names = {text.language: text.name for text in category.texts.all()}
    return next((names[code] for code in languages if code in names), None) or next(
        iter(names.values()), category.slug
    )
