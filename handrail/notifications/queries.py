"""What the list of notifications shows, and how many are new."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.core.masking import mask_deep
from handrail.helpcenter.models import Article, Translation
from handrail.helpcenter.readers import reader_for
from handrail.notifications.models import Choice, Kind, Notification

MOST_SHOWN = 100
MOST_COUNTED = 99
ICONS = {
    Kind.MENTIONED: "at-sign",
    Kind.ASSIGNED: "user-round-check",
    Kind.ANSWERED: "mail",
    Kind.NOTED: "sticky-note",
    Kind.FOLLOWED: "eye",
    Kind.BESIDE: "messages-square",
    Kind.UNSENT: "circle-alert",
    Kind.VERIFY: "calendar-check",
}


class News(NamedTuple):
    """One line of the list: of a conversation (`number`, `entry`), or of an article and its `title`."""

    pk: int
    kind: str
    by: str
    at: datetime
    read_at: datetime | None
    number: int | None
    subject: str | None
    customer: str | None
    entry: int | None
    instead_of: str | None
    title: str | None

    @property
    def is_read(self) -> bool:
        """Whether it is no news any more."""
        return self.read_at is not None

    @property
    def icon(self) -> str:
        """What stands before it in the list."""
        return ICONS[Kind(self.kind)]

    @property
    def path(self) -> str:
        """Where one goes from here."""
        if self.number is None:
            return reverse("follow_notification", args=[self.pk])
        return reverse("conversation", args=[self.number])

    @property
    def about(self) -> str:
        """What it is about: the conversation by its number and subject, the article by its title."""
        return self.title or "" if self.number is None else f"#{self.number} {self.subject}".strip()

    @property
    def sentence(self) -> str:
        """What happened, in the reader's words."""
        who = {"name": self.by or _("Somebody")}
        return {
            Kind.MENTIONED: _("%(name)s mentions you"),
            Kind.ASSIGNED: _("%(name)s gave you this conversation"),
            Kind.ANSWERED: _("%(name)s wrote"),
            Kind.NOTED: _("%(name)s left a note"),
            Kind.FOLLOWED: _("News from %(name)s; you follow this conversation"),
            Kind.BESIDE: _("%(name)s answered in a side conversation"),
            Kind.UNSENT: _("Your reply could not be sent"),
            Kind.VERIFY: _("An article is to be verified. Is it still true?"),
        }[Kind(self.kind)] % who


def news_of(agent: Agent) -> list[News]:
    """The newest hundred, of what the agent may still see and has still to do, in one statement."""
    return _read(_visible(agent).order_by("-pk")[:MOST_SHOWN], agent)


def news_among(agent: Agent, keys: Collection[int]) -> list[News]:
    """Those of the notifications that are of what the agent may still see, oldest first."""
    return _read(_visible(agent).filter(pk__in=keys).order_by("pk"), agent)


def _read(found: QuerySet[Notification], agent: Agent) -> list[News]:
    own = Translation.objects.filter(
        article=OuterRef("article"), language=OuterRef("article__source_language")
    )
    rows = found.annotate(title=Subquery(own.values("latest__title")[:1])).values_list(
        *("pk", "kind", "by", "created_at", "read_at", "conversation__number", "conversation__subject"),
        *("conversation__customer__name", "entry", "instead_of__name", "title"),
    )
    return [News(*(mask_deep([*row]) if agent.is_guest else row)) for row in rows]


def count_new(agent: Agent) -> int:
    """How many are not read, up to a hundred."""
    return _visible(agent).filter(read_at=None).values("pk")[: MOST_COUNTED + 1].count()


def absence() -> dict[str, Any]:
    """When an agent (the outer `pk`) is back, and the key of the colleague who is told too: expressions."""
    chosen = Choice.objects.filter(agent=OuterRef("pk"))
    return {
        "back_at": Subquery(chosen.values("away_until")[:1]),
        "instead": Subquery(chosen.values("substitute")[:1]),
    }


def _visible(agent: Agent) -> QuerySet[Notification]:
    """Of conversations they may see; of articles that are still theirs, and still due on that day."""
    seen = Q(conversation__in=Conversation.objects.visible_to(agent))
    articles = Article.objects.visible_to(reader_for(agent)).filter(is_template=False)
    still = Q(article__in=articles, article__verify_by=F("due_on"))
    theirs = Q(article__owner=Coalesce(F("instead_of"), F("agent")))
    return Notification.objects.filter(seen | still & theirs, agent=agent)
