"""Articles whose day to be verified has come: their owners are told, as of everything else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Article
from handrail.notifications.models import Kind, Notification
from handrail.notifications.verbs import choices_of, spread, substitutes


@transaction.atomic
def tell_due(*, at: datetime | None = None) -> list[Notification]:
    """Tell owners of what they have to verify by today, once for each day that is set; returns what is new.

    The substitutes of those who are away are told too. What is verified, or given to somebody else, shows no
    more (`queries`).
    """
    now = at or timezone.now()
    told = Notification.objects.filter(
        article=OuterRef("pk"), agent=OuterRef("owner"), due_on=OuterRef("verify_by")
    )
    due = Article.objects.filter(is_template=False, verify_by__lte=timezone.localdate(now))
    due = due.filter(owner__is_active=True).exclude(Exists(told)).select_related("owner")
    rows = list(due.order_by("verify_by", "pk"))
    choices = choices_of({one.owner_id for one in rows})
    away = substitutes(choices, now)
    instead = {away[one.pk]: one for one in Agent.objects.filter(pk__in=away, is_active=True)}
    choices |= choices_of({one.pk for one in instead.values()})
    news = [_news(one, one.owner) for one in rows]
    news += [_news(one, instead[one.owner_id]) for one in rows if one.owner_id in instead]
    return spread(news, choices, now)


def _news(article: Article, agent: Agent | None) -> Notification:
    instead_of = article.owner if article.owner != agent else None
    facts = {"article": article, "due_on": article.verify_by, "instead_of": instead_of}
    return Notification(agent=agent, kind=Kind.VERIFY, **facts)
