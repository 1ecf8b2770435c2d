"""Small questions that other parts of the help center ask of the counts."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Sum

from handrail.helpcenter.counting.keeping import today
from handrail.helpcenter.models import ReadCount

FALLBACK_DAYS = 28


def since(days: int) -> date:
    """The first day of the last so many, today among them."""
    return today() - timedelta(days=days - 1)


def views_of_fallback(language: str) -> dict[int, int]:
    """How often each article (its key) was read in the last 28 days by people who asked for this language
    and got another one.
    """
    return {article: views for (article, _asked), views in views_of_fallbacks(asked=language).items()}


def views_of_fallbacks(**only: str) -> dict[tuple[int, str], int]:
    """The same of every language (or those of `only`), by the article's key and the language asked for."""
    rows = ReadCount.objects.filter(day__gte=since(FALLBACK_DAYS), **only).exclude(asked="")
    found = rows.exclude(language=F("asked")).values_list("article", "asked").annotate(Sum("views"))
    return {(article, asked): views for article, asked, views in found if views}
