"""What agents see of chats: beside a conversation, on the rows of a list, and what rings at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Now

from handrail.accounts.models import Agent
from handrail.channels.chat.models import AFTER_SEND, LIVE, Chat, ChatState, Offer, Seat, Told
from handrail.channels.chat.questions import Question, asked, question_of
from handrail.channels.chat.sitting import left
from handrail.conversations.models import Conversation

HERE_FOR = timedelta(seconds=40)
MOST_AT_HAND = 20  # that are named


@dataclass(frozen=True)
class Shown:
    """A chat as its conversation's page shows it; `seen` is the newest entry that the visitor has read.

    `is_left`: somebody else may take it, as whoever is in it is here no more. `after_send` is what the agent
    last chose to follow an answer to a chat that was over.
    """

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
    is_left: bool
    after_send: str

    @property
    def is_live(self) -> bool:
        """Whether what one writes is read in the widget right away: somebody is in the chat or asked for, or
        the assistant answers a visitor who is here.
        """
        return self.state in LIVE or self.is_assisted_here

    @property
    def is_assisted_here(self) -> bool:
        """Whether the assistant answers a visitor who is here."""
        return self.state == ChatState.ANSWERING and self.is_here

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
    seat = Seat.objects.filter(pk=agent.pk)
    found: Any = (
        Chat.objects.filter(pk=conversation.pk)
        .annotate(
            seen=Subquery(seen.values("chat").annotate(all=Max("entry")).values("all")),
            rings_at=F("offer__agent"),
            enter_sends=Subquery(seat.values("enter_sends")),
            after_send=Subquery(seat.values("after_send")),
            is_left=Exists(left().filter(pk=OuterRef("pk"))),
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
        is_here=_is_here(found),
        seen=found.seen or 0,
        rings_at=found.rings_at,
        enter_sends=bool(found.enter_sends),
        is_blocked=found.blocked_at is not None,
        is_left=found.is_left,
        after_send=found.after_send or AFTER_SEND,
    )


def is_in_front(conversation: Conversation) -> bool:
    """Whether what an agent says now is read in the widget right away, as `Shown.is_live` has it."""
    found: Any = Chat.objects.filter(pk=conversation.pk).annotate(now=Now()).first()
    if found is None:
        return False
    return found.is_live or (found.state == ChatState.ANSWERING and _is_here(found))


def _is_here(chat: Any) -> bool:
    """Whether their window is open: it said so lately, and has not been closed since."""
    if chat.here_at is None or chat.here_at <= chat.now - HERE_FOR:
        return False
    return chat.left_at is None or chat.left_at < chat.here_at


class OnRow(NamedTuple):
    """What the row of a chat shows: its state while somebody is in it or waits, else empty; the page.

    `is_mine`: the agent who looks is in it.
    """

    live: str
    page: str
    is_mine: bool


def on_rows(conversations: Iterable[int], agent: Agent) -> dict[int, OnRow]:
    """The chats of these conversations by their keys, in one statement."""
    wanted = ("pk", "state", "page", "conversation__assignee")
    found = Chat.objects.filter(pk__in=list(conversations)).values_list(*wanted)
    return {
        pk: OnRow(state if state in LIVE else "", page, state == ChatState.TALKING and assignee == agent.pk)
        for pk, state, page, assignee in found
    }


@dataclass(frozen=True)
class AtHand:
    """A chat that stands above every list: the agent is in it, or somebody waits and nobody is.

    `since` when its visitor waits; None while what they said is answered.
    """

    number: int
    customer: str
    page: str
    question: Question
    since: datetime | None
    is_mine: bool


def at_hand(agent: Agent) -> list[AtHand]:
    """The chats that an agent is in, then those in which somebody waits and that they may see.

    Who waits longest first; MOST_AT_HAND at most, in one statement.
    """
    mine = Q(chat__state=ChatState.TALKING, assignee=agent)
    waits = Q(chat__state=ChatState.RINGING) | Q(chat__in=left(), waiting_since__isnull=False)
    found: Any = Conversation.objects.visible_to(agent).filter(mine | waits)
    found = found.annotate(**asked(), is_mine=ExpressionWrapper(mine, output_field=BooleanField()))
    order = (F("is_mine").desc(), F("waiting_since").asc(nulls_last=True), "pk")
    rows = found.select_related("customer", "chat").order_by(*order)
    return [_at_hand(one) for one in rows[:MOST_AT_HAND]]


def _at_hand(one: Any) -> AtHand:
    return AtHand(
        number=one.number,
        customer=one.customer.name or one.chat.name,
        page=one.chat.page,
        question=question_of(one, one.preview),
        since=one.waiting_since or (None if one.is_mine else one.chat.begun_at),
        is_mine=one.is_mine,
    )


@dataclass(frozen=True)
class Ring:
    """A chat that rings at an agent, for so many seconds more."""

    number: int
    customer: str
    question: Question
    page: str
    seconds: int


@dataclass(frozen=True)
class Ringing:
    """What an agent's pages show: how they sit, and what rings at them.

    `stays`: their pages say that they are open, as somebody may count on it.
    """

    seat: Seat
    rings: list[Ring]
    stays: bool


def ringing_at(agent: Agent) -> Ringing:
    """What rings at an agent now, in two statements."""
    talking = Chat.objects.filter(state=ChatState.TALKING, conversation__assignee=agent)
    seats: Any = Seat.objects.annotate(talks=Exists(talking))
    seat = seats.filter(pk=agent.pk).first() or Seat(agent=agent)
    stays = getattr(seat, "talks", False) or (seat.takes_chats and not seat.is_paused)
    if not seat.takes_chats:
        return Ringing(seat, [], stays)
    visible = Conversation.objects.visible_to(agent).values("pk")
    offers: Any = (
        Offer.objects.filter(agent=agent, chat__state=ChatState.RINGING, chat__in=visible)
        .select_related("chat__conversation__customer")
        .annotate(now=Now(), **asked())
        .order_by("until", "pk")
    )
    return Ringing(seat, [_ring(one) for one in offers], stays)


def _ring(offer: Any) -> Ring:
    conversation = offer.chat.conversation
    return Ring(
        number=conversation.number,
        customer=conversation.customer.name or offer.chat.name,
        question=question_of(offer, conversation.preview),
        page=offer.chat.page.split("://", 1)[-1].rstrip("/"),
        seconds=max(0, round((offer.until - offer.now).total_seconds())),
    )
