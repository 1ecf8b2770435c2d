"""How often the assistant is right where it says so: what leads and customers said of what it told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Floor, Least
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.assistant.models import Turn, Verdict, Vote
from handrail.assistant.review.comparing import interval
from handrail.assistant.review.filters import visible_turns

DAYS = 90
STEPS = 10  # a tenth of confidence each


@dataclass(frozen=True)
class Step:
    """Answers told with a confidence of `least` to `least + .1`, and what was said of them afterwards."""

    least: float
    answers: int = 0
    reviewed: int = 0
    right: int = 0
    voted: int = 0
    helped: int = 0

    @property
    def most(self) -> float:
        """Where the next step begins."""
        return round(self.least + 1 / STEPS, 1)

    @property
    def share(self) -> float | None:
        """The share of the reviewed ones that was right; None where none is reviewed."""
        return self.right / self.reviewed if self.reviewed else None

    @property
    def between(self) -> tuple[float, float]:
        """Between which shares the true one lies with 95 %."""
        return interval(self.right, self.reviewed)

    @property
    def is_off(self) -> bool:
        """Whether what was said cannot be brought together with the confidence that was told."""
        low, high = self.between
        return self.reviewed > 0 and (high < self.least or low > self.most)


def steps(agent: Agent) -> Sequence[Step]:
    """The answers of DAYS days in steps of confidence, those that the agent may see; one statement."""
    since = timezone.now() - timedelta(days=DAYS)
    told = Turn.objects.filter(visible_turns(agent), is_answer=True, at__gte=since)
    rows = (
        told.annotate(step=Least(Floor(F("confidence") * STEPS), STEPS - 1.0))
        .values("step")
        .order_by("step")
        .annotate(
            answers=Count("pk"),
            reviewed=Count("review"),
            right=Count("review", filter=Q(review__verdict=Verdict.RIGHT)),
            voted=Count("vote"),
            helped=Count("vote", filter=Q(vote=Vote.HELPED)),
        )
    )
    named = ("answers", "reviewed", "right", "voted", "helped")
    found = {int(step): counts for step, *counts in rows.values_list("step", *named)}
    return [Step(at / STEPS, *found.get(at, ())) for at in range(STEPS)]
