"""Honest waits: how long a first answer takes, from what happened lately, or that nobody knows yet."""

from handrail.routing.waits.saying import (
    answered_by,
    answered_within,
    expected_by,
    length_said,
    waits_said,
    when_back,
)

__all__ = ["answered_by", "answered_within", "expected_by", "length_said", "waits_said", "when_back"]
