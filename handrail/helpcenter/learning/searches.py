"""Searches without a result, and searches from which nothing was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum

from handrail.helpcenter.counting.asking import since
from handrail.helpcenter.models import Article, Question, SearchCount, Site

MOST = 40  # lines of a list


@dataclass(frozen=True)
class Asked:
    """One search of a stretch of days: how often, how often nothing was found, or nothing of it opened.

    `answers` is an article that somebody writes or mends for it.
    """

    language: str
    words: str
    asked: int
    empty: int
    unopened: int
    answers: Article | None = None


def without_result(site: Site, *, days: int, language: str = "") -> list[Asked]:
    """What nothing was found for, the most often asked first."""
    return _asked(_summed(site, days, language).filter(empties__gt=0).order_by("-empties", "words"))


def without_click(site: Site, *, days: int, language: str = "") -> list[Asked]:
    """What something was found for, but nothing that readers opened, the most often asked first."""
    return _asked(_summed(site, days, language).filter(left__gt=0).order_by("-left", "words"))


def one_search(site: Site, *, language: str, words: str, days: int) -> Asked | None:
    """The same numbers of one search, None when nobody asked it."""
    found = _asked(_summed(site, days, language).filter(words=words))
    return found[0] if found else None


def languages_asked(site: Site, *, days: int) -> list[str]:
    """The languages in which anybody searched."""
    rows = SearchCount.objects.filter(site=site, day__gte=since(days))
    return list(rows.order_by("language").values_list("language", flat=True).distinct())


def _summed(site: Site, days: int, language: str) -> QuerySet[Any, Any]:
    rows = SearchCount.objects.filter(site=site, day__gte=since(days))
    rows = rows.filter(language=language) if language else rows
    sums = rows.values("language", "words").annotate(
        times=Sum("asked"), empties=Sum("empty"), clicks=Sum("clicked")
    )
    return sums.annotate(left=F("times") - F("empties") - F("clicks"))


def _asked(rows: QuerySet[Any, Any]) -> list[Asked]:
    found = list(rows[:MOST])
    attached = Question.objects.filter(words__in={one["words"] for one in found}).order_by("pk")
    answers = {(one.language, one.words): one.article for one in attached.select_related("article")}
    return [
        Asked(
            language=one["language"],
            words=one["words"],
            asked=one["times"],
            empty=one["empties"],
            unopened=max(one["left"], 0),
            answers=answers.get((one["language"], one["words"])),
        )
        for one in found
    ]
