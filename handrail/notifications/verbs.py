"""Telling agents, and what they do with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Entry, Seen
from handrail.core.zones import zone
from handrail.notifications.models import Choice, Kind, Notification, Subscription, Way
from handrail.notifications.quiet import quiet_ends

MOST_DEVICES = 10
NEWS = timedelta(days=1)  # what happened before is history, such as what an import brings


@transaction.atomic
def tell(
    entry: Entry, kind: Kind, agents: Iterable[int], *, at: datetime | None = None
) -> list[Notification]:
    """Tell these agents of an entry: those who may see it, have not seen it, and did not do it themselves.

    Telling twice tells once; of what is older than a day nobody is told. The substitutes of those who are
    away are told too. Returns what is new.
    """
    now = at or timezone.now()
    if entry.at < now - NEWS:
        return []
    wanted = set(agents) - {entry.agent_id}
    choices = {choice.agent_id: choice for choice in Choice.objects.filter(agent__in=wanted)}
    instead = {
        choice.substitute_id: key
        for key, choice in choices.items()
        if choice.is_away(now) and choice.substitute_id and choice.substitute_id not in wanted
    }
    listening = _listening(entry, {*wanted, *instead} - {entry.agent_id})
    told = [_told(entry, kind, agent, instead.get(agent.pk), choices, now) for agent in listening]
    news = [one for one in told if one is not None]
    _push(news, choices, now)
    return news


def _listening(entry: Entry, keys: set[Any]) -> list[Agent]:
    """Those of the agents who may see the conversation and have not read as far as the entry."""
    seen = Seen.objects.filter(conversation=entry.conversation_id, entry__gte=entry.pk, agent__in=keys)
    unaware = Agent.objects.filter(pk__in=keys, is_active=True).exclude(pk__in=seen.values("agent"))
    return [one for one in unaware.order_by("pk") if _may_see(one, entry.conversation_id)]


def _may_see(agent: Agent, conversation: int) -> bool:
    return Conversation.objects.visible_to(agent).filter(pk=conversation).exists()


def _told(
    entry: Entry, kind: Kind, agent: Agent, away: int | None, choices: dict[int, Choice], now: datetime
) -> Notification | None:
    """The new notification; None when the agent was told before."""
    choice = choices.setdefault(agent.pk, choice_of(agent))
    due = now + timedelta(minutes=choice.mail_after) if choice.wants(kind, Way.MAIL) else None
    facts = {"conversation_id": entry.conversation_id, "by": entry.actor_label, "instead_of_id": away}
    one, is_new = Notification.objects.get_or_create(
        agent=agent, entry=entry.pk, kind=kind, defaults={**facts, "created_at": now, "mail_due_at": due}
    )
    return one if is_new else None


def choice_of(agent: Agent) -> Choice:
    """How the agent wants to be told; the defaults, not kept, for whoever has chosen nothing."""
    return Choice.objects.filter(agent=agent).first() or Choice(agent=agent)


def _push(told: list[Notification], choices: dict[int, Choice], now: datetime) -> None:
    from handrail.notifications import tasks

    for one in told:
        choice = choices[one.agent_id]
        if choice.wants(one.kind, Way.PUSH):
            tasks.push.configure(schedule_at=quiet_until(one.agent, choice, now) or now).defer(
                notification=one.pk
            )


def quiet_until(agent: Agent, choice: Choice, now: datetime) -> datetime | None:
    """When the agent's quiet hours are over; None when nothing is quiet."""
    return quiet_ends(now, zone(agent.time_zone), choice.quiet_from, choice.quiet_until)


def read_about(agent: Agent, conversation: int, *, at: datetime | None = None) -> int:
    """The agent looks at a conversation: nothing about it is news any more. Returns how much was."""
    unread = Notification.objects.filter(agent=agent, conversation=conversation, read_at=None)
    return unread.update(read_at=at or timezone.now(), mail_due_at=None)


def read_all(agent: Agent, *, up_to: int, at: datetime | None = None) -> int:
    """The agent has read the list up to the notification `up_to`. Returns how many were news."""
    unread = Notification.objects.filter(agent=agent, read_at=None, pk__lte=up_to)
    return unread.update(read_at=at or timezone.now(), mail_due_at=None)


def add_device(agent: Agent, *, endpoint: str, p256dh: str, auth: str, label: str) -> Subscription:
    """This browser takes push messages for this agent (and for nobody who used it before)."""
    kept, _ = Subscription.objects.update_or_create(
        endpoint=endpoint, defaults={"agent": agent, "p256dh": p256dh, "auth": auth, "label": label[:120]}
    )
    spare = Subscription.objects.filter(agent=agent).order_by("-pk").values("pk")[MOST_DEVICES:]
    Subscription.objects.filter(pk__in=list(spare.values_list("pk", flat=True))).delete()
    return kept
