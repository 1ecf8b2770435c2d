"""What the settings show of the writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count, Q, Sum
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.models import WriterCall
from handrail.conversations.models import Conversation

DAYS = 30  # for which calls are kept
_SHOWN = 20


@dataclass(frozen=True)
class Spent:
    """What the writer cost in DAYS days, in the owner's currency; how many seconds it took on the mean."""

    calls: int
    cost: float
    seconds: float


def spent() -> Spent:
    """Everything that is kept, summed; one statement."""
    found = WriterCall.objects.aggregate(calls=Count("pk"), cost=Sum("cost"), seconds=Avg("seconds"))
    return Spent(found["calls"], found["cost"] or 0.0, found["seconds"] or 0.0)


def the_last_calls(agent: Agent) -> list[WriterCall]:
    """The newest ones of conversations that the agent may see, and of none; one statement."""
    seen = Conversation.objects.visible_to(agent).values("pk")
    return list(WriterCall.objects.filter(Q(conversation=None) | Q(conversation__in=seen))[:_SHOWN])


def forget_calls() -> int:
    """Forget what was sent DAYS days ago; returns how many there were."""
    gone, _ = WriterCall.objects.filter(at__lt=timezone.now() - timedelta(days=DAYS)).delete()
    return gone
