"""The board of a language: what is missing, outdated or waits for review, the most wanted first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import F, Q

from handrail.helpcenter.counting.asking import views_of_fallback
from handrail.helpcenter.models import Article, ArticleQuerySet, Origin, Site, State, Translation, Visibility
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import Place, places


class Work(StrEnum):
    """What a language waits for, in the order of the board."""

    MISSING = "missing"
    OUTDATED = "outdated"
    REVIEW = "review"


@dataclass(frozen=True)
class Line:
    """An article (its key) that wants work in a language; `views`: its fallback was read so often in 28 days.

    `state`, `by` and `is_machine` are of the newest words in the language, empty without any.
    """

    article: int
    title: str
    work: Work
    standing: Standing
    state: str
    by: str
    is_machine: bool
    views: int


@dataclass(frozen=True)
class Board:
    """All the work that waits in a language, and how much of it is done."""

    language: str
    lines: Mapping[Work, list[Line]]
    done: int
    total: int


def languages_of(reader: Reader) -> list[str]:
    """Every language that a site is meant to be read in, or that an article has; two SQL statements."""
    meant = {one for site in Site.objects.filter(is_on=True) for one in site.languages}
    written = Translation.objects.visible_to(reader).order_by().values_list("language", flat=True).distinct()
    return sorted(meant | set(written))


def board_of(language: str, *, reader: Reader) -> Board:
    """The board of a language, in three SQL statements.

    On it stands what readers may want: published articles of sites that speak the language, and those that
    have words in it already; the team's own handbook only where somebody began to translate it.
    """
    sources, words = _words(language, reader)
    wanted = views_of_fallback(language)
    lines: dict[Work, list[Line]] = {work: [] for work in Work}
    for place in places((article, language) for article in sources):
        one = words.get(place.article)
        work = work_of(one, place.standing)
        if work is not None:
            title, views = sources[place.article].title, wanted.get(place.article, 0)
            lines[work].append(_line(place, work, one or _NOTHING, title, views))
    for waiting in lines.values():
        waiting.sort(key=lambda line: (-line.views, line.standing != Standing.MAJORLY_OUTDATED, line.title))
    left = sum(map(len, lines.values()))
    return Board(language, lines, len(sources) - left, len(sources))


class Told(NamedTuple):
    """What the board needs of a translation; the title is the one that readers see."""

    state: str
    is_published: bool
    title: str
    by: str
    origin: str


_NOTHING = Told("", False, "", "", "")


def _words(language: str, reader: Reader) -> tuple[dict[int, Told], dict[int, Told]]:
    """The sources of the articles on the board, and what they have in this language, by the article's key."""
    articles = _articles(language, reader).values("pk")
    of_both = Q(language=language) | Q(language=F("article__source_language"))
    rows = Translation.objects.filter(of_both, article__in=articles).values_list(
        *("article_id", "language", "state", "published_id"),
        *("published__title", "latest__by", "latest__origin"),
    )
    sources: dict[int, Told] = {}
    words: dict[int, Told] = {}
    for article, spoken, state, published, title, by, origin in rows:
        told = Told(state, published is not None, title or "", by or "", origin or "")
        (words if spoken == language else sources)[article] = told
    return sources, words


def _articles(language: str, reader: Reader) -> ArticleQuerySet:
    meant = Q(site__languages__contains=[language]) & ~Q(visibility=Visibility.INTERNAL)
    begun = Translation.objects.filter(language=language).values("article")
    return translated(reader).filter(meant | Q(pk__in=begun)).exclude(source_language=language)


def translated(reader: Reader) -> ArticleQuerySet:
    """The articles that stand on boards, if any language wants them: published in their source."""
    source = Translation.objects.filter(language=F("article__source_language"), published__isnull=False)
    return Article.objects.visible_to(reader).filter(pk__in=source.values("article"), is_template=False)


def _line(place: Place, work: Work, told: Told, title: str, views: int) -> Line:
    is_machine = told.origin == Origin.MACHINE
    return Line(place.article, title, work, place.standing, told.state, told.by, is_machine, views)


def work_of(one: Told | None, standing: Standing) -> Work | None:
    """What an article waits for; one that was taken from readers in this language waits for nothing."""
    if standing == Standing.UNREADY or (one is not None and one.state == State.ARCHIVED):
        return None
    if one is not None and one.state == State.REVIEW:
        return Work.REVIEW
    if one is None or not one.is_published or standing == Standing.MISSING:
        return Work.MISSING
    return None if standing == Standing.CURRENT else Work.OUTDATED
