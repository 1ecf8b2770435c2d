"""Honest waits: how long a first answer takes, from what happened lately, or that nobody knows yet."""

from handrail.routing.waits.saying import waits_said, when_back

__all__ = ["waits_said", "when_back"]
