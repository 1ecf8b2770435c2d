"""Categories and sections of Zendesk: both are categories here, sections below theirs."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from handrail.helpcenter.models import Category, CategoryText, Site

Row = dict[str, Any]
_DEEPEST = 6


class Shelves:
    """Finds or makes the category of a section when an article needs it."""

    def __init__(self, site: Site, rows: dict[str, list[Row]], languages: dict[str, str]) -> None:
        self._site, self._languages = site, languages
        self._sections = {one.get("id"): one for one in rows["sections"]}
        self._categories = {one.get("id"): one for one in rows["categories"]}
        self._made: dict[object, Category] = {}

    def of(self, section: object, depth: int = 0) -> Category | None:
        """The category of a section; None for one that is not in the export."""
        row = self._sections.get(section)
        if row is None:
            return None
        above = self.of(row.get("parent_section_id"), depth + 1) if depth < _DEEPEST else None
        top = self._categories.get(row.get("category_id"))
        if above is None and top is not None:
            above = self._kept(("category", top.get("id")), top, None)
        return self._kept(("section", section), row, above)

    def _kept(self, key: object, row: Row, above: Category | None) -> Category:
        if key not in self._made:
            self._made[key] = self._find(row, above)
        return self._made[key]

    def _find(self, row: Row, above: Category | None) -> Category:
        name = str(row.get("name") or row.get("id"))[:120]
        language = self._languages.get(str(row.get("locale")).lower(), "en")
        slug = slugify(name, allow_unicode=True)[:100] or str(row.get("id"))
        there = self._site.categories.filter(slug=slug).first()
        if there is not None and there.above_id != (above.pk if above else None):
            slug = f"{slug}-{row.get('id')}"[:120]
        position = row.get("position") if isinstance(row.get("position"), int) else 0
        made, _new = Category.objects.get_or_create(
            site=self._site, slug=slug, defaults={"above": above, "position": max(0, position or 0)}
        )
        told = {"name": name, "description": str(row.get("description") or "")[:300]}
        CategoryText.objects.get_or_create(category=made, language=language, defaults=told)
        return made
