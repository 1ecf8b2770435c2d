"""What the inbox page shows: views, a list, one conversation; and where we are in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE
from handrail.channels.chat.showing import on_rows, shown_of
from handrail.channels.email.models import Connection
from handrail.conversations.models import Conversation, Priority
from handrail.conversations.policies import policy_of, scope_of
from handrail.conversations.priorities import Impact, Urgency
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.filters.selecting import problems_of_view
from handrail.conversations.queries.masking import mask_conversation, masked_recipients
from handrail.conversations.queries.reading import Reading, find, read
from handrail.conversations.queries.recipients import Recipients, read_recipients, recipients_of
from handrail.conversations.queries.rows import BadCursor, Page, list_page, list_some
from handrail.conversations.queries.views import Order, View, find_view
from handrail.core.limits import TooSlow
from handrail.core.remembered import remembered
from handrail.customers.attributes import describe
from handrail.customers.models import Of
from handrail.routing.timeouts import Plan, plan_of
from handrail.ui.fragments import partial
from handrail.workspace.panels import PANELS

EVERYTHING = "all"  # the view of all open conversations


@lru_cache(maxsize=4096)
def address_of(name: str, *args: object) -> str:
    """An address by its name; a page needs some forty of them."""
    return reverse(name, args=args)


@dataclass(frozen=True)
class Spot:
    """Where the agent is: a view and its order; every address keeps it."""

    view: View
    order: Order

    def of(self, number: int) -> str:
        """The address of a conversation, seen from here."""
        return self._pattern.replace("/0/", f"/{number}/", 1)

    @cached_property
    def _pattern(self) -> str:
        """The address of conversation 0: a list needs fifty addresses that differ in the number alone."""
        return reverse("conversation", args=[0]) + "?" + self.query

    def beside(self, side: Any) -> str:
        """The address of a side conversation, seen from here."""
        return self.act("side", side.parent.number, side.number)

    def act(self, name: str, number: int, *more: object) -> str:
        """The address at which something is done to a conversation, coming back here."""
        return address_of(name, number, *more) + "?" + self.query

    @property
    def address(self) -> str:
        """The address of the list."""
        return self.ordered(self.order)

    def ordered(self, order: Order, after: str = "") -> str:
        """The list in another order, or its next page."""
        query = {} if order.key == self.view.orders[0].key else {"order": order.key}
        query |= {"after": after} if after else {}
        return reverse("inbox", args=[self.view.key]) + ("?" + urlencode(query) if query else "")

    @cached_property
    def query(self) -> str:
        """The spot as a query string."""
        query = {"view": self.view.key}
        if self.order.key != self.view.orders[0].key:
            query["order"] = self.order.key
        return urlencode(query)


def spot_of(request: HttpRequest, view: str | None = None) -> Spot:
    """The spot an address names; without one, all open conversations.

    A view that somebody has deleted while we are in it is nothing to stumble over: what is done to a
    conversation is done, and an open list becomes that of all open ones. Only its page is not found.
    """
    key = view or request.GET.get("view") or EVERYTHING
    found = _view_of(request, key)
    if found is None and (view is None or partial(request)):
        found = _view_of(request, EVERYTHING)
    if found is None:
        raise Http404
    return Spot(found, found.order(request.GET.get("order", "")))


def _view_of(request: HttpRequest, key: str) -> View | None:
    return find_view(request.user, key) if isinstance(request.user, Agent) else None


def list_context(request: HttpRequest, agent: Agent, spot: Spot) -> dict[str, Any]:
    """The rail of views and the list, in two statements."""
    saved = spot.view.saved
    problems = problems_of_view(saved.filter, agent) if saved else []
    return rows_context(request, agent, spot) | {"views": count_views(agent), "problems": problems}


def rows_context(request: HttpRequest, agent: Agent, spot: Spot) -> dict[str, Any]:
    """The list alone, in one statement."""
    after = request.GET.get("after", "") if request.method == "GET" else ""
    try:
        page = list_page(spot.view, agent, order=spot.order.key, after=after)
    except BadCursor:
        raise Http404 from None
    except TooSlow:
        page = Page(spot.view, spot.order, [], "", is_too_slow=True)
    return {"agent": agent, "spot": spot, "page": page, "reading": None, "after": after} | _live(page, agent)


def some_rows_context(agent: Agent, spot: Spot, numbers: Sequence[int]) -> dict[str, Any]:
    """Those of some conversations that the list holds, in one statement."""
    page = list_some(spot.view, agent, numbers, order=spot.order.key)
    return {"agent": agent, "spot": spot, "page": page, "reading": None} | _live(page, agent)


def _live(page: Page, agent: Agent) -> dict[str, Any]:
    """What the rows of chats show of them: one more statement where there are chats."""
    chats = [row.pk for row in page.rows if row.channel == "chat"]
    return {"chats": on_rows(chats, agent) if chats else {}}


def conversation_context(agent: Agent, spot: Spot, conversation: Any) -> dict[str, Any]:
    """One conversation with everything around it."""
    return context_of(agent, spot, read(agent, conversation))


def context_of(agent: Agent, spot: Spot, reading: Reading, known: Recipients | None = None) -> dict[str, Any]:
    """What the templates of a conversation need; `known` are its recipients if they were read before."""
    people = known or recipients(reading, agent)
    mask_conversation(reading.conversation, agent)
    return {
        "agent": agent,
        "may": TABLE.get(agent.role, frozenset()),
        "spot": spot,
        "reading": reading,
        "conversation": reading.conversation,
        "recipients": masked_recipients(people, agent),
        "priorities": _levels(Priority, get_language()),
        "impacts": _levels(Impact, get_language()),
        "urgencies": _levels(Urgency, get_language()),
        "snooze_choices": snooze_choices(timezone.localtime()),
        "now": timezone.localtime(),
        "panels": () if agent.is_guest else PANELS,
        "policy": "" if agent.is_guest else policy_of(scope_of(reading.conversation), get_language() or "en"),
        "timeout": _time_out(reading),
        "described": describe(Of.CUSTOMER, reading.conversation.customer.fields, given_only=True),
        "once": uuid.uuid4(),
        "can_send": can_send(reading.conversation.mailbox_id),
        "chat": shown_of(reading.conversation, agent),
        "error": "",
    }


class Level(NamedTuple):
    """One of a few, with its name in the reader's language."""

    value: int
    label: str


