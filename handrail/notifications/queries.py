"""What the list of notifications shows, and how many are new."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.notifications.models import Choice, Kind, Notification

MOST_SHOWN = 100
MOST_COUNTED = 99


class News(NamedTuple):
    """One line of the list."""

    pk: int
    kind: str
    by: str
    at: datetime
    read_at: datetime | None
    number: int
    subject: str
    customer: str
    entry: int
    instead_of: str | None

    @property
    def is_read(self) -> bool:
        """Whether it is no news any more."""
        return self.read_at is not None

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
        }[Kind(self.kind)] % who


def news_of(agent: Agent) -> list[News]:
    """The newest hundred, of conversations the agent may still see, in one statement."""
    return _read(_visible(agent).order_by("-pk")[:MOST_SHOWN])


def news_among(agent: Agent, keys: Collection[int]) -> list[News]:
    """Those of the notifications that are of conversations the agent may still see, oldest first."""
    return _read(_visible(agent).filter(pk__in=keys).order_by("pk"))


def _read(found: QuerySet[Notification]) -> list[News]:
    rows = found.values_list(
        *("pk", "kind", "by", "created_at", "read_at", "conversation__number", "conversation__subject"),
        *("conversation__customer__name", "entry", "instead_of__name"),
    )
    return [News(*row) for row in rows]


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
    return Notification.objects.filter(agent=agent, conversation__in=Conversation.objects.visible_to(agent))
