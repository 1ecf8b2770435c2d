"""The customer does not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.conversations.events.base import Event, event


@event("nudged", public=True, closes_at="2026-01-12T09:00:00+00:00")
@dataclass(frozen=True)
class Nudged(Event):
    """Handrail reminded the customer by itself, and told them when the conversation will be closed."""

    closes_at: datetime


@event("timed_out", public=True)
@dataclass(frozen=True)
class TimedOut(Event):
    """Handrail closed the conversation because no answer came, and told the customer if it could."""
