"""What the pages of a bulk change show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from handrail.conversations.models import Conversation
from handrail.playbooks.models import Bulk, ItemState
from handrail.playbooks.steps import STEPS, Run, StepRefused

SAMPLES, MOST_REASONS, MOST_NAMED = 3, 20, 10


@dataclass(frozen=True)
class Skipped:
    """Why some were skipped, how many, and the first of them."""

    why: str
    count: int
    numbers: list[int]


@dataclass(frozen=True)
class Sample:
    """What would leave one conversation, and for whom."""

    conversation: Conversation
    filled: Any
    people: Any


def how_many(conversations: Any) -> int:
    """The exact count of what was chosen."""
    return int(conversations.order_by().count())


def skipped(bulk: Bulk) -> list[Skipped]:
    """Who is left out, by reason, most first; numbers only of those that the agent sees now."""
    items = bulk.items.filter(state=ItemState.SKIPPED)
    counts = items.values_list("why").annotate(count=Count("pk")).order_by("-count", "why")[:MOST_REASONS]
    return [Skipped(why, count, _numbers(bulk, items, why)) for why, count in counts]


def _numbers(bulk: Bulk, items: Any, why: str) -> list[int]:
    keys = list(items.filter(why=why).order_by("pk").values_list("conversation", flat=True)[:MOST_NAMED])
    seen = Conversation.objects.visible_to(bulk.agent).filter(pk__in=keys)
    return list(seen.order_by("number").values_list("number", flat=True))


def samples(bulk: Bulk) -> list[Sample]:
    """What the first of them would get."""
    found: list[Sample] = []
    keys = list(
        bulk.items.filter(state=ItemState.TODO)
        .order_by("pk")
        .values_list("conversation", flat=True)[:SAMPLES]
    )
    rows = Conversation.objects.visible_to(bulk.agent).filter(pk__in=keys)
    for conversation in rows.select_related("customer", "mailbox").order_by("pk"):
        run = Run(conversation, bulk.agent, bulk.agent.as_actor(), timezone.now())
        for key, value in bulk.steps:
            if what_leaves := STEPS[key].what_leaves:
                try:
                    filled, people = what_leaves(run, value)
                except StepRefused:
                    continue  # it has changed just now: it will be skipped
                found.append(Sample(conversation, filled, people))
    return found
