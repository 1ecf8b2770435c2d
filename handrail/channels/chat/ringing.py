"""A chat that rings: offered to one agent for a while, then to the next, until somebody takes it.

Times are the database's, so that the clocks of several machines need not agree. Who is offered what is
decided by one process at a time. Nothing remembers who let a chat ring but their own seat, and that only
until they take one or come back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, name_to_customers
from handrail.accounts.permissions import May
from handrail.channels.chat.hints import tell_pages
from handrail.channels.chat.models import LIVE, Chat, ChatState, Offer
from handrail.channels.chat.seats import choose, missed_one, sat_through, takers_of
from handrail.channels.chat.sitting import left
from handrail.conversations.events import ChatReturned, ChatTaken
from handrail.conversations.models import Conversation
from handrail.conversations.timeline import record
from handrail.conversations.verbs.assigning import assign
from handrail.core.actors import SYSTEM, Actor
from handrail.core.jobs import done_or_noted
from handrail.core.verbs import verb

RINGS = timedelta(seconds=45)
PAUSES_AFTER = 2  # chats in a row that rang for nothing
MOST_AT_ONCE = 500
_LOCK = 7_240_611  # of PostgreSQL's advisory locks: who is offered a chat


class NotRinging(ValueError):
    """The chat rings no more: somebody was quicker, or the visitor has gone."""


def ring(chat: Chat, *, among: Collection[int] = (), at: datetime | None = None) -> None:
    """Let a chat whose state is "ringing" ring at somebody, inside a verb that holds its conversation.

    One that rings already rings on. When nobody is there to take it, it is missed.
    """
    if not Offer.objects.filter(chat=chat).exists():
        offer_next(chat, (), among=among, at=at)


def offer_next(
    chat: Chat,
    passed: Collection[int],
    *,
    among: Collection[int] = (),
    back_to: int | None = None,
    at: datetime | None = None,
) -> bool:
    """Offer it to the next who has room and has not `passed`; False when there is nobody.

    `among`: only to these. Then it goes `back_to` whoever had it, else it is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    conversation = chat.conversation
    takers = [one for one in takers_of(conversation) if not among or one.agent in among]
    agent = choose(chat.pk, takers, {*passed, *([back_to] if back_to else [])})
    if agent is None:
        _nobody(chat, back_to)
        return False
    facts = {"agent_id": agent, "until": (at or database_now()) + RINGS, "passed_by": sorted(passed)}
    Offer.objects.update_or_create(
        chat=chat, defaults=facts | {"among": sorted(among), "back_to_id": back_to}
    )
    tell(conversation, [agent])
    _push_later(chat, agent)
    _look_again_later(chat)
    return True


def _nobody(chat: Chat, back_to: int | None) -> None:
    from handrail.channels.chat.verbs import missed  # which ring

    Offer.objects.filter(chat=chat).delete()
    had_it = Agent.objects.filter(pk=back_to or 0).first()
    if had_it is None:
        missed(chat)
        return
    chat.state = ChatState.TALKING
    chat.save(update_fields=["state"])
    record(chat.conversation, ChatReturned(name=had_it.name), by=SYSTEM)


@verb
@needs(May.REPLY)
def take(conversation: Conversation, /, *, by: Actor, at: datetime | None = None) -> bool:
    """The agent answers it from now on; False when they do. Raises NotRinging when it rings no more.

    One whose agent is here no more (`sitting`) may be taken before it rings again, and one in which the
    assistant answers at any time.
    """
    chat = Chat.objects.filter(pk=conversation.pk, state__in=(*LIVE, ChatState.ANSWERING)).first()
    if chat is None:
        raise NotRinging
    if chat.state == ChatState.TALKING:
        if conversation.assignee_id == by.agent_id:
            return False
        if not left().filter(pk=chat.pk).exists():
            raise NotRinging
    _stop(conversation)
    now = at or database_now()
    chat.state, chat.answered_at = ChatState.TALKING, chat.answered_at or now
    chat.save(update_fields=["state", "answered_at"])
    agent = Agent.objects.get(pk=by.agent_id or 0)
    sat_through(agent.pk)
    if conversation.assignee_id != agent.pk:
        assign(conversation, to=agent, by=by)
    record(conversation, ChatTaken(name=name_to_customers(agent)), by=by)
    return True


