"""A page of a view: its rows, the next page's cursor, and the conversation that comes after another."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import OuterRef, Q, Subquery

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, ConversationQuerySet, Priority, Seen
from handrail.conversations.queries.masking import masked_rows
from handrail.conversations.queries.views import Order, View
from handrail.core.limits import TooSlow, queried_within
from handrail.core.statements import Statement

PAGE = 50
KEPT = 256  # statements: of the built-in views, and of the saved ones that are looked at

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """One conversation in a list."""

    pk: int
    number: int
    subject: str
    preview: str
    language: str | None
    channel: str
    category: str
    priority: int
    waiting_since: datetime | None
    next_due_at: datetime | None
    last_activity_at: datetime
    snoozed_until: datetime | None
    last_customer_entry: int
    last_side_entry: int
    parent: int | None
    customer: str
    organisation: str | None
    assignee: str | None
    seen: int | None
    key: datetime

    @property
    def place(self) -> int:
        """Where it stands in its order: the sorted time in microseconds since 1970."""
        return (self.key - _EPOCH) // timedelta(microseconds=1)

    @property
    def is_new(self) -> bool:
        """Whether the customer, or somebody asked beside it, has written what this agent has not read."""
        return max(self.last_customer_entry, self.last_side_entry) > (self.seen or 0)

    @property
    def priority_label(self) -> str:
        """Raised: "High" or "Urgent" in the reader's words; empty for what is not raised."""
        return str(Priority(self.priority).label) if self.priority > Priority.NORMAL else ""


COLUMNS = (
    "pk",
    "number",
    "subject",
    "preview",
    "language",
    "channel",
    "category",
    "priority",
    "waiting_since",
    "next_due_at",
    "last_activity_at",
    "snoozed_until",
    "last_customer_entry",
    "last_side_entry",
    "parent",
    "customer__name",
    "customer__organisation__name",
    "assignee__name",
)


@dataclass(frozen=True)
class Page:
    """One page of rows; `next` is the cursor of the page after it, or empty.

    `is_too_slow`: the database gave up, as it may for a saved view.
    """

    view: View
    order: Order
    rows: list[Row]
    next: str
    is_too_slow: bool = False


class BadCursor(ValueError):
    """The cursor in the address was not made by us."""


def list_page(view: View, agent: Agent, *, order: str = "", after: str = "") -> Page:
    """The rows after the cursor `after`, at most 50, in one statement.

    Raises BadCursor, and TooSlow for a saved view.
    """
    chosen = view.order(order)
    place = read_cursor(after) if after else ()
    statement = _page_of(view, chosen.key, deeper=bool(after))
    found = masked_rows(agent, [Row(*values) for values in statement.rows(agent, *place)])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(view, chosen, found[:PAGE], make_cursor(last.key, last.pk) if last else "")


def list_some(view: View, agent: Agent, numbers: Sequence[int], *, order: str = "") -> Page:
    """The rows with these numbers that the view holds, in its order, in one statement."""
    chosen = view.order(order)
    found = _some_of(view, chosen.key).rows(agent, numbers)
    return Page(view, chosen, masked_rows(agent, [Row(*values) for values in found]), "")


@lru_cache(maxsize=KEPT)
def _some_of(view: View, order: str) -> Statement:
    """Some rows of a view for any agent."""
    chosen = view.order(order)

    def write(agent: Agent, numbers: list[int]) -> Any:
        rows = view.of(agent).filter(number__in=numbers).order_by(*chosen.columns)
        return drawn(rows, agent, chosen.column)

    return Statement(write, within=view.within)


@lru_cache(maxsize=KEPT)
def _page_of(view: View, order: str, *, deeper: bool) -> Statement:
    """A page of a view for any agent, from the beginning or (`deeper`) behind any cursor."""
    chosen = view.order(order)

    def write(agent: Agent, *place: Any) -> Any:
        rows = view.of(agent)
        rows = rows.filter(_beyond(chosen, *place)) if deeper else rows
        return drawn(rows.order_by(*chosen.columns)[: PAGE + 1], agent, chosen.column)

    return Statement(write, within=view.within)


def rows_of(agent: Agent, keys: Sequence[int]) -> list[Row]:
    """Those of the conversations with these keys that the agent may see, in no order, in one statement."""
    return masked_rows(agent, [Row(*values) for values in _WITH_KEYS.rows(agent, keys)])


def _with_keys(agent: Agent, keys: list[int]) -> Any:
    return drawn(Conversation.objects.visible_to(agent).filter(pk__in=keys), agent, "last_activity_at")


_WITH_KEYS = Statement(_with_keys)


def draw_rows(rows: ConversationQuerySet, agent: Agent) -> list[Row]:
    """The rows as lists show them."""
    try:
        return masked_rows(agent, [Row(*values) for values in drawn(rows, agent, "last_activity_at")])
    except EmptyResultSet:
        return []


def drawn(rows: ConversationQuerySet, agent: Agent, key: str) -> Any:
    """What a `Row` is made of; `key` is the column of the order."""
    seen = Seen.objects.filter(agent=agent, conversation=OuterRef("pk")).values("entry")[:1]
    return rows.annotate(seen_entry=Subquery(seen)).values_list(*COLUMNS, "seen_entry", key)


def number_beside(
    view: View, agent: Agent, conversation: Any, *, order: str, back: bool = False
) -> int | None:
    """The conversation below this one in the view (`back`: above it), else the first other one."""
    chosen = view.order(order)
    others = view.of(agent).exclude(pk=conversation.pk).order_by(*chosen.columns)
    key = getattr(conversation, chosen.column)
    found = None
    if key is not None:
        side = replace(chosen, descending=chosen.descending != back)
        beside = others.filter(_beyond(side, key, conversation.pk)).order_by(*side.columns)
        found = _first_number(beside, view.within)
    return found or _first_number(others, view.within)


def _first_number(rows: ConversationQuerySet, within: int) -> int | None:
    numbers = rows.values_list("number", flat=True)
    if not within:
        return numbers.first()
    try:
        found = queried_within(numbers[:1], within)
    except (TooSlow, EmptyResultSet):
        return None
    return found[0][0] if found else None


def make_cursor(key: datetime, pk: int) -> str:
    """The place of a row in its order, as text for an address."""
    return base64.urlsafe_b64encode(f"{key.isoformat()} {pk}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, int]:
    """The place that `make_cursor` wrote. Raises BadCursor."""
    try:
        key, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(" ")
        return datetime.fromisoformat(key).astimezone(UTC), int(pk)
    except (ValueError, OverflowError):
        raise BadCursor(text) from None


def _beyond(order: Order, key: datetime, pk: int) -> Q:
    side = "lt" if order.descending else "gt"
    return Q(**{f"{order.column}__{side}": key}) | Q(**{order.column: key, f"pk__{side}": pk})
