"""What admins do with hours; each change leaves an audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from handrail.accounts.models import Agent, Mailbox
from handrail.core.audit import audit
from handrail.routing.hours import Slot
from handrail.routing.models import MailboxHours


@transaction.atomic
def set_hours(
    mailbox: Mailbox,
    *,
    time_zone: str,
    slots: Sequence[Slot],
    holidays: Sequence[date] = (),
    by: Agent | None = None,
) -> MailboxHours | None:
    """Set when a mailbox is looked after; without slots it is always (None). Raises ValidationError."""
    told = [[slot.day, slot.begins, slot.ends] for slot in sorted(set(slots))]
    audit(by, "hours changed", mailbox=mailbox.pk, time_zone=time_zone, slots=told)
    if not told:
        MailboxHours.objects.filter(mailbox=mailbox).delete()
        return None
    hours = MailboxHours.objects.filter(mailbox=mailbox).first() or MailboxHours(mailbox=mailbox)
    hours.time_zone, hours.slots, hours.holidays = time_zone, told, sorted(set(holidays))
    hours.full_clean()
    hours.save()
    return hours
