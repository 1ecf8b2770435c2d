"""What admins do with hours and promises; each change leaves an audit entry, and what is due is renewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from handrail.accounts.models import Agent, Mailbox
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered
from handrail.routing.hours import Slot
from handrail.routing.models import MailboxHours, Promise, TimeOut, TimeOutText
from handrail.routing.models.hours import Holiday
from handrail.routing.renewing import renew_soon


@transaction.atomic
def set_hours(
    mailbox: Mailbox,
    *,
    time_zone: str,
    slots: Sequence[Slot],
    holidays: Iterable[Holiday] = (),
    by: Agent | None = None,
) -> MailboxHours | None:
    """Set when a mailbox is looked after; without slots it is always (None). Raises ValidationError."""
    told = [[slot.day, slot.begins, slot.ends] for slot in sorted(set(slots))]
    days = [one.as_data() for one in sorted(holidays, key=lambda one: one.day)]
    audit(by, "hours changed", mailbox=mailbox.pk, time_zone=time_zone, slots=told, holidays=len(days))
    hours = MailboxHours.objects.filter(mailbox=mailbox).first() or MailboxHours(mailbox=mailbox)
    if told:
        hours.time_zone, hours.slots, hours.holidays = time_zone, told, days
        hours.full_clean()
        hours.save()
    elif hours.pk:
        hours.delete()
    _renew(mailbox)
    return hours if told else None


@transaction.atomic
def set_promises(mailbox: Mailbox, *, promises: Sequence[Promise], by: Agent | None = None) -> None:
    """Let a mailbox promise exactly this, each priority once. Raises ValidationError."""
    Promise.objects.filter(mailbox=mailbox).delete()
    for promise in promises:
        promise.mailbox = mailbox
        promise.full_clean()
        promise.save(force_insert=True)
    told = [[p.priority, p.first_reply, p.next_reply, p.around_the_clock] for p in promises]
    audit(by, "promises changed", mailbox=mailbox.pk, promises=told)
    _renew(mailbox)


@transaction.atomic
def set_time_out(
    mailbox: Mailbox,
    *,
    is_on: bool,
    nudge_after: int,
    close_after: int,
    texts: Sequence[TimeOutText],
    by: Agent | None = None,
) -> None:
    """Set after how many days a silent customer is nudged and closed, or never. Raises ValidationError."""
    told = {"is_on": is_on, "nudge_after": nudge_after, "close_after": close_after}
    audit(by, "time-out changed", mailbox=mailbox.pk, languages=[text.language for text in texts], **told)
    TimeOut.objects.filter(mailbox=mailbox).delete()
    if is_on:
        rule = TimeOut(mailbox=mailbox, nudge_after=nudge_after, close_after=close_after)
        rule.full_clean()
        rule.save()
    TimeOutText.objects.filter(mailbox=mailbox).delete()
    for text in texts:
        text.mailbox = mailbox
        text.full_clean()
        text.save(force_insert=True)
    forget_remembered()


def _renew(mailbox: Mailbox) -> None:
    forget_remembered()
    if (
        Promise.objects.filter(mailbox=mailbox).exists()
        or mailbox.conversations.exclude(next_due_at=None).exists()
    ):
        renew_soon(mailbox.pk)
