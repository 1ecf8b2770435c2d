"""What agents see of chats: beside a conversation, on the rows of a list, and what rings at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat.models import LIVE, Chat, ChatState, Offer, Seat, Told
from handrail.conversations.models import Conversation

HERE_FOR = timedelta(seconds=40)


@dataclass(frozen=True)
class Shown:
    """A chat as its conversation's page shows it; `seen` is the newest entry that the visitor has read."""

    state: str
    page: str
    phase: str
    outcome: str
    email: str
    rating: int | None
    rating_text: str
    begun_at: datetime
    is_here: bool
    seen: int
    rings_at: int | None
    enter_sends: bool
    is_blocked: bool

    @property
    def is_live(self) -> bool:
        """Whether what one writes is read in the widget right away."""
        return self.state in LIVE

    @property
    def page_text(self) -> str:
        """The page's address as it is read: without the protocol, and what leads nowhere."""
        return self.page.split("://", 1)[-1].rstrip("/")

    @property
    def page_link(self) -> str:
        """The page's address where it may be followed: of the web alone."""
        return self.page if self.page.startswith(("https://", "http://")) else ""


def shown_of(conversation: Conversation, agent: Agent) -> Shown | None:
    """The chat of a conversation, in one statement; None for what came by another door."""
    if conversation.channel != "chat":
        return None
    seen = Told.objects.filter(chat=OuterRef("pk"), pk__lte=OuterRef("visitor_seen")).order_by()
    enter = Seat.objects.filter(pk=agent.pk).values("enter_sends")
    found: Any = (
        Chat.objects.filter(pk=conversation.pk)
        .annotate(
            seen=Subquery(seen.values("chat").annotate(all=Max("entry")).values("all")),
            rings_at=F("offer__agent"),
            enter_sends=Subquery(enter),
            now=Now(),
        )
        .first()
    )
    if found is None:
        return None
    return Shown(
        state=found.state,
        page=found.page,
        phase=found.phase,
        outcome=found.outcome,
        email=found.email,
        rating=found.rating,
        rating_text=found.rating_text,
        begun_at=found.begun_at,
        is_here=found.here_at is not None and found.here_at > found.now - HERE_FOR,
        seen=found.seen or 0,
        rings_at=found.rings_at,
        enter_sends=bool(found.enter_sends),
        is_blocked=found.blocked_at is not None,
    )


def live_among(conversations: Iterable[int]) -> dict[int, str]:
    """Of these conversations the chats that somebody is in or that ring, by key, with their state."""
    return dict(Chat.objects.filter(pk__in=list(conversations), state__in=LIVE).values_list("pk", "state"))


@dataclass(frozen=True)
class Ring:
    """A chat that rings at an agent, for so many seconds more."""

    number: int
    customer: str
    preview: str
    page: str
    since: datetime
    seconds: int


@dataclass(frozen=True)
class Ringing:
    """What an agent's pages show: how they sit, and what rings at them."""

    seat: Seat
    rings: list[Ring]


def ringing_at(agent: Agent) -> Ringing:
    """What rings at an agent now, in two statements."""
    seat = Seat.objects.filter(pk=agent.pk).first() or Seat(agent=agent)
    if not seat.takes_chats:
        return Ringing(seat, [])
    visible = Conversation.objects.visible_to(agent).values("pk")
    offers: Any = (
        Offer.objects.filter(agent=agent, chat__state=ChatState.RINGING, chat__in=visible)
        .select_related("chat__conversation__customer")
        .annotate(now=Now())
        .order_by("until", "pk")
    )
    return Ringing(seat, [_ring(one) for one in offers])


def _ring(offer: Any) -> Ring:
    conversation = offer.chat.conversation
    return Ring(
        number=conversation.number,
        customer=conversation.customer.name or offer.chat.name,
        preview=conversation.preview,
        page=offer.chat.page.split("://", 1)[-1].rstrip("/"),
        since=conversation.waiting_since or timezone.now(),
        seconds=max(0, round((offer.until - offer.now).total_seconds())),
    )
