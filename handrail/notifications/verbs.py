"""Telling agents, and what they do with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Entry, Seen
from handrail.conversations.queries.onlookers import who_see
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

    One entry tells an agent once, for the reason that is told first; of what is older than a day nobody is
    told. The substitutes of those who are away are told too. Returns what is new. However many agents there
    are, the number of statements is the same.
    """
    now = at or timezone.now()
    wanted = set(agents) - {entry.agent_id}
    if entry.at < now - NEWS or not wanted:
        return []
    Entry.objects.select_for_update(no_key=True).filter(pk=entry.pk).first()  # one after the other
    choices = choices_of(wanted)
    instead = {one: key for one, key in substitutes(choices, now).items() if one not in wanted}
    choices |= choices_of(set(instead))
    listening = _listening(entry, {*wanted, *instead} - {entry.agent_id})
    facts = {"conversation_id": entry.conversation_id, "entry": entry.pk, "by": entry.actor_label}
    news = [
        Notification(agent=one, kind=kind, instead_of_id=instead.get(one.pk), **facts) for one in listening
    ]
    return spread(news, choices, now)


def spread(news: list[Notification], choices: dict[int, Choice], now: datetime) -> list[Notification]:
    """Keep what is news for somebody, and let it go the ways that each of them has chosen."""
    for one in news:
        choice = choices.setdefault(one.agent_id, Choice(agent=one.agent))
        due = now + timedelta(minutes=choice.mail_after) if choice.wants(one.kind, Way.MAIL) else None
        one.created_at, one.mail_due_at = now, due
    Notification.objects.bulk_create(news)
    _push(news, choices, now)
    return news


def substitutes(choices: dict[int, Choice], now: datetime) -> dict[int, int]:
    """Who is told instead of those who are away now: the key of the one by that of the other."""
    away = (choice for choice in choices.values() if choice.is_away(now))
    return {one.substitute_id: one.agent_id for one in away if one.substitute_id}


def choices_of(agents: set[Any]) -> dict[int, Choice]:
    """What these agents have chosen, by their keys; nothing of those who have chosen nothing."""
    return {choice.agent_id: choice for choice in Choice.objects.filter(agent__in=agents)} if agents else {}


def _listening(entry: Entry, keys: set[Any]) -> list[Agent]:
    """Those who may see the conversation, have not read as far as the entry, and were not told of it."""
    seen = Seen.objects.filter(conversation=entry.conversation_id, entry__gte=entry.pk, agent__in=keys)
    told = Notification.objects.filter(entry=entry.pk, agent__in=keys)
    see = who_see(entry.conversation_id).filter(pk__in=keys)
    return list(see.exclude(pk__in=seen.values("agent")).exclude(pk__in=told.values("agent")).order_by("pk"))


def choice_of(agent: Agent) -> Choice:
    """How the agent wants to be told; the defaults, not kept, for whoever has chosen nothing."""
    return Choice.objects.filter(agent=agent).first() or Choice(agent=agent)


def _push(told: list[Notification], choices: dict[int, Choice], now: datetime) -> None:
    """Those at one time go to the queue together: no more statements than there are times."""
    from handrail.notifications import tasks

    due: dict[datetime, list[Notification]] = defaultdict(list)
    for one in told:
        choice = choices[one.agent_id]
        if choice.wants(one.kind, Way.PUSH):
            due[quiet_until(one.agent, choice, now) or now].append(one)
    for moment, these in due.items():
        jobs: list[Any] = [{"notification": one.pk} for one in these]
        tasks.push.configure(schedule_at=moment).batch_defer(*jobs)


def quiet_until(agent: Agent, choice: Choice, now: datetime) -> datetime | None:
    """When the agent's quiet hours are over; None when nothing is quiet."""
    return quiet_ends(now, zone(agent.time_zone), choice.quiet_from, choice.quiet_until)


def read_about(
    agent: Agent, conversation: int, *, kind: Kind | None = None, at: datetime | None = None
) -> int:
    """The agent looks at a conversation: nothing about it (of this `kind`) is news any more. Returns how
    much was.
    """
    unread = Notification.objects.filter(agent=agent, conversation=conversation, read_at=None)
    unread = unread.filter(kind=kind) if kind else unread
    return unread.update(read_at=at or timezone.now(), mail_due_at=None)


def read_one(agent: Agent, pk: int, *, at: datetime | None = None) -> Notification | None:
    """The agent follows one line of the list, which is no news any more; None where it is not theirs."""
    found = Notification.objects.filter(agent=agent, pk=pk)
    found.filter(read_at=None).update(read_at=at or timezone.now(), mail_due_at=None)
    return found.first()


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
