"""The board of a language: what is missing, outdated or waits for review, the most wanted first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Prefetch, Q

from handrail.helpcenter.counting.asking import views_of_fallback
from handrail.helpcenter.models import Article, Origin, Site, State, Translation, Visibility
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import places


class Work(StrEnum):
    """What a language waits for, in the order of the board."""

    MISSING = "missing"
    OUTDATED = "outdated"
    REVIEW = "review"


@dataclass(frozen=True)
class Line:
    """An article that wants work in a language; `views` is how often its fallback was read in 28 days."""

    article: Article
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
    """The board of a language, in four SQL statements.

    On it stands what readers may want: published articles of sites that speak the language, and those that
    have words in it already; the team's own handbook only where somebody began to translate it.
    """
    articles = {article.pk: article for article in _articles(language, reader)}
    wanted = views_of_fallback(language)
    lines: dict[Work, list[Line]] = {work: [] for work in Work}
    for place in places((pk, language) for pk in articles):
        line = _line(articles[place.article], language, place.standing, wanted.get(place.article, 0))
        if line is not None:
            lines[line.work].append(line)
    for waiting in lines.values():
        waiting.sort(key=lambda line: (-line.views, line.standing != Standing.MAJORLY_OUTDATED, line.title))
    left = sum(map(len, lines.values()))
    return Board(language, lines, len(articles) - left, len(articles))


def _articles(language: str, reader: Reader) -> list[Article]:
    """Articles with the words of their source and of this language, but not the bodies."""
    words = Translation.objects.filter(
        Q(language=language) | Q(language=F("article__source_language"))
    ).select_related("published", "latest")
    light = words.defer("published__body", "published__summary", "latest__body", "latest__summary")
    meant = Q(site__languages__contains=[language]) & ~Q(visibility=Visibility.INTERNAL)
    speaks = meant | Q(translations__language=language)
    source = Translation.objects.filter(language=F("article__source_language"), published__isnull=False)
    found = Article.objects.visible_to(reader).filter(
        speaks, is_template=False, pk__in=source.values("article")
    )
    found = found.exclude(source_language=language).distinct()
    return list(found.prefetch_related(Prefetch("translations", light, to_attr="of_board")))


def _line(article: Article, language: str, standing: Standing, views: int) -> Line | None:
    words: dict[str, Translation] = {one.language: one for one in article.of_board}  # type: ignore[attr-defined]
    source, one = words[article.source_language], words.get(language)
    work = _work(one, standing)
    if work is None or source.published is None:
        return None
    latest = one.latest if one else None
    return Line(
        article=article,
        title=source.published.title,
        work=work,
        standing=standing,
        state=one.state if one else "",
        by=latest.by if latest else "",
        is_machine=latest is not None and latest.origin == Origin.MACHINE,
        views=views,
    )


def _work(one: Translation | None, standing: Standing) -> Work | None:
    """What an article waits for; one that was taken from readers in this language waits for nothing."""
    if standing == Standing.UNREADY or (one is not None and one.state == State.ARCHIVED):
        return None
    if one is not None and one.state == State.REVIEW:
        return Work.REVIEW
    if one is None or one.published is None or standing == Standing.MISSING:
        return Work.MISSING
    return None if standing == Standing.CURRENT else Work.OUTDATED
