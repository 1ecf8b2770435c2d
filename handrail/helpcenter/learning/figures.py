"""Articles in numbers: read, read before somebody wrote to us, put in by agents, wanted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.helpcenter.counting.asking import since
from handrail.helpcenter.counting.keeping import today
from handrail.helpcenter.learning.votes import Votes, unhelpful, votes_of
from handrail.helpcenter.models import Article, ClickCount, Question, ReadCount, Site, Translation
from handrail.helpcenter.readers import reader_for

MOST = 40  # lines of a list
_AROUND = 8  # searches and conversations that are shown beside an article


@dataclass
class Figures:
    """One article in a stretch of days."""

    article: Article
    title: str = ""
    language: str = ""
    views: int = 0
    contacts: int = 0
    inserts: int = 0
    by_language: dict[str, int] = field(default_factory=dict)
    votes: Votes = field(default_factory=Votes)

    @property
    def contact_share(self) -> int:
        """Contacts for each hundred views; people who read it elsewhere (a widget) can make it more."""
        return round(100 * self.contacts / self.views) if self.views else 0


@dataclass(frozen=True)
class Around:
    """What stands beside an article while somebody writes: what was asked, and what still was."""

    questions: list[Question]
    searches: list[tuple[str, str, int]]  # language, words, how often it was opened from there
    conversations: list[Conversation]
    figures: Figures


def by_contacts(site: Site, agent: Agent, *, days: int) -> list[Figures]:
    """Articles after which people wrote to us, the most often first."""
    return _figures(_summed(site, agent, days).filter(contacted__gt=0).order_by("-contacted"))


def by_inserts(site: Site, agent: Agent, *, days: int) -> list[Figures]:
    """Articles that agents put into answers, the most often first."""
    return _figures(_summed(site, agent, days).filter(put__gt=0).order_by("-put"))


def by_views(site: Site, agent: Agent, *, days: int) -> list[Figures]:
    """Articles that are read, the most often first."""
    return _figures(_summed(site, agent, days).filter(seen__gt=0).order_by("-seen"))


def by_votes(site: Site, agent: Agent, *, days: int) -> list[Figures]:
    """Articles of which readers said that they did not help, the most often first."""
    seen = Article.objects.visible_to(reader_for(agent)).filter(site=site)
    found = unhelpful(seen, days=days, most=MOST)
    named = _named({key for key, _votes in found})
    return [Figures(*named[key], votes=votes) for key, votes in found if key in named]


def wanted_in(site: Site, agent: Agent, *, days: int) -> list[tuple[str, Figures]]:
    """(language, article) where readers got another language than they asked for, the most often first."""
    rows = _rows(site, agent, days).exclude(language=F("asked")).exclude(asked="")
    sums = rows.values_list("asked", "article").annotate(seen=Sum("views")).filter(seen__gt=0)
    found = list(sums.order_by("-seen")[:MOST])
    named = _named({article for _asked, article, _seen in found})
    told = []
    for asked, key, seen in found:
        article, title, language = named[key]
        told.append((asked, Figures(article, title, language, views=seen)))
    return told


def figures_of(article: Article, *, days: int) -> Figures:
    """The numbers of one article, with its views by the language that was asked for."""
    rows = ReadCount.objects.filter(article=article, day__gte=since(days)).values_list("asked")
    found = Figures(article, votes=votes_of(article, days=days))
    for asked, seen, contacted, put in rows.annotate(Sum("views"), Sum("contacts"), Sum("inserts")):
        found.views += seen
        found.contacts += contacted
        found.inserts += put
        if seen:
            found.by_language[asked] = seen
    found.by_language = dict(sorted(found.by_language.items(), key=lambda pair: -pair[1]))
    return found


def views_by_day(article: Article, *, days: int) -> list[tuple[date, int]]:
    """Every day of the stretch with its views, the oldest first."""
    first = since(days)
    rows = ReadCount.objects.filter(article=article, day__gte=first).values_list("day")
    seen = dict(rows.annotate(Sum("views")))
    count = (today() - first).days + 1
    return [(day, seen.get(day, 0)) for day in (first + timedelta(days=number) for number in range(count))]


def around(article: Article, agent: Agent, *, days: int) -> Around:
    """What was asked about an article: searches, and conversations that this agent may see."""
    clicks = ClickCount.objects.filter(article=article, day__gte=since(days)).values_list("language", "words")
    opened = clicks.annotate(times=Sum("count")).order_by("-times", "words")[:_AROUND]
    after = article.read_before.filter(day__gte=since(days)).order_by("-pk").values("conversation")
    seen = Conversation.objects.visible_to(agent).filter(pk__in=after)
    return Around(
        questions=list(article.questions.all()[:MOST]),
        searches=list(opened),
        conversations=list(seen.order_by("-pk")[:_AROUND]),
        figures=figures_of(article, days=days),
    )


def _rows(site: Site, agent: Agent, days: int) -> QuerySet[ReadCount]:
    seen = Article.objects.visible_to(reader_for(agent)).filter(site=site)
    return ReadCount.objects.filter(article__in=seen, day__gte=since(days))


def _summed(site: Site, agent: Agent, days: int) -> QuerySet[Any, Any]:
    rows = _rows(site, agent, days).values_list("article")
    return rows.annotate(seen=Sum("views"), contacted=Sum("contacts"), put=Sum("inserts"))


def _figures(rows: QuerySet[Any, Any]) -> list[Figures]:
    found = list(rows[:MOST])
    named = _named({key for key, *_numbers in found})
    return [
        Figures(*named[key], views=seen, contacts=contacted, inserts=put)
        for key, seen, contacted, put in found
        if key in named
    ]


def _named(keys: set[int]) -> dict[int, tuple[Article, str, str]]:
    """Each article with its newest title in its source language."""
    rows = Translation.objects.filter(article__in=keys, language=F("article__source_language"))
    told = rows.select_related("article", "latest")
    return {
        one.article_id: (one.article, one.latest.title if one.latest else "", one.language) for one in told
    }
