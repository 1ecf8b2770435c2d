"""Where an article from a file stands, and for whom it is."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from handrail.helpcenter.exchange.folders import Found
from handrail.helpcenter.exchange.pages import Page
from handrail.helpcenter.models import Category, CategoryText, Site, Visibility


def facts_of(site: Site, file: Found, page: Page) -> dict[str, Any]:
    """Fields of a new article: its folder is its category, the front matter says the rest."""
    said = str(page.facts.get("visibility", ""))
    return {
        "category": _category(site, file) if file.folder else None,
        "position": page.position,
        "labels": page.labels,
        "visibility": said if said in Visibility.values else Visibility.PUBLIC,
    }


def _category(site: Site, file: Found) -> Category | None:
    slug = slugify(file.folder, allow_unicode=True)[:120]
    if not slug:
        return None
    last = site.categories.count()
    made, is_new = Category.objects.get_or_create(site=site, slug=slug, defaults={"position": last})
    if is_new:
        name = file.folder.replace("-", " ").replace("_", " ").capitalize()[:120]
        CategoryText.objects.create(category=made, language=file.language, name=name)
    return made
