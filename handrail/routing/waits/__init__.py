"""Honest waits: how long a first answer takes, from what happened lately, or that nobody knows yet."""

from handrail.routing.waits.saying import wait_known, waits_said, when_back

__all__ = ["wait_known", "waits_said", "when_back"]
