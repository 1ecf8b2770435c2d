"""What readers said of articles: whether they helped, and why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from django.db.models import Count, Q, QuerySet

from handrail.helpcenter.counting.asking import since
from handrail.helpcenter.models import Article
from handrail.helpcenter.models.voting import Reason, Vote


@dataclass(frozen=True)
class Votes:
    """How many said "it helped" and "not yet", and their reasons, the most frequent first."""

    helped: int = 0
    not_yet: int = 0
    reasons: list[tuple[str, int]] = field(default_factory=list)

    @property
    def cast(self) -> int:
        """All of them."""
        return self.helped + self.not_yet


def votes_of(article: Article, *, days: int) -> Votes:
    """What readers said of one article in a stretch of days. One statement."""
    rows = _cast(days).filter(translation__article=article).values_list("helped", "reason")
    return _summed(list(rows.annotate(times=Count("pk")).order_by("-times")))


def unhelpful(articles: QuerySet[Article], *, days: int, most: int) -> list[tuple[int, Votes]]:
    """Keys of articles that did not help, those that helped least often first, with what was said of them."""
    told = _cast(days).filter(translation__article__in=articles).values_list("translation__article")
    sums = told.annotate(no=Count("pk", filter=Q(helped=False)), yes=Count("pk", filter=Q(helped=True)))
    worst = sums.filter(no__gt=0).order_by("-no", "yes")[:most]
    return [(key, Votes(helped=yes, not_yet=no)) for key, no, yes in worst]


def _cast(days: int) -> QuerySet[Vote]:
    first = datetime.combine(since(days), time.min, tzinfo=UTC)
    return Vote.objects.filter(at__gte=first)


def _summed(rows: list[tuple[bool, str, int]]) -> Votes:
    labels = dict(Reason.choices)
    reasons = [
        (str(labels[reason]), times) for helped, reason, times in rows if not helped and reason in labels
    ]
    helped = sum(times for yes, _reason, times in rows if yes)
    return Votes(helped, sum(times for _yes, _reason, times in rows) - helped, reasons)