@verb
@needs(May.REPLY)
def pass_on(conversation: Conversation, /, *, by: Actor, at: datetime | None = None) -> bool:
    """Let it ring at the next; False when it does not ring at this agent. To pass is no miss."""
    chat, offer = _ringing(conversation)
    if chat is None or offer is None or offer.agent_id != by.agent_id:
        return False
    sat_through(offer.agent_id)
    _go_on(chat, offer, at)
    return True


@verb
def ring_out(conversation: Conversation, /, *, at: datetime | None = None) -> bool:
    """Its time at one agent is over: a miss of theirs, and it rings at the next; False before that."""
    chat, offer = _ringing(conversation)
    if chat is None:
        return False
    if offer is None:  # whom it rang at was deleted
        return offer_next(chat, (), at=at)
    if offer.until > (at or database_now()):
        return False
    missed_one(offer.agent_id, pauses_after=PAUSES_AFTER)
    _go_on(chat, offer, at)
    return True


@verb
def ring_again(conversation: Conversation, /) -> bool:
    """The visitor waits and whoever is in the chat is here no more: it rings at others; else False.

    Nothing of it stands on the timeline: nobody is to read there when somebody left.
    """
    chat = left().filter(pk=conversation.pk).first() if conversation.waiting_since else None
    if chat is None:
        return False
    chat.conversation, chat.state = conversation, ChatState.RINGING
    chat.save(update_fields=["state"])
    if offer_next(chat, ()):
        _tell_visitor(chat)
    return True


def ring_elsewhere(agent: Agent) -> None:
    """The agent takes no chats any more: what rings at them rings at others."""
    for conversation in Conversation.objects.filter(chat__offer__agent=agent):
        pass_on(conversation, by=agent.as_actor())


def stop_ringing(conversation: Conversation) -> None:
    """It is over, whatever comes of it (inside a verb): its bar leaves the pages."""
    _stop(conversation)


def ring_due(at: datetime | None = None) -> int:
    """Let those go on whose time at one agent is over, or whose agent is here no more; returns how many.

    Each in its own transaction.
    """
    now = at or database_now()
    ringing = Conversation.objects.filter(chat__state=ChatState.RINGING)
    due = ringing.exclude(chat__offer__until__gt=now).order_by("pk")[:MOST_AT_ONCE]
    waiting = Conversation.objects.filter(chat__in=left(), waiting_since__isnull=False)
    moved = sum(_alone(one, partial(ring_out, one, at=at)) for one in due)
    return moved + sum(_alone(one, partial(ring_again, one)) for one in waiting.order_by("pk")[:MOST_AT_ONCE])


def _alone(conversation: Conversation, move: Callable[[], bool]) -> bool:
    return done_or_noted("ring_due", f"chat {conversation.pk}", move)


def _ringing(conversation: Conversation) -> tuple[Chat | None, Offer | None]:
    chat = Chat.objects.filter(pk=conversation.pk, state=ChatState.RINGING).first()
    if chat is not None:
        chat.conversation = conversation
    return chat, Offer.objects.filter(chat=conversation.pk).first() if chat else None


def _go_on(chat: Chat, offer: Offer, at: datetime | None) -> None:
    tell(chat.conversation, [offer.agent_id])
    passed = {*offer.passed_by, offer.agent_id}
    offer_next(chat, passed, among=offer.among, back_to=offer.back_to_id, at=at)


def _stop(conversation: Conversation) -> None:
    offers = Offer.objects.filter(chat=conversation.pk)
    told = list(offers.values_list("agent", flat=True))
    offers.delete()
    tell(conversation, told)


def tell(conversation: Conversation, agents: Collection[int]) -> None:
    """Let the open pages of some agents look at what rings, once this is committed."""
    if agents:
        tell_pages(conversation, rings=list(agents))


def database_now() -> datetime:
    """The database's clock (UTC): the one that all machines share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    now: datetime = row[0]
    return now


def _tell_visitor(chat: Chat) -> None:
    from handrail.channels.chat.telling import wake  # which rings; no entry tells them

    wake([chat.pk])


def _push_later(chat: Chat, agent: int) -> None:
    from handrail.channels.chat.pushing import wants_push
    from handrail.channels.chat.tasks import push_ring

    if wants_push(agent):
        push_ring.defer(chat=chat.pk, agent=agent)


def _look_again_later(chat: Chat) -> None:
    from handrail.channels.chat.tasks import ring_on

    ring_on.configure(schedule_in={"seconds": int(RINGS.total_seconds()) + 1}).defer()
