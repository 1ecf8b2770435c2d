"""Questions that were answered before anything was sent, and never were: the lists behind those numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handrail.assistant.models import Turn
from handrail.insights.asked import NONE, Asked
from handrail.insights.tallying import SILENT_AFTER

AT_ONCE = 50
SAID = {
    "helped": _("Said that it helped"),
    "silent": _("Said nothing"),
    "not": _("Said that it did not help"),
}


@dataclass(frozen=True)
class Unsent:
    """Some of them, the newest first; `older` is the key from which the next list goes on, None at the
    end.
    """

    turns: list[Turn]
    older: int | None


def unsent(asked: Asked, said: str, *, before: int | None = None) -> Unsent:
    """Those whose asker said this (a key of SAID), older than the key `before`."""
    rows = _of(asked).filter(_saying(said))
    rows = rows.filter(pk__lt=before) if before else rows
    found = list(rows.order_by("-pk")[: AT_ONCE + 1])
    return Unsent(found[:AT_ONCE], found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None)


def _saying(said: str) -> Q:
    if said == "silent":
        return Q(vote=None, at__lte=timezone.now() - SILENT_AFTER)
    return Q(vote=said)


def _of(asked: Asked) -> QuerySet[Turn]:
    begins = datetime.combine(asked.first, time(), UTC)
    ends = datetime.combine(asked.today, time(), UTC) + timedelta(days=1)
    shown = Q(is_answer=True) | Q(read=True)
    rows = Turn.objects.filter(shown, exchange=None, conversation=None, at__gte=begins, at__lt=ends)
    rows = rows.filter(channel=asked.channel) if asked.channel else rows
    if asked.language:
        rows = rows.filter(language="" if asked.language == NONE else asked.language)
    return rows
