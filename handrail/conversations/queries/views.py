"""The inbox's views: what each holds, in which order, and how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handrail.accounts.models import Agent, mailbox_ids
from handrail.conversations.models import Conversation, ConversationQuerySet, Draft

MOST_COUNTED = 1000
Select = Callable[[ConversationQuerySet, Agent], ConversationQuerySet]


@dataclass(frozen=True)
class Order:
    """A stable order for keyset paging: a column that is never null, then the key."""

    key: str
    label: str | Promise
    column: str
    descending: bool = False

    @property
    def columns(self) -> tuple[str, str]:
        """Names for order_by."""
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}pk"


WAITING = Order("waiting", _("Waiting longest"), "waiting_order")
NEWEST = Order("newest", _("Newest first"), "last_activity_at", descending=True)
SOONEST = Order("soonest", _("Back soonest"), "snoozed_until")


@dataclass(frozen=True)
class View:
    """A named selection of conversations; the first order is its default."""

    key: str
    label: str | Promise
    icon: str
    select: Select
    orders: tuple[Order, ...]

    def order(self, key: str) -> Order:
        """The order of that name, or the default one."""
        return next((order for order in self.orders if order.key == key), self.orders[0])

    def of(self, agent: Agent) -> ConversationQuerySet:
        """The view's conversations that the agent may see."""
        return self.select(Conversation.objects.visible_to(agent), agent)


VIEWS: dict[str, View] = {
    view.key: view
    for view in (
        View(
            "mine",
            _("Mine"),
            "user-round",
            lambda rows, me: rows.open().filter(assignee=me),
            (WAITING, NEWEST),
        ),
        View(
            "unassigned",
            _("Unassigned"),
            "circle-dashed",
            lambda rows, me: rows.open().filter(assignee=None),
            (WAITING, NEWEST),
        ),
        View("waiting", _("Waiting"), "hourglass", lambda rows, me: rows.waiting(), (NEWEST,)),
        View("snoozed", _("Snoozed"), "alarm-clock", lambda rows, me: rows.snoozed(), (SOONEST,)),
        View("all", _("All open"), "layers", lambda rows, me: rows.open(), (WAITING, NEWEST)),
        View(
            "closed",
            pgettext_lazy("view of conversations", "Closed"),
            "circle-check",
            lambda rows, me: rows.closed(),
            (NEWEST,),
        ),
    )
}


@dataclass(frozen=True)
class Counted:
    """A view in the rail with its count; `shown` is "999+" when there are more than 999."""

    view: View
    count: int

    @property
    def shown(self) -> str:
        """The count as it is drawn; empty for none."""
        if not self.count:
            return ""
        return str(self.count) if self.count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


class Counts(list[Counted]):
    """The views with their counts, and how many `drafts` the agent has."""

    drafts: int = 0


def count_views(agent: Agent) -> Counts:
    """All views with their counts, in one statement that reads at most 1,000 index rows for each."""
    if not mailbox_ids(agent):
        return Counts(Counted(view, 0) for view in VIEWS.values())
    with connection.cursor() as cursor:
        cursor.execute(*_counting(agent.pk, tuple(mailbox_ids(agent))))
        counts = cursor.fetchone() or ()
    found = Counts(map(Counted, VIEWS.values(), counts))
    found.drafts = counts[-1] if counts else 0
    return found


@lru_cache(maxsize=1024)
def _counting(agent: int, mailboxes: tuple[int, ...]) -> tuple[str, list[Any]]:
    """The statement that counts. Django needs longer to write it than PostgreSQL to run it."""
    who = Agent.known(agent, list(mailboxes))
    parts: list[str] = []
    params: list[Any] = []
    for view in VIEWS.values():
        sql, values = view.of(who).order_by().values("pk")[:MOST_COUNTED].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django wrote it
        params += values
    sql, values = Draft.objects.of(who).values("pk")[:MOST_COUNTED].query.sql_with_params()
    parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django wrote it
    return "SELECT " + ", ".join(parts), [*params, *values]
