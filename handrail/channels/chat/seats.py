"""Who takes chats now, and how many more. Of each agent only how they sit now is known, nothing of before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from handrail.accounts.models import Agent, Role
from handrail.accounts.permissions import TABLE, May
from handrail.channels.chat.models import Chat, ChatState, Offer, Seat
from handrail.channels.chat.sitting import IS_HERE, stay, until
from handrail.conversations.models import Conversation
from handrail.conversations.verbs.assigning import would_see
from handrail.core.remembered import forget_remembered
from handrail.notifications.models import Choice, Subscription
from handrail.notifications.verbs import quiet_until

MOST_CHATS = 20
# A guest sees what is given to their team, and nothing that rings is given to anybody yet.
_ANSWERS = [role for role, rights in TABLE.items() if May.REPLY in rights and role != Role.GUEST]


# Whoever lets a chat ring there for nothing is reached again when they have taken or passed one.
_BY_PUSH = Q(pushes=True, misses=0) & Exists(Subscription.objects.filter(agent=OuterRef("pk")))


class Taker(NamedTuple):
    """An agent who takes chats; `load` are those they are in and those that ring at them.

    `by_push`: no page of theirs is open, their devices are told.
    """

    agent: int
    load: int
    limit: int
    by_push: bool = False


def choose(chat: int, takers: Sequence[Taker], passed: Collection[int] = ()) -> int | None:
    """At whom a chat rings: who has the least to do of those with room who have not passed. Pure.

    Whoever has a page open is asked before those who would have to open one.

    Between equals a lot decides that is the same on every machine and another for every chat, so that in
    the long run all have as many, and nobody need remember who had the last one.
    """
    free = [one for one in takers if one.load < one.limit and one.agent not in passed]
    chosen = min(free, key=lambda one: (one.by_push, one.load, _lot(chat, one.agent)), default=None)
    return chosen.agent if chosen else None


def _lot(chat: int, agent: int) -> bytes:
    return sha256(f"{chat} {agent}".encode()).digest()


def takers_in(mailbox: int) -> list[Taker]:
    """Who takes chats of a mailbox now and sees it: here or reached by push, on duty, not away, not paused.

    One statement, and another where push alone would reach somebody.
    """
    seats: QuerySet[Any] = _taking().filter(_sees(mailbox)).order_by("pk").distinct()
    found = [Taker(*row) for row in seats.values_list("pk", "load", "limit", "by_push")]
    quiet = _in_quiet_hours([one.agent for one in found if one.by_push])
    return [one for one in found if one.agent not in quiet]


def takers_of(conversation: Conversation) -> list[Taker]:
    """Who could take this one; of a restricted one only those who see it."""
    found = takers_in(conversation.mailbox_id)
    if not conversation.restricted:
        return found
    agents = Agent.objects.in_bulk([one.agent for one in found])
    return [one for one in found if would_see(agents[one.agent], conversation)]


def _in_quiet_hours(agents: Collection[int]) -> set[int]:
    """Of these, whom nothing is pushed to now."""
    if not agents:
        return set()
    now, chosen = timezone.now(), Choice.objects.filter(agent__in=agents).select_related("agent")
    return {one.agent_id for one in chosen if quiet_until(one.agent, one, now)}


def _sees(mailbox: int) -> Q:
    direct, by_team = Q(agent__access__mailbox=mailbox), Q(agent__teams__access__mailbox=mailbox)
    return Q(agent__role=Role.OWNER) | direct | by_team


def _taking() -> QuerySet[Seat]:
    away = Choice.objects.filter(away_until__gt=Now()).values("agent")
    talking = Chat.objects.filter(state=ChatState.TALKING, conversation__assignee=OuterRef("pk"))
    ringing = Offer.objects.filter(agent=OuterRef("pk"))
    return (
        Seat.objects.filter(IS_HERE | _BY_PUSH)
        .filter(takes_chats=True, is_paused=False, agent__is_active=True, agent__on_duty=True)
        .filter(agent__role__in=_ANSWERS)
        .exclude(pk__in=away)
        .annotate(by_push=ExpressionWrapper(~IS_HERE, output_field=BooleanField()))
        .annotate(load=_count(talking, "conversation__assignee") + _count(ringing, "agent"))
    )


def _count(rows: QuerySet[Chat] | QuerySet[Offer], of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(all=Count("pk")).values("all")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def seat_of(agent: Agent) -> Seat:
    """How an agent sits; one who never said takes no chats."""
    return Seat.objects.filter(pk=agent.pk).first() or Seat(agent=agent)


@transaction.atomic
def keep_seat(agent: Agent, *, limit: int, signal: str, enter_sends: bool, pushes: bool = False) -> Seat:
    """Keep how many chats at once an agent takes, how ringing tells, and whether Enter sends."""
    told = {"limit": min(max(limit, 1), MOST_CHATS), "signal": signal}
    told |= {"enter_sends": enter_sends, "pushes": pushes}
    return Seat.objects.update_or_create(agent=agent, defaults=told)[0]


def remember_after_send(agent: Agent, choice: str) -> None:
    """What the agent chose to follow an answer to a chat that was over is offered first from now on."""
    Seat.objects.update_or_create(agent=agent, defaults={"after_send": choice})


@transaction.atomic
def take_chats(agent: Agent, *, takes: bool) -> Seat:
    """Take chats from now on, or no more; either ends a pause. What rings at them rings on, at others."""
    told: dict[str, Any] = {"takes_chats": takes, "is_paused": False, "misses": 0}
    told |= {"here_until": until()} if takes else {}
    seat = Seat.objects.update_or_create(agent=agent, defaults=told)[0]
    forget_remembered()
    return seat


def sat_through(agent: int) -> None:
    """The agent took or passed a chat: they are there."""
    stay(agent)
    Seat.objects.filter(pk=agent).update(misses=0)


def missed_one(agent: int, *, pauses_after: int) -> bool:
    """A chat rang at the agent for nothing; True when that pauses their chat."""
    Seat.objects.filter(pk=agent).update(misses=F("misses") + 1)
    missed = Seat.objects.filter(pk=agent, misses__gte=pauses_after, is_paused=False)
    return bool(missed.update(is_paused=True))
