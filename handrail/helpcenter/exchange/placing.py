"""Where an article from a file stands, and for whom it is."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from django.utils.text import slugify

from handrail.helpcenter.exchange.folders import Found
from handrail.helpcenter.exchange.pages import Page
from handrail.helpcenter.models import Article, Category, CategoryText, OldCategorySlug, Site, Visibility


def facts_of(site: Site, file: Found, page: Page) -> dict[str, Any]:
    """Fields of a new article: its folder is its category, the front matter says the rest."""
    said = str(page.facts.get("visibility", ""))
    return {
        "category": _category(site, file) if file.folder else None,
        "position": page.position,
        "labels": page.labels,
        "visibility": said if said in Visibility.values else Visibility.PUBLIC,
    }


def move_category(article: Article, old: Found, new: Found, kept: Set[str]) -> None:
    """An article whose file went to another folder goes to its category, if it stood in the old one's.

    `kept` are the folders that hold files now: where the old one is not among them, and nothing stands for
    the new one yet, the folder itself was renamed, and its category with it, names that people gave it
    excepted; its old addresses lead on.
    """
    before, now = _slug(old.folder), _slug(new.folder)
    category = Category.objects.filter(articles=article.pk).first()
    if before == now or (category.slug if category else "") != before:
        return
    is_free = not Category.objects.filter(site=article.site_id, slug=now).exists()
    if category is not None and now and is_free and before not in {_slug(one) for one in kept}:
        OldCategorySlug.objects.filter(site=category.site_id, slug=now).delete()
        OldCategorySlug.objects.update_or_create(
            site=category.site, slug=category.slug, defaults={"category": category}
        )
        category.slug = now
        category.save(update_fields=["slug"])
        category.texts.filter(name=_name(old.folder)).update(name=_name(new.folder))
        return
    there = _category(article.site, new) if now else None
    Article.all_objects.filter(pk=article.pk).update(category=there)


def _category(site: Site, file: Found) -> Category | None:
    slug = _slug(file.folder)
    if not slug:
        return None
    last = site.categories.count()
    made, is_new = Category.objects.get_or_create(site=site, slug=slug, defaults={"position": last})
    if is_new:
        CategoryText.objects.create(category=made, language=file.language, name=_name(file.folder))
    return made


def _slug(folder: str) -> str:
    return slugify(folder, allow_unicode=True)[:120]


def _name(folder: str) -> str:
    return folder.replace("-", " ").replace("_", " ").capitalize()[:120]
