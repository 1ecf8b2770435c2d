"""Nothing that was counted is kept longer than it is needed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from handrail.core.abuse.models import RateCount, SpentProof

KEPT = timedelta(days=2)
"""Longer than any token is good for and any stretch lasts."""


def forget_old() -> None:
    """Delete the counts and used proofs of more than two days ago; in one statement each."""
    before = timezone.now() - KEPT
    RateCount.objects.filter(slot__lt=before).delete()
    SpentProof.objects.filter(at__lt=before).delete()
