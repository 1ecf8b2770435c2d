"""The inbox's views, built-in and saved: what each holds, and in which order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Subquery
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handrail.accounts.models import Agent, mailbox_ids
from handrail.conversations.models import Conversation, ConversationQuerySet, SavedView, ViewArrangement
from handrail.conversations.queries.filters.selecting import selection_of
from handrail.conversations.queries.personal import is_followed_by, is_mentioning
from handrail.core.masking import mask
from handrail.core.statements import Statement

PATIENCE = 2000  # milliseconds for a statement of a saved view
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


DUE = Order("due", _("Next due"), "due_order")
WAITING = Order("waiting", _("Waiting longest"), "waiting_order")
NEWEST = Order("newest", _("Newest first"), "last_activity_at", descending=True)
SOONEST = Order("soonest", _("Back soonest"), "snoozed_until")


@dataclass(frozen=True)
class View:
    """A named selection of conversations; the first order is its default.

    A `saved` one is given `within` milliseconds for its statements. Two are the same view when they select
    the same, whatever they are called.
    """

    key: str
    label: str | Promise = field(compare=False)
    icon: str = field(compare=False)
    select: Select
    orders: tuple[Order, ...] = field(compare=False)
    saved: SavedView | None = field(default=None, compare=False)
    within: int = 0
    is_apart: bool = field(default=False, compare=False)  # in the rail's foot, folded away

    @property
    def place(self) -> str:
        """How an arrangement names it."""
        return str(self.saved.pk) if self.saved else self.key

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
            (DUE, WAITING, NEWEST),
        ),
        View(
            "unassigned",
            _("Unassigned"),
            "circle-dashed",
            lambda rows, me: rows.open().filter(assignee=None),
            (DUE, WAITING, NEWEST),
        ),
        View(
            "mentions",
            pgettext_lazy("view of conversations", "Mentions"),
            "at-sign",
            lambda rows, me: rows.in_inbox().filter(is_mentioning(me)),
            (NEWEST, DUE, WAITING),
        ),
        View(
            "following",
            pgettext_lazy("view of conversations", "Following"),
            "bell",
            lambda rows, me: rows.not_closed().filter(is_followed_by(me)),
            (NEWEST, DUE, WAITING),
        ),
        View("waiting", _("Waiting"), "hourglass", lambda rows, me: rows.waiting(), (NEWEST,)),
        View("snoozed", _("Snoozed"), "alarm-clock", lambda rows, me: rows.snoozed(), (SOONEST,)),
        View("all", _("All open"), "layers", lambda rows, me: rows.open(), (DUE, WAITING, NEWEST)),
        View(
            "closed",
            pgettext_lazy("view of conversations", "Closed"),
            "circle-check",
            lambda rows, me: rows.closed(),
            (NEWEST,),
        ),
        View(
            "assistant",
            _("With the assistant"),
            "bot",
            lambda rows, me: rows.with_assistant(),
            (NEWEST,),
            is_apart=True,
        ),
        View("spam", _("Spam"), "shield-ban", lambda rows, me: rows.spam(), (NEWEST,), is_apart=True),
        View("trash", _("Trash"), "trash-2", lambda rows, me: rows.trash(), (NEWEST,), is_apart=True),
    )
}


@dataclass(frozen=True)
class Own:
    """What an agent has besides the built-in views: the saved ones, and how all are arranged."""

    saved: list[View]
    keys: list[str]
    hidden: list[str]


def own_views(agent: Agent) -> Own:
    """The saved views this agent sees, shared ones first, and the arrangement: one statement per request.

    Names and filters tell about conversations: who sees no mailbox sees his own views alone.
    """
    kept = vars(agent)
    if "own_views" not in kept:
        texts, keys, hidden = _OWN.rows(agent.pk)[0]
        found = [SavedView(**json.loads(text)) for text in texts]
        shown = found if mailbox_ids(agent) else [saved for saved in found if not saved.is_shared]
        kept["own_views"] = Own([as_view(saved, agent) for saved in shown], keys or [], hidden or [])
    own: Own = kept["own_views"]
    return own


def _own(agent: int) -> Any:
    arranged = ViewArrangement.objects.filter(agent=agent)
    names = ("id", "name", "filter", "order", "icon", "owner_id", "team_id")
    visible = SavedView.objects.visible_to(Agent(pk=agent)).order_by(F("owner").asc(nulls_first=True), "pk")
    saved = ArraySubquery(visible.values(told=JSONObject(**{name: name for name in names})))
    keys, hidden = Subquery(arranged.values("keys")), Subquery(arranged.values("hidden"))
    return Agent.objects.filter(pk=agent).values_list(saved, keys, hidden)


_OWN = Statement(_own)


def as_view(saved: SavedView, agent: Agent) -> View:
    """A saved view as this agent has it; a guest reads no address in it, and nobody may save that."""
    every = orders_of_saved()
    first = [order for order in every if order.key == saved.order] or list(every[:1])
    orders = (*first, *(order for order in every if order is not first[0]))
    select = selection_of(saved.filter, agent)
    if agent.is_guest:
        saved.name, saved.filter = mask(saved.name), mask(saved.filter)
    return View(saved.slug, saved.name, saved.icon, select, orders, saved, within=PATIENCE)


def orders_of_saved() -> tuple[Order, ...]:
    """The orders a saved view may have."""
    return VIEWS["all"].orders


def find_view(agent: Agent, slug: str) -> View | None:
    """The view of an address: a built-in one, or a saved one that this agent sees."""
    number = slug.rpartition("-")[2]
    return VIEWS.get(slug) or next((view for view in own_views(agent).saved if view.place == number), None)


@dataclass(frozen=True)
class Arranged:
    """A view where the agent has put it."""

    view: View
    is_hidden: bool


def arrange(agent: Agent) -> list[Arranged]:
    """All views of an agent in their order; those they have not placed come last."""
    own = own_views(agent)
    place = {key: index for index, key in enumerate(own.keys)}
    views = sorted([*VIEWS.values(), *own.saved], key=lambda view: place.get(view.place, len(place)))
    return [Arranged(view, view.place in own.hidden) for view in views]
