"""Categories as readers see them: named in their language, and only those in which there is something."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Case, Count, F, QuerySet, When
from lucide import IconDoesNotExist

from handrail.helpcenter.models import Category, CategoryText, Site, Translation, TranslationQuerySet
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.reading.languages import best_last
from handrail.ui.icons import icon

MOST_IN_A_LIST = 100


@dataclass
class Shelf:
    """A category; `count` are the articles in it and below it that this reader may read."""

    pk: int
    slug: str
    icon: str
    name: str
    description: str
    above: int | None
    own: int = 0
    below: list[Shelf] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many articles stand here, in parts of it too."""
        return self.own + sum(one.count for one in self.below)

    @property
    def shown_icon(self) -> str:
        """The icon somebody chose, a plain one where it is none of the set."""
        try:
            icon(self.icon)
        except (IconDoesNotExist, ValueError):
            return "folder"
        return self.icon


def named(site: Site, language: str) -> dict[int, Shelf]:
    """Every category of a site by its key, in order, whoever may read what is in it. Two statements."""
    texts = _texts(site, language)
    return {
        one.pk: Shelf(one.pk, one.slug, one.icon, *texts.get(one.pk, (one.slug, "")), one.above_id)
        for one in Category.objects.filter(site=site)
    }


def shelves_of(site: Site, reader: Reader, language: str) -> dict[int, Shelf]:
    """Every category in which this reader may read something, by its key, in order. Three statements."""
    shelves = named(site, language)
    rows = readable(site, reader).order_by().values_list("article__category")
    for pk, many in rows.annotate(many=Count("article", distinct=True)):
        if pk in shelves:
            shelves[pk].own = many
    for shelf in shelves.values():
        if shelf.above in shelves:
            shelves[shelf.above].below.append(shelf)
    for shelf in shelves.values():
        shelf.below = [one for one in shelf.below if one.count]
    return {pk: shelf for pk, shelf in shelves.items() if shelf.count}


def _texts(site: Site, language: str) -> dict[int, tuple[str, str]]:
    """Names and descriptions: in this language, else the site's first one, else any."""
    rows = CategoryText.objects.filter(category__site=site).order_by("language")
    return {one.category_id: (one.name, one.description) for one in best_last(rows, language, site)}


def way_to(shelves: dict[int, Shelf], pk: int | None) -> list[Shelf]:
    """The categories from the outermost to this one."""
    way: list[Shelf] = []
    while pk in shelves and shelves[pk] not in way:
        way.insert(0, shelves[pk])
        pk = shelves[pk].above
    return way


def readable(site: Site, reader: Reader) -> TranslationQuerySet:
    """What this reader may read on this site, in every language."""
    return Translation.objects.readable_by(reader).filter(site=site)


def told_in(found: TranslationQuerySet, language: str) -> QuerySet[Translation]:
    """Of each article one translation: in `language`, else its source, else another that there is."""
    rank = Case(
        When(language=language, then=0), When(language=F("article__source_language"), then=1), default=2
    )
    ranked = found.annotate(rank=rank).order_by("article_id", "rank", "language").distinct("article_id")
    chosen = Translation.objects.filter(pk__in=ranked.values("pk"))
    return chosen.select_related("article", "published").defer("published__body")


def on_shelf(site: Site, reader: Reader, language: str, shelf: Shelf) -> list[Translation]:
    """What stands in a category and directly below it, in order, each article once."""
    places = [shelf.pk, *(one.pk for one in shelf.below)]
    found = told_in(readable(site, reader).filter(article__category__in=places), language)
    return list(found.order_by("article__position", "article_id")[: MOST_IN_A_LIST * 5])


def newest(site: Site, reader: Reader, language: str, most: int) -> list[Translation]:
    """What was published last."""
    found = told_in(readable(site, reader), language)
    return list(found.order_by("-published_at", "-pk")[:most])


def without_place(site: Site, reader: Reader, language: str) -> list[Translation]:
    """Articles that stand in no category."""
    found = told_in(readable(site, reader).filter(article__category=None), language)
    return list(found.order_by("article__position", "article_id")[:MOST_IN_A_LIST])
