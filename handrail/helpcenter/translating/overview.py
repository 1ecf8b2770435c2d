"""What waits in all languages together: an article to a row, the most wanted first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.helpcenter.counting.asking import views_of_fallbacks
from handrail.helpcenter.models import Translation, Visibility
from handrail.helpcenter.readers import Reader
from handrail.helpcenter.translating.board import Told, Work, translated, work_of
from handrail.helpcenter.translating.staleness import Standing
from handrail.helpcenter.translating.standings import places


@dataclass(frozen=True)
class Row:
    """An article (its key) and the languages that wait for the same work, each with how it stands there.

    `views`: in these languages readers got another one so often in 28 days.
    """

    article: int
    title: str
    languages: Mapping[str, Standing]
    views: int

    @property
    def misleads(self) -> bool:
        """Whether readers of one of these languages are told what is no longer true."""
        return Standing.MAJORLY_OUTDATED in self.languages.values()


@dataclass(frozen=True)
class _Source:
    title: str
    language: str
    wanted: frozenset[str]


def overview(reader: Reader) -> dict[Work, list[Row]]:
    """All the work that waits, as the boards of the languages have it; three SQL statements."""
    sources, words = _read(reader)
    wanted = views_of_fallbacks()
    found: dict[Work, dict[int, dict[str, Standing]]] = {work: {} for work in Work}
    for place in places(_pairs(sources, words)):
        work = work_of(words.get((place.article, place.language)), place.standing)
        if work is not None:
            found[work].setdefault(place.article, {})[place.language] = place.standing
    return {work: _rows(articles, sources, wanted) for work, articles in found.items()}


def _read(reader: Reader) -> tuple[dict[int, _Source], dict[tuple[int, str], Told]]:
    """The sources, and what every article has in which language."""
    rows = Translation.objects.filter(article__in=translated(reader).values("pk")).values_list(
        *("article_id", "language", "state", "published_id", "published__title", "latest__by"),
        *("latest__origin", "article__source_language", "article__visibility", "site__languages"),
    )
    sources: dict[int, _Source] = {}
    words: dict[tuple[int, str], Told] = {}
    for article, spoken, state, published, title, by, origin, source, visibility, languages in rows:
        words[article, spoken] = Told(state, published is not None, title or "", by or "", origin or "")
        if spoken == source:
            wanted = frozenset() if visibility == Visibility.INTERNAL else frozenset(languages)
            sources[article] = _Source(title or "", source, wanted - {source})
    return sources, words


def _pairs(sources: Mapping[int, _Source], words: Mapping[tuple[int, str], Told]) -> set[tuple[int, str]]:
    """The languages that readers may want an article in, and those in which somebody has begun it."""
    meant = {(article, language) for article, one in sources.items() for language in one.wanted}
    begun = {(article, spoken) for article, spoken in words if article in sources}
    return meant | {one for one in begun if sources[one[0]].language != one[1]}


def _rows(
    articles: Mapping[int, dict[str, Standing]],
    sources: Mapping[int, _Source],
    wanted: Mapping[tuple[int, str], int],
) -> list[Row]:
    rows = [
        Row(
            article,
            sources[article].title,
            dict(sorted(standings.items())),
            sum(wanted.get((article, language), 0) for language in standings),
        )
        for article, standings in articles.items()
    ]
    return sorted(rows, key=lambda row: (-row.views, not row.misleads, -len(row.languages), row.title))