@lru_cache(maxsize=64)
def _levels(of: type[Priority | Impact | Urgency], _language: str | None) -> tuple[Level, ...]:
    return tuple(Level(one.value, str(one.label)) for one in of)


def _time_out(reading: Reading) -> Plan | None:
    """What happens when the customer does not answer; nothing, where no mail could say so."""
    found = plan_of(reading.conversation, reading.timeline.items, timezone.now())
    return found if found and can_send(reading.conversation.mailbox_id) else None


@remembered
def can_send(mailbox: int) -> bool:
    """Whether a reply from this mailbox could leave."""
    connection = Connection.objects.filter(mailbox=mailbox).first()
    return connection is not None and connection.sends


def recipients(reading: Reading, agent: Agent) -> Recipients:
    """Whom a reply would reach."""
    # The message to answer may be an earlier one; and what a guest has read is masked.
    if reading.timeline.has_earlier or agent.is_guest:
        return read_recipients(reading.conversation)
    messages = [item.message for item in reading.timeline.items if item.message]
    return recipients_of(messages, reading.addresses, reading.conversation.mailbox.own_addresses)


def find_or_404(agent: Agent, number: int, *, sides: bool = False) -> Any:
    """The conversation, or the one it has become part of, or the stranger's 404.

    A side conversation is found only where it is wanted (`sides`): nothing else is done to it.
    """
    try:
        found = find(agent, number)
        if found.parent_id and not sides:
            raise Http404
        return find(agent, found.merged_into.number) if found.merged_into_id else found
    except Conversation.DoesNotExist:
        raise Http404 from None


@dataclass(frozen=True)
class SnoozeChoice:
    """A time one often snoozes to."""

    label: str
    until: datetime


def snooze_choices(now: datetime) -> list[SnoozeChoice]:
    """Later today, tomorrow, next Monday, in a month: 9 o'clock in the agent's zone (`now` is local)."""
    morning = now.replace(hour=9, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - morning.weekday())
    choices = [
        SnoozeChoice(_("In three hours"), _hours_later(now.replace(second=0, microsecond=0), 3)),
        SnoozeChoice(_("Tomorrow morning"), morning + timedelta(days=1)),
        SnoozeChoice(_("Monday morning"), monday),
        SnoozeChoice(_("In four weeks"), morning + timedelta(days=28)),
    ]
    return list({choice.until: choice for choice in reversed(choices)}.values())[::-1]


def _hours_later(now: datetime, hours: int) -> datetime:
    """So many hours of real time later: adding to a local time is wrong when the clocks change."""
    return (now.astimezone(UTC) + timedelta(hours=hours)).astimezone(now.tzinfo)
