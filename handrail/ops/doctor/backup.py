"""Backups: how old the last one is. Who backs up by other means is not told that something is wrong."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.core.models import AuditEntry
from handrail.ops.doctor.findings import Finding

MADE = "backup made"  # what an audit entry calls it
_OLD = timedelta(days=8)  # a week, and the day on which somebody notices


def backup() -> Finding:
    """Whoever has once begun with `handrail backup` goes on with it; who never has is warned, and no more."""
    last = AuditEntry.objects.filter(action=MADE).values_list("at", flat=True).first()
    age = timezone.now() - last if last else timedelta()
    return Finding(
        _("backup"),
        age <= _OLD,
        _age(age) if last else _("no backup has been made with `handrail backup`"),
        _("make one: handrail backup FILE; have cron do it every night")
        if last
        else _("make one: handrail backup FILE; who backs up by other means needs none"),
        tone="fine" if last else "risk",
    )


def _age(age: timedelta) -> str:
    if age.days:
        return ngettext(
            "the last one is %(count)s day old", "the last one is %(count)s days old", age.days
        ) % {"count": age.days}
    return _("the last one is less than a day old")
